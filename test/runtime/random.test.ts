import { hash, normal, type Counter, siteNumber, uniform } from "../../compiler/operators/random.ts";
import { initialParameters } from "../../runtime/parameters.ts";
import type { Initializer } from "../../runtime/plan.ts";
import {
  hashName,
  pcg4d,
  randomBelow,
  randomNormal,
  randomUniform,
  shuffledOrder,
} from "../../runtime/random.ts";
import { assert, suite } from "../harness.ts";
import { plan } from "./bigram.ts";

const test = suite("random numbers and initialisers");

test("the compiler's formulas give the same numbers", () => {
  const words = new Uint32Array(4);
  const counters: readonly Counter[] = [
    [0, 0, 0, 0],
    [1, 2, 3, 4],
    [0xffffffff, 500, 0x9e3779b9, 123456],
  ];
  for (const counter of counters) {
    pcg4d(words, ...counter);
    assert.equal([...words], hash(counter));
    assert.is(randomUniform(...counter), uniform(counter));
    // The compiler's logarithm and cosine are polynomials with errors of a few units of f32.
    assert.close(randomNormal(...counter), normal(counter), 1e-5);
  }
  assert.is(hashName("GPT.blocks.0.嵌入"), siteNumber("GPT.blocks.0.嵌入"));
});

function initialised(initial: Initializer, count: number, seed = 1): Float32Array {
  const parameter = { path: "p", axes: [], offset: 0, count, initial };
  return initialParameters(
    { ...plan, parameters: [parameter], arenas: { parameters: count, states: 0 } },
    seed,
  );
}

function momentsOf(values: Float32Array): { mean: number; deviation: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const square = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return { mean, deviation: Math.sqrt(square) };
}

test("normal and uniform numbers have their moments", () => {
  const count = 40_000;
  // Five standard errors: deviation / √n of the mean, about deviation / √(2n) of the deviation.
  const normals = momentsOf(initialised({ kind: "normal", mean: 3, deviation: 2 }, count));
  assert.close(normals.mean, 3, (5 * 2) / Math.sqrt(count));
  assert.close(normals.deviation, 2, (5 * 2) / Math.sqrt(2 * count));
  const uniforms = initialised({ kind: "uniform", low: -1, high: 5 }, count);
  assert.close(momentsOf(uniforms).mean, 2, (5 * 6) / Math.sqrt(12 * count));
  assert.close(momentsOf(uniforms).deviation, 6 / Math.sqrt(12), (5 * 6) / Math.sqrt(count));
  assert.ok(uniforms.every((value) => value >= -1 && value < 5));
});

test("another seed gives other numbers, the same seed the same", () => {
  const initial = { kind: "normal", mean: 0, deviation: 1 } as const;
  assert.equal(initialised(initial, 8, 5), initialised(initial, 8, 5));
  assert.not.equal(initialised(initial, 8, 5), initialised(initial, 8, 6));
});

for (const [rows, columns] of [
  [6, 4],
  [4, 6],
  [5, 5],
] as const) {
  test(`orthogonal maps of ${rows} by ${columns} are`, () => {
    const values = initialised({ kind: "orthogonal", count: 2, rows, columns }, 2 * rows * columns);
    const shorter = Math.min(rows, columns);
    for (const map of [0, 1]) {
      const at = (row: number, column: number): number =>
        values[(map * rows + row) * columns + column] ?? NaN;
      for (let i = 0; i < shorter; i += 1) {
        for (let j = 0; j < shorter; j += 1) {
          let sum = 0;
          for (let k = 0; k < Math.max(rows, columns); k += 1) {
            sum += rows > columns ? at(k, i) * at(k, j) : at(i, k) * at(j, k);
          }
          assert.close(sum, i === j ? 1 : 0, 1e-6);
        }
      }
    }
    assert.not.equal(values.slice(0, rows * columns), values.slice(rows * columns));
  });
}

test("identity and constant", () => {
  const identity = initialised({ kind: "identity", count: 2, rows: 2, columns: 3 }, 12);
  assert.equal([...identity], [1, 0, 0, 0, 1, 0, 1, 0, 0, 0, 1, 0]);
  assert.equal([...initialised({ kind: "constant", value: 0.5 }, 2)], [0.5, 0.5]);
});

test("a shuffled order has every number once and depends on the epoch", () => {
  const order = shuffledOrder(100, 1, 0);
  assert.equal(
    [...order].sort((a, b) => a - b),
    Array.from({ length: 100 }, (_, index) => index),
  );
  assert.not.equal(order, shuffledOrder(100, 1, 1));
  assert.equal(order, shuffledOrder(100, 1, 0));
});

test("whole numbers are spread evenly", () => {
  const counts = [0, 0, 0];
  for (let at = 0; at < 3000; at += 1) {
    const number = randomBelow(3, 1, 2, 3, at);
    counts[number] = (counts[number] ?? 0) + 1;
  }
  // Five standard deviations of a binomial count: 5 √(3000 · 1/3 · 2/3).
  for (const count of counts) assert.close(count, 1000, 130);
});
