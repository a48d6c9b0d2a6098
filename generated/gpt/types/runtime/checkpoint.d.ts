import type { ModelPlan } from "./plan.js";
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
export declare function encodeCheckpoint(plan: ModelPlan, checkpoint: Checkpoint): Uint8Array<ArrayBuffer>;
/**
 * Reads a checkpoint into arenas. Another safetensors file with the parameters' names and shapes does, too: its states are
 * the initial ones, `initialStates`. Throws, with the first differences listed, where names or shapes are others. `notes` say what a user should know.
 */
export declare function decodeCheckpoint(plan: ModelPlan, bytes: Uint8Array, initialStates: Float32Array<ArrayBuffer>, name?: string): Checkpoint & {
    readonly notes: readonly string[];
};
/** Of what a plan is another version than the one with that hash: the parts of a hash stand for the spec, the library and the vocabularies. */
export declare function whatDiffers(theirs: string, ours: string): string;
