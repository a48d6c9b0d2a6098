import type { ElementType, Form, OperatorRecord } from "./record.ts";
import { conversion, fixed } from "./signatures.ts";
import { wgslConstant, wgslType } from "./wgsl-literals.ts";

/** Changes of type, and the parts of a real's bits from which exp and log are made. */
export type ConversionName = "to_real" | "to_int" | "to_bool" | "power_of_two" | "exponent" | "mantissa";

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

export const conversions: Readonly<Record<ConversionName, OperatorRecord<never>>> = {
  to_real: {
    arity: 1,
    type: conversion("real"),
    evaluate: (x) => x,
    code: { kind: "direct", wgsl: (form, x) => convert(form, "real", x) },
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
    },
    gradient: () => [undefined],
    error: { relative: 0, absolute: 0 },
    tests: [[0], [1.5], [-1.5], [-2], [1e6]],
  },
  to_bool: {
    arity: 1,
    type: conversion("bool"),
    evaluate: (x) => Number(x !== 0),
    code: { kind: "direct", wgsl: (form, x) => convert(form, "bool", x) },
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
    code: { kind: "direct", wgsl: ({ width }, x) => `(${bits(x, width)} >> ${shift(23, width)})` },
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
    },
    gradient: () => [undefined],
    benign: [1],
    error: { relative: 0, absolute: 0 },
    tests: [[1], [1.5], [0.7], [2 ** -126], [3e38], [1e-5]],
  },
};
