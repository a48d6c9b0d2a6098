/** Windows of one long text: at random offsets for training, one after the other through what is held out for evaluation. */
import { WeftError } from "../errors.ts";
import type { PlanData } from "../plan.ts";
import { hashName, randomBelow } from "../random.ts";
import type { InputArray } from "../layout.ts";
import { windowSpan, type Part, type Parts } from "./parts.ts";
import type { Batch, BatchSource } from "./source.ts";

const site = hashName("windows");

type WindowField = Extract<PlanData["fields"][number], { readonly kind: "window" }>;

/** Throws where the training part is shorter than one window. */
export function windowSource(data: PlanData, { training, heldOut }: Parts, batch: number): BatchSource {
  const fields = data.fields.filter((field): field is WindowField => field.kind === "window");
  const length = Math.max(...fields.map((field) => field.length));
  const span = windowSpan(data);
  const positions = training.to - training.from;
  const offsets = positions - span + 1;
  if (offsets < 1) {
    throw new WeftError(
      "data",
      `the training part of \`${data.name}\` has ${positions} positions, but a window needs ${span}: give more data, or make windows shorter`,
    );
  }
  const windows = Math.max(0, Math.floor((heldOut.to - heldOut.from - span) / length) + 1);
  const batchAt = ({ columns }: Part, starts: readonly number[]): Batch => {
    const inputs = new Map<string, InputArray>();
    for (const field of fields) {
      const column = columns.get(field.column)?.values;
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
  const { from } = heldOut;
  return {
    stepsPerEpoch: Math.max(1, Math.floor(Math.floor(positions / length) / batch)),
    trainingBatch: (seed, step) => {
      const offsetOf = (row: number): number => randomBelow(offsets, seed, step, site, row);
      return batchAt(
        training,
        Array.from({ length: batch }, (_, row) => training.from + offsetOf(row)),
      );
    },
    evaluationBatches: Math.ceil(windows / batch),
    evaluationBatch: (index) => {
      const rows = Math.min(batch, windows - index * batch);
      return batchAt(
        heldOut,
        Array.from({ length: rows }, (_, row) => from + (index * batch + row) * length),
      );
    },
  };
}
