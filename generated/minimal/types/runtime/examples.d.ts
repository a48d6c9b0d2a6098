/** Several examples in one call of an entry, and what one of them is. */
import type { InputArray } from "./layout.js";
import type { PlanEntry, PlanOutput } from "./plan.js";
/** The entry as one example has it, without `batch`. */
export declare function exampleOf(entry: PlanEntry): PlanEntry;
export declare function exampleOutput(output: PlanOutput): PlanOutput;
/** The entry as a caller gives it its inputs, and gets its results, one at a time. */
export declare function calledWith(entry: PlanEntry): PlanEntry;
/** The same for each of many examples. */
export declare function calledForEach(entry: PlanEntry): PlanEntry;
/** How many examples a call takes at most. */
export declare function mostExamples({ symbols }: PlanEntry): number;
/** The arrays of several examples, which have the same sizes, as one call's. */
export declare function stackExamples({ inputs }: PlanEntry, examples: readonly ReadonlyMap<string, InputArray>[]): ReadonlyMap<string, InputArray>;
