/** Where batches come from. A batch is a pure function of the seed and the step: a resumed training goes on with the same ones. */
import type { PlanEntry, PlanInput } from "../plan.ts";
import { WeftError } from "../errors.ts";
import { evaluateSize } from "../sizes.ts";
import type { InputArray } from "../layout.ts";

export interface Batch {
  /** How many examples. */
  readonly rows: number;
  readonly inputs: ReadonlyMap<string, InputArray>;
}

export interface BatchSource {
  /** Whole batches that an epoch of the training part has. */
  readonly stepsPerEpoch: number;
  /** Of step `step`, from 1. */
  readonly trainingBatch: (seed: number, step: number) => Batch;
  /** The held-out part in its fixed order; the last batch may be smaller. */
  readonly evaluationBatches: number;
  readonly evaluationBatch: (index: number) => Batch;
  /** How many records of those that a program gives were left out, since an index of theirs lies beyond what is cut. */
  readonly skipped?: number;
}

/** The entry's input that a field feeds. Throws where there is none. */
export function inputOfField(entry: PlanEntry, field: string): PlanInput {
  const input = entry.inputs.find((candidate) => candidate.name === field);
  if (input === undefined)
    throw new WeftError("data", `\`${entry.name}\` has no input for the field \`${field}\``);
  return input;
}

/** The sizes of one example: of the input's axes without `batch`, at the bounds. */
export function exampleShape(input: PlanInput, bounds: ReadonlyMap<string, number>): number[] {
  const [first, ...others] = input.axes;
  if (first?.name !== "batch") {
    throw new WeftError(
      "data",
      `the input \`${input.name}\` of a training must have \`batch\` as its first axis`,
    );
  }
  return others.map((axis) => evaluateSize(axis.size, bounds));
}
