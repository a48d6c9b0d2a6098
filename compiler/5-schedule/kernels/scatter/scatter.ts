/**
 * Kernels that add rows into a table at positions that data gives, without atomics, and with the same sum every time. On a GPU a thread has
 * an entry of the table, looks at all rows in order, and adds those that are its own; where the table is small several threads share an entry. On the CPU it has columns
 * (`columns.ts`).
 */
import type { Axis, ScatterNode } from "../../../3-graph/graph.ts";
import { hasAxis } from "../../../3-graph/positions.ts";
import type { Width } from "../../loops.ts";
import { variable } from "../../writer/expressions.ts";
import { hasLane } from "../../writer/linear.ts";
import { storeAt } from "../../writer/memory-access.ts";
import { cpuWriter, currentDepth, type Place, type Writer } from "../../writer/writer.ts";
import { isMultipleOfDay, sizeOfRun, type Draft } from "../grid.ts";
import { overGrid } from "../over-grid.ts";
import { overRuns } from "../serial-loops.ts";
import { writeColumns } from "./columns.ts";
import { addOwnRow, startSum } from "./own-rows.ts";
import { slicesOfScatter, writeSharedScatter } from "./shared.ts";

/** `order` is that of the result's axes in memory. */
export function writeScatter(node: ScatterNode, order: readonly Axis[], newWriter: () => Writer): Draft {
  const fastest = order.at(-1);
  // Four columns a thread go to one row of the table only where they are in the same one.
  const isAcross =
    fastest !== undefined &&
    node.table.every(({ axis, at }) => axis.id !== fastest.id && !hasAxis(at.axes, fastest));
  const ofEntry = (writer: Writer, place: Place): void => writeEntry(writer, node, place);
  const writer = newWriter();
  const { bounds } = writer;
  const isVector = isAcross && isMultipleOfDay(sizeOfRun([fastest], bounds), 4, bounds);
  const slices = slicesOfScatter(node, order, isVector ? 4 : 1, bounds);
  const draft =
    slices === 1
      ? overGrid(order, newWriter, ofEntry, isAcross ? "where possible" : "never")
      : writeSharedScatter(writer, node, order, isVector ? 4 : 1, slices);
  return {
    ...draft,
    schedule: slices === 1 ? `an entry of the table looks at all rows, ${draft.schedule}` : draft.schedule,
    cpu: writeColumns(cpuWriter(newWriter(), draft.writer), node, order),
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
