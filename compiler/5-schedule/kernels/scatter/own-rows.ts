/** The rows that go to one entry of a table, which is a thread's. */
import type { ScatterNode } from "../../../3-graph/graph.ts";
import { hasAxis } from "../../../3-graph/positions.ts";
import { InternalError } from "../../../source/internal-error.ts";
import type { Width } from "../../loops.ts";
import { nameOf, uniqueName } from "../../names.ts";
import { linearValue } from "../../writer/digits.ts";
import { apply, convert, splat, variable } from "../../writer/expressions.ts";
import { constantLinear } from "../../writer/linear.ts";
import { combine, neutral } from "../../writer/reducing.ts";
import { valueAt } from "../../writer/values.ts";
import { inGuard, say, type Place, type Value, type Writer } from "../../writer/writer.ts";

/** Declares what rows come to, which are none so far. */
export function startSum(writer: Writer, node: ScatterNode, width: Width): string {
  const name = uniqueName(writer.names, nameOf(node));
  say(writer, {
    kind: "variable",
    name,
    type: node.type,
    width,
    value: splat(neutral(node.operator, node.type), width),
  });
  return name;
}

/** Where the row at a place goes along an axis of the table. */
export function targetOf(
  writer: Writer,
  node: ScatterNode,
  { axis, at: position }: ScatterNode["table"][number],
  at: Place,
): Value {
  if (hasAxis(node.values.axes, axis))
    throw new InternalError("a scattered value has its table's axis", node.span);
  const value = valueAt(writer, position, at);
  if (value.width === 4) throw new InternalError("lanes that scatter to places of their own", node.span);
  return { ...value, type: "int", expression: convert(value.expression, "int") };
}

/** Adds the row at a place to the sum of that name where it goes to the entry. */
export function addOwnRow(
  writer: Writer,
  node: ScatterNode,
  width: Width,
  entry: Place,
  name: string,
  at: Place,
): void {
  const conditions = node.table.map((goal) => {
    const own = linearValue(writer, entry.get(goal.axis.id) ?? constantLinear(0)).expression;
    return apply("equal", targetOf(writer, node, goal, at).expression, own);
  });
  const [first, ...others] = conditions;
  if (first === undefined) throw new InternalError("a scatter without a table", node.span);
  const then = inGuard(writer, at, () => {
    const value = splat(valueAt(writer, node.values, at).expression, width);
    say(writer, {
      kind: "assign",
      name,
      value: combine(node.operator, variable(name, node.type, width), value),
    });
  });
  const condition = others.reduce((all, one) => apply("and", all, one), first);
  say(writer, { kind: "if", condition, then, otherwise: [] });
}
