import { suite } from "../harness.ts";
import { assertFigures } from "./formulas.ts";

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
