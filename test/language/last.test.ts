/** `last` is of each record of a training by itself: what a model says of a padded row is what it says of the row alone. */
import { assert, suite } from "../harness.ts";
import type { Axis } from "../../compiler/3-graph/graph.ts";
import { evaluateSize } from "../../compiler/sizes/size.ts";
import { compileSpec } from "../agree/compile-spec.ts";
import { assertFigures, evaluated } from "./formulas.ts";

const test = suite("the last position of each record");

test("of values, their gradients, and what is counted from it", () =>
  assertFigures(
    `axis t <= 4
model A(x: [t]) -> real {
  param a: [t] = 1
  return x[t = last] * a[t = last]
}
data d = jsonl("d.jsonl") {
  x: [t]
}
train on d {
  y = A(x)
  minimize sum[batch](y)
  report ends    = sum[batch](x[t = last])
  report before  = sum[batch](x[t = last - 1 else 7])
  report turned  = sum[batch](x[t = last - t else 0] * where(t == 0, 1, 0))[t = 0]
  report picked  = x[batch = 1 else 0][t = last]
  report swapped = sum[batch](batch * x[batch = |batch| - 1 - batch][t = last])
  report longest = (t + 0)[t = last]
  optimizer = sgd(rate = 1)
  batch = 3
  steps = 1
}`,
    {
      entry: "train train",
      inputs: { x: "[[1, 2, 90, 91], [3, 4, 5, 92], [6, 93, 94, 95]]" },
      lengths: { "x.t": "[2, 3, 1]" },
      parameters: { "A.a": "[1, 10, 100, 1000]" },
      expected: {
        loss: 2 * 10 + 5 * 100 + 6,
        ends: 2 + 5 + 6,
        before: 1 + 4 + 7,
        turned: 2 + 5 + 6,
        picked: 5,
        // The rows are 2, 1, 0 from the first on.
        swapped: 5 + 2 * 2,
        longest: 2,
        // a - x[t = last], where each record ends.
        "A.a": "[-5, 8, 95, 1000]",
      },
    },
  ));

test("along sums and groups in which what comes before the last position is padded", () =>
  assertFigures(
    `axis a <= 3
axis b <= 2
axis two = 2
axis ab = a ++ b
axis tagged = a ++ two
fn ending[over](x: [over]) = x[over = last]
layer Tagged[at](x: [at]) -> real {
  axis whole = at ++ two
  return concat[whole](x, two + 1)[whole = last]
}
model A(x: [a]) -> real {
  param w: real = 1
  use end = Tagged[a]
  return w * end(x)
}
data d = jsonl("d.jsonl") {
  x: [a]
  y: [b]
}
train on d {
  minimize sum[batch](A(x))
  report both    = sum[batch](concat[ab](x, y)[ab = last])
  report tag     = sum[batch](concat[tagged](x, two + 1)[tagged = last])
  report twice   = sum[batch](ending[(two, a)](spread[two](x) * (two + 1)))
  report beside  = sum[batch](ending[(a, two)](spread[two](x) * (two + 1)))
  report product = sum[batch](ending[(a, b)](spread[b](x) + 10 * y))
  optimizer = sgd(rate = 1)
  batch = 2
  steps = 1
}`,
    {
      entry: "train train",
      inputs: { x: "[[1, 2, 90], [4, 5, 6]]", y: "[[7, 91], [8, 9]]" },
      lengths: { "x.a": "[2, 3]", "y.b": "[1, 2]" },
      parameters: { "A.w": 1 },
      expected: {
        loss: 2 + 2,
        both: 7 + 9,
        tag: 2 + 2,
        twice: 2 * (2 + 6),
        beside: 2 * (2 + 6),
        product: 2 + 70 + 6 + 90,
      },
    },
  ));

const reader = `axis vocab = { a, b, c, d, e }
axis seq   = 2 .. 8 step 2
axis embed = 3
axis class = { yes, no, maybe }

fn final[over](x: [over]) = x[over = last]

layer Attend[at, in](x: [at, in]) -> [at, in] {
  axis from like at
  param W_k: in -> in ~ xavier
  param order: [at] ~ normal(0, 1)
  k = W_k(x)[at as from]
  weights = softmax[from where from <= at](x @[in] k)
  ends = k[from = last] + x[at = last] * order[at = last]
  return weights @[from] x[at = from] + ends + weights[at = last] @[from] k
}

layer Pairs[at, in](x: [at, in]) -> [in] {
  axis half = at/2
  both = x[at = 2*half] - x[at = 2*half + 1]
  return both[half = last] + x[at = last - 2 else 0]
}

layer Backwards[at, in](x: [at, in]) -> [in] {
  order = last_first[at](x)
  h = scan[at](h: [in] = 0) {
    h' = tanh(h + order)
    yield h'
  }
  return final[at](h)
}

fn last_first[over](x: [over]) = x[over = last - over else 0]

model Tell(text: [seq] in vocab) -> [class] {
  param W: vocab -> embed ~ normal(0, 1)
  param V: embed -> class ~ xavier
  use attend    = Attend[seq, embed]
  use pairs     = Pairs[seq, embed]
  use backwards = Backwards[seq, embed]
  x = attend(W(text))
  return V(pairs(x) + backwards(x) + final[seq](x))
}

data d = jsonl("d.jsonl") {
  text: [seq] in vocab
  next: [seq] in vocab = text shifted 1
}

train on d {
  loss = sum[batch, class]((class + 1) * Tell(text))
  minimize loss
  optimizer = sgd(rate = 1)
  batch = 3
  steps = 1
}`;

/** Fixed numbers between -1 and 1, in the shape of a parameter. */
function weights(axes: readonly Axis[], from = 1): string {
  const [axis, ...rest] = axes;
  if (axis === undefined) return String(Math.sin(7 * from));
  const size = evaluateSize(axis.size, new Map([["seq", 8]]));
  return `[${Array.from({ length: size }, (_, at) => weights(rest, from * size + at)).join(", ")}]`;
}

test("what a padded row gives is what it gives alone", () => {
  const spec = compileSpec("reader.weft", `weft 1\n${reader}`);
  const rows = [
    [0, 1, 2, 3],
    [4, 3],
    [1, 0, 0, 2, 4, 1],
  ];
  const padded = rows.map((row, at) => [...row, ...Array.from({ length: 8 - row.length }, () => at)]);
  const lengths = rows.map(({ length }) => length);
  const parameters = Object.fromEntries(spec.graph.parameters.map(({ path, axes }) => [path, weights(axes)]));
  const given = {
    parameters,
    inputs: { text: JSON.stringify(padded), next: JSON.stringify(padded) },
    lengths: { "text.seq": JSON.stringify(lengths), "next.seq": JSON.stringify(lengths.map((n) => n - 1)) },
  };
  const alone = rows.map((row) =>
    evaluated(spec, "infer Tell", { parameters, inputs: { text: JSON.stringify(row) } }),
  );
  const wanted = alone.reduce(
    (sum, { result = [] }) => result.reduce((total, value, at) => total + (at + 1) * value, sum),
    0,
  );
  for (const [entry, output] of [
    ["train train", "loss"],
    ["evaluate train", "total 0"],
  ] as const) {
    const [loss = NaN] = evaluated(spec, entry, given)[output] ?? [];
    assert.ok(Math.abs(loss - wanted) < 1e-9, `${entry}: ${loss}, not ${wanted}`);
  }
});
