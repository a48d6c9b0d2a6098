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
  /** erf x = x + x P(x²), |x| <= 0.9375: 1.9e-8 */
  erfNear: [0.128379146, -0.376124686, 0.112815525, -0.0267570352, 0.00497913058, -0.000591941879],
  /** erf x = 1 - exp(x P(x)), x from 0.9375 to 4: 2.9e-9 of erf */
  erfFar: [-1.12850855, -0.635737821, -0.105236311, 0.0228736876, -0.00320990521, 0.00021337497],
} as const satisfies Readonly<Record<string, readonly number[]>>;

/** P(x) by Horner's rule. */
export function polynomial<Value>(
  builder: BuilderOf<Value, "add" | "multiply">,
  name: keyof typeof coefficients,
  x: Value,
): Value {
  const constants = coefficients[name].map((coefficient) => builder.constant(coefficient));
  return constants.reduceRight((sum, constant) =>
    builder.apply("add", builder.apply("multiply", sum, x), constant),
  );
}
