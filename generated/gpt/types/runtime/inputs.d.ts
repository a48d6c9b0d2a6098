/** From what a caller gives (numbers, labels, texts, nested lists, tensors) to the dense arrays that an entry takes. */
import { type Pixels } from "./data/pixels.js";
import type { PlanEntry, PlanInput } from "./plan.js";
import type { InputArray } from "./layout.js";
import { type Vocabularies } from "./vocabularies.js";
export type InputValue = number | boolean | string | Float32Array | Int32Array | Uint8Array | Uint16Array
/** As a tensor is. */
 | {
    readonly sizes: readonly number[];
    readonly data: Float32Array | Int32Array;
}
/** As ImageData is: for axes [rows, columns] or [rows, columns, channels]. */
 | Pixels | Entries | readonly InputValue[];
/** What a template makes a text of: an object, or in a list one for each turn of a chat. */
export interface Entries {
    readonly [name: string]: string | number | boolean | undefined;
}
interface Dense {
    readonly sizes: readonly number[];
    readonly values: ArrayLike<number>;
}
/** A text where an index into a tokenizer's axis is wanted becomes its numbers; a label its number. */
export declare function readInput(input: Pick<PlanInput, "name" | "axes" | "type" | "indexes" | "template">, value: InputValue, vocabularies: Vocabularies): InputArray;
/** What it must be in place of this, so that 32 bits hold it as it is, or nearly so where it is real; undefined where they do. */
export declare function whyNot(type: PlanInput["type"], value: unknown): string | undefined;
/** The same number at all positions, at the sizes of the day. */
export declare function constantInput(input: Pick<PlanInput, "axes" | "type">, value: number, of: ReadonlyMap<string, number>): InputArray;
/** Whether it is a text, or lists of texts, for so many axes. */
export declare function isText(value: InputValue, axes: number): boolean;
/**
 * What is shorter than its axis may be is padded, as a record is: where formulas know how many of its positions are real, and with it what
 * else has as many positions.
 */
export declare function raiseToLeast({ inputs, symbols }: Pick<PlanEntry, "inputs" | "symbols">, arrays: ReadonlyMap<string, InputArray>): Map<string, InputArray>;
/** Cut or padded with 0 along each axis. */
export declare function resized({ sizes, values }: Dense, wanted: readonly number[]): Float64Array;
/**
 * The sizes of the day that the arrays have, by symbol. Throws where two arrays disagree or an axis has another size; the message tells the sizes
 * of `written`, which are the caller's own.
 */
export declare function sizesOfInputs(inputs: readonly PlanInput[], arrays: ReadonlyMap<string, InputArray>, written?: ReadonlyMap<string, InputArray>): Map<string, number>;
/** Throws where an index lies outside its axis; `place` says where the position is, by its number in the array. */
export declare function checkIndexes(input: Pick<PlanInput, "name" | "indexes">, values: ArrayLike<number>, sizes: ReadonlyMap<string, number>, place: (position: number) => string): void;
export {};
