import type { Span } from "../source/spans.ts";
import type { ElementType } from "../operators/operator.ts";
import type { Size } from "../sizes/size.ts";
import { sortedAxes } from "./axes.ts";
import type { AxisId, Expression, Type } from "./model.ts";

/** A checked expression, with what only the checker wants to know of it. */
export interface Value {
  readonly expression: Expression;
  /** A mistake in it has been reported: whatever is made of it is broken too, and nothing more is said. */
  readonly broken: boolean;
  /** For each of its axes the place that brought it in. */
  readonly origins: ReadonlyMap<AxisId, Span>;
  /** Made of axis names, sizes and scalars only: such values combine freely with each other. */
  readonly positional: boolean;
  /** A text that waits for the axis whose label it is. */
  readonly text?: string;
  /** The types of the several results of a call, a block or a scan; the expression's type is the first. */
  readonly results?: readonly Type[];
  /** Of a call of a layer: what the layer calls them. */
  readonly resultNames?: readonly string[];
}

export function typeOf(axes: Iterable<AxisId>, element: ElementType, indexes?: AxisId): Type {
  const sorted = sortedAxes(axes);
  return indexes === undefined ? { axes: sorted, element } : { axes: sorted, element, indexes };
}

export function sameType(a: Type, b: Type): boolean {
  return a.axes.join() === b.axes.join() && a.element === b.element && a.indexes === b.indexes;
}

/** Stands for an expression that has been reported. */
export function brokenValue(span: Span): Value {
  return {
    expression: { kind: "constant", value: 0, type: { axes: [], element: "real" }, span },
    broken: true,
    origins: new Map(),
    positional: true,
  };
}

export function constantValue(value: number, element: ElementType, span: Span): Value {
  return valueOf({ kind: "constant", value, type: { axes: [], element }, span }, [], true);
}

export function sizeValueOf(size: Size, span: Span): Value {
  return valueOf({ kind: "size", size, type: { axes: [], element: "int" }, span }, [], true);
}

/** A value made of others: it is broken where one of them is, and its axes come from where theirs came. */
export function valueOf(expression: Expression, parts: readonly Value[], positional = false): Value {
  const origins = new Map<AxisId, Span>();
  for (const axis of expression.type.axes) {
    const part = parts.find(({ origins }) => origins.has(axis));
    origins.set(axis, part?.origins.get(axis) ?? expression.span);
  }
  return { expression, broken: parts.some((part) => part.broken), origins, positional };
}

export function axesOf(value: Value): readonly AxisId[] {
  return value.expression.type.axes;
}

export function unionOfAxes(values: readonly Value[]): readonly AxisId[] {
  return sortedAxes(values.flatMap(axesOf));
}

/** The same value under another span or type. */
export function withExpression(value: Value, expression: Expression): Value {
  return { ...value, expression };
}
