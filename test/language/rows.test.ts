/** Sorting and choosing the largest. */
import { suite } from "../harness.ts";
import { assertFigures } from "./formulas.ts";

const test = suite("orders give the figures that are known by hand");

test("sort and top_k, with ties, positions and slopes", () =>
  assertFigures(
    `
axis row = 2
axis a = 5
axis k = 3
model Sorted(x: [row, a]) -> (s: [row, a], d: [row, a]) {
  s = sort[a](x)
  w = a + 1
  return s, grad(sum[row, a](s * w), x)
}
model Best(x: [row, a]) -> (v: [row, k], p: [row, k] in a, d: [row, a], y: [row, k]) {
  v, p = top_k[a as k](x)
  twice = 2 * x
  return v, p, grad(sum[row, k](v * (k + 1)), x), twice[a = p]
}`,
    [
      {
        entry: "infer Sorted",
        inputs: { x: "[[3, 1, 2, 1, 5], [-1, -2, 0, 4, 4]]" },
        expected: {
          s: "[[1, 1, 2, 3, 5], [-2, -1, 0, 4, 4]]",
          d: "[[4, 1, 3, 2, 5], [2, 1, 3, 4, 5]]",
        },
      },
      {
        entry: "infer Best",
        inputs: { x: "[[3, 1, 2, 1, 5], [-1, -2, 0, 4, 4]]" },
        expected: {
          v: "[[5, 3, 2], [4, 4, 0]]",
          p: "[[4, 0, 2], [3, 4, 2]]",
          d: "[[2, 0, 3, 0, 1], [0, 0, 3, 1, 2]]",
          y: "[[10, 6, 4], [8, 8, 0]]",
        },
      },
    ],
  ));

test("a sparse mixture of experts", () =>
  assertFigures(
    `
axis seq    <= 4
axis embed  = 4
axis hidden = 3
axis expert = 5
axis choice = 2
model Mixture(x: [seq, embed]) -> [seq, embed] {
  param G: embed -> expert ~ normal(0, 1)
  param U[expert]: embed -> hidden ~ he
  param D[expert]: hidden -> embed ~ he
  best, which = top_k[expert as choice](G(x))
  weights = softmax[choice](best)
  all     = D(gelu(U(x)))
  return sum[choice](weights * all[expert = which])
}
data d = jsonl("d.jsonl") {
  x: [seq, embed]
  y: [seq, embed]
}
train on d {
  minimize mean[batch](sum[embed](mean[seq where x.present]((Mixture(x) - y)^2)))
  optimizer = sgd(rate = 0.1)
  batch = 3
  steps = 1
}`,
    {
      entry: "infer Mixture",
      inputs: { x: "[[0, 0, 0, 0]]" },
      expected: { result: "[[0, 0, 0, 0]]" },
    },
  ));

test("a median over a bounded axis", () =>
  assertFigures(
    `
axis time <= 9
model Median(x: [time]) -> real {
  s = sort[time](x)
  return (s[time = index[time]((|time| - 1) / 2)] + s[time = index[time](|time| / 2)]) / 2
}`,
    [
      { entry: "infer Median", inputs: { x: "[5, 1, 3]" }, expected: { result: 3 } },
      { entry: "infer Median", inputs: { x: "[5, 1, 3, 9]" }, expected: { result: 4 } },
    ],
  ));

/** What repeats, so that there are ties at both ends of every run, with the least and the largest of all among them. */
const tied = (length: number, period: number): readonly number[] =>
  Array.from({ length }, (_, at) => ((at * 7919) % period) - Math.floor(period / 2));

/** Positions in the order of the values, of equal ones the first first; `down` for the largest first. */
function inOrder(values: readonly number[], down: boolean): readonly number[] {
  const places = values.map((_, at) => at);
  return places.sort((a, b) => ((values[a] ?? 0) - (values[b] ?? 0)) * (down ? -1 : 1) || a - b);
}

for (const length of [512, 577])
  test(`rows of ${length}, which are merged from short ones`, () => {
    const rows = [tied(length, 13), tied(length, length), tied(length, 1)];
    const at = (row: readonly number[], places: readonly number[]): readonly number[] =>
      places.map((place) => row[place] ?? NaN);
    const largest = rows.map((row) => inOrder(row, true).slice(0, 70));
    const first = rows.map((row) => inOrder(row, true)[0] ?? NaN);
    return assertFigures(
      `
axis row = 3
axis a = ${length}
axis k = 70
axis one = 1
model Sorted(x: [row, a]) -> (s: [row, a], d: [row, a], i: [row, a] int) {
  s = sort[a](x)
  return s, grad(sum[row, a](s * a), x), sort[a](where(a % 5 == 0, -2147483647 - 1, where(x < 0, 2147483647, a)))
}
model Best(x: [row, a]) -> (v: [row, k], p: [row, k] in a, f: [row, one] in a, e: [row, k] in a) {
  v, p = top_k[a as k](x)
  w, f = top_k[a as one](x)
  u, e = top_k[a as k](where(x > 2, inf, where(x < 2, -inf, 0)))
  return v, p, f, e
}`,
      [
        {
          entry: "infer Sorted",
          inputs: { x: rows },
          expected: {
            s: rows.map((row) => at(row, inOrder(row, false))),
            d: rows.map((row) => {
              const places = inOrder(row, false);
              return row.map((_, own) => places.indexOf(own));
            }),
            i: rows.map((row) => {
              const made = row.map((x, own) => (own % 5 === 0 ? -(2 ** 31) : x < 0 ? 2 ** 31 - 1 : own));
              return at(made, inOrder(made, false));
            }),
          },
        },
        {
          entry: "infer Best",
          inputs: { x: rows },
          expected: {
            v: rows.map((row, r) => at(row, largest[r] ?? [])),
            p: largest,
            f: first.map((place) => [place]),
            e: rows.map((row) =>
              inOrder(
                row.map((x) => Math.sign(x - 2)),
                true,
              ).slice(0, 70),
            ),
          },
        },
      ],
    );
  });
