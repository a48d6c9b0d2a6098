/** What changes in a model: parameters and states on the device, the steps done, and a point to go back to. */
import type { Checkpoint, Progress } from "./checkpoint.js";
import type { ModelPlan } from "../plan.js";
import type { Machine } from "../step.js";
export interface ModelState {
    progress: Progress;
    /** Whether a training goes on: then no other one begins, and no checkpoint is loaded. */
    isTraining: boolean;
    /** The last state that was made, loaded or saved: known to be good. Called to make or give it. */
    restorePoint: {
        readonly progress: Progress;
        readonly checkpoint: () => Checkpoint;
    };
}
export declare function writeState({ engine }: Machine, checkpoint: Checkpoint): void;
/** What the spec and the seed give. */
export declare function firstCheckpoint(plan: ModelPlan, seed: number): Checkpoint;
/** The state of a checkpoint, written to the device. It isn't kept where it can be made again. */
export declare function openState(machine: Machine, checkpoint: () => Checkpoint): ModelState;
export declare function setState(machine: Machine, state: ModelState, checkpoint: Checkpoint): void;
export declare function restoreState(machine: Machine, state: ModelState): void;
/** Reads parameters and states after everything submitted so far. */
export declare function readState(machine: Machine, state: ModelState): Promise<Checkpoint>;
/** Makes a state that was read the point to go back to. */
export declare function keepState(state: ModelState, checkpoint: Checkpoint): void;
/** A parameter or a state that is NaN or infinite somewhere: a bad update shows in the loss one step later, or never. */
export declare function badTensor({ plan }: Machine, { parameters, states }: Checkpoint): string | undefined;
