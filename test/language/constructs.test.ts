import { suite } from "../harness.ts";
import { assertFigures } from "./formulas.ts";
/** The largest number that f32 has. */
const largest = (2 - 2 ** -23) * 2 ** 127;
const test = suite("each construct gives the figures that are known by hand, on every backend");

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
          x: [
            [1, 2],
            [3, 4],
          ],
        },
        parameters: {
          "M.W": [
            [[1], [10]],
            [[2], [20]],
          ],
        },
        expected: {
          result: [
            [[21], [42]],
            [[43], [86]],
          ],
        },
      },
      {
        entry: "infer N",
        inputs: {
          x: [
            [1, 2],
            [3, 4],
          ],
        },
        parameters: {
          "N.W": [
            [[1], [10]],
            [[2], [20]],
          ],
        },
        expected: { result: [[21], [86]] },
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
      inputs: { x: [2, 0] },
      parameters: {
        "M.W": [
          [1, 2],
          [3, 4],
          [5, 6],
        ],
      },
      expected: {
        result: [
          [17, 39, 61],
          [5, 11, 17],
        ],
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
        inputs: { x: [1, 5] },
        expected: {
          result: [
            [0, -4],
            [4, 0],
          ],
        },
      },
      { entry: "infer D", inputs: { x: [1, 5, 2] }, expected: { result: [1, 25, 4] } },
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
          p: [
            [1, 2],
            [3, 4],
          ],
        },
        parameters: { "M.c": [[7, 8]] },
        expected: {
          result: [
            [7, 8],
            [1, 2],
            [3, 4],
          ],
        },
      },
      {
        entry: "infer P",
        inputs: {
          x: [
            [1, 2],
            [3, 4],
            [5, 6],
          ],
        },
        expected: {
          a: [
            [3, 4],
            [5, 6],
          ],
          b: [[1, 2]],
          d: [5, 6],
        },
      },
    ],
  ));

test("groups", () =>
  assertFigures(
    `
axis row = 2
axis col = 3
axis flat = 6
layer Centre[over, ch](x: [over, ch]) -> [over, ch] {
  return x - mean[over](x)
}
axis ch = 2
model M(x: [row, col, ch]) -> [row, col, ch] {
  use c = Centre[(row, col), ch]
  return c(x)
}
model F(x: [row, col]) -> [flat] {
  return x[(row, col) as flat]
}
model S(x: [flat]) -> [col, row] {
  return x[flat as (row, col)]
}
model T(x: [row, col]) -> (a: real, b: [row, col]) {
  return sum[(row, col)](x), softmax[(row, col)](x)
}`,
    [
      {
        entry: "infer M",
        inputs: {
          x: [
            [
              [1, 0],
              [2, 0],
              [3, 0],
            ],
            [
              [4, 0],
              [5, 6],
              [6, 0],
            ],
          ],
        },
        expected: {
          result: [
            [
              [-2.5, -1],
              [-1.5, -1],
              [-0.5, -1],
            ],
            [
              [0.5, -1],
              [1.5, 5],
              [2.5, -1],
            ],
          ],
        },
      },
      {
        entry: "infer F",
        inputs: {
          x: [
            [1, 2, 3],
            [4, 5, 6],
          ],
        },
        expected: { result: [1, 2, 3, 4, 5, 6] },
      },
      {
        entry: "infer S",
        inputs: { x: [1, 2, 3, 4, 5, 6] },
        expected: {
          result: [
            [1, 4],
            [2, 5],
            [3, 6],
          ],
        },
      },
      {
        entry: "infer T",
        inputs: {
          x: [
            [0, 0, 0],
            [0, 0, 0],
          ],
        },
        expected: {
          a: 0,
          b: [
            [1 / 6, 1 / 6, 1 / 6],
            [1 / 6, 1 / 6, 1 / 6],
          ],
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
      { entry: "infer M", inputs: { x: [1, 2, 3, 4, 5, 6, 7, 8] }, expected: { result: [10, 26] } },
      { entry: "infer U", inputs: { x: [1, 2] }, expected: { result: [1, 1, 1, 1, 2, 2, 2, 2] } },
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
      inputs: { text: [0, 1, 2] },
      lengths: { "text.seq": 2 },
      parameters: {
        "M.W": [
          [1, 2],
          [3, 4],
          [100, 100],
        ],
      },
      expected: { a: [2, 3], b: [1, 2, 2] },
    },
  ));

test("where on axes, empty sets", () =>
  assertFigures(
    `
axis a = 3
axis b = 2
model M(x: [b, a], c: [b, a] bool) -> (s: [b], m: [b], p: [b], mx: [b], mn: [b], sm: [b, a], an: [b] bool, al: [b] bool, am: [b] int, e: [b], lm: [b, a], v: [b]) {
  return sum[a where c](x), mean[a where c](x), prod[a where c](x), max[a where c](x), min[a where c](x), softmax[a where c](x), any[a where c](x > 0), all[a where c](x > 0), argmax[a where c](x), mean[a where c else 9](x), softmax[a where c else 5](x), var[a where c](x)
}`,
    {
      entry: "infer M",
      inputs: {
        x: [
          [1, 2, 3],
          [1, 2, 3],
        ],
        c: [
          [1, 0, 1],
          [0, 0, 0],
        ],
      },
      expected: {
        s: [4, 0],
        m: [2, 0],
        p: [3, 1],
        mx: [3, -largest],
        mn: [1, largest],
        sm: [
          [1 / (1 + Math.exp(2)), 0, 1 / (1 + Math.exp(-2))],
          [0, 0, 0],
        ],
        an: [1, 0],
        al: [1, 1],
        am: [2, 0],
        e: [2, 9],
        lm: [
          [1 / (1 + Math.exp(2)), 5, 1 / (1 + Math.exp(-2))],
          [5, 5, 5],
        ],
        v: [1, 0],
      },
    },
  ));

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
        x: [
          [1, 2],
          [3, 4],
        ],
      },
      parameters: {
        "M.l.W": [
          [1, 2],
          [3, 4],
        ],
      },
      expected: {
        result: [
          [7, 10],
          [15, 22],
        ],
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
        inputs: { x: [1, 2], s: [1, 10, 100], k: [0, 1] },
        parameters: { "M.steps.0.b": [0, 0], "M.steps.1.b": [0, 0], "M.steps.2.b": [1, 1] },
        expected: { p: [21, 42], q: [100 * 1, 100 * 3 + 1] },
      },
      {
        entry: "infer S",
        inputs: { x: [1, 2] },
        parameters: { "S.add.b": [1, 2] },
        expected: { result: [3, 6] },
      },
      {
        entry: "infer D",
        inputs: { x: [1, 2] },
        parameters: { "D.adds.0.b": [1, 2], "D.adds.1.b": [10, 20], "D.adds.2.b": [100, 200] },
        expected: { result: [112, 224] },
      },
      {
        entry: "infer R",
        inputs: { x: 1, f: [0, 0, 0] },
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
        inputs: { x: [1, 2] },
        parameters: { "Enc.b": [1, 1] },
        expected: { result: [6, 15] },
      },
      {
        entry: "infer Reach",
        inputs: { x: [1, 2] },
        parameters: { "Outer.inner.g": [3, 4] },
        expected: { result: [3, 8] },
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
          x: [
            [1, 2, 4],
            [1, 1, 1],
          ],
          k: [1, 0, 1],
        },
        expected: { p: [7, 3], q: [5, 2], r: [5, 2] },
      },
      {
        entry: "infer K",
        inputs: { x: [1, 2, 3], i: 1.7 },
        expected: { r: 1, b: 3, h: [0, 1, 0], oh: [0, 1, 0], g: [0, 2, 3], j: 1 },
      },
      { entry: "infer K", inputs: { x: [1, 2, 3], i: 9 }, expected: { j: 2 } },
      { entry: "infer K", inputs: { x: [1, 2, 3], i: -4 }, expected: { j: 0 } },
    ],
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
      inputs: { x: [3, -5, 3] },
      expected: {
        c: [3, -2, 1],
        v: 128 / 9,
        i: 1,
        j: 0,
        l: Math.log(2 * Math.exp(3) + Math.exp(-5)),
        s: [
          [3, -5, 3],
          [6, -10, 6],
        ],
        cl: [2, -1, 2],
        r: [3, -5, 3],
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
      inputs: { x: [-1.5, 0.5, 1.5, 2.5, 3] },
      expected: {
        d: [-2, -1, -1, 0, 0],
        m: [1, 0, 1, 0, 1],
        f: [-2, 0, 1, 2, 3],
        n: [1, 0, 0, 1, 0],
        s: [-2.25, -0.25, -2.25, -6.25, -9],
      },
    },
  ));

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
        inputs: { x: [[1, 2]] },
        parameters: { "M.c.g": [1, 1] },
        states: { "M.c.seen": [10, 20] },
        expected: { result: [[11, 22]], "M.y": [[11, 22]] },
      },
      {
        entry: "train train",
        inputs: {
          x: [
            [1, 2],
            [3, 4],
          ],
        },
        parameters: { "M.c.g": [1, 1] },
        states: { "M.c.seen": [10, 20] },
        expected: { loss: 2 * (30 + 5), "M.c.seen": [12, 23], "M.c.g": [1 - 0.1 * 4, 1 - 0.1 * 6] },
      },
    ],
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
      inputs: { x: [0, 1, 2] },
      expected: { a: [1, 0, 0], b: [1, 0, 1] },
    },
  ));

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
        x: [1, 2, 3, 4],
        i: [3, 1],
        y: [
          [1, 2, 3, 4],
          [5, 6, 7, 8],
        ],
      },
      expected: {
        s: [7, 1, 2, 3],
        w: [
          [0, 1, 2],
          [2, 3, 4],
        ],
        p: [4, 2],
        q: [4, 6],
        l: 4,
        t: [1, 6],
      },
    },
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
      inputs: { x: [1, 2, 3, 4] },
      expected: { n: 2 * Math.sqrt(30), h: [3, 4, 1, 2], q: [2, 6, 12, 20] },
    },
  ));

test("grad: a slope, only by uses of the name, of each example", () =>
  assertFigures(
    `
axis e = 2
model M(x: [e]) -> (a: [e], b: [e], c: [e], d: [e]) {
  y = sum[e](x^3)
  z = 2 * x
  w = 2 * x
  u = sum[e](z * w)
  s = sum[e](grad(y, x)^2)
  return grad(y, x), grad(u, z), grad(u, x), grad(s, x)
}
layer Slope(x: [e], k: real) -> [e] {
  y = k * sum[e](x^2)
  return grad(y, x)
}
axis row = 2
model R(x: [row, e], k: [row]) -> (a: [row, e], b: [row, e]) {
  use s = Slope
  return s(x, 1), s(x[row = 0], k)
}`,
    [
      {
        entry: "infer M",
        inputs: { x: [1, 2] },
        expected: { a: [3, 12], b: [2, 4], c: [8, 16], d: [36, 288] },
      },
      {
        entry: "infer R",
        inputs: {
          x: [
            [1, 2],
            [3, 4],
          ],
          k: [1, 10],
        },
        expected: {
          a: [
            [2, 4],
            [6, 8],
          ],
          b: [
            [2, 4],
            [20, 40],
          ],
        },
      },
    ],
  ));

test("a penalty on the slope trains; a minimization is a barrier", () =>
  assertFigures(
    `
axis e = 2
model C(x: [e]) -> real {
  param w: [e] = 1
  return (w @[e] x)^2
}
model G(x: [e]) -> [e] {
  param v: [e] = 1
  return v * x
}
data d = jsonl("d.jsonl") {
  x: [e]
}
train on d {
  slope = grad(sum[batch](C(x)), x)
  calm = mean[batch](sum[e](slope^2))
  minimize calm over C with sgd(rate = 0.01)
  fooled = mean[batch](C(G(x)))
  minimize fooled over G with sgd(rate = 0.1)
  batch = 1
  steps = 2
}`,
    [
      // slope = 2 (w.x) w; calm = 4 (w.x)^2 |w|^2; by w: 8 (w.x) x |w|^2 + 8 (w.x)^2 w. At w = (1, 1), x = (1, 2): 48 x + 72 w.
      {
        entry: "train train",
        inputs: { x: [[1, 2]] },
        parameters: { "C.w": [1, 1], "G.v": [1, 1] },
        expected: {
          loss: 72,
          "C.w": [1 - 1.2, 1 - 1.68],
          fooled: (-0.2 - 1.36) ** 2,
          "G.v": [1 - 0.1 * 2 * -1.56 * -0.2, 1 - 0.1 * 2 * -1.56 * -0.68 * 2],
        },
      },
    ],
  ));
