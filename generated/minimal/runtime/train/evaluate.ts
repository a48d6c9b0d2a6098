/** The held-out data's loss and reports: numerators and denominators are added over all batches. */
import type { BatchSource } from "../data/source.ts";
import { WeftError } from "../errors.ts";
import type { PlanEntry } from "../plan.ts";
import { seedOf } from "../random.ts";
import { runEntry, submitEntry, type Machine, type PreparedEntry } from "../step.ts";
import type { Tensor } from "../tensor.ts";

export interface Evaluation {
  readonly loss: number;
  readonly reports: Readonly<Record<string, number>>;
  /** How many examples it was measured on. */
  readonly rows: number;
}

/** How far an evaluation is that takes its time. */
export interface EvaluationProgress {
  /** Batches that are measured. */
  readonly done: number;
  readonly of: number;
  readonly millisecondsLeft: number;
}

export interface Losses {
  readonly loss: number;
  readonly reports: Readonly<Record<string, number>>;
  readonly rate?: number;
  /** With half precision. */
  readonly scaling?: Scaling;
}

export interface Scaling {
  /** By which the first loss is multiplied before its gradient is taken, after the step. */
  readonly scale: number;
  /** A gradient wasn't finite, so that the step has changed nothing else; `isLast` where the scale can't fall any further. */
  readonly skipped: boolean;
  readonly isLast: boolean;
}

/** The scalars of a step's results: the first loss is the loss, others count among the reports. */
export function readLosses(entry: PlanEntry, results: readonly Tensor[]): Losses {
  const { loss, ...others } = readScalars(entry, results);
  if (loss === undefined) throw new WeftError("input", `\`${entry.name}\` has no loss among its results`);
  return { loss, ...others };
}

function readScalars(
  entry: PlanEntry,
  results: readonly Tensor[],
): Omit<Losses, "loss"> & { readonly loss: number | undefined } {
  let loss: number | undefined;
  let rate: number | undefined;
  let scale: number | undefined;
  let skipped = 0;
  const reports = new Map<string, number>();
  for (const [index, output] of entry.outputs.entries()) {
    const value = results[index]?.data[0];
    if (value === undefined) continue;
    if (output.role === "loss" && loss === undefined) loss = value;
    else if (output.role === "rate") rate = value;
    else if (output.role === "scale") scale ??= value;
    else if (output.role === "skipped") skipped = Math.max(skipped, value);
    else if (output.role === "loss" || output.role === "report" || output.role === "watch") {
      reports.set(output.name, value);
    }
  }
  return {
    loss,
    reports: Object.fromEntries(reports),
    ...(rate === undefined ? {} : { rate }),
    ...(scale === undefined ? {} : { scaling: { scale, skipped: skipped > 0, isLast: skipped > 1 } }),
  };
}

/** The entries of an evaluation: of a batch, and of what follows from the totals of all batches. */
export interface EvaluationEntries {
  readonly evaluation: PreparedEntry;
  readonly conclusion: PreparedEntry | undefined;
}

/** What two batches' totals are together; in f64. */
const combinations = {
  sum: (a: number, b: number) => a + b,
  product: (a: number, b: number) => a * b,
  max: Math.max,
  min: Math.min,
} as const;

interface Totals {
  /** By the output's name. */
  readonly totals: Map<string, { readonly sizes: readonly number[]; readonly data: Float64Array }>;
  /** Of the losses and reports that are means over a batch, times its rows: by name, the loss under the empty one. */
  readonly sums: Map<string, number>;
  rows: number;
}

function addBatch(all: Totals, entry: PlanEntry, rows: number, results: readonly Tensor[]): void {
  for (const [index, output] of entry.outputs.entries()) {
    const result = results[index];
    if (output.role !== "total" || result === undefined) continue;
    const combine = combinations[output.combine ?? "sum"];
    const known = all.totals.get(output.name);
    const data = Float64Array.from(result.data, (value, at) => {
      const before = known?.data[at];
      return before === undefined ? value : combine(before, value);
    });
    all.totals.set(output.name, { sizes: result.sizes, data });
  }
  const { loss, reports } = readScalars(entry, results);
  const means = [...(loss === undefined ? [] : [["", loss] as const]), ...Object.entries(reports)];
  for (const [name, value] of means) all.sums.set(name, (all.sums.get(name) ?? 0) + value * rows);
  all.rows += rows;
}

/** It is told how far an evaluation is once in so many milliseconds. */
const toldEvery = 250;

/**
 * At most `limit` batches, spread evenly; tells how far it is while it goes on. Undefined where nothing is held out, or where the signal comes
 * before the last batch.
 */
export async function* evaluateHeldOut(
  machine: Machine,
  { evaluation, conclusion }: EvaluationEntries,
  source: BatchSource,
  settings: ReadonlyMap<string, number>,
  limit = Number.POSITIVE_INFINITY,
  signal?: AbortSignal,
): AsyncGenerator<EvaluationProgress, Evaluation | undefined, void> {
  const available = source.evaluationBatches;
  const count = Math.min(available, limit);
  if (count < 1) return undefined;
  const all: Totals = { totals: new Map(), sums: new Map(), rows: 0 };
  const pending: { readonly rows: number; readonly results: Promise<readonly Tensor[]> }[] = [];
  const begun = performance.now();
  let told = begun;
  for (let index = 0; index < count; index += 1) {
    const now = performance.now();
    const done = index - pending.length;
    if (now - told > toldEvery && done > 0) {
      told = now;
      yield { done, of: count, millisecondsLeft: ((now - begun) / done) * (count - done) };
    }
    if (signal?.aborted === true) {
      await Promise.allSettled(pending.map(({ results }) => results));
      return undefined;
    }
    const which = Math.floor((index * available) / count);
    const { rows, inputs } = source.evaluationBatch(which);
    const sizes = new Map([["batch", rows]]);
    // Else each batch would draw the noise of the first.
    const own = new Map(settings).set("seed", seedOf(settings.get("seed") ?? 0, which));
    const { results } = await submitEntry(machine, evaluation, { sizes, settings: own, inputs });
    pending.push({ rows, results });
    const oldest = pending.length >= evaluation.ring.length ? pending.shift() : undefined;
    if (oldest !== undefined) addBatch(all, evaluation.entry, oldest.rows, await oldest.results);
  }
  for (const { rows, results } of pending) addBatch(all, evaluation.entry, rows, await results);
  const { "": mean, ...means } = Object.fromEntries(
    [...all.sums].map(([name, sum]) => [name, sum / all.rows]),
  );
  if (conclusion === undefined) return { loss: mean ?? Number.NaN, reports: means, rows: all.rows };
  const inputs = new Map(
    conclusion.entry.inputs.map(({ name, type }) => {
      const { sizes = [], data = new Float64Array(1) } = all.totals.get(name) ?? {};
      return [name, { sizes, data: type === "real" ? new Float32Array(data) : new Int32Array(data) }];
    }),
  );
  const results = await runEntry(machine, conclusion, { sizes: new Map(), settings, inputs });
  const { loss, reports } = readScalars(conclusion.entry, results);
  return { loss: loss ?? mean ?? Number.NaN, reports: { ...means, ...reports }, rows: all.rows };
}
