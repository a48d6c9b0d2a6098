/** What changes in a model: parameters and states on the device, the steps done, and a point to go back to. */
import { type Checkpoint, type Progress } from "./checkpoint.js";
import { WeftError } from "../errors.js";
import type { ModelPlan } from "../plan.js";
import { type Machine } from "../step.js";
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
export declare function writeState(machine: Machine, checkpoint: Checkpoint): void;
/** What the spec and the seed give. */
export declare function firstState(plan: ModelPlan, seed: number): RestorePoint;
/** A checkpoint that was loaded, written to the device, or what can be made again, which is as soon as it is used. */
export declare function openState(machine: Machine, first: RestorePoint, loaded?: Checkpoint): ModelState;
/** Takes a checkpoint that was loaded. */
export declare function loadState(machine: Machine, state: ModelState, checkpoint: Checkpoint): void;
export declare function setState(machine: Machine, state: ModelState, checkpoint: Checkpoint): void;
/** Of what another training has made the parameters and the states of models stay. Gives whether there was one. */
export declare function beginTraining(machine: Machine, state: ModelState, training: string): Promise<boolean>;
export declare function restoreState(machine: Machine, state: ModelState): void;
/** Of a training that goes on. */
export declare function restorePointOf({ restorePoint }: ModelState): RestorePoint;
/** Reads parameters and states after everything submitted so far. */
export declare function readState(machine: Machine, state: ModelState): Promise<Checkpoint>;
/** The same as the bytes of a checkpoint, and in no other memory. */
export declare function readCheckpoint(machine: Machine, { progress }: ModelState): Promise<Uint8Array<ArrayBuffer>>;
/**
 * Makes the state the point to go back to, and gives its checkpoint, which that point is made of: who changes the bytes copies them. Throws what
 * `bad` makes of the name of what isn't finite.
 */
export declare function keepState(machine: Machine, state: ModelState, bad: (name: string) => Promise<WeftError>): Promise<Uint8Array<ArrayBuffer>>;
/** A parameter or a state on the device that is NaN or infinite somewhere: a bad update shows in the loss one step later, or never. */
export declare function badTensor(machine: Machine): Promise<string | undefined>;
