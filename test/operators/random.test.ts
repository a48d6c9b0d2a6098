import { hash, normal, uniform, type Counter } from "../../compiler/operators/random.ts";
import { assert, suite } from "../harness.ts";

const test = suite("random numbers");

/** pcg4d as the paper lists it, on integers of any size, cut to 32 bits after each step. */
function plain(counter: Counter): number[] {
  const cut = (value: bigint): bigint => BigInt.asUintN(32, value);
  const v = counter.map((value) => cut(BigInt(value) * 1664525n + 1013904223n));
  const at = (i: number): bigint => v[i] ?? 0n;
  const mix = (): void => {
    for (const [i, j, k] of [
      [0, 1, 3],
      [1, 2, 0],
      [2, 0, 1],
      [3, 1, 2],
    ] as const) {
      v[i] = cut(at(i) + at(j) * at(k));
    }
  };
  mix();
  for (let i = 0; i < 4; i++) v[i] = at(i) ^ (at(i) >> 16n);
  mix();
  return v.map(Number);
}

test("the hash is the paper's", () => {
  const counters: Counter[] = [
    [0, 0, 0, 0],
    [1, 2, 3, 4],
    [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
    [42, 1000, 0x9e3779b9, 123456789],
  ];
  for (const counter of counters) assert.equal(hash(counter), plain(counter));
});

const count = 40_000;

test("uniform numbers fill [0, 1) evenly", () => {
  const bins = new Array<number>(16).fill(0);
  for (let i = 0; i < count; i++) {
    const value = uniform([7, 1, 3, i]);
    assert.ok(value >= 0 && value < 1 && Math.fround(value) === value);
    const bin = Math.floor(value * 16);
    bins[bin] = (bins[bin] ?? 0) + 1;
  }
  // Chi-squared with 15 degrees of freedom: above 44.3 once in 10,000.
  const expected = count / 16;
  assert.ok(bins.reduce((sum, n) => sum + (n - expected) ** 2 / expected, 0) < 44.3);
});

test("normal numbers have the moments of a normal distribution", () => {
  const moments = [0, 0, 0, 0];
  for (let i = 0; i < count; i++) {
    const value = normal([7, i, 3, 5]);
    for (let k = 0; k < 4; k++) moments[k] = (moments[k] ?? 0) + value ** (k + 1) / count;
  }
  // Four deviations of each mean: E x^2k of a normal variable is 1, 3, 15, 105.
  const spreads = [1, 2, 15, 96];
  for (const [k, expected] of [0, 1, 0, 3].entries()) {
    assert.close(moments[k] ?? NaN, expected, 4 * Math.sqrt((spreads[k] ?? 0) / count));
  }
});

test("neighbouring counters are independent", () => {
  for (const place of [0, 1, 2, 3]) {
    let covariance = 0;
    for (let i = 0; i < count; i++) {
      const counter: Counter = [1, 2, 3, i];
      const next = counter.with(place, (counter[place] ?? 0) + 1);
      const [a = 0, b = 0, c = 0, d = 0] = next;
      covariance += ((uniform(counter) - 0.5) * (uniform([a, b, c, d]) - 0.5) * 12) / count;
    }
    assert.ok(Math.abs(covariance) < 4 / Math.sqrt(count));
  }
});
