/**
 * Random models that promise to be causal: where that is proven, a later label is changed and a text made longer, and nothing that was
 * there before changes; where a formula reads ahead, it is refused. And such that promise to be independent of the batch: there one example
 * is changed, and nothing of the others.
 */
import { evaluateEntry } from "../../compiler/3-graph/evaluate.ts";
import type { Tensor } from "../../compiler/3-graph/tensor.ts";
import { countOf } from "../../compiler/3-graph/tensor.ts";
import { checkText } from "../2-check/checked.ts";
import { randoms } from "../3-graph/graphs.ts";
import { compileGraph } from "../agree/compile-spec.ts";
import { randomValues } from "../agree/values.ts";
import { assert, suite } from "../harness.ts";
import { examplesSpec } from "./spec/examples.ts";
import { growingSpec } from "./spec/growing.ts";
import { choices } from "./spec/seeded.ts";

const test = suite("random promises");

const length = 9;

/** What the model gives of a text; position `changed` has another label. */
function run(
  graph: ReturnType<typeof compileGraph>,
  { text, changed }: { readonly text: number; readonly changed?: number },
): Tensor {
  const entry = graph.entries.find(({ name, kind }) => name === "M" && kind !== "generate");
  if (entry === undefined) throw new Error(graph.entries.map(({ name, kind }) => `${kind} ${name}`).join());
  const { environment } = randomValues(graph, entry, randoms(7), ({ symbol, high }) =>
    symbol === "seq" ? high : 1,
  );
  const whole = environment.inputs.get("text");
  if (whole === undefined) throw new Error("there is no input");
  // A size of the day is that of one text.
  const data = whole.data.slice(0, text);
  if (changed !== undefined) data[changed] = ((data[changed] ?? 0) + 1) % 5;
  const shape = whole.shape.map((size, at) => (whole.axes[at]?.id === "seq" ? text : size));
  assert.is(countOf(shape), text);
  const inputs = new Map(environment.inputs).set("text", { ...whole, shape, data });
  const sizes = new Map(environment.sizes).set("seq", text);
  const [first] = evaluateEntry(entry, { ...environment, sizes, inputs });
  if (first === undefined) throw new Error("there is no result");
  return first.value;
}

/** The numbers at the positions up to one, in an order of their own. */
function upTo({ axes, shape, data }: Tensor, position: number): readonly number[] {
  const at = axes.findIndex(({ id }) => id === "seq");
  const inner = countOf(shape.slice(at + 1));
  return [...data].filter((_, offset) => Math.floor(offset / inner) % (shape[at] ?? 1) < position);
}

const counts = { proven: 0, refused: 0, changes: 0 };

for (let seed = 0; seed < 24; seed++)
  test(`seed ${seed}`, () => {
    const ahead = seed % 3 === 0;
    const plain = growingSpec(choices(3000 + seed), { formulas: 1 + (seed % 3), ahead });
    const spec = plain.replace("-> [seq, vocab] {", "-> [seq, vocab] causal in seq {");
    const codes = checkText(spec).diagnostics.map(({ code }) => code);
    if (codes.includes("W0605")) {
      counts.refused += 1;
      return;
    }
    assert.not.ok(ahead, spec);
    counts.proven += 1;
    const graph = compileGraph("promise.weft", spec);
    const before = run(graph, { text: length });
    for (const changed of [2, 5]) {
      const after = run(graph, { text: length, changed });
      assert.equal(upTo(after, changed), upTo(before, changed), `position ${changed} in\n${spec}`);
      if (after.data.some((value, at) => value !== before.data[at])) counts.changes += 1;
    }
    // Sums over more positions add zeros only, in the same order.
    const longer = run(graph, { text: length + 2 });
    assert.equal(upTo(longer, length), upTo(before, length), `a longer text in\n${spec}`);
  });

test("many are proven, and some are not", () => {
  const { proven, refused, changes } = counts;
  assert.ok(proven >= 10 && refused >= 8 && changes > 1.5 * proven, JSON.stringify(counts));
});

const examples = 3;
const independence = { proven: 0, refused: 0 };

for (let seed = 0; seed < 36; seed++)
  test(`examples, seed ${seed}`, () => {
    const isCoupled = seed % 2 === 0;
    const spec = examplesSpec(choices(5000 + seed), 1 + (seed % 3), isCoupled);
    const codes = checkText(spec).diagnostics.map(({ code }) => code);
    if (codes.includes("W0605")) {
      independence.refused += 1;
      return;
    }
    assert.not.ok(isCoupled, spec);
    independence.proven += 1;
    const graph = compileGraph("examples.weft", spec);
    const entry = graph.entries.find(({ name, kind }) => name === "M" && kind === "infer");
    if (entry === undefined) throw new Error("there is no entry");
    const { environment } = randomValues(graph, entry, randoms(11), () => examples);
    const x = environment.inputs.get("x");
    if (x === undefined) throw new Error("there is no input");
    const valueOf = (changed: number | undefined): Tensor => {
      const inner = x.data.length / examples;
      const data = x.data.map((value, at) => (Math.floor(at / inner) === changed ? value + 1 : value));
      const inputs = new Map(environment.inputs).set("x", { ...x, data });
      const [first] = evaluateEntry(entry, { ...environment, inputs });
      if (first === undefined) throw new Error("there is no result");
      return first.value;
    };
    const before = valueOf(undefined);
    for (let changed = 0; changed < examples; changed++) {
      const after = valueOf(changed);
      assert.equal(others(after, changed), others(before, changed), `example ${changed} in\n${spec}`);
    }
  });

/** The numbers of all examples but one, in an order of their own. */
function others({ axes, shape, data }: Tensor, but: number): readonly number[] {
  const at = axes.findIndex(({ id }) => id === "batch");
  const inner = countOf(shape.slice(at + 1));
  return [...data].filter((_, offset) => Math.floor(offset / inner) % examples !== but);
}

test("half are proven independent, and those that aren't are refused", () => {
  const { proven, refused } = independence;
  assert.ok(proven >= 12 && refused >= 16, JSON.stringify(independence));
});
