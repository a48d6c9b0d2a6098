/** The held-out data's loss and reports, each the mean over its examples. */
import type { BatchSource } from "./data/source.ts";
import { WeftError } from "./errors.ts";
import type { PlanEntry } from "./plan.ts";
import { evaluateSize } from "./sizes.ts";
import { submitEntry, type Machine, type PreparedEntry } from "./step.ts";
import type { Tensor } from "./tensor.ts";

export interface Evaluation {
  readonly loss: number;
  readonly reports: Readonly<Record<string, number>>;
  /** How many examples it was measured on. */
  readonly rows: number;
}

export interface Losses {
  readonly loss: number;
  readonly reports: Readonly<Record<string, number>>;
  readonly rate?: number;
}

/** The scalars of a step's results: the first loss is the loss, others count among the reports. */
export function readLosses(entry: PlanEntry, results: readonly Tensor[]): Losses {
  let loss: number | undefined;
  let rate: number | undefined;
  const reports: Record<string, number> = {};
  for (const [index, output] of entry.outputs.entries()) {
    const value = results[index]?.data[0];
    if (value === undefined) continue;
    if (output.role === "loss" && loss === undefined) loss = value;
    else if (output.role === "rate") rate = value;
    else if (output.role === "loss" || output.role === "report" || output.role === "watch") {
      reports[output.name] = value;
    }
  }
  if (loss === undefined) throw new WeftError("input", `\`${entry.name}\` has no loss among its results`);
  return rate === undefined ? { loss, reports } : { loss, reports, rate };
}

/** The size of `batch` in an entry that has no symbol for it. */
function fixedBatch({ inputs }: PlanEntry): number {
  const axis = inputs.flatMap(({ axes }) => axes).find(({ name }) => name === "batch");
  return axis === undefined ? 1 : evaluateSize(axis.size, new Map());
}

/** At most `limit` batches, spread evenly; sums in f64. Undefined where nothing is held out. */
export async function evaluateHeldOut(
  machine: Machine,
  prepared: PreparedEntry,
  source: BatchSource,
  settings: ReadonlyMap<string, number>,
  limit = Number.POSITIVE_INFINITY,
): Promise<Evaluation | undefined> {
  const fixed = !prepared.entry.symbols.some((symbol) => symbol.symbol === "batch");
  if (source.evaluationBatches < 1) return undefined;
  const last = source.evaluationBatch(source.evaluationBatches - 1).rows;
  // An entry whose batch can't be smaller leaves the last, smaller batch out.
  const available =
    fixed && last < fixedBatch(prepared.entry) ? source.evaluationBatches - 1 : source.evaluationBatches;
  const count = Math.min(available, limit);
  if (count < 1) return undefined;
  const sums = new Map<string, number>();
  let rows = 0;
  const add = async (batchRows: number, results: Promise<readonly Tensor[]>): Promise<void> => {
    const { loss, reports } = readLosses(prepared.entry, await results);
    for (const [name, value] of [["", loss] as const, ...Object.entries(reports)]) {
      sums.set(name, (sums.get(name) ?? 0) + value * batchRows);
    }
    rows += batchRows;
  };
  const pending: { readonly rows: number; readonly results: Promise<readonly Tensor[]> }[] = [];
  for (let index = 0; index < count; index += 1) {
    const batch = source.evaluationBatch(Math.floor((index * available) / count));
    const sizes = new Map([["batch", batch.rows]]);
    const { results } = await submitEntry(machine, prepared, { sizes, settings, inputs: batch.inputs });
    pending.push({ rows: batch.rows, results });
    const oldest = pending.length >= prepared.ring.length ? pending.shift() : undefined;
    if (oldest !== undefined) await add(oldest.rows, oldest.results);
  }
  for (const { rows: batchRows, results } of pending) await add(batchRows, results);
  const means = Object.fromEntries([...sums].map(([name, sum]) => [name, sum / rows]));
  const { "": loss = Number.NaN, ...reports } = means;
  return { loss, reports, rows };
}
