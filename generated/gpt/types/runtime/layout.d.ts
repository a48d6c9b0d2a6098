import type { Groups, Region } from "./engine.js";
import type { ModelPlan, PlanEntry, PlanInput, PlanOutput } from "./plan.js";
import type { Step } from "./repeats.js";
import { type Sizes } from "./sizes.js";
import { type Tensor } from "./tensor.js";
import type { Vocabularies } from "./vocabularies.js";
export declare const bytesPerElement = 4;
/** A dense array for an input, row-major in the input's axes. */
export interface InputArray {
    readonly sizes: readonly number[];
    readonly data: Float32Array<ArrayBuffer> | Int32Array<ArrayBuffer>;
    /** Where the input has lengths: how many positions are real, for each example of a batch. */
    readonly lengths?: Int32Array<ArrayBuffer>;
}
/** An array and where it goes. */
export interface Placed {
    readonly arena: PlanInput["arena"];
    readonly offset: number;
    readonly data: InputArray["data"];
}
/** The sizes of an input's axes. Throws where the array has others. */
export declare function requireSizes(input: Pick<PlanInput, "name" | "axes">, sizes: Sizes, array: InputArray): readonly number[];
/** An input's array, and that of its lengths, as the plan wants them. Throws where a size is wrong. */
export declare function placeInput(input: PlanInput, sizes: Sizes, array: InputArray): readonly Placed[];
/** The numbers of the day in the plan's order; 0 for those that the entry doesn't need. Throws where one is missing. */
export declare function encodeDay(plan: ModelPlan, entry: PlanEntry, sizes: Sizes, settings: ReadonlyMap<string, number>): ArrayBuffer;
/** How many workgroups each step has on the CPU, or on WebGPU, where it throws for more than `grid` along one side. */
export declare function countGroups(entry: PlanEntry, steps: readonly Step[], grid: number | "cpu"): readonly Groups[];
/** What is read of one of an output's places, those without elements included. */
export interface PlaceRead {
    /** What lies far apart at the sizes of the day is read in pieces. */
    readonly regions: readonly Region[];
    /** Of its elements in the regions, one after the other. */
    readonly strides: readonly number[];
}
/** In the order of its places. */
export declare function readsOf(output: PlanOutput, sizes: Sizes): readonly PlaceRead[];
export declare function totalBytes(regions: readonly Region[]): number;
/** The caller's array of an output, which `readPlace` fills. */
export declare function createResult(output: PlanOutput, sizes: Sizes, vocabularies: Vocabularies): Tensor;
/** Bytes that were read of a place: its elements from the byte `start` on. */
export interface PlaceBytes {
    readonly bytes: ArrayBufferLike;
    readonly start: number;
    readonly strides: readonly number[];
}
/** Puts what was read of the output's place `at` where it belongs in the result. */
export declare function readPlace(output: PlanOutput, { sizes: dims, data }: Tensor, at: number, { bytes, start, strides }: PlaceBytes): void;
