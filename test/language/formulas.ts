/**
 * Small specs whose figures are known by hand: the evaluator must give them, and every backend must give what the evaluator does.
 */
import { evaluateEntry } from "../../compiler/3-graph/evaluate.ts";
import type { Environment } from "../../compiler/3-graph/evaluate/evaluation.ts";
import type { Axis, Entry } from "../../compiler/3-graph/graph.ts";
import { arrange } from "../../compiler/3-graph/tensor.ts";
import type { Tensor } from "../../compiler/3-graph/tensor.ts";
import { describe, disagreements } from "../agree/agree.ts";
import { compileSpec } from "../agree/compile-spec.ts";
import type { CompiledSpec, SpecOptions } from "../agree/compile-spec.ts";
import { randomValues } from "../agree/values.ts";
import { randoms } from "../3-graph/graphs.ts";
import { assert } from "../harness.ts";

type Nested = number | readonly Nested[];
/** Numbers in the order of the declared axes; or the same as text, `"[[1, 2], [3, 4]]"`. */
export type Figures = Nested | string;

function nestedOf(value: unknown): Nested {
  if (typeof value === "number") return value;
  if (!Array.isArray(value)) throw new Error(`no numbers: ${JSON.stringify(value)}`);
  return value.map(nestedOf);
}

function read(figures: Figures): Nested {
  return typeof figures === "string" ? nestedOf(JSON.parse(figures)) : figures;
}

export interface Given {
  readonly inputs?: Readonly<Record<string, Figures>>;
  /** By path, in storage order; random where not given. */
  readonly parameters?: Readonly<Record<string, Figures>>;
  readonly states?: Readonly<Record<string, Figures>>;
  /** How many positions of an input are real: `name.text`, a number a row. */
  readonly lengths?: Readonly<Record<string, Figures>>;
  readonly settings?: Readonly<Record<string, number>>;
  readonly step?: number;
}

/** `infer GPT`, `train book`. */
export type EntryName = `${Entry["kind"]} ${string}`;

function flatten(figures: Figures): readonly number[] {
  const nested = read(figures);
  return typeof nested === "number" ? [nested] : nested.flatMap(flatten);
}

function shapeOf(figures: Figures): readonly number[] {
  const nested = read(figures);
  if (typeof nested === "number") return [];
  return [nested.length, ...(nested[0] === undefined ? [] : shapeOf(nested[0]))];
}

function tensorOf(axes: readonly Axis[], nested: Figures): Tensor {
  return { axes, shape: shapeOf(nested), data: Float64Array.from(flatten(nested)) };
}

function entryNamed(spec: Pick<CompiledSpec, "graph">, name: EntryName): Entry {
  const found = spec.graph.entries.find((entry) => `${entry.kind} ${entry.name}` === name);
  if (found === undefined) throw new Error(`no entry ${name}`);
  return found;
}

/** The bounds of sizes that a test's inputs don't have. */
function sizesOf(entry: Entry, { inputs = {} }: Given): ReadonlyMap<string, number> {
  const sizes = new Map(entry.symbols.map(({ symbol, high }) => [symbol, high]));
  if (entry.examples?.kind === "added") sizes.set("batch", 1);
  for (const { name, axes } of entry.inputs) {
    const nested = inputs[name];
    if (nested === undefined) continue;
    const shape = shapeOf(nested);
    axes.forEach(({ size }, at) => {
      const [term, ...others] = size.terms;
      const [symbol, ...more] = term?.symbols ?? [];
      const extent = shape[at];
      if (symbol === undefined || others.length + more.length > 0 || extent === undefined) return;
      sizes.set(symbol, (extent * size.divisor) / (term?.coefficient ?? 1));
    });
  }
  return sizes;
}

export function environmentOf(spec: Pick<CompiledSpec, "graph">, entry: Entry, given: Given): Environment {
  const sizes = sizesOf(entry, given);
  const choose = ({ symbol, high }: { symbol: string; high: number }): number => sizes.get(symbol) ?? high;
  const { environment } = randomValues(spec.graph, entry, randoms(1), choose);
  const inputs = new Map(environment.inputs);
  for (const [name, nested] of Object.entries(given.inputs ?? {})) {
    const input = entry.inputs.find((each) => each.name === name);
    if (input === undefined) throw new Error(`the entry has no input ${name}`);
    inputs.set(name, tensorOf(input.axes, nested));
  }
  const stored = (kind: "parameters" | "states"): Map<string, Tensor> => {
    const values = new Map(environment[kind]);
    for (const [path, nested] of Object.entries(given[kind] ?? {})) {
      const found = values.get(path);
      if (found === undefined) throw new Error(`no ${kind} ${path} but ${[...values.keys()].join(", ")}`);
      values.set(path, tensorOf(found.axes, nested));
    }
    return values;
  };
  const rows = entry.inputs.flatMap(({ axes }) => axes.filter(({ id }) => id === "batch"))[0];
  const lengths = new Map(
    Object.entries(given.lengths ?? {}).map(([key, nested]) => [
      key,
      tensorOf(typeof nested === "number" || rows === undefined ? [] : [rows], nested),
    ]),
  );
  return {
    ...environment,
    inputs,
    lengths,
    parameters: stored("parameters"),
    states: stored("states"),
    settings: new Map([...environment.settings, ...Object.entries(given.settings ?? {})]),
    step: given.step ?? 1,
  };
}

/** The same as a batch of one, which takes no room in a list of figures. */
function oneExample(given: Given): Given {
  const batched = (all: Given["inputs"] = {}): Readonly<Record<string, Figures>> =>
    Object.fromEntries(Object.entries(all).map(([name, figures]) => [name, [read(figures)]]));
  return { ...given, inputs: batched(given.inputs), lengths: batched(given.lengths) };
}

/** What the evaluator gives for each output, by its name (parameters and states by their paths), in the declared order of its axes. */
export function evaluated(
  spec: Pick<CompiledSpec, "graph">,
  name: EntryName,
  given: Given,
): Readonly<Record<string, readonly number[]>> {
  const entry = entryNamed(spec, name);
  const environment = environmentOf(
    spec,
    entry,
    entry.examples?.kind === "added" ? oneExample(given) : given,
  );
  return Object.fromEntries(
    evaluateEntry(entry, environment).map(({ output, value }) => {
      const shape = output.order.map(
        ({ id }) => value.shape[value.axes.findIndex((axis) => axis.id === id)] ?? NaN,
      );
      return [output.name, [...arrange(value, output.order, shape).data]];
    }),
  );
}

export interface Expected extends Given {
  readonly entry: EntryName;
  readonly options?: SpecOptions;
  readonly expected: Readonly<Record<string, Figures>>;
  /** Of the evaluator's figures, where those that are expected are rounded. */
  readonly within?: number;
}

/** Asserts the figures on the evaluator, and that every entry of the spec agrees on every backend. */
export async function assertFigures(text: string, cases: readonly Expected[] | Expected): Promise<void> {
  const list = "entry" in cases ? [cases] : cases;
  const spec = compileSpec("case.weft", `weft 1\n${text}`, list[0]?.options);
  for (const { entry, expected, within = 1e-9, ...given } of list) {
    const actual = evaluated(spec, entry, given);
    for (const [name, nested] of Object.entries(expected)) {
      const wanted = flatten(nested);
      const found = actual[name];
      if (found === undefined) throw new Error(`no output ${name} but ${Object.keys(actual).join(", ")}`);
      const far = wanted.some((value, at) => !(Math.abs(value - (found[at] ?? NaN)) <= within));
      const report = `${name} is [${found.join(", ")}], not [${wanted.join(", ")}]`;
      assert.not(far || found.length !== wanted.length, `${entry}: ${report}`);
    }
  }
  assert.is(describe(await disagreements(spec, 1)), "");
}
