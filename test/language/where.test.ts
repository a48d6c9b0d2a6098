import { suite } from "../harness.ts";
import { assertFigures } from "./formulas.ts";

/** The largest number that f32 has. */
const largest = (2 - 2 ** -23) * 2 ** 127;

const test = suite("what a condition says is of the function's positions only");

test("what is given to a restricted function is evaluated outside of the restriction", () =>
  assertFigures(
    `
axis a = 3
axis b like a
model M(x: [a]) -> (p: real, q: real, r: real, s: real, t: [b], u: real) {
  far = x - max[a](x)
  p = sum[a where a < 2](x - max[a](x))
  q = sum[a where a < 2](far)
  r = mean[a where a < 2](x - mean[a](x))
  s = max[a where a < 2](2 * x[a = last] + x[a = 1 - a else 7])
  t = sum[a where a <= b](x - max[a](x))
  u = x @[a where a < 2] (x - sum[a](x))
  return p, q, r, s, t, u
}`,
    {
      entry: "infer M",
      inputs: { x: "[1, 2, 9]" },
      expected: { p: -15, q: -15, r: -2.5, s: 20, t: "[-8, -15, -15]", u: -11 - 20 },
    },
  ));

const slopes = (formula: string): Promise<void> =>
  assertFigures(
    `
axis a = 3
model M(x: [a], y: [a]) -> real {
  param w: [a] = 1
  z = w * x
  return ${formula} + 0 * sum[a](y)
}
data d = jsonl("d.jsonl") {
  x: [a]
}
train on d {
  minimize mean[batch](M(x, x))
  optimizer = sgd(rate = 1)
  batch = 1
  steps = 1
}`,
    {
      entry: "train train",
      inputs: { x: "[[1, 0, -4]]" },
      parameters: { "M.w": "[1, 1, 1]" },
      // At 1 the slope of each formula by w is 1; at 0 and -4, where log and the root have none, it is 0.
      expected: { "M.w": "[0, 1, 1]" },
    },
  );

for (const formula of [
  "sum[a where z > 0](log(z))",
  "mean[a where z > 0](log(z))",
  "logsumexp[a where z > 0](log(z))",
  "sum[a where z > 0](z * softmax[a where z > 0](log(z)))",
  "sum[a](where(z > 0, log(z), 0))",
  "2 * sum[a](where(not (z > 0), 0, sqrt(z)))",
  "sum[a](where(z == 0, 0, where(z < 0, 3, 2 - 1 / z)))",
])
  test(`no slope where nothing is seen: ${formula}`, () => slopes(formula));

test("where on axes, empty sets", () =>
  assertFigures(
    `
axis a = 3
axis b = 2
model M(x: [b, a], c: [b, a] bool) -> (s: [b], m: [b], p: [b], mx: [b], mn: [b], sm: [b, a], an: [b] bool, al: [b] bool, am: [b] int, e: [b], lm: [b, a], v: [b], le: [b]) {
  return sum[a where c](x), mean[a where c](x), prod[a where c](x), max[a where c](x), min[a where c](x), softmax[a where c](x), any[a where c](x > 0), all[a where c](x > 0), argmax[a where c](x), mean[a where c else 9](x), softmax[a where c else 5](x), var[a where c](x), logsumexp[a where c](x)
}`,
    {
      entry: "infer M",
      inputs: {
        x: "[[1, 2, 3], [1, 2, 3]]",
        c: "[[1, 0, 1], [0, 0, 0]]",
      },
      expected: {
        s: "[4, 0]",
        m: "[2, 0]",
        p: "[3, 1]",
        mx: [3, -largest],
        mn: [1, largest],
        sm: [
          [1 / (1 + Math.exp(2)), 0, 1 / (1 + Math.exp(-2))],
          [0, 0, 0],
        ],
        an: "[1, 0]",
        al: "[1, 1]",
        am: "[2, 0]",
        e: "[2, 9]",
        lm: [
          [1 / (1 + Math.exp(2)), 5, 1 / (1 + Math.exp(-2))],
          [5, 5, 5],
        ],
        v: "[1, 0]",
        le: [3 + Math.log1p(Math.exp(-2)), -largest],
      },
    },
  ));

test("log_softmax is -inf outside of a restriction, unless the call says what is there", () =>
  assertFigures(
    `
axis a = 3
model M(x: [a]) -> (plain: [a], own: [a], none: [a]) {
  plain = log_softmax[a where a < 2](x)
  own   = log_softmax[a where a < 2 else 7](x)
  none  = log_softmax[a where a > 5](x)
  return plain, own, none
}`,
    {
      entry: "infer M",
      inputs: { x: "[4, 4, 90]" },
      expected: {
        plain: [-Math.LN2, -Math.LN2, -3.4028234663852886e38],
        own: [-Math.LN2, -Math.LN2, 7],
        none: [-3.4028234663852886e38, -3.4028234663852886e38, -3.4028234663852886e38],
      },
    },
  ));

test("what else a condition has passes through every function", () =>
  assertFigures(
    `
axis seq = 3
axis src like seq
model M(x: [src], c: [src, seq] bool) -> (a: [seq, src], b: [seq], v: [seq], l: [seq], m: [seq], i: [seq], s: [seq, src]) {
  a = softmax[src where src <= seq](x)
  b = logsumexp[src where src <= seq](x)
  v = var[src where src <= seq](x)
  l = max[src where c](x)
  m = mean[src where c](x)
  i = 1.0 * argmax[src where src <= seq](x)
  s = log_softmax[src where src <= seq](x)
  return a, b, v, l, m, i, s
}`,
    {
      entry: "infer M",
      inputs: { x: [0, Math.log(3), 0], c: "[[1, 0, 0], [1, 1, 0], [1, 0, 0]]" },
      expected: {
        a: "[[1, 0, 0], [0.25, 0.75, 0], [0.2, 0.6, 0.2]]",
        b: [0, Math.log(4), Math.log(5)],
        v: [0, Math.log(3) ** 2 / 4, (Math.log(3) ** 2 * 2) / 9],
        l: [Math.log(3), Math.log(3), -largest],
        m: [Math.log(3) / 3, Math.log(3), 0],
        i: "[0, 1, 1]",
        s: [
          [0, -largest, -largest],
          [Math.log(0.25), Math.log(0.75), -largest],
          [Math.log(0.2), Math.log(0.6), Math.log(0.2)],
        ],
      },
    },
  ));

test("`else` stands where nothing is left of a restriction in a function that is itself restricted", () =>
  assertFigures(
    `
axis a = 3
fn average[over](x: [over], k: [over] bool) = mean[over where k else 7](x)
fn peak[over](x: [over]) = max[over where true else 7](x)
model M(x: [a], c: [a] bool, k: [a] bool) -> (p: real, q: real) {
  return average[a where c](x, k), peak[a where c](x)
}`,
    [
      { c: "[0, 0, 0]", k: "[1, 1, 1]", p: 7, q: 7 },
      { c: "[1, 1, 0]", k: "[0, 0, 1]", p: 7, q: 1 },
      { c: "[1, 1, 0]", k: "[0, 1, 1]", p: 1, q: 1 },
    ].map(({ c, k, p, q }) => ({
      entry: "infer M",
      inputs: { x: "[1, 1, 3]", c, k },
      expected: { p, q },
    })),
  ));

test("a choice says nothing of the other positions that a sum, an index, a row or a layer of its branch reads", () =>
  assertFigures(
    `axis t = 3
layer Mean[over](x: [over]) -> [over] {
  return spread[over](mean[over](x))
}
model M(x: [t], keep: [t] bool) -> (sum: [t], square: [t], before: [t], running: [t], spread_: [t], mean: [t], beside: [t], inside: [t]) {
  use mean_of = Mean[t]
  total    = where(keep, spread[t](sum[t](4 / x)), 0)
  square   = where(keep, spread[t](sum[t](x^2)), 0)
  before   = where(keep, (4 / x)[t = t - 1 else 9], 0)
  running  = where(keep, cumsum[t](4 / x), 0)
  variance = where(keep, spread[t](var[t](x)), 0)
  mean_    = where(keep, mean_of(4 / x), 0)
  beside   = where(keep, 4 / x + sum[t](x^2), 0)
  inside   = where(keep, spread[t](mean[t where keep](x / sum[t](x^2))), 0)
  return total, square, before, running, variance, mean_, beside, inside
}`,
    {
      entry: "infer M",
      inputs: { x: "[1, 2, 4]", keep: "[1, 0, 1]" },
      expected: {
        sum: "[7, 0, 7]",
        square: "[21, 0, 21]",
        before: "[9, 0, 2]",
        running: "[4, 0, 7]",
        spread_: [14 / 9, 0, 14 / 9],
        mean: [7 / 3, 0, 7 / 3],
        beside: "[25, 0, 22]",
        inside: [5 / 42, 0, 5 / 42],
      },
    },
  ));

test("a condition without the axis lets all of it in, or nothing", () =>
  assertFigures(
    `axis t = 2
axis a = 2
model M(x: [t, a], keep: [t] bool) -> (largest: [t], none: [t]) {
  return logsumexp[a where keep](x), logsumexp[a where false](x) + 0 * x[a = 0]
}`,
    {
      entry: "infer M",
      inputs: { x: "[[1, 2], [3, 4]]", keep: "[1, 0]" },
      expected: {
        largest: [Math.log(Math.exp(1) + Math.exp(2)), -3.4028234663852886e38],
        none: [-3.4028234663852886e38, -3.4028234663852886e38],
      },
    },
  ));

test("a whole number is real where what stands for it is, also where it is read by an index", () =>
  assertFigures(
    `axis t = 2
model M(x: [t], c: bool) -> (whole: real, read: [t]) {
  return 1.0 * argmax[t where c else 0.5](x), spread[t](argmax[t where c else 0.5](x))[t = 1 - t]
}`,
    {
      entry: "infer M",
      inputs: { x: "[1, 2]", c: "0" },
      expected: { whole: 0.5, read: "[0.5, 0.5]" },
    },
  ));

test("a truth value is a number where what stands for it is", () =>
  assertFigures(
    `axis t = 2
axis a = 2
model M(x: [t, a], c: [t, a] bool) -> real {
  return sum[a](any[t where c else 0.5](x > 0))
}`,
    { entry: "infer M", inputs: { x: "[[1, 1], [1, 1]]", c: "[[0, 1], [0, 0]]" }, expected: { result: 1.5 } },
  ));

test("all conditions of a bracket are of all its axes together", () =>
  assertFigures(
    `axis a = 2
axis b = 2
model M(x: [a, b], near: [a] bool, far: [b] bool) -> (none: real, some: real, beside: real) {
  none = mean[a where near, b where far else 7](x)
  some = mean[a where near else 7, b where x > 2](x)
  return none, some, mean[a, b where near else 7](x)
}`,
    {
      entry: "infer M",
      inputs: { x: "[[1, 2], [3, 4]]", near: "[0, 1]", far: "[0, 0]" },
      expected: { none: 7, some: 3.5, beside: 3.5 },
    },
  ));

test("a condition on one axis parameter leaves another whole, also where it differs along it", () =>
  assertFigures(
    `axis a = 2
axis b = 2
fn shares[p, q](v: [p, q]) = exp(v) / sum[q](exp(v))
fn totals[p, q](v: [p, q]) = sum[p, q](v)
model M(x: [a, b]) -> (shares: [a, b], total: real, none: real) {
  return shares[a where x > 1, b](x), totals[a where x > 3 else 7, b](x), totals[a where x > 4 else 7, b](x)
}`,
    {
      entry: "infer M",
      inputs: { x: "[[1, 1], [1, 4]]" },
      expected: { shares: [0, 0, 0, 1 / (1 + Math.exp(-3))], total: 4, none: 7 },
    },
  ));

test("axes that functions and layers declare are other ones, though they have one name", () =>
  assertFigures(
    `axis a = 2
fn gaps[over](x: [over]) {
  axis before like over
  return sum[before](cumsum[over](spread[before](x) + 10 * x[over as before]))
}
layer Gaps[over](x: [over]) -> [over] {
  axis before like over
  return sum[before](cumsum[over](spread[before](x) + 10 * x[over as before]))
}
axis b = 3
fn later[over](x: [over]) {
  axis before like over
  return sum[before where before > over](spread[over](x[over as before]))
}
model M(x: [a]) -> (of_function: [a], of_layer: [a], of_two: [a, b]) {
  use gaps_ = Gaps[a]
  return gaps[a](x), gaps_(x), spread[b](later[a](x)) + spread[a](later[b](b))
}`,
    {
      entry: "infer M",
      inputs: { x: "[1, 2]" },
      expected: { of_function: "[32, 66]", of_layer: "[32, 66]", of_two: "[5, 4, 2, 3, 2, 0]" },
    },
  ));

test("of no truth value the largest is false and the least is true", () =>
  assertFigures(
    `axis a = 2
axis t = 2
model M(x: [a], keep: [t] bool, c: [t] bool) -> (largest: real, least: real) {
  return x[a = 0 + max[t where c](keep)], x[a = 0 + min[t where c](keep)]
}`,
    {
      entry: "infer M",
      inputs: { x: "[3, 4]", keep: "[1, 0]", c: "[0, 0]" },
      expected: { largest: 3, least: 4 },
    },
  ));
