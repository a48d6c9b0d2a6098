/** What parameters and states are before the first step: pure functions of the plan and the seed. */
import type { ModelPlan } from "./plan.js";
/** The arena `parameters` as the spec initialises it. Each parameter's numbers depend on the seed and its path alone. */
export declare function initialParameters(plan: ModelPlan, seed: number): Float32Array<ArrayBuffer>;
/** The arena `states` as the spec initialises it. */
export declare function initialStates(plan: ModelPlan): Float32Array<ArrayBuffer>;
