/** Columns of the package's data: typed numbers in safetensors files, as `PlanData` says. */
import { WeftError } from "../errors.ts";
import { decodeSafetensors, type TensorData } from "../checkpoint/safetensors.ts";

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
export function decodeColumn(name: string, bytes: Uint8Array): Column {
  const { tensors } = decodeSafetensors(bytes, `data/${name}.bin`);
  const values = tensors.get("values");
  if (values === undefined) throw new WeftError("data", `data/${name}.bin has no tensor \`values\``);
  const starts = tensors.get("starts")?.data;
  const heldOutFrom = tensors.get("held_out_from")?.data[0];
  const column = {
    values: values.data,
    shape: values.shape,
    ...(heldOutFrom === undefined ? {} : { heldOutFrom }),
  };
  if (starts === undefined) return column;
  if (!(starts instanceof Int32Array)) {
    throw new WeftError("data", `data/${name}.bin: \`starts\` isn't I32`);
  }
  return { ...column, starts };
}
