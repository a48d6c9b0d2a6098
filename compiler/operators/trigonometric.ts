import type { BasicName } from "./arithmetic.ts";
import type { BuilderOf, OperatorRecord } from "./record.ts";
import { polynomial } from "./polynomials.ts";
import { real } from "./signatures.ts";

/** Periodic functions, with our own definitions: WGSL's own are only good within ±π. */
export type TrigonometricName = "sin" | "cos";

type Name = BasicName | TrigonometricName;

// Whole turns first, 113 at a time, since 226 π is 710 but for a little: up to 2^20 there are 1,477 times so many, and the first two of its
// three parts (Cody and Waite) have so few bits, 9 and 13, that their products are exact. So is that of the first part of π/2, which has 16
// bits, with the at most 226 quarter turns that are left.
const manyTurns = [710, -6.029009819030762e-5, 1.3914621677102446e-9] as const;
const quarterTurn = [1.57080078125, -4.454454938240815e-6] as const;

/** A little more than π/4, which roundings need. */
const eighthTurn = 0.79;

/** sin(x + ahead * π/2). */
function sinAhead<Value>(b: BuilderOf<Value, Name>, x: Value, ahead: 0 | 1): Value {
  const nearest = (value: Value, unit: number): Value =>
    b.apply("floor", b.apply("add", b.apply("multiply", value, b.constant(1 / unit)), b.constant(0.5)));
  const less = (rest: Value, count: Value, part: number): Value =>
    b.apply("subtract", rest, b.apply("multiply", count, b.constant(part)));
  const many = nearest(x, 226 * Math.PI);
  const within = less(x, many, manyTurns[0]);
  const turns = nearest(less(within, many, manyTurns[1]), Math.PI / 2);
  // The larger parts first: their differences are exact near zeros.
  const larger = less(less(within, turns, quarterTurn[0]), many, manyTurns[1]);
  const left = less(less(larger, turns, quarterTurn[1]), many, manyTurns[2]);
  // Where the products are so far from exact that what is left is no eighth of a turn, the polynomials would leave -1 to 1.
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
  const whole = b.apply("floor", half);
  const odd = b.apply("not_equal", whole, half);
  const value = b.apply("select", odd, cosine, sine);
  const quarter = b.apply("multiply", whole, b.constant(0.5));
  const lower = b.apply("not_equal", b.apply("floor", quarter), quarter);
  return b.apply("select", lower, b.apply("negate", value), value);
}

// What is lost by rounding the products with the last parts, 2^-23 of 226 times 4.5e-6 and of 1,477 times 1.4e-9, and of these parts.
const error = { relative: 4, absolute: 1e-9 };
const tests = [
  [0],
  [0.5],
  [-1],
  [2],
  [4],
  [-5.5],
  [128.25],
  [-1000],
  [9999],
  [-123456.789],
  [1048575.9375],
  [6400000],
];

export const trigonometrics: Readonly<Record<TrigonometricName, OperatorRecord<Name>>> = {
  /** For |x| up to 2^20; beyond that precision fades, and the result lies between -1 and 1. */
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
