/**
 * Kernels that add rows into a table at positions that data gives, without atomics, and with the same sum every time. On a GPU a thread has
 * an entry of the table, looks at all rows in order, and adds those that are its own; where the table is small several threads share an entry. On the CPU it has a column (a position of the axes
 * that are not scattered), clears it, and walks over all rows.
 */
import type { Axis, ScatterNode } from "../../../3-graph/graph.ts";
import { apply, integer, sizeExpression, variable } from "../../writer/expressions.ts";
import { highOf, sizeOfDay } from "../../layout.ts";
import { hasLane, type Linear } from "../../writer/linear.ts";
import type { Expression, Width } from "../../loops.ts";
import { nameOf } from "../../names.ts";
import { hasAxis } from "../../../3-graph/positions.ts";
import { loadAt, storeAt } from "../../writer/memory-access.ts";
import { valueAt } from "../../writer/values.ts";
import { linearValue } from "../../writer/digits.ts";
import {
  bindInteger,
  cpuWriter,
  currentDepth,
  inScope,
  say,
  type Place,
  type Writer,
} from "../../writer/writer.ts";
import { isMultipleOfDay, sizeOfRun, type Draft } from "../grid.ts";
import { overGrid } from "../over-grid.ts";
import { addOwnRow, startSum, targetOf } from "./own-rows.ts";
import { slicesOfScatter, writeSharedScatter } from "./shared.ts";
import { combine, neutral } from "../../writer/reducing.ts";
import { overRuns } from "../serial-loops.ts";

/** `order` is that of the result's axes in memory. */
export function writeScatter(node: ScatterNode, order: readonly Axis[], newWriter: () => Writer): Draft {
  const isTable = (axis: Axis): boolean => node.table.some((entry) => entry.axis.id === axis.id);
  const table = order.filter(isTable);
  const rest = order.filter((axis) => !isTable(axis));
  const fastest = order.at(-1);
  // Four columns a thread go to one row of the table only where they are in the same one.
  const isShared = node.table.every(({ at }) => !at.axes.some((axis) => hasAxis(rest, axis)));
  const ofEntry = (writer: Writer, place: Place): void => writeEntry(writer, node, place);
  const isAcross = isShared && fastest !== undefined && !isTable(fastest);
  const writer = newWriter();
  const { bounds } = writer;
  const isVector = isAcross && isMultipleOfDay(sizeOfRun([fastest], bounds), 4, bounds);
  const slices = slicesOfScatter(node, order, isVector ? 4 : 1, bounds);
  const draft =
    slices === 1
      ? overGrid(order, newWriter, ofEntry, isAcross ? "where possible" : "never")
      : writeSharedScatter(writer, node, order, isVector ? 4 : 1, slices);
  const runs = (axes: readonly Axis[]): readonly (readonly Axis[])[] => axes.map((axis) => [axis]);
  const ofColumn = (writer: Writer, place: Place): void => {
    overRuns(writer, runs(table), place, (at) => {
      storeAt(writer, node, at, {
        expression: neutral(node.operator, node.type),
        type: node.type,
        width: 1,
        depth: 0,
      });
    });
    overRuns(writer, runs(node.over), place, (at) => addRow(writer, node, at));
  };
  const cpuOwn = (): Writer => cpuWriter(newWriter(), draft.writer);
  const cpu = overGrid(rest, cpuOwn, ofColumn, isShared ? "where possible" : "never", 1);
  return {
    ...draft,
    schedule: slices === 1 ? `an entry of the table looks at all rows, ${draft.schedule}` : draft.schedule,
    cpu: { ...cpu, schedule: `a thread a column of the table, ${cpu.schedule}` },
  };
}

/** The sum of all rows that go to one entry of the table. */
function writeEntry(writer: Writer, node: ScatterNode, place: Place): void {
  const width: Width = [...place.values()].some((position) => hasLane(position)) ? 4 : 1;
  const name = startSum(writer, node, width);
  const total = variable(name, node.type, width);
  const runs = node.over.map((axis) => [axis]);
  overRuns(writer, runs, place, (at) => {
    addOwnRow(writer, node, width, place, name, at);
  });
  storeAt(writer, node, place, { expression: total, type: node.type, width, depth: currentDepth(writer) });
}

function addRow(writer: Writer, node: ScatterNode, at: Place): void {
  const target = new Map<string, Linear>(at);
  let inside: Expression | undefined;
  for (const goal of node.table) {
    const { axis } = goal;
    const range = { low: 0, high: highOf(axis.size, writer.bounds) - 1 };
    const bound = bindInteger(writer, nameOf(goal.at), targetOf(writer, node, goal, at), range);
    const at0 = linearValue(writer, bound).expression;
    const end = sizeExpression(sizeOfDay(axis.size, writer.bounds));
    const isInside = apply("and", apply("greater_equal", at0, integer(0)), apply("less", at0, end));
    inside = inside === undefined ? isInside : apply("and", inside, isInside);
    target.set(axis.id, bound);
  }
  const add = (): void => {
    const sum = loadAt(writer, node, target);
    const value = valueAt(writer, node.values, at);
    const expression = combine(node.operator, sum.expression, value.expression);
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
