/** In a page's worker: what the models of a generator expose over what it was given and has grown, or has computed at once. */
import { calledOnce, type Reading, type ReadingSource } from "../called.ts";
import type { GenerateArguments } from "../generate/generate.ts";
import type { InputValue } from "../inputs.ts";
import type { Model, Result } from "../mod.ts";
import { own } from "../own.ts";
import type { ModelPlan, PlanAxis, PlanEntry, PlanInput, PlanOutput } from "../plan.ts";
import { boundsOf, evaluateSize, soleSymbol } from "../sizes.ts";
import { areEntries, encodeOpenEntries } from "../tokenizers/template.ts";
import type { Exposed, ExposedText } from "./messages.ts";

/** What the package gives: by the generator that exposes something, the calls of its models in their order; none for one that grows nothing. */
export interface Readings {
  readonly plan: ModelPlan;
  readonly readings: Readonly<Record<string, readonly Reading[]>>;
}

/** Labels along the axis of a text. */
export interface Text {
  readonly axis: PlanAxis;
  readonly numbers: Int32Array;
  readonly tokens: readonly string[];
}

/** Undefined where the generator has no readings, or where there is less of a text than the model reads. */
export async function exposeText(
  model: Model,
  { plan, readings }: Readings,
  name: string,
  given: GenerateArguments,
  grown: readonly number[],
): Promise<ExposedText | undefined> {
  const grow = plan.generators.find((generator) => generator.name === name)?.grow;
  const entry = findEntry(plan, "generate", name);
  const input = entry?.inputs.find((candidate) => candidate.name === grow?.text);
  const calls = own(readings, name);
  if (grow === undefined || entry === undefined || input === undefined || calls === undefined)
    return undefined;
  const { from } = grow;
  const beginning = from.kind === "labels" ? from.labels : numbersOf(model, input, own(given, from.name));
  if (beginning === undefined) return undefined;
  const all = [...beginning, ...grown];
  const count = countRead(entry, input, all.length);
  if (count === undefined) return undefined;

  const texts = readTexts(model, entry, given, new Map([[input, Int32Array.from(all.slice(-count))]]));
  const values: Exposed[] = [];
  const results = new Map<string, Readonly<Record<string, Result>>>();
  for (const call of calls) {
    const inferred = findEntry(plan, "infer", call.model);
    const inputs = new Map<string, InputValue>();
    for (const [to, source] of Object.entries(call.inputs)) {
      const value = valueOf(source, given, texts, results);
      if (value === undefined) return undefined;
      inputs.set(to, value);
    }
    const result = await model.infer(call.model, Object.fromEntries(inputs));
    results.set(call.model, result);
    const exposed = inferred?.outputs.filter(({ role }) => role === "exposed") ?? [];
    values.push(...valuesOf(exposed, result, texts));
  }
  return { values, shown: count, length: all.length };
}

/** A map with more positions along an axis shows nothing that could be read. */
const longest = 1024;

/** Results and what is exposed that can be seen as maps: what stands for labels isn't more or less. */
export function mapsOf(
  outputs: readonly PlanOutput[],
  results: Readonly<Record<string, Result>>,
  texts: ReadonlyMap<string, Text>,
): readonly Exposed[] {
  const numbers = outputs.filter(({ indexes }) => indexes === undefined);
  return valuesOf(numbers, results, texts).filter(
    ({ axes }) => axes.length > 0 && axes.every(({ size }) => size <= longest),
  );
}

/** Of a generator that grows nothing. */
export function exposeResults(
  model: Model,
  { plan }: Readings,
  name: string,
  given: GenerateArguments,
  results: Readonly<Record<string, Result>>,
): ExposedText | undefined {
  const entry = findEntry(plan, "generate", name);
  if (entry === undefined) return undefined;
  const values = mapsOf(entry.outputs, results, readTexts(model, entry, given, new Map()));
  return values.length === 0 ? undefined : { values, shown: 0, length: 0 };
}

/** The entry as its callers see it. */
export function findEntry(plan: ModelPlan, kind: PlanEntry["kind"], name: string): PlanEntry | undefined {
  const found = plan.entries.find((entry) => entry.kind === kind && entry.name === name);
  return found && calledOnce(found);
}

/** The texts among the inputs, by their names; `known` are their numbers where these aren't what was given. */
export function readTexts(
  model: Model,
  { inputs }: PlanEntry,
  given: GenerateArguments,
  known: ReadonlyMap<PlanInput, Int32Array>,
): ReadonlyMap<string, Text> {
  const texts = new Map<string, Text>();
  for (const input of inputs) {
    const [axis] = input.axes;
    const numbers = known.get(input) ?? numbersOf(model, input, own(given, input.name));
    if (axis === undefined || numbers === undefined) continue;
    const labels = model.vocabularies.get(input.indexes?.vocabulary ?? "")?.labels;
    const tokens = Array.from(numbers, (number) => labels?.[number] ?? String(number));
    texts.set(input.name, { axis, numbers, tokens });
  }
  return texts;
}

/** Of a text along one axis. */
function numbersOf(
  model: Model,
  { axes, indexes, template }: PlanInput,
  value: InputValue | undefined,
): Int32Array | undefined {
  const tokenizer = model.vocabularies.get(indexes?.vocabulary ?? "")?.tokenizer;
  if (axes.length !== 1 || tokenizer === undefined) return undefined;
  if (typeof value === "string") return tokenizer.encode(value);
  if (template === undefined || !areEntries(value)) return undefined;
  return Int32Array.from(encodeOpenEntries(template, tokenizer, value));
}

/** How many positions at the end of so many a model reads at once. */
function countRead(entry: PlanEntry, { axes }: PlanInput, length: number): number | undefined {
  const [axis] = axes;
  if (axis === undefined) return undefined;
  const symbol = entry.symbols.find((one) => one.symbol === soleSymbol(axis.size));
  const high = evaluateSize(axis.size, boundsOf(entry));
  const { low, step } = symbol ?? { low: high, step: 1 };
  const most = Math.min(length, high);
  const count = most - (most % step);
  return count < Math.max(1, low) ? undefined : count;
}

function valueOf(
  source: ReadingSource,
  given: GenerateArguments,
  texts: ReadonlyMap<string, Text>,
  results: ReadonlyMap<string, Readonly<Record<string, Result>>>,
): InputValue | undefined {
  switch (source.kind) {
    case "number":
      return source.value;
    case "given":
      return texts.get(source.name)?.numbers ?? own(given, source.name);
    case "present":
      return texts.get(source.name)?.numbers.map(() => 1);
    case "result":
      return own(results.get(source.model) ?? {}, source.name);
  }
}

/** Those among the results that are numbers. */
export function valuesOf(
  outputs: readonly Pick<PlanOutput, "name" | "axes">[],
  results: Readonly<Record<string, Result>>,
  texts: ReadonlyMap<string, Text>,
): readonly Exposed[] {
  return outputs.flatMap(({ name, axes }) => {
    const value = own(results, name);
    if (value === undefined || typeof value === "string") return [];
    if (typeof value !== "object") return [{ name, axes: [], data: Float32Array.of(Number(value)) }];
    const shown = axes.map((axis, at) => {
      const text = textAlong(axis, [...texts.values()]);
      const labels = text?.tokens ?? own(value.labels, axis.name);
      const size = value.sizes[at] ?? 0;
      return {
        name: axis.name,
        size,
        isText: text !== undefined,
        ...(labels === undefined ? {} : { labels }),
      };
    });
    return [{ name, axes: shown, data: value.data }];
  });
}

/** Its own axis, or one that is as long as it today: so twins have its tokens, too. */
function textAlong({ name, size }: PlanAxis, texts: readonly Text[]): Text | undefined {
  const symbol = soleSymbol(size);
  return (
    texts.find(({ axis }) => axis.name === name) ??
    texts.find(({ axis }) => symbol !== undefined && soleSymbol(axis.size) === symbol)
  );
}
