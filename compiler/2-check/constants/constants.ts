import { numberOf } from "../../operators/constant.ts";
import { operator } from "../../operators/table.ts";
import { sizeValue } from "../../sizes/size.ts";
import type * as Tree from "../../1-parse/tree.ts";
import type { Facts } from "../../source/messages.ts";
import type { Body } from "../context.ts";
import { fail } from "../context.ts";
import type { Expression } from "../model.ts";
import type { Constant, Scope } from "../scope.ts";
import { lookUpValue } from "../scope.ts";
import { walkExpression } from "../walk.ts";

/** The number that an expression is in every run, on every target; undefined where it isn't known before one, or where there is none. */
export function constantOf(expression: Expression): number | undefined {
  switch (expression.kind) {
    case "constant":
      return expression.value;
    case "size":
      return sizeValue(expression.size);
    case "apply": {
      const values = constantsOf(expression.arguments);
      return values && numberOf(operator(expression.operator).evaluate(...values), expression.type.element);
    }
    default:
      return undefined;
  }
}

function constantsOf(expressions: readonly Expression[]): readonly number[] | undefined {
  const values: number[] = [];
  for (const expression of expressions) {
    const value = constantOf(expression);
    if (value === undefined) return undefined;
    values.push(value);
  }
  return values;
}

/** What W0416 tells of an operator that makes no number of constants. */
export function brokenOperator(expression: Expression): Facts["W0416"] | undefined {
  if (expression.kind !== "apply") return undefined;
  const values = constantsOf(expression.arguments);
  if (values === undefined || constantOf(expression) !== undefined) return undefined;
  const symbol = operator(expression.operator).notation?.symbol ?? expression.operator;
  return { symbol, values, isInteger: expression.type.element === "int" };
}

/** The number of an expression that must be known before a run; undefined where it isn't, which is reported. */
export function constantOfTree(
  tree: Tree.Expression,
  body: Body,
  notes: readonly string[] = [],
): number | undefined {
  const constant = checkConstant(tree, body, notes);
  if (constant?.isTruth !== true) return constant?.number;
  fail(body, "W0401", tree.span, { what: "this", wanted: "real", found: "bool" });
  return undefined;
}

/** The same with its type. */
export function checkConstant(
  tree: Tree.Expression,
  body: Body,
  notes: readonly string[] = [],
): Constant | undefined {
  const value = body.checker.expression(tree, body);
  if (value.broken) return undefined;
  const { axes, element } = value.expression.type;
  const number = axes.length === 0 ? constantOf(value.expression) : undefined;
  if (number !== undefined) return { number, isTruth: element === "bool" };
  if (!reportBroken(value.expression, body)) fail(body, "W0410", tree.span, {}, { notes });
  return undefined;
}

/** Whether it has an operator that makes no number of constants; each is reported. */
function reportBroken(expression: Expression, body: Body): boolean {
  let isBroken = false;
  walkExpression(expression, (part) => {
    const facts = brokenOperator(part);
    if (facts === undefined) return;
    isBroken = true;
    fail(body, "W0416", part.span, facts);
  });
  return isBroken;
}

/** The number that a name stands for, where it is known before a run; undefined where it stands for something else. */
export function constantByName(name: Tree.Name, scope: Scope, body: Body): number | undefined {
  const entity = lookUpValue(scope, name.text);
  if (entity?.kind === "constant") return plainNumber(entity.value);
  if (entity?.kind === "constant-declaration")
    return plainNumber(body.checker.declaredConstant(entity.declaration, entity.scope));
  if (entity?.kind === "value") return constantOf(entity.value.expression);
  return undefined;
}

function plainNumber(constant: Constant | undefined): number | undefined {
  return constant?.isTruth === true ? undefined : constant?.number;
}
