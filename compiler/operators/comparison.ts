import type { Form, Notation, OperatorRecord, WasmCode } from "./record.ts";
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

function compareInWasm(name: "eq" | "ne" | "lt" | "le" | "gt" | "ge"): WasmCode {
  return (b, { type, width }, x, y) => {
    if (type === "real") return b.instruction(`${width === 1 ? "f32" : "f32x4"}.${name}`, x, y);
    const signed = name === "eq" || name === "ne" ? name : (`${name}_s` as const);
    return b.instruction(`${width === 1 ? "i32" : "i32x4"}.${signed}`, x, y);
  };
}

function compare(symbol: string, latex: string, wasm: WasmCode, holds: (x: number, y: number) => boolean) {
  return {
    arity: 2,
    type: comparison,
    evaluate: (x: number, y: number) => Number(holds(x, y)),
    code: { kind: "direct", wgsl: (_: Form, x: string, y: string) => `(${x} ${symbol} ${y})`, wasm },
    gradient: () => [undefined, undefined],
    error: { relative: 0, absolute: 0 },
    tests: pairs,
    notation: { kind: "infix", symbol, latex, precedence: 3 },
  } as const satisfies OperatorRecord<never>;
}

// `&` and `|` rather than `&&` and `||`, which WGSL doesn't have for vectors.
function connect(
  symbol: string,
  instruction: "and" | "or",
  notation: Notation,
  evaluate: (x: number, y: number) => number,
): OperatorRecord<never> {
  return {
    arity: 2,
    type: logic,
    evaluate,
    code: {
      kind: "direct",
      wgsl: (_, x, y) => `(${x} ${symbol} ${y})`,
      wasm: (b, { width }, x, y) => b.instruction(`${width === 1 ? "i32" : "v128"}.${instruction}`, x, y),
    },
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
  equal: compare("==", "=", compareInWasm("eq"), (x, y) => x === y),
  not_equal: compare("!=", "\\neq", compareInWasm("ne"), (x, y) => x !== y),
  less: compare("<", "<", compareInWasm("lt"), (x, y) => x < y),
  less_equal: compare("<=", "\\leq", compareInWasm("le"), (x, y) => x <= y),
  greater: compare(">", ">", compareInWasm("gt"), (x, y) => x > y),
  greater_equal: compare(">=", "\\geq", compareInWasm("ge"), (x, y) => x >= y),
  and: connect("&", "and", { kind: "infix", symbol: "and", latex: "\\land", precedence: 2 }, Math.min),
  or: connect("|", "or", { kind: "infix", symbol: "or", latex: "\\lor", precedence: 1 }, Math.max),
  not: {
    arity: 1,
    type: logic,
    evaluate: (x) => 1 - x,
    code: {
      kind: "direct",
      wgsl: (_, x) => `(!${x})`,
      wasm: (b, { width }, x) => b.instruction(width === 1 ? "i32.eqz" : "v128.not", x),
    },
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
    code: {
      kind: "direct",
      wgsl: (_, condition, x, y) => `select(${y}, ${x}, ${condition})`,
      wasm: (b, { width }, condition, x, y) =>
        b.instruction(width === 1 ? "select" : "v128.bitselect", x, y, condition),
    },
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
