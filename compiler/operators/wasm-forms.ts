import type { WasmCode } from "./record.ts";
import type { IntInstruction, RealInstruction } from "./wasm-instructions.ts";

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
