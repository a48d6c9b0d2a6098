/**
 * What is proven is so. Of what is causal: later inputs are changed or left out, and earlier results stay, bit for bit. Of what is independent: inputs
 * of one example are changed, and results of the others stay.
 */
import { readFileSync } from "node:fs";
import { differentiate } from "../../compiler/4-gradient/differentiate.ts";
import { evaluateEntry } from "../../compiler/3-graph/evaluate.ts";
import type { Axis, Entry, Graph } from "../../compiler/3-graph/graph.ts";
import { lower } from "../../compiler/3-graph/lower/lower.ts";
import { countOf } from "../../compiler/3-graph/tensor.ts";
import type { Tensor } from "../../compiler/3-graph/tensor.ts";
import { evaluateSize } from "../../compiler/sizes/size.ts";
import { assert, suite } from "../harness.ts";
import { readPrograms } from "../expected-diagnostics.ts";
import { checkText } from "./checked.ts";

const test = suite("promises");

const file = new URL("../errors/check-promises.weft", import.meta.url);
const programs = readPrograms("check-promises.weft", readFileSync(file, "utf8"));

interface Promised {
  readonly what: "causal" | "independent";
  readonly axis: string;
  readonly models: number;
  readonly sizes: ReadonlyMap<string, number>;
  /** Whether the result at a position may change where the input at another does. */
  readonly mayChange: (position: number, changed: number) => boolean;
}

const promised: readonly Promised[] = [
  {
    what: "causal",
    axis: "seq",
    models: 18,
    sizes: new Map([
      ["seq", 8],
      ["batch", 1],
    ]),
    mayChange: (position, changed) => position >= changed,
  },
  {
    what: "independent",
    axis: "batch",
    models: 6,
    sizes: new Map([["batch", 4]]),
    mayChange: (position, changed) => position === changed,
  },
];

/** Numbers without a pattern that a formula could hide in. */
function numbers(axes: readonly Axis[], phase: number, sizes: ReadonlyMap<string, number>): Tensor {
  const shape = axes.map(({ size }) => evaluateSize(size, sizes));
  const data = Float64Array.from({ length: countOf(shape) }, (_, at) => Math.sin(12.9898 * (at + 1) + phase));
  return { axes, shape, data };
}

/** The position along the axis of each number of a tensor. */
function positionsOf({ axes, shape, data }: Tensor, name: string): readonly number[] {
  const at = axes.findIndex((axis) => axis.id === name);
  const inner = countOf(shape.slice(at + 1));
  return Array.from(data, (_, offset) => Math.floor(offset / inner) % (shape[at] ?? 1));
}

for (const { what, axis, models, sizes, mayChange } of promised) {
  const program = programs.find(({ name }) => name === `what is ${what}`);
  if (program === undefined) throw new Error(`the program of what is ${what} is gone`);
  const { model, diagnostics } = checkText(program.file.text);
  const lowered = (known: ReadonlyMap<string, number>) =>
    differentiate(lower(model, what, { sizes: known, labels: new Map() }));
  const graph = lowered(sizes);
  test(`every model of the program of what is ${what} is evaluated`, () => {
    assert.equal(diagnostics, []);
    assert.ok(graph.entries.length >= models, `${graph.entries.length} entries`);
  });
  for (const entry of graph.entries)
    test(`${entry.name} is ${what}`, () => assertKept(graph, entry, { axis, sizes, mayChange }));
  if (what === "independent") continue;
  const shorter = new Map([...sizes, [axis, 5]]);
  const short = lowered(shorter);
  graph.entries.forEach((entry, at) =>
    test(`${entry.name} gives the same of a shorter text`, () => {
      const given = inputsOf(entry, sizes);
      const other = short.entries[at];
      assert.is(other?.name, entry.name);
      if (other === undefined) return;
      const cut = new Map([...given].map(([name, tensor]) => [name, beginning(tensor, axis, 5)]));
      const actual = runEntry(short, other, shorter, cut).map(({ value }) => [...value.data]);
      const whole = runEntry(graph, entry, sizes, given);
      assert.equal(
        actual,
        whole.map(({ value }) => [...beginning(value, axis, 5).data]),
      );
    }),
  );
}

function inputsOf(entry: Entry, sizes: ReadonlyMap<string, number>): ReadonlyMap<string, Tensor> {
  return new Map(entry.inputs.map(({ name, axes }, at) => [name, numbers(axes, 100 + at, sizes)]));
}

function runEntry(
  graph: Graph,
  entry: Entry,
  sizes: ReadonlyMap<string, number>,
  inputs: ReadonlyMap<string, Tensor>,
): ReturnType<typeof evaluateEntry> {
  const parameters = new Map(graph.parameters.map(({ path, axes }, at) => [path, numbers(axes, at, sizes)]));
  const nothing = { states: new Map(), settings: new Map(), seed: 1, step: 1 };
  return evaluateEntry(entry, { sizes, inputs, parameters, ...nothing });
}

/** The numbers at the first positions of an axis, in their order. */
function beginning({ axes, shape, data }: Tensor, axis: string, length: number): Tensor {
  const positions = positionsOf({ axes, shape, data }, axis);
  const shorter = shape.map((size, at) => (axes[at]?.id === axis ? length : size));
  return { axes, shape: shorter, data: data.filter((_, at) => (positions[at] ?? 0) < length) };
}

function assertKept(
  graph: Graph,
  entry: Entry,
  { axis, sizes, mayChange }: Pick<Promised, "axis" | "sizes" | "mayChange">,
): void {
  const given = inputsOf(entry, sizes);
  const run = (inputs: ReadonlyMap<string, Tensor>) => runEntry(graph, entry, sizes, inputs);
  const before = run(given);
  let differences = 0;
  for (let changed = 0; changed < (sizes.get(axis) ?? 0); changed++) {
    const other = [...given].map(([name, tensor]) => {
      const positions = positionsOf(tensor, axis);
      const data = tensor.data.map((value, at) =>
        mayChange(positions[at] ?? 0, changed) ? value + 1 : value,
      );
      return [name, { ...tensor, data }] as const;
    });
    run(new Map(other)).forEach(({ value }, output) => {
      const positions = positionsOf(value, axis);
      value.data.forEach((number, offset) => {
        if (number === before[output]?.value.data[offset]) return;
        differences += 1;
        const position = positions[offset] ?? 0;
        assert.ok(mayChange(position, changed), `position ${position} saw ${changed}`);
      });
    });
  }
  assert.ok(differences > 0, "the input has no influence at all");
}
