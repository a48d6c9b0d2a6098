import { suite } from "../harness.ts";
import { assertFigures } from "./formulas.ts";

const test = suite("layers and models give the figures that are known by hand");

test("lifting through layers", () =>
  assertFigures(
    `
axis a = 2
axis b = 2
axis c = 2
layer L[in, out](x: [in]) -> [out] {
  param W: in -> out ~ xavier
  return W(x)
}
model M(x: [c, a]) -> [c, b] {
  use l = L[a, b]
  return l(x)
}`,
    {
      entry: "infer M",
      inputs: {
        x: "[[1, 2], [3, 4]]",
      },
      parameters: {
        "M.l.W": "[[1, 2], [3, 4]]",
      },
      expected: {
        result: "[[7, 10], [15, 22]]",
      },
    },
  ));

test("several results; stacks thread values and slice arguments; shared use", () =>
  assertFigures(
    `
const depth = 3
axis layer_ = 3
axis e = 2
layer Step(x: [e], y: [e], s: real, k: [e]) -> (x: [e], y: [e]) {
  param b: [e] = 0
  return y + b, x * s + k
}
model M(x: [e], s: [layer_], k: [e]) -> (p: [e], q: [e]) {
  use steps = Step * layer_
  p, q = steps(x, 2 * x, s, k)
  return p, q
}
layer Add(x: [e]) -> [e] {
  param b: [e] = 0
  return x + b
}
model S(x: [e]) -> [e] {
  use add = Add
  return add(add(x))
}
model D(x: [e]) -> [e] {
  use adds = Add * depth
  return adds(x)
}
model R(x: real, f: [layer_]) -> real {
  use r = Pow * layer_
  return r(x, 2^layer_)
}
layer Pow(x: real, d: real) -> real {
  param a: real = 1
  return a * x + d
}`,
    [
      {
        entry: "infer M",
        inputs: { x: "[1, 2]", s: "[1, 10, 100]", k: "[0, 1]" },
        parameters: { "M.steps.0.b": "[0, 0]", "M.steps.1.b": "[0, 0]", "M.steps.2.b": "[1, 1]" },
        expected: { p: "[21, 42]", q: [100 * 1, 100 * 3 + 1] },
      },
      {
        entry: "infer S",
        inputs: { x: "[1, 2]" },
        parameters: { "S.add.b": "[1, 2]" },
        expected: { result: "[3, 6]" },
      },
      {
        entry: "infer D",
        inputs: { x: "[1, 2]" },
        parameters: { "D.adds.0.b": "[1, 2]", "D.adds.1.b": "[10, 20]", "D.adds.2.b": "[100, 200]" },
        expected: { result: "[112, 224]" },
      },
      {
        entry: "infer R",
        inputs: { x: 1, f: "[0, 0, 0]" },
        parameters: { "R.r.0.a": 1, "R.r.1.a": 1, "R.r.2.a": 1 },
        expected: { result: 8 },
      },
    ],
  ));

test("models as single instances; members", () =>
  assertFigures(
    `
axis e = 2
model Enc(x: [e]) -> [e] {
  param b: [e] = 0
  return x + b
}
model Both(x: [e]) -> [e] {
  return Enc(x) * Enc(2 * x)
}
model Outer(x: [e]) -> [e] {
  use inner = Lin
  return inner(x)
}
layer Lin(x: [e]) -> [e] {
  param g: [e] = 1
  return g * x
}
model Reach(x: [e]) -> [e] {
  return Outer.inner(x)
}`,
    [
      {
        entry: "infer Both",
        inputs: { x: "[1, 2]" },
        parameters: { "Enc.b": "[1, 1]" },
        expected: { result: "[6, 15]" },
      },
      {
        entry: "infer Reach",
        inputs: { x: "[1, 2]" },
        parameters: { "Outer.inner.g": "[3, 4]" },
        expected: { result: "[3, 8]" },
      },
    ],
  ));

test("optional arguments, defaults, labelled axes, index, one_hot", () =>
  assertFigures(
    `
axis to = 2
axis from_ = 3
axis kind = { red, green, blue }
layer Att[to, from_](x: [to, from_], keep: [to?, from_] bool = true) -> [to] {
  return sum[from_ where keep](x)
}
model A(x: [to, from_], k: [from_] bool) -> (p: [to], q: [to], r: [to]) {
  use a = Att[to, from_]
  return a(x), a(x, k), a(x, keep = k)
}
model K(x: [kind], i: real) -> (r: real, b: real, h: [kind], oh: [kind], g: [kind], j: in kind) {
  return x[kind = red], x[kind = "blue"], one_hot[kind](index[kind](i)), where(kind == "green", 1, 0), x * (kind != "red"), index[kind](i)
}`,
    [
      {
        entry: "infer A",
        inputs: {
          x: "[[1, 2, 4], [1, 1, 1]]",
          k: "[1, 0, 1]",
        },
        expected: { p: "[7, 3]", q: "[5, 2]", r: "[5, 2]" },
      },
      {
        entry: "infer K",
        inputs: { x: "[1, 2, 3]", i: 1.7 },
        expected: { r: 1, b: 3, h: "[0, 1, 0]", oh: "[0, 1, 0]", g: "[0, 2, 3]", j: 1 },
      },
      { entry: "infer K", inputs: { x: "[1, 2, 3]", i: 9 }, expected: { j: 2 } },
      { entry: "infer K", inputs: { x: "[1, 2, 3]", i: -4 }, expected: { j: 0 } },
    ],
  ));

test("functions with local axes and untyped arguments", () =>
  assertFigures(
    `
axis e = 4
fn norm2[over](x: [over], eps = 0) = sqrt(sum[over](x^2) + eps)
fn twice(x) = 2 * x
fn halves[e](x: [e]) {
  axis side = { low, high }
  axis half = |e| / 2
  z = x[e as (side, half)]
  return stack[side](low: z[side = high], high: z[side = low])[(side, half) as e]
}
fn pair(x) {
  return x, x + 1
}
model M(x: [e]) -> (n: real, h: [e], q: [e]) {
  a, b = pair(x)
  return norm2[e](twice(x)), halves[e](x), a * b
}`,
    {
      entry: "infer M",
      inputs: { x: "[1, 2, 3, 4]" },
      expected: { n: 2 * Math.sqrt(30), h: "[3, 4, 1, 2]", q: "[2, 6, 12, 20]" },
    },
  ));

test("copies and averages of models", () =>
  assertFigures(
    `
axis e = 2
model Student(x: [e]) -> [e] {
  axis inner = 2
  param W: e -> inner ~ normal(0, 1)
  param V: inner -> e ~ identity
  use scale = Scale
  return scale(V(W(x)))
}
layer Scale(x: [e]) -> [e] {
  param g: [e] = 1
  return g * x
}
model Teacher = copy of Student
model Mean = average of Student decay 0.75
data d = jsonl("d.jsonl") {
  x: [e]
}
train on d {
  loss = mean[batch](sum[e](Student(x) - Teacher(x)))
  minimize loss
  report gap = mean[batch](sum[e](Mean(x) - Teacher.scale(x)))
  optimizer = sgd(rate = 1)
  batch = 1
  steps = 2
}
train slowly on d {
  minimize mean[batch](sum[e](Teacher(x))) over Teacher.scale with sgd(rate = 1)
  batch = 1
  steps = 2
}`,
    [
      {
        entry: "train train",
        inputs: { x: "[[1, 2]]" },
        parameters: {
          "Student.W": "[[1, 0], [0, 1]]",
          "Student.V": "[[1, 0], [0, 1]]",
          "Student.scale.g": "[1, 1]",
          "Teacher.W": "[[2, 0], [0, 2]]",
          "Teacher.V": "[[1, 0], [0, 1]]",
          "Teacher.scale.g": "[1, 1]",
          "Mean.W": "[[4, 0], [0, 4]]",
          "Mean.V": "[[1, 0], [0, 1]]",
          "Mean.scale.g": "[1, 5]",
        },
        // By Student.scale.g the slope is x, by W it is x for each inner position: g = (0, -1), W = ((0, -1), (-2, -1)).
        expected: {
          loss: -3,
          "Student.scale.g": "[0, -1]",
          "Student.W": "[[0, -1], [-2, -1]]",
          "Mean.scale.g": "[0.75, 3.5]",
          "Mean.W": "[[3, -0.25], [-0.5, 2.75]]",
        },
      },
      {
        entry: "train slowly",
        inputs: { x: "[[1, 2]]" },
        parameters: {
          "Teacher.W": "[[2, 0], [0, 2]]",
          "Teacher.V": "[[1, 0], [0, 1]]",
          "Teacher.scale.g": "[1, 1]",
        },
        expected: { loss: 6, "Teacher.scale.g": "[-1, -3]" },
      },
      {
        entry: "infer Mean",
        inputs: { x: "[1, 2]" },
        parameters: {
          "Mean.W": "[[4, 0], [0, 4]]",
          "Mean.V": "[[1, 0], [0, 1]]",
          "Mean.scale.g": "[1, 5]",
        },
        expected: { result: "[4, 40]" },
      },
    ],
  ));

test("a constant that is a truth value, and an index into an axis parameter, given at a use", () =>
  assertFigures(
    `axis a = 3
axis kind = { small, large }
const wide = true
const both = wide and 2 > 3
layer Pick[over](x: [over], on: bool = false, at: in over = 0) -> [over] {
  return where(on, x[over = at], x)
}
model M(x: [kind], y: [a]) -> (x: [kind], y: [a]) {
  use large = Pick[kind](on = wide, at = "large")
  use last_ = Pick[a](on = not both, at = 2)
  return large(x), last_(y)
}`,
    {
      entry: "infer M",
      inputs: { x: "[1, 2]", y: "[3, 4, 5]" },
      expected: { x: "[2, 2]", y: "[5, 5, 5]" },
    },
  ));
