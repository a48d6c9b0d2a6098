/**
 * Kernels that add rows into a table at positions that data gives. A thread owns one column of the table (a position of the axes that
 * are not scattered), clears it, and walks over all rows in order: no atomics, and the same sum every time.
 */
import type { Axis, ScatterNode } from "../../3-graph/graph.ts";
import { InternalError } from "../../source/internal-error.ts";
import { apply, convert, integer, literal, sizeExpression } from "../expressions.ts";
import { highOf, sizeOfDay } from "../layout.ts";
import type { Linear } from "../linear.ts";
import type { Expression } from "../loops.ts";
import { nameOf } from "../names.ts";
import { hasAxis } from "../reads.ts";
import { loadAt, storeAt } from "../memory-access.ts";
import { valueAt } from "../values.ts";
import { linearValue } from "../digits.ts";
import { bindInteger, currentDepth, inScope, say, type Place, type Writer } from "../writer.ts";
import type { Draft } from "./grid.ts";
import { overGrid } from "./pointwise.ts";
import { overRuns } from "./rows-serial.ts";

/** `order` is that of the result's axes in memory. */
export function writeScatter(node: ScatterNode, order: readonly Axis[], newWriter: () => Writer): Draft {
  const isTable = (axis: Axis): boolean => node.table.some((entry) => entry.axis.id === axis.id);
  const table = order.filter(isTable);
  const rest = order.filter((axis) => !isTable(axis));
  const write = (writer: Writer, place: Place): void => {
    overRuns(
      writer,
      table.map((axis) => [axis]),
      place,
      (at) => {
        storeAt(writer, node, at, { expression: literal(0, node.type), type: node.type, width: 1, depth: 0 });
      },
    );
    overRuns(
      writer,
      node.over.map((axis) => [axis]),
      place,
      (at) => addRow(writer, node, at),
    );
  };
  // Four columns a thread go to one row of the table only where they are in the same one.
  const isShared = node.table.every(({ at }) => !at.axes.some((axis) => hasAxis(rest, axis)));
  const draft = overGrid(rest, newWriter, write, isShared ? "where possible" : "never");
  return { ...draft, schedule: `a thread a column of the table, ${draft.schedule}` };
}

function addRow(writer: Writer, node: ScatterNode, at: Place): void {
  const target = new Map<string, Linear>(at);
  let inside: Expression | undefined;
  for (const { axis, at: position } of node.table) {
    if (hasAxis(node.values.axes, axis))
      throw new InternalError("a scattered value has its table's axis", node.span);
    const value = valueAt(writer, position, at);
    if (value.width === 4) throw new InternalError("lanes that scatter to places of their own", node.span);
    const range = { low: 0, high: highOf(axis.size, writer.bounds) - 1 };
    const read = { ...value, type: "int" as const, expression: convert(value.expression, "int") };
    const bound = bindInteger(writer, nameOf(position), read, range);
    const at0 = linearValue(writer, bound).expression;
    const end = sizeExpression(sizeOfDay(axis.size, writer.bounds));
    const isInside = apply("and", apply("greater_equal", at0, integer(0)), apply("less", at0, end));
    inside = inside === undefined ? isInside : apply("and", inside, isInside);
    target.set(axis.id, bound);
  }
  const add = (): void => {
    const sum = loadAt(writer, node, target);
    const value = valueAt(writer, node.values, at);
    const expression = apply("add", sum.expression, value.expression);
    storeAt(writer, node, target, {
      expression,
      type: node.type,
      width: value.width,
      depth: currentDepth(writer),
    });
  };
  if (inside === undefined) add();
  else say(writer, { kind: "if", condition: inside, then: inScope(writer, add), otherwise: [] });
}
