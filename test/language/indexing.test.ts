import { suite } from "../harness.ts";
import { assertFigures } from "./formulas.ts";

const test = suite("indices give the figures that are known by hand");

test("shifts, diagonals, windows, gathers and convolution", () =>
  assertFigures(
    `
axis h = 4
axis r = h/2
axis d = 3
axis g = 2
model M(x: [h], i: [g] in h, y: [g, h]) -> (s: [h], w: [r, d], p: [g], q: [g], l: real, t: [g]) {
  return x[h = h - 1 else 7], x[h = 2*r + d - 1 else 0], x[h = i], y[h = i], x[h = last], y[h = g]
}`,
    {
      entry: "infer M",
      inputs: {
        x: "[1, 2, 3, 4]",
        i: "[3, 1]",
        y: "[[1, 2, 3, 4], [5, 6, 7, 8]]",
      },
      expected: {
        s: "[7, 1, 2, 3]",
        w: "[[0, 1, 2], [2, 3, 4]]",
        p: "[4, 2]",
        q: "[4, 6]",
        l: 4,
        t: "[1, 6]",
      },
    },
  ));

test("indices by functions of positions, and by labels that a condition chooses", () =>
  assertFigures(
    `
axis part = { re, im }
axis row  = 3
axis all  = 6
fn odd(i) {
  twice = 2 * i
  return twice + 1
}
model M(w: [all], z: [part], keep: [row] bool) -> (odd: [row], near: [row], chosen: [row], bound: [row], one: real, back: [row]) {
  bound = index[part](where(keep, "re", "im"))
  return w[all = odd(row)], w[all = clamp(row + 4, 0, 5)], z[part = where(keep, "re", "im")], z[part = bound], z[part = index[part]("im")], w[all = where(keep, odd(row) - 1, row)]
}`,
    [
      {
        entry: "infer M",
        inputs: { w: "[1, 2, 3, 4, 5, 6]", z: "[7, 8]", keep: "[1, 0, 1]" },
        parameters: {},
        expected: {
          odd: "[2, 4, 6]",
          near: "[5, 6, 6]",
          chosen: "[7, 8, 7]",
          bound: "[7, 8, 7]",
          one: "8",
          back: "[1, 2, 5]",
        },
      },
    ],
  ));

test("whole numbers are real where what stands outside of the axis is", () =>
  assertFigures(
    `
axis h = 2
model M(m: [h] int, x: [h]) -> (half: [h], own: [h], whole: [h] int) {
  return m[h = h - 1 else 0.5], m[h = h + 1 else x], m[h = h - 1 else 7]
}`,
    {
      entry: "infer M",
      inputs: { m: "[3, 4]", x: "[0.25, 0.75]" },
      expected: { half: "[0.5, 3]", own: "[4, 0.75]", whole: "[7, 3]" },
    },
  ));

test("a map looks up the row of a label", () =>
  assertFigures(
    `
axis kind = { ham, spam, eggs }
axis part = 3
model M(x: [part]) -> (row: [part], turned: [part], both: [part]) {
  param W: kind -> part = 0
  param V: part -> kind = 0
  return W("spam"), V.transposed("eggs"), W("ham") + 2 * W("eggs") * x
}`,
    {
      entry: "infer M",
      inputs: { x: "[1, 1, 5]" },
      parameters: {
        "M.W": "[[1, 2, 3], [4, 5, 6], [7, 8, 9]]",
        "M.V": "[[1, 2, 3], [4, 5, 6], [7, 8, 9]]",
      },
      expected: { row: "[4, 5, 6]", turned: "[3, 6, 9]", both: "[15, 18, 93]" },
    },
  ));

test("what is joined of indices of one axis is such an index, with labels and whole numbers that are inside", () =>
  assertFigures(
    `
axis kind  = { none, low, high }
axis begin = 1
axis place = 2
axis slot  = begin ++ place
axis side  = { left, right }
model M(word: [place] in kind, w: [kind]) -> (joined: [slot], number: [slot], beside: [side, place], low: [side, place]) {
  joined = concat[slot](spread[begin](index[kind]("high")), word)
  beside = stack[side](left: "low", right: word)
  return w[kind = joined], w[kind = concat[slot](spread[begin](1), word)], w[kind = beside], 1.0 * (beside == "low")
}`,
    {
      entry: "infer M",
      inputs: { word: "[2, 0]", w: "[5, 6, 7]" },
      expected: {
        joined: "[7, 7, 5]",
        number: "[6, 7, 5]",
        beside: "[[6, 6], [7, 5]]",
        low: "[[1, 1], [0, 0]]",
      },
    },
  ));
