import type { ModelPlan, PlanWeights } from "../plan.js";
/** How far the training is. Data and random numbers are functions of the seed and the step: nothing else is needed to go on. */
export interface Progress {
    readonly training: string;
    /** Steps done. */
    readonly step: number;
    readonly seed: number;
}
export interface Checkpoint {
    readonly parameters: Float32Array<ArrayBuffer>;
    readonly states: Float32Array<ArrayBuffer>;
    readonly progress: Progress;
}
/** The weights of a package, beside its modules. */
export declare const weightsFile = "weights.safetensors";
/** How weights were trained, as in `trained for 500 steps`. */
export declare function trainedText({ training, step }: PlanWeights): string;
export declare function encodeCheckpoint(plan: ModelPlan, checkpoint: Checkpoint): Uint8Array<ArrayBuffer>;
/** A checkpoint whose numbers come piece by piece. */
export interface EmptyCheckpoint {
    /** Takes what lies in an arena from the element `from` on. */
    readonly fill: (arena: "parameters" | "states", from: number, numbers: Float32Array<ArrayBuffer>) => void;
    /** The file, when all has come. */
    readonly finish: () => Uint8Array<ArrayBuffer>;
}
export declare function emptyCheckpoint(plan: ModelPlan, progress: Progress): EmptyCheckpoint;
/** The weights of a checkpoint; with `isHalf` parameters are halves. Throws where one is too large for that. */
export declare function encodeWeights(plan: ModelPlan, { parameters, states, progress }: Checkpoint, isHalf: boolean): Uint8Array<ArrayBuffer>;
/** A checkpoint that was read; `notes` say what a user should know. */
export interface ReadCheckpoint extends Checkpoint {
    /** How it was trained; weights go on from step 0 nevertheless. */
    readonly trained: PlanWeights;
    readonly notes: readonly string[];
}
/**
 * As a new training begins: the states of trainings are the `initial` ones, and so are copies that no training changes: a copy equals what
 * it was made of as a training begins, not as another one did.
 */
export declare function beginAnew(plan: ModelPlan, { parameters, states }: Pick<Checkpoint, "parameters" | "states">, initial: Float32Array<ArrayBuffer>): void;
/** What a new training takes of a checkpoint: parameters and models' states. Steps begin anew. */
export declare function decodeBeginning(plan: ModelPlan, bytes: Uint8Array, seed: number, name?: string): ReadCheckpoint;
/**
 * Reads a checkpoint into arenas. Another safetensors file with the parameters' names and shapes does, too: the states that it lacks are
 * the initial ones. Throws, with the first differences listed, where names or shapes are others.
 */
export declare function decodeCheckpoint(plan: ModelPlan, bytes: Uint8Array, name?: string): ReadCheckpoint;
/** Of what a plan is another version than the one with that hash: the parts of a hash stand for the spec, the library and the vocabularies. */
export declare function whatDiffers(theirs: string, ours: string): string;
