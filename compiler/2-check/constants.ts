import { operator } from "../operators/table.ts";
import { sizeValue } from "../sizes/size.ts";
import type * as Tree from "../1-parse/tree.ts";
import type { Body } from "./context.ts";
import { fail } from "./context.ts";
import type { Expression } from "./model.ts";
import type { Scope } from "./scope.ts";
import { lookUpValue } from "./scope.ts";

/** The number that an expression is in every run; undefined where it isn't known before one. */
export function constantOf(expression: Expression): number | undefined {
  switch (expression.kind) {
    case "constant":
      return expression.value;
    case "size":
      return sizeValue(expression.size);
    case "apply": {
      const values = expression.arguments.map(constantOf);
      const known = values.filter((value) => value !== undefined);
      return known.length === values.length ? operator(expression.operator).evaluate(...known) : undefined;
    }
    default:
      return undefined;
  }
}

/** The number of an expression that must be known before a run; undefined where it isn't, which is reported. */
export function constantOfTree(
  tree: Tree.Expression,
  body: Body,
  notes: readonly string[] = [],
): number | undefined {
  const value = body.checker.expression(tree, body);
  if (value.broken) return undefined;
  const number = value.expression.type.axes.length === 0 ? constantOf(value.expression) : undefined;
  if (number === undefined) fail(body, "W0410", tree.span, {}, { notes });
  return number;
}

/** The value of the constant that a name stands for; undefined where it stands for something else. */
export function constantByName(name: Tree.Name, scope: Scope, body: Body): number | undefined {
  const entity = lookUpValue(scope, name.text);
  if (entity?.kind === "constant") return entity.value;
  if (entity?.kind === "constant-declaration")
    return body.checker.declaredConstant(entity.declaration, entity.scope);
  if (entity?.kind === "value") return constantOf(entity.value.expression);
  return undefined;
}
