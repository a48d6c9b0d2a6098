import { goesAway } from "../../source/phrases.ts";
import type { Related } from "../../source/diagnostic.ts";
import { axisNames } from "../axes.ts";
import type { Body } from "../context.ts";
import type { AxisId, Expression } from "../model.ts";
import { lookUpBinding } from "../scope.ts";
import type { Value } from "../values.ts";
import { partsOf } from "../walk.ts";

/** The outermost operation that makes a value without the axis of one with it, as a place to show; undefined where nothing had it. */
export function removalOf(of: Value, axis: AxisId, body: Body): Related | undefined {
  const seen = new Set<Expression>();
  const has = ({ type }: Expression): boolean => type.axes.includes(axis);
  const visit = (expression: Expression): Expression | undefined => {
    if (seen.has(expression) || has(expression)) return undefined;
    seen.add(expression);
    const parts = operandsOf(expression, body);
    if (expression.kind !== "reference" && parts.some(has)) return expression;
    for (const part of parts) {
      const found = visit(part);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  const found = visit(of.expression);
  const [name = axis] = axisNames(body.checker.axes, [axis]);
  return found && { span: found.span, label: goesAway(name) };
}

/** What a formula is computed from; of a name, what it was bound to, and of a function's call, what it is given. */
function operandsOf(expression: Expression, body: Body): readonly Expression[] {
  if (expression.kind === "reference") {
    const bound = lookUpBinding(body.scope, expression.binding)?.value;
    return bound === undefined || bound.broken ? [] : [bound.expression];
  }
  if (expression.kind !== "block") return partsOf(expression);
  return expression.body.flatMap((statement) =>
    statement.kind === "bind" && statement.isArgument === true ? [statement.value] : [],
  );
}
