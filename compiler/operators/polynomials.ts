import type { Builder } from "./operator.ts";

/** c0 + c1 x + c2 x^2 + …, by Horner's rule. */
export function polynomial<Value, Name extends string>(
  builder: Builder<Value, Name | "add" | "multiply">,
  coefficients: readonly number[],
  x: Value,
): Value {
  const constants = coefficients.map((coefficient) => builder.constant(coefficient));
  return constants.reduceRight((sum, constant) => builder.apply("add", builder.apply("multiply", sum, x), constant));
}
