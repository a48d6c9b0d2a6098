/** Several examples in one call of an entry. */
import type { InputArray } from "../layout.js";
import type { PlanEntry } from "../plan.js";
/** How many examples a call takes at most. */
export declare function mostExamples({ symbols }: PlanEntry): number;
/** The arrays of several examples, which have the same sizes, as one call's. */
export declare function stackExamples({ inputs }: PlanEntry, examples: readonly ReadonlyMap<string, InputArray>[]): ReadonlyMap<string, InputArray>;
