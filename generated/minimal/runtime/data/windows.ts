/** Windows of one long text: at random offsets for training, one after the other through the held-out end for evaluation. */
import { WeftError } from "../errors.ts";
import type { PlanData } from "../plan.ts";
import { hashName, randomBelow } from "../random.ts";
import type { TensorData } from "../checkpoint/safetensors.ts";
import type { InputArray } from "../layout.ts";
import { heldOutStart, type Batch, type BatchSource } from "./source.ts";

const site = hashName("windows");

type WindowField = Extract<PlanData["fields"][number], { readonly kind: "window" }>;

/** `columns` by name; all of one length. Throws where the text is shorter than one window. */
export function windowSource(
  data: PlanData,
  columns: ReadonlyMap<string, TensorData>,
  batch: number,
): BatchSource {
  const fields = data.fields.filter((field): field is WindowField => field.kind === "window");
  const span = Math.max(...fields.map((field) => field.shift + field.length));
  const length = Math.max(...fields.map((field) => field.length));
  const count = Math.min(...fields.map((field) => columns.get(field.column)?.length ?? 0));
  const boundary = heldOutStart(count, data.heldOut);
  const offsets = boundary - span + 1;
  if (offsets < 1) {
    throw new WeftError(
      "data",
      `the training part of \`${data.name}\` has ${boundary} positions, but a window needs ${span}: give more data, or make windows shorter`,
    );
  }
  const windows = Math.max(0, Math.floor((count - boundary - span) / length) + 1);
  const batchAt = (starts: readonly number[]): Batch => {
    const inputs = new Map<string, InputArray>();
    for (const field of fields) {
      const column = columns.get(field.column);
      if (column === undefined) continue;
      const values =
        column instanceof Float32Array
          ? new Float32Array(starts.length * field.length)
          : new Int32Array(starts.length * field.length);
      for (const [row, start] of starts.entries()) {
        const from = start + field.shift;
        values.set(column.subarray(from, from + field.length), row * field.length);
      }
      inputs.set(field.name, { sizes: [starts.length, field.length], data: values });
    }
    return { rows: starts.length, inputs };
  };
  return {
    stepsPerEpoch: Math.max(1, Math.floor(Math.floor(boundary / length) / batch)),
    trainingBatch: (seed, step) =>
      batchAt(Array.from({ length: batch }, (_, row) => randomBelow(offsets, seed, step, site, row))),
    evaluationBatches: Math.ceil(windows / batch),
    evaluationBatch: (index) => {
      const rows = Math.min(batch, windows - index * batch);
      return batchAt(Array.from({ length: rows }, (_, row) => boundary + (index * batch + row) * length));
    },
  };
}
