/** `else` in the bracket of an index. */
import type * as Tree from "../../1-parse/tree.ts";
import { leaveOut, oneElse } from "../../source/phrases.ts";
import type { Body } from "../context.ts";
import { fail } from "../context.ts";
import { convertValue, indexValue, textWithoutAxis } from "../convert.ts";
import type { Value } from "../values.ts";

/** The value that stands outside of the axis: `else`, once in a bracket. */
export function elseOf(items: readonly Tree.Item[], value: Value, body: Body): Value | undefined {
  const [first, second] = items.filter((item) => item.otherwise !== undefined);
  if (second?.otherwise !== undefined) refuseElse(second, second.otherwise, body);
  if (first?.otherwise === undefined) return undefined;
  const otherwise = body.checker.expression(first.otherwise, body);
  const { indexes, element } = value.expression.type;
  if (value.broken || otherwise.broken) return otherwise;
  if (indexes !== undefined) return indexValue(otherwise, indexes, "`else`", body);
  if (otherwise.text !== undefined) return textWithoutAxis(otherwise, body);
  return element === "bool" ? convertValue(otherwise, "bool", undefined, "`else`", body) : otherwise;
}

function refuseElse({ value, rename, span }: Tree.Item, otherwise: Tree.Expression, body: Body): void {
  const edit = { span: { ...span, start: (value ?? rename)?.span.end ?? span.start }, text: "" };
  const fix = { title: leaveOut(), edits: [edit], applicability: "suggestion" as const };
  const facts = { place: "a bracket that has an `else` already" };
  fail(body, "W0217", otherwise.span, facts, { notes: [oneElse()], fixes: [fix] });
}
