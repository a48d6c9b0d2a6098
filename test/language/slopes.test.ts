import { suite } from "../harness.ts";
import { assertFigures } from "./formulas.ts";

const test = suite("slopes give the figures that are known by hand");

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
        inputs: { x: "[1, 2]" },
        expected: { a: "[3, 12]", b: "[2, 4]", c: "[8, 16]", d: "[36, 288]" },
      },
      {
        entry: "infer R",
        inputs: {
          x: "[[1, 2], [3, 4]]",
          k: "[1, 10]",
        },
        expected: {
          a: "[[2, 4], [6, 8]]",
          b: "[[2, 4], [20, 40]]",
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
        inputs: { x: "[[1, 2]]" },
        parameters: { "C.w": "[1, 1]", "G.v": "[1, 1]" },
        expected: {
          loss: 72,
          "C.w": [1 - 1.2, 1 - 1.68],
          fooled: (-0.2 - 1.36) ** 2,
          "G.v": [1 - 0.1 * 2 * -1.56 * -0.2, 1 - 0.1 * 2 * -1.56 * -0.68 * 2],
        },
      },
    ],
  ));

test("activations have the slopes at 0 that the literature gives them", () =>
  assertFigures(
    `
axis a = 3
model M(x: [a]) -> (relu: [a], softplus: [a], bend: [a], clamp: [a]) {
  r = sum[a](relu(x))
  s = sum[a](softplus(x))
  t = sum[a](grad(s, x))
  c = sum[a](clamp(x, 0, 1))
  return grad(r, x), grad(s, x), grad(t, x), grad(c, x)
}`,
    {
      entry: "infer M",
      inputs: { x: "[-1, 0, 1]" },
      expected: {
        relu: "[0, 0, 1]",
        softplus: "[0.2689414214, 0.5, 0.7310585786]",
        bend: "[0.1966119332, 0.25, 0.1966119332]",
        clamp: "[0, 1, 1]",
      },
    },
  ));

test("where one of several conditions rules an operand out there is no slope, though another has more axes than the operand", () =>
  assertFigures(
    `
axis t = 3
axis a = 2
model M(x: [t, a], n: [t]) -> (both: [t], neither: [t], seen: [t], means: [t], scanned: [t]) {
  b = sum[t, a](where(n > 0 and x > 0, x / n, 0))
  o = sum[t, a](where(n <= 0 or x <= 0, 0, x * log(n)))
  s = sum[t, a where n > 0 and x > 0](x * rsqrt(n))
  m = sum[t](mean[a where n > 0 and x > 0](x / n))
  c = sum[t](scan[t](h: real = 0) {
    h' = sum[a where n > 0 and x > 0](x / n)
    yield h'
  })
  return grad(b, n), grad(o, n), grad(s, n), grad(m, n), grad(c, n)
}`,
    {
      entry: "infer M",
      inputs: { x: "[[1, -1], [2, 3], [-1, -2]]", n: "[0, 4, 0]" },
      expected: {
        both: [0, -5 / 16, 0],
        neither: [0, 5 / 4, 0],
        seen: [0, -5 / 16, 0],
        means: [0, -5 / 32, 0],
        scanned: [0, -5 / 16, 0],
      },
    },
  ));

test("a slope by a next value is by that, not by the value before", () =>
  assertFigures(
    `axis t = 3
axis a = 2
model N(x: [t, a]) -> [t, a] {
  return scan[t](h: [a] = 1) {
    h' = h * x
    again = h * x
    yield grad(sum[a](h'^2 * h + 5 * again), h')
  }
}`,
    // Twice h' times h: [1, 2] carries to [1, 6], and to [1, -6].
    {
      entry: "infer N",
      inputs: { x: "[[1, 2], [1, 3], [1, -1]]" },
      expected: { result: "[[2, 4], [2, 24], [2, -72]]" },
    },
  ));
