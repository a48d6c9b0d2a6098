/** The instructions that kernels are made of: their bytes, and the type of what they leave. */
import type { WasmInstruction } from "../../operators/wasm-instructions.ts";
import { unsigned, type Code, type ValueType } from "./encoder.ts";

/** Those that no operator is made of: memory, lanes, fused operations. */
type PlumbingInstruction =
  | "i32.load"
  | "i32.load16_u"
  | "v128.load16x4_u"
  | "i16x8.narrow_i32x4_u"
  | "f32.load"
  | "v128.load"
  | "v128.load32_splat"
  | "i8x16.shuffle"
  | "i32.div_u"
  | "i32.rem_u"
  | "f32.convert_i32_u"
  | `${"f32x4" | "i32x4"}.${"splat" | "extract_lane" | "replace_lane"}`
  | "f32x4.relaxed_madd"
  | "f32x4.relaxed_nmadd"
  | "i32x4.relaxed_laneselect"
  | "f32x4.pmin"
  | "f32x4.pmax";

/** `select` and calls are apart: what they leave depends on what they are given. */
export type Instruction = Exclude<WasmInstruction, "select"> | PlumbingInstruction;

const table: Readonly<Record<Instruction, readonly [result: ValueType, byte: number, extended?: number]>> = {
  "i32.eqz": ["i32", 0x45],
  "i32.eq": ["i32", 0x46],
  "i32.ne": ["i32", 0x47],
  "i32.lt_s": ["i32", 0x48],
  "i32.gt_s": ["i32", 0x4a],
  "i32.le_s": ["i32", 0x4c],
  "i32.ge_s": ["i32", 0x4e],
  "f32.eq": ["i32", 0x5b],
  "f32.ne": ["i32", 0x5c],
  "f32.lt": ["i32", 0x5d],
  "f32.gt": ["i32", 0x5e],
  "f32.le": ["i32", 0x5f],
  "f32.ge": ["i32", 0x60],
  "i32.add": ["i32", 0x6a],
  "i32.sub": ["i32", 0x6b],
  "i32.mul": ["i32", 0x6c],
  "i32.div_s": ["i32", 0x6d],
  "i32.div_u": ["i32", 0x6e],
  "i32.rem_s": ["i32", 0x6f],
  "i32.rem_u": ["i32", 0x70],
  "i32.and": ["i32", 0x71],
  "i32.or": ["i32", 0x72],
  "i32.xor": ["i32", 0x73],
  "i32.shl": ["i32", 0x74],
  "i32.shr_s": ["i32", 0x75],
  "i32.shr_u": ["i32", 0x76],
  "f32.abs": ["f32", 0x8b],
  "f32.neg": ["f32", 0x8c],
  "f32.floor": ["f32", 0x8e],
  "f32.nearest": ["f32", 0x90],
  "f32.sqrt": ["f32", 0x91],
  "f32.add": ["f32", 0x92],
  "f32.sub": ["f32", 0x93],
  "f32.mul": ["f32", 0x94],
  "f32.div": ["f32", 0x95],
  "f32.min": ["f32", 0x96],
  "f32.max": ["f32", 0x97],
  "f32.convert_i32_s": ["f32", 0xb2],
  "f32.convert_i32_u": ["f32", 0xb3],
  "i32.reinterpret_f32": ["i32", 0xbc],
  "f32.reinterpret_i32": ["f32", 0xbe],
  "i32.trunc_sat_f32_s": ["i32", 0xfc, 0x00],
  "i32.load": ["i32", 0x28],
  "i32.load16_u": ["i32", 0x2f],
  "v128.load16x4_u": ["v128", 0xfd, 0x03],
  "i16x8.narrow_i32x4_u": ["v128", 0xfd, 0x86],
  "f32.load": ["f32", 0x2a],
  "v128.load": ["v128", 0xfd, 0x00],
  "v128.load32_splat": ["v128", 0xfd, 0x09],
  "i8x16.shuffle": ["v128", 0xfd, 0x0d],
  "i32x4.splat": ["v128", 0xfd, 0x11],
  "f32x4.splat": ["v128", 0xfd, 0x13],
  "i32x4.extract_lane": ["i32", 0xfd, 0x1b],
  "i32x4.replace_lane": ["v128", 0xfd, 0x1c],
  "f32x4.extract_lane": ["f32", 0xfd, 0x1f],
  "f32x4.replace_lane": ["v128", 0xfd, 0x20],
  "i32x4.eq": ["v128", 0xfd, 0x37],
  "i32x4.ne": ["v128", 0xfd, 0x38],
  "i32x4.lt_s": ["v128", 0xfd, 0x39],
  "i32x4.gt_s": ["v128", 0xfd, 0x3b],
  "i32x4.le_s": ["v128", 0xfd, 0x3d],
  "i32x4.ge_s": ["v128", 0xfd, 0x3f],
  "f32x4.eq": ["v128", 0xfd, 0x41],
  "f32x4.ne": ["v128", 0xfd, 0x42],
  "f32x4.lt": ["v128", 0xfd, 0x43],
  "f32x4.gt": ["v128", 0xfd, 0x44],
  "f32x4.le": ["v128", 0xfd, 0x45],
  "f32x4.ge": ["v128", 0xfd, 0x46],
  "v128.not": ["v128", 0xfd, 0x4d],
  "v128.and": ["v128", 0xfd, 0x4e],
  "v128.or": ["v128", 0xfd, 0x50],
  "v128.xor": ["v128", 0xfd, 0x51],
  "v128.bitselect": ["v128", 0xfd, 0x52],
  "f32x4.floor": ["v128", 0xfd, 0x68],
  "f32x4.nearest": ["v128", 0xfd, 0x6a],
  "f32x4.abs": ["v128", 0xfd, 0xe0],
  "f32x4.neg": ["v128", 0xfd, 0xe1],
  "f32x4.sqrt": ["v128", 0xfd, 0xe3],
  "f32x4.add": ["v128", 0xfd, 0xe4],
  "f32x4.sub": ["v128", 0xfd, 0xe5],
  "f32x4.mul": ["v128", 0xfd, 0xe6],
  "f32x4.div": ["v128", 0xfd, 0xe7],
  "f32x4.min": ["v128", 0xfd, 0xe8],
  "f32x4.max": ["v128", 0xfd, 0xe9],
  "i32x4.abs": ["v128", 0xfd, 0xa0],
  "i32x4.neg": ["v128", 0xfd, 0xa1],
  "i32x4.shl": ["v128", 0xfd, 0xab],
  "i32x4.shr_s": ["v128", 0xfd, 0xac],
  "i32x4.shr_u": ["v128", 0xfd, 0xad],
  "i32x4.add": ["v128", 0xfd, 0xae],
  "i32x4.sub": ["v128", 0xfd, 0xb1],
  "i32x4.mul": ["v128", 0xfd, 0xb5],
  "i32x4.min_s": ["v128", 0xfd, 0xb6],
  "i32x4.max_s": ["v128", 0xfd, 0xb8],
  "i32x4.trunc_sat_f32x4_s": ["v128", 0xfd, 0xf8],
  "f32x4.convert_i32x4_s": ["v128", 0xfd, 0xfa],
  "f32x4.relaxed_madd": ["v128", 0xfd, 0x105],
  "f32x4.relaxed_nmadd": ["v128", 0xfd, 0x106],
  "i32x4.relaxed_laneselect": ["v128", 0xfd, 0x10b],
  "f32x4.pmin": ["v128", 0xfd, 0xea],
  "f32x4.pmax": ["v128", 0xfd, 0xeb],
};

/** The type of what the instruction leaves on the stack. */
export function resultOf(instruction: Instruction): ValueType {
  return table[instruction][0];
}

/** The instruction's bytes, without those that say more of it: a lane, a place in memory. */
export function opcode(instruction: Instruction): Code {
  const [, byte, extended] = table[instruction];
  return extended === undefined ? byte : [byte, unsigned(extended)];
}

/** Instructions of control flow, locals and stores. */
export const control = {
  block: [0x02, 0x40],
  loop: [0x03, 0x40],
  if: [0x04, 0x40],
  else: 0x05,
  end: 0x0b,
  branchIf: 0x0d,
  call: 0x10,
  select: 0x1b,
  getLocal: 0x20,
  setLocal: 0x21,
  teeLocal: 0x22,
  getGlobal: 0x23,
  storeInt: 0x36,
  storeReal: 0x38,
  /** The lower 16 bits of an int; the lower half of a vector. */
  store16: 0x3b,
  storeHalfVector: [0xfd, 0x5b],
  storeVector: [0xfd, 0x0b],
  constInt: 0x41,
  constReal: 0x43,
  constVector: [0xfd, 0x0c],
} as const satisfies Readonly<Record<string, Code>>;
