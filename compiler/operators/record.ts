/**
 * What a scalar operator is, for the files of this folder; others import operator.ts. One record holds all that any
 * phase wants to know of it: the checker's types, the evaluator, the gradients, the kernels' text and the tests are read
 * from the records in table.ts.
 *
 * Values are reals (f32 on a device), integers (i32) and booleans, which count as 0 and 1 in arithmetic. Infinity is
 * `largest` on every target. Nothing may rely on NaN: a shader compiler is free to assume that there is none.
 */

import type { WasmInstruction } from "./wasm-instructions.ts";

export type ElementType = "real" | "int" | "bool";

/**
 * Writes expressions over any kind of value: graph nodes, loop expressions, numbers. `apply` converts arguments to
 * the types that the operator's `type` asks for (booleans to 0 and 1, integers to reals).
 */
export interface BuilderOf<Value, Name extends string> {
  /** A constant, real unless another type is given. */
  constant(value: number, type?: ElementType): Value;
  apply(operator: Name, ...values: Value[]): Value;
}

/** What an operator makes of its arguments' types: the types to convert them to first, and the result's. */
export interface Signature {
  readonly arguments: readonly ElementType[];
  readonly result: ElementType;
}

/** How a printed operation computes: on values of one `type` (of its last argument), one or four at a time. */
export interface Form {
  readonly type: ElementType;
  readonly width: 1 | 4;
}

/** How formulas show an operator, in weft and in LaTeX. Larger precedence binds tighter; a call binds tightest. */
export type Notation =
  | { readonly kind: "infix"; readonly symbol: string; readonly latex: string; readonly precedence: number }
  | { readonly kind: "prefix"; readonly symbol: string; readonly latex: string; readonly precedence: number }
  | { readonly kind: "call"; readonly symbol: string; readonly latex: string };

/**
 * Writes WebAssembly over some kind of value. One boolean is 0 or 1 (i32), four are a mask of 32 bits each; other values are f32,
 * i32 and vectors of four. A value may be used more than once: it is computed once.
 */
export interface WasmBuilder<Value> {
  instruction(name: WasmInstruction, ...values: Value[]): Value;
  /** A constant, spread over four lanes where the width is 4. */
  constant(value: number, type: ElementType, width: 1 | 4): Value;
  /** Computes each of four ints by itself, where there is no instruction for vectors. */
  byLane(compute: (...values: Value[]) => Value, ...vectors: Value[]): Value;
}

/** The instructions of one operation on values of the form. */
export type WasmCode = <Value>(builder: WasmBuilder<Value>, form: Form, ...values: Value[]) => Value;

/** How a target computes an operator: with its own operation, or by a definition in other operators. */
export type Code<Name extends string> =
  | {
      readonly kind: "direct";
      /** WGSL for one operation; the arguments are names, literals or expressions in parentheses. */
      readonly wgsl: (form: Form, ...values: string[]) => string;
      readonly wasm: WasmCode;
    }
  | {
      readonly kind: "composed";
      /** Every argument is used more than once, so builders over text must name it first. */
      readonly define: <Value>(builder: BuilderOf<Value, Name>, ...values: Value[]) => Value;
    };

/** `Name` lists the operators that this one's definition and gradient may use. */
export interface OperatorRecord<Name extends string> {
  readonly arity: 1 | 2 | 3 | 4;
  /** The signature for arguments of these types, or undefined where they don't fit. */
  readonly type: (types: readonly ElementType[]) => Signature | undefined;
  /** The f64 reference; booleans are 0 and 1. */
  readonly evaluate: (...values: number[]) => number;
  readonly code: Code<Name>;
  /**
   * The cotangent of each argument, given the result's; undefined where there is none. What it returns for an
   * argument that isn't real is to be dropped.
   */
  readonly gradient: <Value>(
    builder: BuilderOf<Value, Name>,
    cotangent: Value,
    result: Value,
    ...values: Value[]
  ) => readonly (Value | undefined)[];
  /**
   * Arguments to read instead outside a restriction, where the given ones may lie outside the domain or overflow;
   * undefined for an argument that can stay. Absent where every real is fine.
   */
  readonly benign?: readonly (number | undefined)[];
  /** What it takes on a device, roughly, in additions: what schedules weigh memory against. 1 where absent. */
  readonly cost?: number;
  /**
   * How far an f32 result may lie from `evaluate` of the same arguments:
   * relative * 2^-23 * |result| + absolute.
   */
  readonly error: { readonly relative: number; readonly absolute: number };
  /** Arguments to test with, of the first type that `type` accepts: ordinary, negative, large, at edges. */
  readonly tests: readonly (readonly number[])[];
  /** Absent for operators that only other operators use; a specification cannot name those. */
  readonly notation?: Notation;
}
