import { type TensorData } from "../checkpoint/safetensors.js";
export interface Column {
    readonly values: TensorData;
    readonly shape: readonly number[];
    /** Where record r begins, in positions of the first axis, and after the last one its end; for records of varying length. */
    readonly starts?: Int32Array<ArrayBuffer>;
    /** The first record, or position of a text, that is held out, where the spec names the files of those. */
    readonly heldOutFrom?: number;
}
export type ReadColumn = (column: string) => Promise<Column>;
/** Throws where the bytes aren't a column. */
export declare function decodeColumn(name: string, bytes: Uint8Array): Column;
