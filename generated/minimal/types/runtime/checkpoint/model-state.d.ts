/** What changes in a model: parameters and states on the device, the steps done, and a point to go back to. */
import type { Checkpoint, Progress } from "./checkpoint.js";
import type { ModelPlan } from "../plan.js";
import type { Machine } from "../step.js";
export interface ModelState {
    progress: Progress;
    /** Whether a training goes on: then no other one begins, and no checkpoint is loaded. */
    isTraining: boolean;
    /**
     * The last state that was made or saved: known to be good. Called to make or give it. One that was loaded is on the device alone, until a
     * training begins: a program that only runs the model needs no second copy.
     */
    restorePoint: RestorePoint | undefined;
}
export interface RestorePoint {
    readonly progress: Progress;
    readonly checkpoint: () => Checkpoint;
}
export declare function writeState({ engine }: Machine, checkpoint: Checkpoint): void;
/** What the spec and the seed give. */
export declare function firstCheckpoint(plan: ModelPlan, seed: number): Checkpoint;
/** A checkpoint that was loaded, or what can be made again, written to the device. */
export declare function openState(machine: Machine, checkpoint: () => Checkpoint, loaded?: Checkpoint): ModelState;
/** Takes a checkpoint that was loaded. */
export declare function loadState(machine: Machine, state: ModelState, checkpoint: Checkpoint): void;
export declare function setState(machine: Machine, state: ModelState, checkpoint: Checkpoint): void;
export declare function restoreState(machine: Machine, state: ModelState): void;
/** Of a training that goes on. */
export declare function restorePointOf({ restorePoint }: ModelState): RestorePoint;
/** Reads parameters and states after everything submitted so far. */
export declare function readState(machine: Machine, state: ModelState): Promise<Checkpoint>;
/** Makes a state that was read the point to go back to. */
export declare function keepState(state: ModelState, checkpoint: Checkpoint): void;
/** A parameter or a state that is NaN or infinite somewhere: a bad update shows in the loss one step later, or never. */
export declare function badTensor({ plan }: Machine, { parameters, states }: Checkpoint): string | undefined;
