import type { BuilderOf } from "./record.ts";

/**
 * Coefficients, lowest first, of polynomials P with the least largest relative error on the interval given, found by
 * Remez' algorithm; a test finds them anew. The errors are far below f32's own rounding, 6e-8.
 */
export const coefficients = {
  /** e^x = 1 + x + x² P(x), |x| <= ln 2 / 2: 3.1e-9 */
  exp: [0.499999935, 0.166665207, 0.0416683874, 0.00836870982, 0.0013814613],
  /** log(1 + x) = x - x²/2 + x³ P(x), from √½ - 1 to √2 - 1: 5.8e-9 */
  log: [
    0.333333317, -0.25000821, 0.200012269, -0.166233574, 0.142017578, -0.131601816, 0.127615781, -0.076345,
  ],
  /** sin x = x + x³ P(x²), |x| <= π/4: 3.8e-9 */
  sin: [-0.166666546, 0.00833216083, -0.000195152959],
  /** cos x = 1 - x²/2 + x⁴ P(x²), |x| <= π/4: 8.0e-10 */
  cos: [0.0416666644, -0.00138882018, 0.0000245269405],
  /** tanh x = x + x³ P(x²), |x| <= 0.625: 4.4e-9 */
  tanh: [-0.333332819, 0.133314422, -0.0537397152, 0.0206390877, -0.00570498757],
} as const satisfies Readonly<Record<string, readonly number[]>>;

/** Ratios P(x) / Q(x), found so, too; the lowest coefficient of Q is 1. */
export const ratios = {
  /** erf x = x P(x²) / Q(x²), |x| <= 3.9375: 1.4e-8 */
  erf: {
    top: [
      1.12837917, 0.1862703, 0.0545351926, 0.00390513466, 0.000383776265, 0.00000475884528, -1.36146932e-8,
    ],
    bottom: [1, 0.498411094, 0.114467476, 0.0155856095, 0.00132483346, 0.0000638679619],
  },
} as const satisfies Readonly<
  Record<string, { readonly top: readonly number[]; readonly bottom: readonly number[] }>
>;

/** P(x) by Horner's rule. */
export function polynomial<Value>(
  builder: BuilderOf<Value, "add" | "multiply">,
  name: keyof typeof coefficients,
  x: Value,
): Value {
  return horner(builder, coefficients[name], x);
}

/** P(x) / Q(x). */
export function ratio<Value>(
  builder: BuilderOf<Value, "add" | "multiply" | "divide">,
  name: keyof typeof ratios,
  x: Value,
): Value {
  const { top, bottom } = ratios[name];
  return builder.apply("divide", horner(builder, top, x), horner(builder, bottom, x));
}

function horner<Value>(
  builder: BuilderOf<Value, "add" | "multiply">,
  given: readonly number[],
  x: Value,
): Value {
  const constants = given.map((coefficient) => builder.constant(coefficient));
  return constants.reduceRight((sum, constant) =>
    builder.apply("add", builder.apply("multiply", sum, x), constant),
  );
}
