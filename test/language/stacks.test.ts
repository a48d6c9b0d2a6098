import { suite } from "../harness.ts";
import { assertFigures } from "./formulas.ts";

const test = suite("stacks and square uses give the figures that are known by hand");

test("a layer fits itself where its use gives both sides one axis", () =>
  assertFigures(
    `axis a = 2
axis n = 2
model S(x: [a]) -> [a] {
  use l = Linear[a, a] * n
  return l(x)
}
data d = jsonl("d.jsonl") {
  x: [a]
}
train on d {
  minimize mean[batch](sum[a](S(x)))
  optimizer = sgd(rate = 1)
  batch = 1
  steps = 1
}`,
    [
      {
        entry: "infer S",
        inputs: { x: "[1, 2]" },
        parameters: {
          "S.l.0.W": "[[1, 2], [3, 4]]",
          "S.l.0.b": "[0, 1]",
          "S.l.1.W": "[[1, 1], [0, 2]]",
          "S.l.1.b": "[10, 0]",
        },
        expected: { result: "[17, 29]" },
      },
      {
        entry: "train train",
        inputs: { x: "[[1, 2]]" },
        parameters: {
          "S.l.0.W": "[[1, 2], [3, 4]]",
          "S.l.0.b": "[0, 1]",
          "S.l.1.W": "[[1, 1], [0, 2]]",
          "S.l.1.b": "[10, 0]",
        },
        // The first gives (7, 11), and both of it weigh 2.
        expected: {
          loss: 46,
          "S.l.0.W": "[[-1, 0], [-1, 0]]",
          "S.l.0.b": "[-2, -1]",
          "S.l.1.W": "[[-6, -6], [-11, -9]]",
          "S.l.1.b": "[9, -1]",
        },
      },
    ],
  ));

test("a group on both sides, or one that shares an axis with the other side", () =>
  assertFigures(
    `axis a = 2
axis b = 2
axis c = 1
model Across(x: [a, b]) -> [c, b] {
  use l = Linear[(a, b), (b, c)]
  return l(x)
}
model Turned(x: [a, b]) -> [a, b] {
  use l = Linear[(a, b), (b, a)] * 2
  return l(x)
}`,
    [
      {
        entry: "infer Across",
        inputs: { x: "[[1, 2], [3, 4]]" },
        parameters: {
          "Across.l.W": "[[[[1], [2]], [[3], [4]]], [[[5], [6]], [[7], [8]]]]",
          "Across.l.b": "[[0], [100]]",
        },
        expected: { result: [1 * 1 + 2 * 3 + 3 * 5 + 4 * 7, 100 + 1 * 2 + 2 * 4 + 3 * 6 + 4 * 8] },
      },
      {
        entry: "infer Turned",
        inputs: { x: "[[1, 2], [3, 4]]" },
        // The first is the identity; the second doubles the last element.
        parameters: {
          "Turned.l.0.W": "[[[[1, 0], [0, 0]], [[0, 0], [1, 0]]], [[[0, 1], [0, 0]], [[0, 0], [0, 1]]]]",
          "Turned.l.0.b": "[[0, 0], [0, 0]]",
          "Turned.l.1.W": "[[[[1, 0], [0, 0]], [[0, 0], [1, 0]]], [[[0, 1], [0, 0]], [[0, 0], [0, 2]]]]",
          "Turned.l.1.b": "[[0, 0], [0, 10]]",
        },
        expected: { result: "[[1, 2], [3, 18]]" },
      },
    ],
  ));

test("what is threaded is whole, also where it has the stack's axis", () =>
  assertFigures(
    `axis d = 2
layer Turn[over](v: [over], by: real) -> [over] {
  param W: over -> over ~ xavier
  return by * W(v)
}
model M(x: [d]) -> [d] {
  use turns = Turn[d] * d
  return turns(x, 1 + d)
}`,
    {
      entry: "infer M",
      inputs: { x: "[1, 2]" },
      // The first exchanges the two, the second doubles the last one.
      parameters: { "M.turns.0.W": "[[0, 1], [1, 0]]", "M.turns.1.W": "[[1, 0], [0, 2]]" },
      expected: { result: [2 * 2, 2 * 2 * 1] },
    },
  ));

test("a square map on an axis parameter, where one axis is given for two", () =>
  assertFigures(
    `axis a = 2
layer Turn[in, out](x: [in]) -> [out] {
  param S: in -> in ~ xavier
  param T: in -> out ~ xavier
  return T(S(x))
}
model M(x: [a]) -> [a] {
  use turn = Turn[a, a]
  return turn(x)
}`,
    {
      entry: "infer M",
      inputs: { x: "[1, 2]" },
      parameters: { "M.turn.S": "[[0, 1], [1, 0]]", "M.turn.T": "[[1, 10], [0, 1]]" },
      expected: { result: "[2, 21]" },
    },
  ));
