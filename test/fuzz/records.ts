/** Random records for a training, each of lengths of its own. */
import type { GivenData } from "../../runtime/data/given.ts";
import type { InputValue } from "../../runtime/inputs.ts";
import type { ModelPlan, PlanInput } from "../../runtime/plan.ts";
import { evaluateAxes, evaluateSize, productOf } from "../../runtime/sizes.ts";
import { randoms } from "../3-graph/graphs.ts";
import { choices } from "./spec/seeded.ts";

/** So that an evaluation has several batches, too. */
const count = 60;

/** Along an axis a record has one length, as a text and its labels have; a field whose lengths nothing reads is as long as may be. */
export function randomRecords(
  { entries, trainings, data: sets }: ModelPlan,
  training: string,
  seed: number,
): GivenData {
  const entry = entries.find(({ kind, name }) => kind === "train" && name === training);
  const data = trainings.find(({ name }) => name === training)?.data;
  if (entry === undefined || data === undefined) throw new Error(`there is no training ${training}`);
  const choose = choices(seed);
  const random = randoms(seed);
  const highs = new Map(entry.symbols.map(({ symbol, high }) => [symbol, high]));
  const shifts = new Map<string, { readonly of: string; readonly by: number }>();
  for (const field of sets.find(({ name }) => name === data)?.fields ?? [])
    if (field.kind === "record" && field.shifted !== undefined) shifts.set(field.name, field.shifted);
  const aheadOf = (name: string): number =>
    Math.max(0, ...[...shifts.values()].map(({ of, by }) => (of === name ? by : 0)));
  const fields = entry.inputs.filter(({ axes, name }) => axes[0]?.name === "batch" && !shifts.has(name));
  const recordOf = (): Readonly<Record<string, InputValue>> => {
    const lengths = new Map(entry.symbols.map(({ symbol, high }) => [symbol, 1 + choose(high)]));
    const valueOf = ({ name, axes, type, indexes, lengths: read }: PlanInput): InputValue => {
      const sizes = evaluateAxes(axes.slice(1), read === undefined ? highs : lengths);
      if (sizes[0] !== undefined) sizes[0] += aheadOf(name);
      const isCount = type === "int" && indexes === undefined;
      const below = indexes === undefined ? (isCount ? 8 : 2) : evaluateSize(indexes.size, highs);
      const made = { length: productOf(sizes) };
      const values =
        type === "real"
          ? Float32Array.from(made, random)
          : Int32Array.from(made, () => choose(below) - (isCount ? 4 : 0));
      return sizes.length === 0 ? (values[0] ?? 0) : { sizes, data: values };
    };
    return Object.fromEntries(fields.map((field) => [field.name, valueOf(field)]));
  };
  return Array.from({ length: count }, recordOf);
}
