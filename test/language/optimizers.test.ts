import { compileSpec } from "../agree/compile-spec.ts";
import { assert, suite } from "../harness.ts";
import { assertFigures, evaluated } from "./formulas.ts";

const test = suite("optimizers give the figures that are known by hand");

test("an optimizer for maps sees each side as a whole, and each map of a family by itself", () =>
  assertFigures(
    `axis a = 2
axis b = 1
axis c = 2
axis e = 2
model A(x: [a]) -> [c] {
  param W: a -> b, c ~ he
  param V[e]: a -> c ~ he
  return sum[b](W(x)) + sum[e](V(x))
}
data d = jsonl("d.jsonl") {
  x: [a]
}
optimizer by_sides[into, out](rate) {
  axis other like into
  state row:    [into] = 0
  state column: [out] = 0
  state total:  real = 0
  state both = 0
  state pairs:  [other, into] = 0
  row'    = row + mean[out](gradient)
  column' = sum[into](parameter)
  total'  = total + sum[into, out](parameter) + |into| + 10 * |out|
  both'   = gradient + total'
  pairs'  = parameter @[out] parameter[into as other]
  parameter' = parameter - rate * gradient * row'
}
train on d {
  minimize mean[batch](A(x)[c = 0] + 3 * A(x)[c = 1]) with by_sides(rate = 1)
  batch = 1
  steps = 1
}`,
    {
      entry: "train train",
      inputs: { x: "[[1, 2]]" },
      parameters: { "A.W": "[[[1, 2]], [[3, 4]]]", "A.V": "[[[1, 0], [0, 1]], [[1, 2], [3, 4]]]" },
      states: {
        "A.W/by_sides.row": "[1, 0]",
        "A.W/by_sides.column": "[[0, 0]]",
        "A.W/by_sides.total": 5,
        "A.W/by_sides.both": "[[[0, 0]], [[0, 0]]]",
        "A.W/by_sides.pairs": "[[0, 0], [0, 0]]",
        "A.V/by_sides.row": "[[0, 0], [1, 0]]",
        "A.V/by_sides.column": "[[0, 0], [0, 0]]",
        "A.V/by_sides.total": "[0, 1]",
        "A.V/by_sides.both": "[[[0, 0], [0, 0]], [[0, 0], [0, 0]]]",
        "A.V/by_sides.pairs": "[[[0, 0], [0, 0]], [[0, 0], [0, 0]]]",
      },
      // Each map's gradient is [[1, 3], [2, 6]].
      expected: {
        "A.W/by_sides.row": "[3, 4]",
        "A.W/by_sides.column": "[[4, 6]]",
        "A.W/by_sides.total": 5 + 10 + 2 + 20,
        "A.W/by_sides.both": "[[[38, 40]], [[39, 43]]]",
        "A.W/by_sides.pairs": "[[5, 11], [11, 25]]",
        "A.W": "[[[-2, -7]], [[-5, -20]]]",
        "A.V/by_sides.row": "[[2, 4], [3, 4]]",
        "A.V/by_sides.column": "[[1, 1], [4, 6]]",
        "A.V/by_sides.total": "[24, 33]",
        "A.V/by_sides.both": "[[[25, 27], [26, 30]], [[34, 36], [35, 39]]]",
        "A.V/by_sides.pairs": "[[[1, 0], [0, 1]], [[5, 11], [11, 25]]]",
        "A.V": "[[[-1, -6], [-8, -23]], [[-2, -7], [-5, -20]]]",
      },
    },
  ));

test("an optimizer reduces over all of a parameter's elements, and its states may be numbers", () =>
  assertFigures(
    `axis two = { a, b }
model A(x: real) -> real {
  param w: [two] = 1
  param s: real = 2
  return x * (3 * w[two = a] + 4 * w[two = b]) + 5 * s
}
data d = jsonl("d.jsonl") {
  x: real
}
optimizer whole(rate) {
  state seen: real = 1
  state last = 0
  seen' = seen + sum[element](gradient^2)
  last' = gradient
  first = (sum[element where element < 1](gradient) + gradient[element = 0]) / 2
  parameter' = parameter - rate * (first + |element| * gradient + element)
}
train on d {
  minimize mean[batch](A(x))
  optimizer = whole(rate = 0.5)
  batch = 1
  steps = 1
}`,
    {
      entry: "train train",
      inputs: { x: "[1]" },
      parameters: { "A.w": "[1, 1]", "A.s": 2 },
      states: { "A.w/whole.seen": 1, "A.w/whole.last": "[0, 0]", "A.s/whole.seen": 1, "A.s/whole.last": 0 },
      // The gradients are (3, 4) and 5. w moves by half of 3 + 2 * 3 + 0 and of 3 + 2 * 4 + 1, s by half of 5 + 5 + 0.
      expected: {
        loss: 17,
        "A.w": "[-3.5, -5]",
        "A.s": -3,
        "A.w/whole.seen": 26,
        "A.w/whole.last": "[3, 4]",
        "A.s/whole.seen": 26,
        "A.s/whole.last": 5,
      },
    },
  ));

test("states of an optimizer, of a layer and of a schedule may be whole numbers and truth values", () =>
  assertFigures(
    `axis a = 2
layer Turning(x: [a]) -> [a] {
  param w: [a] = 1
  state turns: int = 0
  state flipped: [a] bool = false
  state odd = false
  turns'   = turns + 1
  flipped' = not flipped
  odd'     = not odd
  return w * x * where(flipped, 10, 1) * (turns % 4) + where(odd, 100, 0)
}
model A(x: [a]) -> [a] {
  use turn = Turning
  return turn(x)
}
data d = jsonl("d.jsonl") {
  x: [a]
}
schedule halving(peak) {
  state falls: int = 1
  falls' = where(evaluation_loss < 10, falls + 1, falls)
  return peak / maximum(1, falls div 2)
}
optimizer counted(rate) {
  state moves: int = 0
  state seen: [element] bool = false
  moves' = moves + 2
  seen'  = seen or gradient > 20
  parameter' = parameter - rate * (moves' % 4) * where(seen', gradient, 0)
}
train on d {
  minimize mean[batch](sum[a](A(x)))
  optimizer = counted(rate = halving(peak = 1))
  batch = 1
  steps = 1
  evaluate every 1
}`,
    {
      entry: "train train",
      inputs: { x: "[[1, 3]]" },
      parameters: { "A.turn.w": "[1, 2]" },
      states: {
        "A.turn.turns": 7,
        "A.turn.flipped": "[1, 0]",
        "A.turn.odd": 1,
        "A.turn.w/counted.moves": 3,
        "A.turn.w/counted.seen": "[0, 1]",
        "train/halving.falls": 5,
      },
      // w is scaled by 3 and by 10 and 1: gradients of 30 and 9, both of which move it by a half of 5 % 4 of itself.
      expected: {
        loss: 3 * (10 + 6) + 200,
        "A.turn.turns": 8,
        "A.turn.flipped": "[0, 1]",
        "A.turn.odd": 0,
        "A.turn.w/counted.moves": 5,
        "A.turn.w/counted.seen": "[1, 1]",
        "A.turn.w": "[-14, -2.5]",
      },
    },
  ));

test("a slope by a parameter takes the gradient as it is", () =>
  assertFigures(
    `axis a = 2
model A(x: [a]) -> [a] {
  param w: [a] = 1
  return x * w^2
}
data d = jsonl("d.jsonl") {
  x: [a]
}
optimizer sloped(rate) {
  twice = 2 * parameter
  parameter' = grad(sum[element](gradient * parameter), parameter) + rate * grad(sum[element](gradient * twice^2), twice)
}
train on d {
  minimize mean[batch](sum[a](A(x)))
  optimizer = sloped(rate = 100)
  batch = 1
  steps = 1
}`,
    {
      entry: "train train",
      inputs: { x: "[[1, 3]]" },
      parameters: { "A.w": "[1, 2]" },
      // The gradient g is [2, 12], the slopes g and 2 * g * 2 * w.
      expected: { "A.w": "[802, 9612]" },
    },
  ));

test("each parameter, and each map of a family, draws noise of its own", () => {
  const { graph } = compileSpec(
    "noise.weft",
    `weft 1
axis a = 3
axis b = 2
axis e = 2
model A(x: [a]) -> [b] {
  param V, W: a -> b = 1
  param U[e]: a -> b = 1
  return V(x) * W(x) * sum[e](U(x))
}
data d = jsonl("d.jsonl") {
  x: [a]
}
optimizer drawing[into, out](rate) {
  parameter' = rate * normal[into, out](0, 1) + 0 * gradient
}
train on d {
  minimize mean[batch, b](A(x))
  optimizer = drawing(rate = 1)
  batch = 1
  steps = 1
}`,
  );
  const { "A.V": v = [], "A.W": w = [], "A.U": u = [] } = evaluated({ graph }, "train train", {});
  const drawn = new Set([...v, ...w, ...u].map((number) => number.toFixed(6)));
  assert.is(drawn.size, 24);
});

test("an argument in an axis is a label, the one that is given or the one by itself", () =>
  assertFigures(
    `axis a = 2
axis pace = { slow, fast }
model A(x: [a]) -> [a] {
  param w: [a] = 1
  param v: [a] = 1
  return w * x + v * x
}
data d = jsonl("d.jsonl") {
  x: [a]
}
optimizer paced(rate, how: in pace = "slow") {
  parameter' = parameter - rate * where(how == "fast", 10, 1) * gradient
}
train on d {
  minimize sum[a](mean[batch](A(x))) over A.w with paced(rate = 1)
  minimize sum[a](mean[batch](A(x))) over A.v with paced(rate = 1, how = "fast")
  batch = 1
  steps = 1
}`,
    {
      entry: "train train",
      inputs: { x: "[[1, 2]]" },
      parameters: { "A.w": "[1, 1]", "A.v": "[1, 1]" },
      states: {},
      expected: { "A.w": "[0, -1]", "A.v": "[-9, -19]" },
    },
  ));
