/**
 * Where the coefficients of compiler/operators/polynomials.ts come from: Remez' exchange algorithm over a grid.
 * `npx tsx test/operators/fit.ts` prints them with the largest weighted error of each.
 */
import { erf } from "../../compiler/operators/reference.ts";

/** Find P of least largest |weight * (add + scale * P(variable) - wanted)| on an interval. */
interface Problem {
  readonly from: number;
  readonly to: number;
  readonly terms: number;
  /** `wanted - add`, computed without cancellation where that matters. */
  readonly remainder: (x: number) => number;
  readonly scale: (x: number) => number;
  readonly variable: (x: number) => number;
  readonly weight: (x: number) => number;
}

const quarter = Math.PI / 4;

// Taylor series where the difference of f64 values would have too few digits left.
function sinRemainder(x: number): number {
  return (
    (-(x ** 3) / 6) * (1 - ((x * x) / 20) * (1 - ((x * x) / 42) * (1 - ((x * x) / 72) * (1 - (x * x) / 110))))
  );
}
function cosRemainder(x: number): number {
  return (
    (x ** 4 / 24) * (1 - ((x * x) / 30) * (1 - ((x * x) / 56) * (1 - ((x * x) / 90) * (1 - (x * x) / 132))))
  );
}

/** One problem a polynomial; all have relative error as their measure. */
export const problems: Readonly<Record<string, Problem>> = {
  exp: {
    from: -Math.LN2 / 2,
    to: Math.LN2 / 2,
    terms: 5,
    remainder: (x) => Math.expm1(x) - x,
    scale: (x) => x * x,
    variable: (x) => x,
    weight: (x) => 1 / Math.exp(x),
  },
  log: {
    from: Math.SQRT1_2 - 1,
    to: Math.SQRT2 - 1,
    terms: 8,
    remainder: (x) => Math.log1p(x) - x + (x * x) / 2,
    scale: (x) => x ** 3,
    variable: (x) => x,
    weight: (x) => 1 / Math.log1p(x),
  },
  sin: {
    from: 0,
    to: quarter,
    terms: 3,
    remainder: sinRemainder,
    scale: (x) => x ** 3,
    variable: (x) => x * x,
    weight: (x) => 1 / Math.sin(x),
  },
  cos: {
    from: 0,
    to: quarter,
    terms: 3,
    remainder: cosRemainder,
    scale: (x) => x ** 4,
    variable: (x) => x * x,
    weight: (x) => 1 / Math.cos(x),
  },
  tanh: {
    from: 0,
    to: 0.625,
    terms: 5,
    remainder: (x) => Math.tanh(x) - x,
    scale: (x) => x ** 3,
    variable: (x) => x * x,
    weight: (x) => 1 / Math.tanh(x),
  },
};

/** Find P and Q of least largest |x P(x²) / (Q(x²) wanted) - 1| from 0 on. */
interface RatioProblem {
  readonly to: number;
  readonly top: number;
  /** Without the 1. */
  readonly bottom: number;
  readonly wanted: (x: number) => number;
}

export const ratioProblems: Readonly<Record<string, RatioProblem>> = {
  erf: { to: 3.9375, top: 7, bottom: 5, wanted: erf },
};

/** Solves a square system by elimination with pivots; the last column is the right side. */
function solve(rows: number[][]): number[] {
  const size = rows.length;
  const at = (i: number, j: number): number => rows[i]?.[j] ?? NaN;
  for (let column = 0; column < size; column++) {
    let pivot = column;
    for (let i = column; i < size; i++) if (Math.abs(at(i, column)) > Math.abs(at(pivot, column))) pivot = i;
    const chosen = rows[pivot] ?? [];
    rows[pivot] = rows[column] ?? [];
    rows[column] = chosen;
    for (let i = 0; i < size; i++) {
      if (i === column) continue;
      const factor = at(i, column) / at(column, column);
      rows[i] = (rows[i] ?? []).map((value, j) => value - factor * (chosen[j] ?? NaN));
    }
  }
  return rows.map((_, i) => at(i, size) / at(i, i));
}

/** Chebyshev's spacing, strictly inside, so that a weight that is infinite at an end does no harm. */
function gridOf(from: number, to: number): readonly number[] {
  const count = 4000;
  return Array.from(
    { length: count },
    (_, i) => (from + to) / 2 - ((to - from) / 2) * Math.cos((Math.PI * (i + 0.5)) / count),
  );
}

function evenly(grid: readonly number[], count: number): readonly number[] {
  return Array.from(
    { length: count },
    (_, i) => grid[Math.round((i * (grid.length - 1)) / (count - 1))] ?? NaN,
  );
}

/** Where each run of one sign deviates most, at most `count` of them. */
function extremesOf(
  grid: readonly number[],
  deviation: (x: number) => number,
  count: number,
): readonly { readonly x: number; readonly value: number }[] {
  const extremes: { x: number; value: number }[] = [];
  for (const x of grid) {
    const value = deviation(x);
    const last = extremes.at(-1);
    if (last === undefined || last.value * value < 0) extremes.push({ x, value });
    else if (Math.abs(value) > Math.abs(last.value)) extremes[extremes.length - 1] = { x, value };
  }
  while (extremes.length > count) {
    const first = Math.abs(extremes[0]?.value ?? 0);
    if (first < Math.abs(extremes.at(-1)?.value ?? 0)) extremes.shift();
    else extremes.pop();
  }
  return extremes;
}

function evaluate(constants: readonly number[], x: number): number {
  return constants.reduceRight((sum, c) => sum * x + c, 0);
}

/** The coefficients, lowest first, and the largest weighted error. */
export function fit(problem: Problem): { coefficients: number[]; error: number } {
  const { from, to, terms, remainder, scale, variable, weight } = problem;
  const grid = gridOf(from, to);
  let points = evenly(grid, terms + 1);
  let coefficients: number[] = [];
  let error = Infinity;
  for (let round = 0; round < 30; round++) {
    const solution = solve(
      points.map((x, i) => [
        ...Array.from({ length: terms }, (_, j) => weight(x) * scale(x) * variable(x) ** j),
        (-1) ** i,
        weight(x) * remainder(x),
      ]),
    );
    coefficients = solution.slice(0, terms);
    const deviation = (x: number): number =>
      weight(x) * (scale(x) * evaluate(coefficients, variable(x)) - remainder(x));
    const extremes = extremesOf(grid, deviation, terms + 1);
    const before = error;
    error = Math.max(...extremes.map(({ value }) => Math.abs(value)));
    if (extremes.length <= terms || Math.abs(before - error) < 1e-6 * error) break;
    points = extremes.map(({ x }) => x);
  }
  return { coefficients, error };
}

/** A round's ratio is linear in its coefficients when the denominator before it stands under the error. */
export function fitRatio(problem: RatioProblem): { top: number[]; bottom: number[]; error: number } {
  const { to, wanted } = problem;
  const count = problem.top + problem.bottom;
  const grid = gridOf(0, to);
  let points = evenly(grid, count + 1);
  let [top, bottom]: [number[], number[]] = [[], [1]];
  let error = Infinity;
  for (let round = 0; round < 100; round++) {
    const solution = solve(
      points.map((x, i) => {
        const scale = 1 / (wanted(x) * evaluate(bottom, x * x));
        return [
          ...Array.from({ length: problem.top }, (_, j) => scale * x * x ** (2 * j)),
          ...Array.from({ length: problem.bottom }, (_, j) => -scale * wanted(x) * x ** (2 * j + 2)),
          (-1) ** i,
          scale * wanted(x),
        ];
      }),
    );
    top = solution.slice(0, problem.top);
    bottom = [1, ...solution.slice(problem.top, count)];
    const deviation = (x: number): number =>
      (x * evaluate(top, x * x)) / (evaluate(bottom, x * x) * wanted(x)) - 1;
    const extremes = extremesOf(grid, deviation, count + 1);
    const before = error;
    error = Math.max(...extremes.map(({ value }) => Math.abs(value)));
    if (extremes.length <= count || Math.abs(before - error) < 1e-9 * error) break;
    points = extremes.map(({ x }) => x);
  }
  return { top, bottom, error };
}

if (process.argv[1]?.endsWith("fit.ts")) {
  for (const [name, problem] of Object.entries(problems)) {
    const { coefficients, error } = fit(problem);
    console.log(
      `${name}: [${coefficients.map((c) => String(Number(c.toPrecision(9)))).join(", ")}] error ${error}`,
    );
  }
  const text = (all: readonly number[]): string =>
    all.map((c) => String(Number(c.toPrecision(9)))).join(", ");
  for (const [name, problem] of Object.entries(ratioProblems)) {
    const { top, bottom, error } = fitRatio(problem);
    console.log(`${name}: [${text(top)}] / [${text(bottom)}] error ${error}`);
  }
}
