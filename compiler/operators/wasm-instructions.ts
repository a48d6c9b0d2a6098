export type RealInstruction =
  "abs" | "neg" | "floor" | "nearest" | "sqrt" | "add" | "sub" | "mul" | "div" | "min" | "max" | Comparison;
export type IntInstruction = "add" | "sub" | "mul" | "shl" | "shr_s" | "shr_u" | IntComparison;
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
