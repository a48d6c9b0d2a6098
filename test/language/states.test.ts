import { suite } from "../harness.ts";
import { assertFigures } from "./formulas.ts";

const test = suite("what is kept from call to call gives the figures that are known by hand");

test("expose, states, training", () =>
  assertFigures(
    `
axis e = 2
model M(x: [batch, e]) -> [batch, e] {
  use c = Cnt
  y = c(x)
  expose y
  return where(training, 2 * y, y)
}
layer Cnt(x: [batch, e]) -> [batch, e] {
  param g: [e] = 1
  state seen: [e] = 0
  seen' = seen + mean[batch](x)
  return g * x + seen
}
data d = jsonl("d.jsonl") {
  x: [e]
}
train on d {
  y = M(x)
  loss = mean[batch](sum[e](y))
  minimize loss
  watch y
  optimizer = sgd(rate = 0.1)
  batch = 2
  steps = 1
}`,
    [
      {
        entry: "infer M",
        inputs: { x: "[[1, 2]]" },
        parameters: { "M.c.g": "[1, 1]" },
        states: { "M.c.seen": "[10, 20]" },
        expected: { result: "[[11, 22]]", y: "[[11, 22]]" },
      },
      {
        entry: "train train",
        inputs: {
          x: "[[1, 2], [3, 4]]",
        },
        parameters: { "M.c.g": "[1, 1]" },
        states: { "M.c.seen": "[10, 20]" },
        expected: { loss: 2 * (30 + 5), "M.c.seen": "[12, 23]", "M.c.g": [1 - 0.1 * 4, 1 - 0.1 * 6] },
      },
    ],
  ));

test("an instance in a scan shows what it shows at each position, and keeps in its state what the last one gave", () =>
  assertFigures(
    `
axis e = 2
axis t = 3
layer Cnt(x: [e]) -> [e] {
  param g: [e] = 1
  state seen: [e] = 0
  y = g * x + seen
  seen' = y
  expose y
  return y
}
model M(x: [t, e]) -> [t, e] {
  use c = Cnt
  r = scan[t](h: [e] = 0) {
    h' = h + c(x)
    yield h'
  }
  return r
}
data d = jsonl("d.jsonl") {
  x: [t, e]
}
train on d {
  minimize mean[batch](sum[t, e](spread[batch](M(x[batch = 0]))))
  optimizer = sgd(rate = 0.5)
  batch = 1
  steps = 1
}`,
    [
      {
        entry: "infer M",
        inputs: { x: "[[1, 2], [3, 4], [5, 6]]" },
        parameters: { "M.c.g": "[1, 1]" },
        states: { "M.c.seen": "[10, 20]" },
        expected: {
          result: "[[11, 22], [24, 46], [39, 72]]",
          y: "[[11, 22], [13, 24], [15, 26]]",
        },
      },
      {
        entry: "train train",
        inputs: { x: "[[[1, 2], [3, 4], [5, 6]]]" },
        parameters: { "M.c.g": "[1, 1]" },
        states: { "M.c.seen": "[10, 20]" },
        // What is yielded first is in all three sums.
        expected: {
          loss: 11 + 22 + 24 + 46 + 39 + 72,
          "M.c.seen": "[15, 26]",
          "M.c.g": [1 - 0.5 * (3 * 1 + 2 * 3 + 5), 1 - 0.5 * (3 * 2 + 2 * 4 + 6)],
        },
      },
    ],
  ));

test("the results of one call set the next values of several", () =>
  assertFigures(
    `
axis t = 2
fn both(a, b) {
  return a + b, a * b
}
model M(x: [t]) -> [t] {
  return scan[t](h: real = 0, c: real = 1) {
    h', c' = both(h + x, c)
    yield h' + c'
  }
}`,
    { entry: "infer M", inputs: { x: "[1, 2]" }, expected: { result: "[3, 9]" } },
  ));

test("what a scan carries from a truth value is one", () =>
  assertFigures(
    `axis t = 4
model M(x: [t]) -> [t] {
  return scan[t](was = false) {
    was' = was or x > 1
    yield where(was', x, 0)
  }
}`,
    {
      entry: "infer M",
      inputs: { x: "[1, 2, -1, 3]" },
      expected: { result: "[0, 2, -1, 3]" },
    },
  ));

test("a state is kept where no formula reads it", () =>
  assertFigures(
    `axis a = 2
model M(x: [a]) -> [a] {
  param w: [a] = 1
  state last: [a] = 0
  last' = 2 * w
  return w * x
}
data d = jsonl("d.jsonl") {
  x: [a]
}
train on d {
  minimize mean[batch, a](M(x))
  optimizer = sgd(rate = 1)
  batch = 1
  steps = 1
}`,
    {
      entry: "train train",
      inputs: { x: "[[1, 2]]" },
      parameters: { "M.w": "[3, 4]" },
      states: { "M.last": "[0, 0]" },
      expected: { "M.last": "[6, 8]" },
    },
  ));
