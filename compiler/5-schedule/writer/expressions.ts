/** Makes loop expressions, in the simplest form that is plain at once. */
import type { ElementType, OperatorName } from "../../operators/operator.ts";
import { operator } from "../../operators/table.ts";
import { sizeValue, type Size } from "../../sizes/size.ts";
import { InternalError } from "../../source/internal-error.ts";
import { typeOf, widthOf, type Expression, type Width } from "../loops.ts";

export function literal(value: number, type: ElementType): Expression {
  return { kind: "literal", type, value };
}

export function integer(value: number): Expression {
  return literal(value, "int");
}

export function variable(name: string, type: ElementType, width: Width): Expression {
  return { kind: "variable", name, type, width };
}

export function sizeExpression(size: Size): Expression {
  const value = sizeValue(size);
  return value === undefined ? { kind: "size", size } : integer(value);
}

export function splat(of: Expression, width: Width): Expression {
  return width === 1 || widthOf(of) === 4 ? of : { kind: "splat", of };
}

/** The value as another type: booleans count as 0 and 1. */
export function convert(of: Expression, type: ElementType): Expression {
  const from = typeOf(of);
  if (from === type) return of;
  if (of.kind === "literal" && type !== "int")
    return literal(type === "bool" ? Number(of.value !== 0) : of.value, type);
  if (of.kind === "splat") return { kind: "splat", of: convert(of.of, type) };
  const to = { real: "to_real", int: "to_int", bool: "to_bool" } as const satisfies Record<
    ElementType,
    OperatorName
  >;
  return { kind: "apply", operator: to[type], arguments: [of], type, width: widthOf(of) };
}

/** Applies an operator to arguments of any widths and types that it converts. */
export function apply(name: OperatorName, ...values: readonly Expression[]): Expression {
  const signature = operator(name).type(values.map(typeOf));
  if (signature === undefined)
    throw new InternalError(`\`${name}\` isn't defined for ${values.map(typeOf).join(", ")}`);
  const width: Width = values.some((value) => widthOf(value) === 4) ? 4 : 1;
  const converted = values.map((value, at) =>
    splat(convert(value, signature.arguments[at] ?? "real"), width),
  );
  return { kind: "apply", operator: name, arguments: converted, type: signature.result, width };
}

export function quotient(of: Expression, by: Expression): Expression {
  return by.kind === "literal" && by.value === 1 ? of : { kind: "index_quotient", of, by };
}

export function remainder(of: Expression, by: Expression): Expression {
  return { kind: "index_remainder", of, by };
}

/** base, base + step, base + 2 step, base + 3 step. */
export function vectorOfLanes(base: Expression, step: number): Expression {
  const lanes = [0, 1, 2, 3].map((at) => integer(at * step));
  const [a, b, c, d] = lanes;
  if (a === undefined || b === undefined || c === undefined || d === undefined)
    throw new InternalError("four lanes");
  return apply("add", splat(base, 4), { kind: "vector", components: [a, b, c, d] });
}

export function fourOf(make: (at: 0 | 1 | 2 | 3) => Expression): Expression {
  return { kind: "vector", components: [make(0), make(1), make(2), make(3)] };
}

export function component(of: Expression, at: 0 | 1 | 2 | 3): Expression {
  if (of.kind === "splat") return of.of;
  if (of.kind === "vector") return of.components[at];
  return { kind: "component", of, lane: at };
}
