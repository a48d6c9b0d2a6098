/** An entry as its callers see it, what they give and what they get: the compiler writes its types by it, the runtime reads by it. */
import type { PlanEntry, PlanOutput } from "./plan.js";
export declare function exampleOutput(output: PlanOutput): PlanOutput;
/** At one call: only where the spec says so is there a `batch`. */
export declare function calledOnce(entry: PlanEntry): PlanEntry;
/** For each of many examples, without what is exposed. */
export declare function calledForEach(entry: PlanEntry): PlanEntry;
