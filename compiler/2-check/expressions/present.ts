import type { Span } from "../../source/spans.ts";
import { axisOf, boundedBelow, isBatch, membersOf } from "../axes.ts";
import type { Body } from "../context.ts";
import { fail } from "../context.ts";
import type { Expression } from "../model.ts";
import { lookUpBinding } from "../scope.ts";
import type { Value } from "../values.ts";
import { brokenValue, typeOf, valueOf } from "../values.ts";

/** `x.present`: which positions of a field, of a model's argument or of a grown text are real. */
export function presentOf(value: Value, span: Span, body: Body): Value {
  const expression = present(value.expression, span, body);
  if (expression !== undefined) return valueOf(expression, [value]);
  fail(body, "W0611", span, {});
  return brokenValue(span);
}

/** Renaming and indexing carry it along; anything else makes a value that has no padding of its own. */
function present(expression: Expression, span: Span, body: Body): Expression | undefined {
  const { axes } = body.checker;
  if (expression.kind === "index") {
    const of = present(expression.of, span, body);
    const replaced = expression.replaced.filter(({ axis }) =>
      membersOf(axes, axis).some((id) => of?.type.axes.includes(id)),
    );
    if (of === undefined) return undefined;
    if (replaced.length === 0) return of;
    const kept = of.type.axes.filter(
      (axis) => !replaced.some((entry) => membersOf(axes, entry.axis).includes(axis)),
    );
    const added = replaced.flatMap(({ at }) => at.type.axes);
    const type = typeOf([...kept, ...added], "bool");
    const inside: Expression = { kind: "index", of, replaced, type, span };
    const nothing: Expression = { kind: "constant", value: 0, type: typeOf([], "bool"), span };
    return expression.otherwise === undefined ? inside : { ...inside, otherwise: nothing };
  }
  if (expression.kind !== "reference") return undefined;
  const entity = lookUpBinding(body.scope, expression.binding);
  if (entity === undefined) return undefined;
  if (!entity.isSource) {
    const { expression: bound } = entity.value;
    // A layer's argument stands for itself: its caller may give anything.
    const isArgument = bound.kind === "reference" && bound.binding === expression.binding;
    return isArgument ? undefined : present(bound, span, body);
  }
  const own = (entity.whole ?? entity.binding.type).axes;
  if (own.some((id) => body.checker.unsized.has(id)))
    return { kind: "constant", value: 1, type: typeOf(own, "bool"), span };
  const bounded = own.filter((axis) => boundedBelow(axes, axis) !== undefined);
  const [axis, ...others] = bounded;
  if (axis === undefined || others.length > 0) return undefined;
  const rows = own.filter((id) => isBatch(axes, id) || axisOf(axes, id).origin.kind === "free");
  const seen = [...rows, axis].filter((id) => !body.scanned.has(id));
  return { kind: "present", of: entity.binding.id, axis, type: typeOf(seen, "bool"), span };
}
