import { suite } from "../harness.ts";
import { assertFigures } from "./formulas.ts";

const test = suite("what models expose has the figures that are known by hand");

test("one value a stack, named as in the spec", () =>
  assertFigures(
    `
axis layer_ = 3
axis e = 2
layer Twice(x: [e]) -> [e] {
  axis other like e
  pair = spread[other](x) * x[e as other]
  expose pair
  return 2 * x
}
layer Plus(x: [e]) -> [e] {
  y = x + 1
  expose y
  use deep = Twice * 2
  return deep(y)
}
model M(x: [e]) -> [e] {
  use steps = Twice * layer_
  use plus  = Plus
  return plus(steps(x))
}`,
    {
      entry: "infer M",
      inputs: { x: "[1, 2]" },
      expected: {
        "steps.pair": "[[[1, 2], [2, 4]], [[4, 8], [8, 16]], [[16, 32], [32, 64]]]",
        y: "[9, 17]",
        "deep.pair": "[[[81, 153], [153, 289]], [[324, 612], [612, 1156]]]",
        result: "[36, 68]",
      },
    },
  ));

test("a stack in a stack, along two axes", () =>
  assertFigures(
    `
axis e = 2
layer Inner(x: [e]) -> [e] {
  y = x + 1
  expose y
  return y
}
layer Outer(x: [e]) -> [e] {
  use inner = Inner * 2
  return 2 * inner(x)
}
model M(x: [e]) -> [e] {
  use outer = Outer * 3
  return outer(x)
}`,
    {
      entry: "infer M",
      inputs: { x: "[0, 1]" },
      expected: { y: "[[[1, 2], [2, 3]], [[5, 7], [6, 8]], [[13, 17], [14, 18]]]", result: "[28, 36]" },
    },
  ));

test("an axis that only later instances of a stack see, and one that each has twice", () =>
  assertFigures(
    `
axis e = 2
axis row = 2
layer Twin[a, b](x: [a]) -> [b] {
  param W: a -> b ~ identity
  y = W(x)
  pair = spread[b](x) + y
  expose pair
  return y
}
layer Plus(x: [e], r: [e]) -> [e] {
  use twin = Twin[e, e]
  before = 2 * x
  expose before
  return twin(x) + r
}
model M(x: [e], r: [row, e]) -> [row, e] {
  use plus = Plus * 2
  return plus(x, r)
}`,
    {
      entry: "infer M",
      inputs: { x: "[1, 3]", r: "[[0, 1], [2, 4]]" },
      parameters: { "M.plus.0.twin.W": "[[1, 0], [0, 1]]", "M.plus.1.twin.W": "[[1, 0], [0, 1]]" },
      expected: {
        before: "[[[2, 6], [2, 8]], [[2, 6], [6, 14]]]",
        pair: "[[[[2, 4], [4, 6]], [[2, 5], [5, 8]]], [[[2, 4], [4, 6]], [[6, 10], [10, 14]]]]",
        result: "[[1, 5], [5, 11]]",
      },
    },
  ));

test("the axis of a stack that what it is given has, and of stacks along one axis", () =>
  assertFigures(
    `
axis depth = 2
axis e = 2
layer Inner(x: [e, depth]) -> [e, depth] {
  y = x + 1
  expose y
  return y
}
layer Outer(x: [e, depth]) -> [e, depth] {
  use inner = Inner * depth
  expose x
  return 2 * inner(x)
}
model M(x: [e, depth]) -> [e, depth] {
  use outer = Outer * depth
  return outer(x)
}`,
    {
      entry: "infer M",
      inputs: { x: "[[0, 1], [2, 3]]" },
      expected: { x: "[[0, 2], [6, 10]]", y: "[[1, 3], [8, 12]]", result: "[[12, 16], [20, 24]]" },
    },
  ));
