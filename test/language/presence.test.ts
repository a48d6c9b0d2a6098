/** Which positions are real, where a value is given to a model. */
import { suite } from "../harness.ts";
import { assertFigures } from "./formulas.ts";

const test = suite("a model knows which positions of its arguments are real");

test("windows, parts and gathered rows: a position is real where anything there is", () =>
  assertFigures(
    `
axis seq  <= 6 step 2
axis far  like seq
axis tap  = 3
axis part = 2
axis half = seq/2
model Windows(w: [seq, tap]) -> [seq] {
  return where(w.present, sum[tap](w), -1)
}
model Parts(w: [part, half]) -> [half] {
  return where(w.present, sum[part](w), -1)
}
model Gathered(w: [far]) -> [far] {
  return where(w.present, w, -1)
}
model M(x: [batch, seq], order: [batch, far] in seq) -> (a: [batch, seq], b: [batch, half], c: [batch, far]) {
  return Windows(x[seq = seq + tap - 1 else 0]), Parts(x[seq as (part, half)]), Gathered(x[seq = order])
}`,
    [
      {
        entry: "infer M",
        inputs: {
          x: "[[1, 1, 1, 1, 0, 0], [2, 2, 2, 2, 2, 2]]",
          order: "[[0, 3, 4, 5, 3, 4], [0, 0, 0, 0, 5, 5]]",
        },
        lengths: { "x.seq": [4, 6] },
        expected: {
          a: "[[2, 3, 3, 2, 1, -1], [4, 6, 6, 6, 6, 4]]",
          b: "[[2, 1, 1], [4, 4, 4]]",
          c: "[[1, 1, -1, -1, 1, -1], [2, 2, 2, 2, 2, 2]]",
        },
      },
      // What a caller gives by itself has no padding.
      { entry: "infer Windows", inputs: { w: "[[1, 1, 1], [2, 2, 2]]" }, expected: { result: "[3, 6]" } },
    ],
  ));

test("records know it along twins, and along the first of several bounded axes", () =>
  assertFigures(
    `
axis a <= 3
axis b <= 4
axis c like b
model Count(v: [b]) -> real {
  return sum[b](v.present)
}
model Rows(v: [a]) -> real {
  return sum[a](v.present)
}
model M(x: real) -> real {
  param w: real = 1
  return w * x
}
data d = jsonl("d.jsonl") {
  y: [c]
  m: [a, b]
  x: real
}
train on d {
  minimize mean[batch](M(x))
  report twin  = sum[batch, c](y.present)
  report moved = sum[batch](Count(y[c as b]))
  report first = sum[batch](Rows(m[b = 0]))
  report inner = sum[batch](Count(m[a = 0]))
  optimizer = sgd(rate = 1)
  batch = 2
  steps = 1
}`,
    {
      entry: "train train",
      inputs: { y: "[[1, 2, 0, 0], [1, 2, 3, 0]]", x: "[1, 1]" },
      lengths: { "y.c": "[2, 3]", "m.a": "[1, 3]" },
      parameters: { "M.w": 1 },
      expected: { twin: 5, moved: 5, first: 4, inner: 8 },
    },
  ));
