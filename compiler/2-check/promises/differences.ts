import { sizeValue } from "../../sizes/size.ts";
import type { AxisId, Expression } from "../model.ts";

/** `plus - minus + constant`, of the positions of two axes. */
export interface Difference {
  readonly plus: AxisId;
  readonly minus: AxisId;
  readonly constant: number;
}

interface Linear {
  readonly factors: ReadonlyMap<AxisId, number>;
  readonly constant: number;
}

/** The difference of two integer expressions, where it is one of two positions and a number. */
export function differenceOf(left: Expression, right: Expression): Difference | undefined {
  const [a, b] = [linearOf(left), linearOf(right)];
  if (a === undefined || b === undefined) return undefined;
  const { factors, constant } = combined(a, b, -1);
  const entries = [...factors].filter(([, factor]) => factor !== 0);
  const plus = entries.find(([, factor]) => factor === 1)?.[0];
  const minus = entries.find(([, factor]) => factor === -1)?.[0];
  if (plus === undefined || minus === undefined || entries.length !== 2) return undefined;
  return { plus, minus, constant };
}

function combined(a: Linear, b: Linear, sign: number): Linear {
  const factors = new Map(a.factors);
  for (const [axis, factor] of b.factors) factors.set(axis, (factors.get(axis) ?? 0) + sign * factor);
  return { factors, constant: a.constant + sign * b.constant };
}

function linearOf(expression: Expression): Linear | undefined {
  switch (expression.kind) {
    case "constant":
      return { factors: new Map(), constant: expression.value };
    case "size": {
      const constant = sizeValue(expression.size);
      return constant === undefined ? undefined : { factors: new Map(), constant };
    }
    case "position":
      return { factors: new Map([[expression.axis, 1]]), constant: 0 };
    case "apply":
      return linearOfOperator(expression);
    default:
      return undefined;
  }
}

function linearOfOperator(expression: Extract<Expression, { kind: "apply" }>): Linear | undefined {
  const parts = expression.arguments.map(linearOf);
  const [a, b] = parts;
  if (a === undefined) return undefined;
  switch (expression.operator) {
    case "negate":
      return combined({ factors: new Map(), constant: 0 }, a, -1);
    case "to_int":
    case "to_real":
      return a;
    case "add":
      return b && combined(a, b, 1);
    case "subtract":
      return b && combined(a, b, -1);
    case "multiply": {
      if (b === undefined) return undefined;
      const [number, other] = a.factors.size === 0 ? [a.constant, b] : [b.constant, a];
      if (a.factors.size > 0 && b.factors.size > 0) return undefined;
      const factors = new Map([...other.factors].map(([axis, factor]) => [axis, factor * number]));
      return { factors, constant: other.constant * number };
    }
    default:
      return undefined;
  }
}
