/** Parameters of another instance, `M.enc.W`: as tensors and as maps, with gradients to where they lie. */
import { checkText } from "../2-check/checked.ts";
import { assert, suite } from "../harness.ts";
import { assertFigures } from "./formulas.ts";

const test = suite("parameters of other instances");

test("a penalty, a map applied from outside, one of a layer with axis parameters, a copy's, and one in a scan", () =>
  assertFigures(
    `axis row = 2
axis k = 2
axis t = 2
layer Scale[over](x: [over]) -> [over] {
  param gain: [over] = 1
  return x * gain
}
layer Pair(x: [k]) -> [k] {
  use scale = Scale[k]
  return scale(x) + scale.gain
}
model M(x: [row]) -> [k] {
  param W: row -> k ~ xavier
  param b: [t] = 0
  use pair = Pair
  return pair(W(x)) + sum[t](b)
}
model N = copy of M
data d = jsonl("d.jsonl") {
  x: [row]
}
train on d {
  penalty = sum[row, k](M.W^2)
  back    = M.W.transposed(M.pair.scale.gain)
  again   = M.W(x)
  carried = scan[t](s: real = 0) {
    s' = s + M.b * (t + 1)
    yield s'
  }
  minimize sum[batch, k](M(x)) + penalty + sum[row](back) + sum[batch, k](again) + carried[t = last]
  report copied = sum[row, k](N.W * M.W)
  optimizer = sgd(rate = 1)
  batch = 1
  steps = 1
}`,
    {
      entry: "train train",
      inputs: { x: "[[1, 2]]" },
      parameters: {
        "M.W": "[[1, 2], [3, 4]]",
        "M.b": "[5, 6]",
        "M.pair.scale.gain": "[2, 3]",
        "N.W": "[[1, 1], [1, 10]]",
      },
      expected: {
        // W(x) is [7, 10]: [14 + 2, 30 + 3] and 11 for each; 30; 2 + 6 + 6 + 12; 17; 5 + 12.
        loss: 16 + 33 + 22 + 30 + 26 + 17 + 17,
        // After the step.
        copied: -6 - 9 - 11 - 150,
        // Less gain x, twice W, gain and x.
        "M.W": "[[-6, -9], [-11, -15]]",
        // Less one for each of k, and t + 1.
        "M.b": "[2, 2]",
        // Less W(x), 1 and the sum of W over row: 7 + 1 + 4, 10 + 1 + 6.
        "M.pair.scale.gain": "[-10, -14]",
      },
    },
  ));

const around = (line: string): string => `axis k = 2
axis copies = 2
layer Square(x: [k]) -> [k] {
  axis own = 3
  param U: k -> k ~ xavier
  param V: k -> own ~ xavier
  return U(x) + sum[own](V(x))
}
model M(x: [k]) -> [k] {
  use one  = Square
  use many = Square * copies
  return many(one(x))
}
data d = jsonl("d.jsonl") {
  x: [k]
}
train on d {
  minimize mean[batch, k](M(x)) + ${line}
  optimizer = sgd(rate = 1)
  batch = 1
  steps = 1
}`;

for (const [line, code] of [
  ["sum[k](M.one.U(x))", "W0303"],
  ["sum[k](M.one.V)", "W0303"],
  ["M.many.U", "W0306"],
  ["M.one.W", "W0306"],
  ["M.two.W", "W0306"],
  ["M.W", "W0306"],
] as const)
  test(`${line} is refused once`, () => {
    const errors = checkText(around(line)).diagnostics.filter(({ severity }) => severity === "error");
    assert.equal(
      errors.map((error) => error.code),
      [code],
    );
  });
