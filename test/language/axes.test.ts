import { suite } from "../harness.ts";
import { assertFigures } from "./formulas.ts";

const test = suite("axes, indices and sets give the figures that are known by hand");

test("families", () =>
  assertFigures(
    `
axis expert = 2
axis seq = 2
axis embed = 2
axis hidden = 1
model M(x: [seq, embed]) -> [seq, expert, hidden] {
  param W[expert]: embed -> hidden ~ he
  return W(x)
}
model N(x: [expert, embed]) -> [expert, hidden] {
  param W[expert]: embed -> hidden ~ he
  return W(x)
}`,
    [
      {
        entry: "infer M",
        inputs: {
          x: "[[1, 2], [3, 4]]",
        },
        parameters: {
          "M.W": "[[[1], [10]], [[2], [20]]]",
        },
        expected: {
          result: "[[[21], [42]], [[43], [86]]]",
        },
      },
      {
        entry: "infer N",
        inputs: {
          x: "[[1, 2], [3, 4]]",
        },
        parameters: {
          "N.W": "[[[1], [10]], [[2], [20]]]",
        },
        expected: { result: "[[21], [86]]" },
      },
    ],
  ));

test("lookups and tied maps", () =>
  assertFigures(
    `
axis seq <= 3
axis vocab = { a, b, c }
axis embed = 2
model M(x: [seq] in vocab) -> [seq, vocab] {
  param W: vocab -> embed ~ normal(0, 1)
  return W.transposed(W(x))
}`,
    {
      entry: "infer M",
      inputs: { x: "[2, 0]" },
      parameters: {
        "M.W": "[[1, 2], [3, 4], [5, 6]]",
      },
      expected: {
        result: "[[17, 39, 61], [5, 11, 17]]",
      },
    },
  ));

test("twins", () =>
  assertFigures(
    `
axis seq <= 4
axis src like seq
model M(x: [seq]) -> [seq, src] {
  return spread[src](x) - x[seq as src]
}
model D(x: [seq]) -> [seq] {
  d = spread[src](x) * x[seq as src]
  return d[src = seq]
}`,
    [
      {
        entry: "infer M",
        inputs: { x: "[1, 5]" },
        expected: {
          result: "[[0, -4], [4, 0]]",
        },
      },
      { entry: "infer D", inputs: { x: "[1, 5, 2]" }, expected: { result: "[1, 25, 4]" } },
    ],
  ));

test("sums, concat and parts", () =>
  assertFigures(
    `
axis cls = 1
axis patch = 2
axis tokens = cls ++ patch
axis embed = 2
model M(p: [patch, embed]) -> [tokens, embed] {
  param c: [cls, embed] = 0
  return concat[tokens](c, p)
}
model P(x: [tokens, embed]) -> (a: [patch, embed], b: [cls, embed], d: [embed]) {
  return x[tokens.patch], x[tokens.cls], x[tokens = last]
}`,
    [
      {
        entry: "infer M",
        inputs: {
          p: "[[1, 2], [3, 4]]",
        },
        parameters: { "M.c": "[[7, 8]]" },
        expected: {
          result: "[[7, 8], [1, 2], [3, 4]]",
        },
      },
      {
        entry: "infer P",
        inputs: {
          x: "[[1, 2], [3, 4], [5, 6]]",
        },
        expected: {
          a: "[[3, 4], [5, 6]]",
          b: "[[1, 2]]",
          d: "[5, 6]",
        },
      },
    ],
  ));

test("bounded axes with steps, quotients", () =>
  assertFigures(
    `
axis sample = 4 .. 16 step 4
axis frame = sample/4
axis tap = 4
model M(x: [sample]) -> [frame] {
  return sum[tap](x[sample = 4*frame + tap])
}
model U(x: [sample/4]) -> [sample] {
  return x[sample/4 = sample div 4]
}`,
    [
      { entry: "infer M", inputs: { x: "[1, 2, 3, 4, 5, 6, 7, 8]" }, expected: { result: "[10, 26]" } },
      { entry: "infer U", inputs: { x: "[1, 2]" }, expected: { result: "[1, 1, 1, 1, 2, 2, 2, 2]" } },
    ],
  ));

test("present", () =>
  assertFigures(
    `
axis seq <= 4
axis src like seq
axis vocab = { a, b, c }
axis embed = 2
layer Pool[seq, embed](x: [seq, embed], keep: [seq] bool) -> [embed] {
  return mean[seq where keep](x)
}
model M(text: [seq] in vocab) -> (a: [embed], b: [seq]) {
  param W: vocab -> embed ~ normal(0, 1)
  use pool = Pool[seq, embed]
  s = sum[src where text.present[seq as src]](where(text[seq as src] >= 0, 1, 0) * (src <= seq))
  return pool(W(text), text.present), s
}`,
    {
      entry: "infer M",
      inputs: { text: "[0, 1, 2]" },
      lengths: { "text.seq": 2 },
      parameters: {
        "M.W": "[[1, 2], [3, 4], [100, 100]]",
      },
      expected: { a: "[2, 3]", b: "[1, 2, 2]" },
    },
  ));

test("cumsum, var, argmin, argmax, any, all, logsumexp, stack", () =>
  assertFigures(
    `
axis a = 3
axis p = { re, im }
model M(x: [a]) -> (c: [a], v: real, i: in a, j: in a, l: real, s: [p, a], cl: [a], r: [a]) {
  return cumsum[a](x), var[a](x), argmin[a](x), argmax[a](x), logsumexp[a](x), stack[p](re: x, im: 2 * x), clamp(x, -1, 2), x[a = |a| - 1 - a]
}`,
    {
      entry: "infer M",
      inputs: { x: "[3, -5, 3]" },
      expected: {
        c: "[3, -2, 1]",
        v: 128 / 9,
        i: 1,
        j: 0,
        l: Math.log(2 * Math.exp(3) + Math.exp(-5)),
        s: "[[3, -5, 3], [6, -10, 6]]",
        cl: "[2, -1, 2]",
        r: "[3, -5, 3]",
      },
    },
  ));

test("integers: div, %, floor, round, comparisons, not", () =>
  assertFigures(
    `
axis a = 5
model M(x: [a]) -> (d: [a], m: [a], f: [a], r: [a], n: [a] bool, s: [a]) {
  return (a - 3) div 2 + 0 * x, (a - 3) % 2 + 0 * x, floor(x), round(x), not (x > 0) or x >= 2 and x ≠ 3, -x^2
}`,
    {
      entry: "infer M",
      inputs: { x: "[-1.5, 0.5, 1.5, 2.5, 3]" },
      expected: {
        d: "[-2, -1, -1, 0, 0]",
        m: "[1, 0, 1, 0, 1]",
        f: "[-2, 0, 1, 2, 3]",
        n: "[1, 0, 0, 1, 0]",
        s: "[-2.25, -0.25, -2.25, -6.25, -9]",
      },
    },
  ));

test("one label and text comparisons", () =>
  assertFigures(
    `
axis seq <= 3
axis vocab = characters("x.txt")
model M(x: [seq] in vocab) -> (a: [seq] bool, b: [seq] bool) {
  return x == "。", x != "a"
}`,
    {
      entry: "infer M",
      options: { vocabularies: { vocab: 4 } },
      inputs: { x: "[0, 1, 2]" },
      expected: { a: "[1, 0, 0]", b: "[1, 0, 1]" },
    },
  ));

test("what is present of a tensor with more axes", () =>
  assertFigures(
    `
axis time    <= 3
axis channel = 2
model Mean(x: [time, channel]) -> [channel] {
  return mean[time where x.present](x)
}
model Batched(x: [channel, batch, time]) -> [batch] {
  return sum[channel](mean[time where x.present](x))
}
data sounds = jsonl("sounds.jsonl") {
  x: [time, channel]
}
model Scale(x: [time, channel]) -> [time, channel] {
  param g: [channel] = 1
  return g * x
}
train on sounds {
  minimize mean[batch](sum[channel](mean[time where x.present](Scale(x)^2)))
  optimizer = sgd(rate = 1)
  batch = 2
  steps = 1
}`,
    [
      {
        entry: "infer Mean",
        inputs: { x: "[[1, 2], [3, 4], [9, 9]]" },
        lengths: { "x.time": 2 },
        expected: { result: "[2, 3]" },
      },
      {
        entry: "infer Batched",
        inputs: { x: "[[[1, 2, 9], [1, 3, 5]], [[0, 0, 9], [2, 2, 2]]]" },
        lengths: { "x.time": "[2, 3]" },
        expected: { result: "[1.5, 5]" },
      },
      {
        entry: "train train",
        inputs: { x: "[[[1, 2], [3, 4], [9, 9]], [[1, 1], [9, 9], [9, 9]]]" },
        lengths: { "x.time": "[2, 1]" },
        parameters: { "Scale.g": "[1, 1]" },
        expected: { loss: 8.5, "Scale.g": "[-5, -10]" },
      },
    ],
  ));

test("parts of a sum that are quotients are reached by the names that these were given", () =>
  assertFigures(
    `
axis seq <= 8 step 4
axis half = seq/2
axis quarter = seq/4
axis both = half ++ quarter
model M(x: [seq]) -> (joined: [both], last: real, first: [half]) {
  axis two = 2
  axis four = 4
  joined = concat[both](max[two](x[seq = 2 * half + two]), min[four](x[seq = 4 * quarter + four]))
  return joined, joined[both.quarter][quarter = last], joined[both.half]
}`,
    {
      entry: "infer M",
      inputs: { x: "[1, 5, 2, 3, 4, 8, 7, 6]" },
      expected: { joined: "[5, 3, 8, 7, 1, 4]", last: 4, first: "[5, 3, 8, 7]" },
    },
  ));

test("labels that are numbers; powers of sizes of the day", () =>
  assertFigures(
    `
axis odd  = { 1, 3, 5 }
axis day  <= 5
axis both = |day|^2 + |day|
axis same = |day| * (|day| + 1)
const three = 3
model M(x: [odd], which: in odd, s: [day]) -> (a: real, is: bool, not_: bool, most: bool, at: [odd] bool, sum_: bool, n: [same]) {
  n = (spread[both](sum[day](s)) + both)[both as same]
  return x[odd = 3], which == 3, which != three, argmax[odd](x) == 5, odd == 1, which + 0 == 1, n
}`,
    {
      entry: "infer M",
      inputs: { x: "[1, 2, 4]", which: 1, s: "[1, 2]" },
      expected: { a: 2, is: 1, not_: 0, most: 1, at: "[0, 1, 0]", sum_: 1, n: "[3, 4, 5, 6, 7, 8]" },
    },
  ));

test("vectors of four over groups of six", () =>
  assertFigures(
    `
axis row = 2
axis both = 12
axis group = 2
axis member = 6
model M(x: [row, both], m: [group]) -> [row, both] {
  return (x[both as (group, member)] * m)[(group, member) as both]
}`,
    {
      entry: "infer M",
      inputs: {
        x: [Array.from({ length: 12 }, (_, at) => at), Array.from({ length: 12 }, () => 1)],
        m: "[10, 100]",
      },
      expected: {
        result: [
          Array.from({ length: 12 }, (_, at) => at * (at < 6 ? 10 : 100)),
          Array.from({ length: 12 }, (_, at) => (at < 6 ? 10 : 100)),
        ],
      },
    },
  ));

test("a bounded axis that no argument and no result has is as large as its bound", () =>
  assertFigures(
    `
axis t <= 5
axis a = 2
model M(x: [a]) -> [a] {
  return x * sum[t](t) + |t|
}`,
    { entry: "infer M", inputs: { x: "[1, 2]" }, expected: { result: "[15, 25]" } },
  ));
