/** In a page's worker: what a model gives for one example, as text and as maps. */
import { exampleOutput } from "../called.ts";
import { describeResults, lineOfResults } from "../command/results.ts";
import type { GenerateArguments } from "../generate/generate.ts";
import type { Results } from "../infer/infer.ts";
import type { Model, Result } from "../mod.ts";
import { own } from "../own.ts";
import type { ModelPlan } from "../plan.ts";
import { findEntry, mapsOf, readTexts } from "./expose.ts";
import type { ExposedText } from "./messages.ts";

/** A line a result, of labels the most probable first; then the results that have axes, and what is exposed. */
export function* showInferred(
  model: Model,
  plan: ModelPlan,
  name: string,
  given: GenerateArguments,
  results: Results,
): Generator<string | ExposedText, void, undefined> {
  const entry = findEntry(plan, "infer", name);
  if (entry === undefined) return;
  // Where the signature has `batch`, the page's example is a batch of one.
  const isBatch = entry.examples?.kind === "own";
  const shown = isBatch ? withoutBatch(results) : results;
  const outputs = isBatch ? entry.outputs.map(exampleOutput) : entry.outputs;
  const wanted = outputs.filter(({ role }) => role === "result");
  yield wanted.map((output) => lineOf(output.name, own(shown, output.name))).join("");
  const texts = readTexts(model, entry, given, new Map());
  const values = mapsOf(outputs, shown, texts);
  if (values.length > 0) yield { values, shown: 0, length: 0 };
}

function lineOf(name: string, result: Result | undefined): string {
  if (result === undefined) return "";
  const isRanked = typeof result === "object" && result.axes.length === 1 && result.type === "real";
  return isRanked && Object.keys(result.labels).length > 0
    ? `${name}: ${lineOfResults({ [name]: result })}\n`
    : describeResults({ [name]: result });
}

/** The first axis, of one position, left out. */
function withoutBatch(results: Results): Results {
  return Object.fromEntries(
    Object.entries(results).map(([name, result]) => {
      if (typeof result !== "object" || result.axes[0] !== "batch") return [name, result];
      const { type, data, valueLabels } = result;
      const [axes, sizes] = [result.axes.slice(1), result.sizes.slice(1)];
      if (axes.length > 0) return [name, { ...result, axes, sizes }];
      const value = data[0] ?? 0;
      return [name, valueLabels?.[value] ?? (type === "bool" ? value !== 0 : value)];
    }),
  );
}
