import type { ElementType, Form } from "./record.ts";

type RealInstruction =
  "abs" | "neg" | "floor" | "nearest" | "sqrt" | "add" | "sub" | "mul" | "div" | "min" | "max" | Comparison;
type IntInstruction = "add" | "sub" | "mul" | "shl" | "shr_s" | "shr_u" | IntComparison;
type Comparison = "eq" | "ne" | "lt" | "le" | "gt" | "ge";
type IntComparison = "eq" | "ne" | "lt_s" | "le_s" | "gt_s" | "ge_s";

/** WebAssembly's instructions, by their names in its text format, of which operators are made. */
export type WasmInstruction =
  | `${"f32" | "f32x4"}.${RealInstruction}`
  | `${"i32" | "i32x4"}.${IntInstruction}`
  | `i32.${"div_s" | "rem_s" | "and" | "or" | "xor" | "eqz"}`
  | `i32x4.${"neg" | "abs" | "min_s" | "max_s"}`
  | `v128.${"and" | "or" | "xor" | "not" | "bitselect"}`
  | "select"
  | "i32.trunc_sat_f32_s"
  | "i32x4.trunc_sat_f32x4_s"
  | "f32.convert_i32_s"
  | "f32x4.convert_i32x4_s"
  | "i32.reinterpret_f32"
  | "f32.reinterpret_i32";

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

/** One instruction for reals and one for ints, at either width. */
export function sameInstruction(real: RealInstruction & IntInstruction): WasmCode {
  return (b, { type, width }, ...values) => {
    const shape = type === "real" ? (width === 1 ? "f32" : "f32x4") : width === 1 ? "i32" : "i32x4";
    return b.instruction(`${shape}.${real}`, ...values);
  };
}

/** An instruction that only reals have. */
export function realInstruction(name: RealInstruction): WasmCode {
  return (b, { width }, ...values) => b.instruction(`${width === 1 ? "f32" : "f32x4"}.${name}`, ...values);
}

/** As above for reals, and nothing to do for ints. */
export function realInstructionOnly(name: RealInstruction): WasmCode {
  const real = realInstruction(name);
  return (b, form, x, ...others) => (form.type === "int" ? x : real(b, form, x, ...others));
}
