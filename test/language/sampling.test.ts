/** Which labels `sample` draws from, at ties and at the ends. */
import { evaluateEntry } from "../../compiler/3-graph/evaluate.ts";
import type { Axis } from "../../compiler/3-graph/graph.ts";
import type { Tensor } from "../../compiler/3-graph/tensor.ts";
import { sizeValue } from "../../compiler/sizes/size.ts";
import { randoms } from "../3-graph/graphs.ts";
import { compileSpec } from "../agree/compile-spec.ts";
import { backends, openMachine, runOnDevice } from "../agree/device.ts";
import { randomValues } from "../agree/values.ts";
import { assert, suite } from "../harness.ts";

const test = suite("the labels from which one is drawn");

const size = 37;
const random = randoms(3);
const digits = (count: number): readonly number[] =>
  Array.from({ length: size }, () => Math.floor(((random() + 1) / 2) * count) - count / 2);
const rows: readonly (readonly [logits: readonly number[], most: number, reach: number])[] = [
  [digits(2 ** 20), 1, 0.5],
  [digits(2 ** 20), size, 1],
  [digits(2 ** 20), size - 1, 0.25],
  [digits(2 ** 20), size + 3, 100],
  [digits(4), 1, 0.5],
  [digits(4), 12, 3],
  [digits(4), size, 7],
  [digits(1), 1, 0.25],
  // 0 and -0 are equal; so are numbers of which f32 knows one only.
  [digits(3).map((digit) => (digit === -0.5 ? -0 : Math.max(digit, 0))), 2, 0.75],
  [digits(6).map((digit) => digit * 1e37), 5, 2],
  [digits(6).map((digit) => digit * 2 ** -120), 5, 2],
  [digits(2 ** 20).map((digit) => -Math.abs(digit)), 3, 1],
  [digits(8), 0, 0],
];
// Multiples of 1/64, so that sums are exact in any order.
const weights = rows.map(() => digits(64).map((digit) => (digit + 32) / 64 / 16));

const spec = compileSpec(
  "sampling.weft",
  `weft 1
axis row = ${rows.length}
axis vocab = ${size}
model Kept(x: [row, vocab], w: [row, vocab], most: [row] int, reach: [row]) -> (k: [row, vocab] bool, p: [row, vocab] bool) {
  place = ordinal(x)
  return place >= threshold[vocab](place, spread[vocab](1), most), place >= threshold[vocab](place, w, reach)
}`,
);

/** A batch of one. */
function oneExample(axes: readonly Axis[], data: readonly number[]): Tensor {
  const shape = axes.map(({ id, size }) => (id === "batch" ? 1 : (sizeValue(size) ?? NaN)));
  return { axes, shape, data: Float64Array.from(data) };
}

/** By comparing all pairs, as `sample` is told of in the library: fewer than `most` are better, and these weigh less than `reach`. */
function expected(): { readonly k: readonly number[]; readonly p: readonly number[] } {
  const better = rows.map(([logits], row) =>
    logits.map((own) => {
      const found = logits.flatMap((other, at) => (other > own ? [weights[row]?.[at] ?? NaN] : []));
      return { count: found.length, mass: found.reduce((sum, weight) => sum + weight, 0) };
    }),
  );
  return {
    k: rows.flatMap(([, most], row) => (better[row] ?? []).map(({ count }) => Number(count < most))),
    p: rows.flatMap(([, , reach], row) => (better[row] ?? []).map(({ mass }) => Number(mass < reach))),
  };
}

test("the evaluator and both backends keep what comparing all pairs keeps", async () => {
  const [entry] = spec.graph.entries;
  if (entry === undefined) throw new Error("there is no entry");
  const given = randomValues(spec.graph, entry, randoms(1), () => 1);
  const inputs = new Map<string, Tensor>();
  const numbers: Readonly<Record<string, readonly number[]>> = {
    x: rows.flatMap(([logits]) => logits),
    w: weights.flat(),
    most: rows.map(([, most]) => most),
    reach: rows.map(([, , reach]) => reach),
  };
  for (const { name, axes } of entry.inputs) inputs.set(name, oneExample(axes, numbers[name] ?? []));
  const own = { ...given, environment: { ...given.environment, inputs } };
  const wanted: Readonly<Record<string, readonly number[]>> = expected();
  for (const { output, value } of evaluateEntry(entry, own.environment))
    assert.equal([...value.data], wanted[output.name], `evaluator, ${output.name}`);
  for (const backend of backends) {
    const machine = await openMachine(spec.plan, backend);
    for (const [output, found] of await runOnDevice(machine, spec.graph, 0, own))
      assert.equal([...found], wanted[output.name], `${backend}, ${output.name}`);
  }
  assert.ok(wanted["k"]?.includes(0) === true && wanted["p"]?.includes(0) === true);
});

test("the ends of temperature and of top_p draw what the formula says", async () => {
  const ends = compileSpec(
    "ends.weft",
    `weft 1
axis row = 6
axis vocab = { a, b, c, d }
model Drawn(x: [row, vocab], heat: [row], reach: [row]) -> [row] in vocab {
  return sample[vocab](x, temperature = heat, top_p = reach)
}`,
  );
  const [entry] = ends.graph.entries;
  if (entry === undefined) throw new Error("there is no entry");
  const given = randomValues(ends.graph, entry, randoms(1), () => 1);
  // Gaps of 1 are 1,000 nats at a temperature of 0.001: noise of at most 17 (uniform numbers have 24 bits) can't turn them.
  const numbers: Readonly<Record<string, readonly number[]>> = {
    x: Array.from({ length: 6 }, () => [1, 3, 0, 2]).flat(),
    heat: [0, 1e-30, -1e-3, 1, 1, -1],
    reach: [1, 1, 1, 0, -1, 0],
  };
  const inputs = new Map(entry.inputs.map(({ name, axes }) => [name, oneExample(axes, numbers[name] ?? [])]));
  const own = { ...given, environment: { ...given.environment, inputs } };
  const wanted = [1, 1, 2, 1, 1, 2];
  for (const { value } of evaluateEntry(entry, own.environment)) assert.equal([...value.data], wanted);
  for (const backend of backends) {
    const machine = await openMachine(ends.plan, backend);
    for (const found of (await runOnDevice(machine, ends.graph, 0, own)).values())
      assert.equal([...found], wanted, backend);
  }
});
