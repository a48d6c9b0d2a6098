/** What parameters and states are before the first step: pure functions of the plan and the seed. */
import type { ModelPlan, PlanParameter, PlanState } from "./plan.js";
/** The arena `parameters` as the spec initialises it. Each parameter's numbers depend on the seed and its path alone. */
export declare function initialParameters(plan: ModelPlan, seed: number): Float32Array<ArrayBuffer>;
/** Gives copies of models the numbers of what they are copies of, where `isWanted` says so of a path. */
export declare function copyParameters(plan: ModelPlan, arena: Float32Array, isWanted: (path: string) => boolean): void;
/** Gives the models that are frozen copies the numbers of what they are copies of. `items` are those that lie in the arena. */
export declare function copyFrozen({ frozen }: ModelPlan, items: readonly (PlanParameter | PlanState)[], arena: Float32Array): void;
/** The arena `states` as the spec initialises it. */
export declare function initialStates(plan: ModelPlan): Float32Array<ArrayBuffer>;
