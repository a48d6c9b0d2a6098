import type { Form, Notation, OperatorRecord } from "./record.ts";
import { choice, comparison, logic } from "./signatures.ts";

/** Operators that give or take booleans. */
export type ComparisonName =
  | "equal"
  | "not_equal"
  | "less"
  | "less_equal"
  | "greater"
  | "greater_equal"
  | "and"
  | "or"
  | "not"
  | "select";

const pairs = [
  [1, 2],
  [2, 1],
  [0.5, 0.5],
  [-3, 2],
  [0, 0],
  [-1e30, 1e30],
];

function compare(symbol: string, latex: string, holds: (x: number, y: number) => boolean) {
  return {
    arity: 2,
    type: comparison,
    evaluate: (x: number, y: number) => Number(holds(x, y)),
    code: { kind: "direct", wgsl: (_: Form, x: string, y: string) => `(${x} ${symbol} ${y})` },
    gradient: () => [undefined, undefined],
    error: { relative: 0, absolute: 0 },
    tests: pairs,
    notation: { kind: "infix", symbol, latex, precedence: 3 },
  } as const satisfies OperatorRecord<never>;
}

// `&` and `|` rather than `&&` and `||`, which WGSL doesn't have for vectors.
function connect(
  symbol: string,
  notation: Notation,
  evaluate: (x: number, y: number) => number,
): OperatorRecord<never> {
  return {
    arity: 2,
    type: logic,
    evaluate,
    code: { kind: "direct", wgsl: (_, x, y) => `(${x} ${symbol} ${y})` },
    gradient: () => [undefined, undefined],
    error: { relative: 0, absolute: 0 },
    tests: [
      [0, 0],
      [0, 1],
      [1, 0],
      [1, 1],
    ],
    notation,
  };
}

export const comparisons: Readonly<Record<ComparisonName, OperatorRecord<ComparisonName>>> = {
  equal: compare("==", "=", (x, y) => x === y),
  not_equal: compare("!=", "\\neq", (x, y) => x !== y),
  less: compare("<", "<", (x, y) => x < y),
  less_equal: compare("<=", "\\leq", (x, y) => x <= y),
  greater: compare(">", ">", (x, y) => x > y),
  greater_equal: compare(">=", "\\geq", (x, y) => x >= y),
  and: connect("&", { kind: "infix", symbol: "and", latex: "\\land", precedence: 2 }, Math.min),
  or: connect("|", { kind: "infix", symbol: "or", latex: "\\lor", precedence: 1 }, Math.max),
  not: {
    arity: 1,
    type: logic,
    evaluate: (x) => 1 - x,
    code: { kind: "direct", wgsl: (_, x) => `(!${x})` },
    gradient: () => [undefined],
    error: { relative: 0, absolute: 0 },
    tests: [[0], [1]],
    notation: { kind: "prefix", symbol: "not", latex: "\\lnot", precedence: 6 },
  },
  /** where(condition, x, y): x where the condition holds, else y. */
  select: {
    arity: 3,
    type: choice,
    evaluate: (condition, x, y) => (condition !== 0 ? x : y),
    code: { kind: "direct", wgsl: (_, condition, x, y) => `select(${y}, ${x}, ${condition})` },
    gradient: (b, cotangent, _, condition) => [
      undefined,
      b.apply("select", condition, cotangent, b.constant(0)),
      b.apply("select", condition, b.constant(0), cotangent),
    ],
    error: { relative: 0, absolute: 0 },
    tests: [
      [0, 2, -3],
      [1, 2, -3],
      [1, -1e30, 0],
    ],
    notation: { kind: "call", symbol: "where", latex: "\\operatorname{where}" },
  },
};
