import type { ElementType, Form, OperatorRecord, WasmBuilder, WasmCode } from "./record.ts";
import { largest, powerBelow } from "./reference.ts";
import { conversion, fixed } from "./signatures.ts";
import { sameInstruction } from "./wasm-forms.ts";
import { wgslConstant, wgslType } from "./wgsl-literals.ts";

/** Changes of type, and the parts of a real's bits from which exp, log and the rounding to half precision are made. */
export type ConversionName =
  | "to_real"
  | "to_int"
  | "to_bool"
  | "power_of_two"
  | "exponent"
  | "mantissa"
  | "power_below"
  | "inverse_power"
  | "is_finite"
  | "ordinal";

// The bits of √½, so that mantissas lie evenly about 1, where log is most often asked for.
const half = 0x3f3504f3;
const rootOfHalf = new Float32Array(new Int32Array([half]).buffer)[0] ?? NaN;

/** The mantissa in [√½, √2) and the exponent of a positive number: x = mantissa * 2^exponent. */
function split(x: number): { mantissa: number; exponent: number } {
  let exponent = Math.floor(Math.log2(x));
  // Two factors, because 2^-exponent of a subnormal overflows.
  let mantissa = x * 2 ** -Math.ceil(exponent / 2) * 2 ** -Math.floor(exponent / 2);
  for (; mantissa >= 2 * rootOfHalf; mantissa /= 2) exponent++;
  for (; mantissa < rootOfHalf; mantissa *= 2) exponent--;
  return { mantissa, exponent };
}

function bits(value: string, width: 1 | 4): string {
  return `(bitcast<${wgslType("int", width)}>(${value}) - ${wgslConstant(half, "int", width)})`;
}

function shift(distance: number, width: 1 | 4): string {
  return width === 1 ? `${distance}u` : `vec4u(${distance}u)`;
}

function convert({ width }: Form, type: ElementType, value: string): string {
  return `${wgslType(type, width)}(${value})`;
}

/** A boolean as 0 or 1: of a mask the lowest bits. */
function boolToInt<Value>(b: WasmBuilder<Value>, width: 1 | 4, value: Value): Value {
  return width === 1 ? value : b.instruction("v128.and", value, b.constant(1, "int", 4));
}

const toReal: WasmCode = (b, { type, width }, x) => {
  if (type === "real") return x;
  const whole = type === "bool" ? boolToInt(b, width, x) : x;
  return b.instruction(width === 1 ? "f32.convert_i32_s" : "f32x4.convert_i32x4_s", whole);
};

const toInt: WasmCode = (b, { type, width }, x) => {
  if (type !== "real") return type === "bool" ? boolToInt(b, width, x) : x;
  return width === 1
    ? b.instruction("i32.trunc_sat_f32_s", b.instruction("f32.floor", x))
    : b.instruction("i32x4.trunc_sat_f32x4_s", b.instruction("f32x4.floor", x));
};

const toBool: WasmCode = (b, { type, width }, x) => {
  if (type === "bool") return x;
  const zero = b.constant(0, type, width);
  if (type === "real") return b.instruction(width === 1 ? "f32.ne" : "f32x4.ne", x, zero);
  return b.instruction(width === 1 ? "i32.ne" : "i32x4.ne", x, zero);
};

/** The bits of a real as an int: four reals and four ints are the same vector in WebAssembly. */
export function bitsInWasm<Value>(b: WasmBuilder<Value>, width: 1 | 4, x: Value): Value {
  return width === 1 ? b.instruction("i32.reinterpret_f32", x) : x;
}

export function realOfBits<Value>(b: WasmBuilder<Value>, width: 1 | 4, x: Value): Value {
  return width === 1 ? b.instruction("f32.reinterpret_i32", x) : x;
}

/** The bits above those of √½. */
function bitsAboveHalf<Value>(b: WasmBuilder<Value>, width: 1 | 4, x: Value): Value {
  const form = { type: "int", width } as const;
  return sameInstruction("sub")(b, form, bitsInWasm(b, width, x), b.constant(half, "int", width));
}

/** Twice the bits of 1: from them the bits of a power of two are taken for those of its inverse. */
const twiceBitsOfOne = 0x7f000000;

/** The bits of a real's exponent, all of which are set in infinities and NaN. */
const exponentBits = 0x7f800000;

function exponentBitsInWgsl(value: string, width: 1 | 4): string {
  return `(bitcast<${wgslType("int", width)}>(${value}) & ${wgslConstant(exponentBits, "int", width)})`;
}

function exponentBitsInWasm<Value>(b: WasmBuilder<Value>, width: 1 | 4, x: Value): Value {
  const mask = b.constant(exponentBits, "int", width);
  return b.instruction(width === 1 ? "i32.and" : "v128.and", bitsInWasm(b, width, x), mask);
}

/** All bits but the sign's. */
const magnitudeBits = 0x7fffffff;
const infinityBits = 0x7f800000;

export const conversions: Readonly<Record<ConversionName, OperatorRecord<never>>> = {
  to_real: {
    arity: 1,
    type: conversion("real"),
    evaluate: (x) => x,
    code: { kind: "direct", wgsl: (form, x) => convert(form, "real", x), wasm: toReal },
    gradient: () => [undefined],
    error: { relative: 1, absolute: 0 },
    tests: [[0], [1]],
  },
  /** Rounds down. A real beyond the integers becomes the nearest one. */
  to_int: {
    arity: 1,
    type: conversion("int"),
    evaluate: (x) => Math.min(Math.max(Math.floor(x), -(2 ** 31)), 2 ** 31 - 1),
    code: {
      kind: "direct",
      wgsl: (form, x) => convert(form, "int", form.type === "real" ? `floor(${x})` : x),
      wasm: toInt,
    },
    gradient: () => [undefined],
    error: { relative: 0, absolute: 0 },
    tests: [[0], [1.5], [-1.5], [-2], [1e6]],
  },
  to_bool: {
    arity: 1,
    type: conversion("bool"),
    evaluate: (x) => Number(x !== 0),
    code: { kind: "direct", wgsl: (form, x) => convert(form, "bool", x), wasm: toBool },
    gradient: () => [undefined],
    error: { relative: 0, absolute: 0 },
    tests: [[0], [1], [-0.5]],
  },
  /** 2^n for n from -126 to 127, and 0 for -127. */
  power_of_two: {
    arity: 1,
    type: fixed(["int"], "real"),
    evaluate: (n) => (n === -127 ? 0 : 2 ** n),
    code: {
      kind: "direct",
      wgsl: ({ width }, n) =>
        `bitcast<${wgslType("real", width)}>((${n} + ${wgslConstant(127, "int", width)}) << ${shift(23, width)})`,
      wasm: (b, { width }, n) => {
        const biased = sameInstruction("add")(b, { type: "int", width }, n, b.constant(127, "int", width));
        const bits = b.instruction(width === 1 ? "i32.shl" : "i32x4.shl", biased, b.constant(23, "int", 1));
        return realOfBits(b, width, bits);
      },
    },
    gradient: () => [undefined],
    benign: [0],
    error: { relative: 0, absolute: 0 },
    tests: [[0], [1], [-126], [127], [-127]],
  },
  /** The n of x = m * 2^n with m in [√½, √2), for positive normal x. */
  exponent: {
    arity: 1,
    type: fixed(["real"], "int"),
    evaluate: (x) => split(x).exponent,
    code: {
      kind: "direct",
      wgsl: ({ width }, x) => `(${bits(x, width)} >> ${shift(23, width)})`,
      wasm: (b, { width }, x) =>
        b.instruction(
          width === 1 ? "i32.shr_s" : "i32x4.shr_s",
          bitsAboveHalf(b, width, x),
          b.constant(23, "int", 1),
        ),
    },
    gradient: () => [undefined],
    benign: [1],
    error: { relative: 0, absolute: 0 },
    tests: [[1], [1.5], [0.7], [2 ** -126], [3e38], [1e-5]],
  },
  /** The m of x = m * 2^n with m in [√½, √2), for positive normal x. It is used inside definitions only. */
  mantissa: {
    arity: 1,
    type: fixed(["real"], "real"),
    evaluate: (x) => split(x).mantissa,
    code: {
      kind: "direct",
      wgsl: ({ width }, x) => {
        const fraction = `(${bits(x, width)} & ${wgslConstant(0x7fffff, "int", width)})`;
        return `bitcast<${wgslType("real", width)}>(${fraction} + ${wgslConstant(half, "int", width)})`;
      },
      wasm: (b, { width }, x) => {
        const mask = b.constant(0x7fffff, "int", width);
        const fraction = b.instruction(
          width === 1 ? "i32.and" : "v128.and",
          bitsAboveHalf(b, width, x),
          mask,
        );
        const form = { type: "int", width } as const;
        return realOfBits(
          b,
          width,
          sameInstruction("add")(b, form, fraction, b.constant(half, "int", width)),
        );
      },
    },
    gradient: () => [undefined],
    benign: [1],
    error: { relative: 0, absolute: 0 },
    tests: [[1], [1.5], [0.7], [2 ** -126], [3e38], [1e-5]],
  },
  /** The largest power of two that isn't above x, for positive normal x. It is used inside definitions only. */
  power_below: {
    arity: 1,
    type: fixed(["real"], "real"),
    evaluate: powerBelow,
    code: {
      kind: "direct",
      wgsl: ({ width }, x) => `bitcast<${wgslType("real", width)}>(${exponentBitsInWgsl(x, width)})`,
      wasm: (b, { width }, x) => realOfBits(b, width, exponentBitsInWasm(b, width, x)),
    },
    gradient: () => [undefined],
    benign: [1],
    error: { relative: 0, absolute: 0 },
    tests: [[1], [1.5], [0.7], [2 ** -126], [3e38], [1e-5], [2 - 2 ** -23]],
  },
  /** 1 / x for a power of two from 2^-126 to 2^126. It is used inside definitions only. */
  inverse_power: {
    arity: 1,
    type: fixed(["real"], "real"),
    evaluate: (x) => 1 / x,
    code: {
      kind: "direct",
      wgsl: ({ width }, x) =>
        `bitcast<${wgslType("real", width)}>(${wgslConstant(twiceBitsOfOne, "int", width)} - bitcast<${wgslType("int", width)}>(${x}))`,
      wasm: (b, { width }, x) => {
        const twice = b.constant(twiceBitsOfOne, "int", width);
        const form = { type: "int", width } as const;
        return realOfBits(b, width, sameInstruction("sub")(b, form, twice, bitsInWasm(b, width, x)));
      },
    },
    gradient: () => [undefined],
    benign: [1],
    error: { relative: 0, absolute: 0 },
    tests: [[1], [0.5], [2 ** -126], [2 ** 126], [1024]],
  },
  /** Whether a real is neither infinite nor NaN, told by its bits: arithmetic with these may be assumed away. */
  is_finite: {
    arity: 1,
    type: fixed(["real"], "bool"),
    evaluate: (x) => Number(Math.abs(x) <= largest),
    code: {
      kind: "direct",
      wgsl: ({ width }, x) =>
        `(${exponentBitsInWgsl(x, width)} != ${wgslConstant(exponentBits, "int", width)})`,
      wasm: (b, { width }, x) =>
        b.instruction(
          width === 1 ? "i32.ne" : "i32x4.ne",
          exponentBitsInWasm(b, width, x),
          b.constant(exponentBits, "int", width),
        ),
    },
    gradient: () => [undefined],
    error: { relative: 0, absolute: 0 },
    tests: [[0], [1.5], [-3e38], [2 ** -126]],
  },
  /**
   * Where the nearest f32 stands among all of them: 0 for 0, 1 for the least positive one, -1 for its negative. So it is in the order of the
   * numbers, and equal for equal ones, 0 and -0 among them.
   */
  ordinal: {
    arity: 1,
    type: fixed(["real"], "int"),
    // What is no number has many forms, some with a sign, by the device and the operation: all stand next after infinity.
    evaluate: (x) => {
      if (Number.isNaN(x)) return infinityBits + 1;
      const magnitude = new Int32Array(new Float32Array([Math.abs(x)]).buffer)[0] ?? NaN;
      return x < 0 ? -magnitude : magnitude;
    },
    code: {
      kind: "direct",
      // By integers alone: a shader's compiler may take it that no real is NaN.
      wgsl: ({ width }, x) => {
        const [mask, infinity, beyond] = [magnitudeBits, infinityBits, infinityBits + 1].map((bits) =>
          wgslConstant(bits, "int", width),
        );
        const bits = `bitcast<${wgslType("int", width)}>(${x})`;
        const sign = `(${bits} >> ${shift(31, width)})`;
        const magnitude = `(${bits} & ${mask})`;
        return `select(((${magnitude} ^ ${sign}) - ${sign}), ${beyond}, ${magnitude} > ${infinity})`;
      },
      wasm: (b, { width }, x) => {
        const isOne = width === 1;
        const bits = bitsInWasm(b, width, x);
        const sign = b.instruction(isOne ? "i32.shr_s" : "i32x4.shr_s", bits, b.constant(31, "int", 1));
        const mask = b.constant(magnitudeBits, "int", width);
        const magnitude = b.instruction(isOne ? "i32.and" : "v128.and", bits, mask);
        const turned = b.instruction(isOne ? "i32.xor" : "v128.xor", magnitude, sign);
        const place = b.instruction(isOne ? "i32.sub" : "i32x4.sub", turned, sign);
        const infinity = b.constant(infinityBits, "int", width);
        const isBeyond = b.instruction(isOne ? "i32.gt_s" : "i32x4.gt_s", magnitude, infinity);
        const beyond = b.constant(infinityBits + 1, "int", width);
        return b.instruction(isOne ? "select" : "v128.bitselect", beyond, place, isBeyond);
      },
    },
    gradient: () => [undefined],
    error: { relative: 0, absolute: 0 },
    tests: [[0], [-0], [1], [-1], [-1.5], [2 ** -126], [-(2 ** 127)], [2 ** -16]],
    notation: { kind: "call", symbol: "ordinal", latex: "\\operatorname{ordinal}" },
  },
};
