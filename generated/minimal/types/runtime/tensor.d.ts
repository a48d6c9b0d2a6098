import { type VocabularyLabels } from "./vocabularies.js";
export interface Tensor {
    readonly axes: readonly string[];
    readonly sizes: readonly number[];
    readonly type: "real" | "int" | "bool";
    /** Row-major, without gaps; booleans are 0 and 1. */
    readonly data: Float32Array<ArrayBuffer> | Int32Array<ArrayBuffer>;
    /** Of the axes that have some, in the order of positions. */
    readonly labels: Readonly<Record<string, readonly string[]>>;
    /** Where the numbers are positions of an axis with labels: these. */
    readonly valueLabels?: readonly string[];
    /** The value at one position of every axis: a number, or a label where the axis has labels. Throws where it isn't inside. */
    readonly at: (position: Readonly<Record<string, number | string>>) => number;
}
/** `labels` are those of the axes that have some. */
export declare function createTensor(axes: readonly string[], sizes: readonly number[], type: Tensor["type"], data: Tensor["data"], labels: ReadonlyMap<string, VocabularyLabels>): Tensor;
