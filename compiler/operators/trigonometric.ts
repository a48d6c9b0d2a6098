import type { BasicName } from "./arithmetic.ts";
import type { BuilderOf, OperatorRecord } from "./record.ts";
import { polynomial } from "./polynomials.ts";
import { real } from "./signatures.ts";

/** Periodic functions, with our own definitions: WGSL's own are only good within ±π. */
export type TrigonometricName = "sin" | "cos";

type Name = BasicName | TrigonometricName;

// π/2 in three parts (Cody and Waite): the first two have so few bits, 8 and 11, that their products with the number of
// quarter turns are exact up to 8,192 quarter turns.
const quarterTurn = [1.5703125, 4.837512969970703e-4, 7.549790126404332e-8] as const;

/** A little more than π/4, which roundings need. */
const eighthTurn = 0.79;

/** sin(x + ahead * π/2). */
function sinAhead<Value>(b: BuilderOf<Value, Name>, x: Value, ahead: 0 | 1): Value {
  const turns = b.apply(
    "floor",
    b.apply("add", b.apply("multiply", x, b.constant(2 / Math.PI)), b.constant(0.5)),
  );
  const less = (rest: Value, part: number): Value =>
    b.apply("subtract", rest, b.apply("multiply", turns, b.constant(part)));
  // Where the products are so far from exact that what is left is no eighth of a turn, the polynomials would leave -1 to 1.
  const left = quarterTurn.reduce(less, x);
  const r = b.apply("maximum", b.apply("minimum", left, b.constant(eighthTurn)), b.constant(-eighthTurn));
  const square = b.apply("multiply", r, r);
  const cube = b.apply("multiply", r, square);
  const sine = b.apply("add", r, b.apply("multiply", cube, polynomial(b, "sin", square)));
  const fourth = b.apply("multiply", square, square);
  const tail = b.apply("multiply", fourth, polynomial(b, "cos", square));
  const bend = b.apply("subtract", tail, b.apply("multiply", square, b.constant(0.5)));
  const cosine = b.apply("add", bend, b.constant(1));

  const quadrant = ahead === 0 ? turns : b.apply("add", turns, b.constant(ahead));
  const half = b.apply("multiply", quadrant, b.constant(0.5));
  const odd = b.apply("not_equal", b.apply("floor", half), half);
  const value = b.apply("select", odd, cosine, sine);
  const rounds = b.apply("multiply", quadrant, b.constant(0.25));
  const part = b.apply("subtract", rounds, b.apply("floor", rounds));
  const lower = b.apply("greater_equal", part, b.constant(0.5));
  return b.apply("select", lower, b.apply("negate", value), value);
}

// What is lost of π/2 at 8,192 quarter turns, with room for the last product's rounding.
const error = { relative: 4, absolute: 1e-9 };
const tests = [[0], [0.5], [-1], [2], [4], [-5.5], [128.25], [-1000], [9999]];

export const trigonometrics: Readonly<Record<TrigonometricName, OperatorRecord<Name>>> = {
  /** For |x| up to 12,000; beyond that precision fades, and the result lies between -1 and 1. */
  sin: {
    arity: 1,
    type: real,
    evaluate: Math.sin,
    code: { kind: "composed", define: (b, x) => sinAhead(b, x, 0) },
    gradient: (b, cotangent, _, x) => [b.apply("multiply", cotangent, b.apply("cos", x))],
    cost: 8,
    error,
    tests,
    notation: { kind: "call", symbol: "sin", latex: "\\sin" },
  },
  /** As precise as `sin`. */
  cos: {
    arity: 1,
    type: real,
    evaluate: Math.cos,
    code: { kind: "composed", define: (b, x) => sinAhead(b, x, 1) },
    gradient: (b, cotangent, _, x) => [b.apply("negate", b.apply("multiply", cotangent, b.apply("sin", x)))],
    cost: 8,
    error,
    tests,
    notation: { kind: "call", symbol: "cos", latex: "\\cos" },
  },
};
