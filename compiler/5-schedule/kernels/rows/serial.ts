/** Row kernels in which a thread reduces its rows in loops. */
import type { Node } from "../../../3-graph/graph.ts";
import { InternalError } from "../../../source/internal-error.ts";
import { splat, variable } from "../../writer/expressions.ts";
import type { Group } from "../../arrange/fuse.ts";
import { countOf } from "../../layout.ts";
import { hasLane } from "../../writer/linear.ts";
import type { Width } from "../../loops.ts";
import { nameOf, uniqueName } from "../../names.ts";
import { hasAxis } from "../../../3-graph/positions.ts";
import { valueAt } from "../../writer/values.ts";
import { currentDepth, say, type Place, type Value, type Writer } from "../../writer/writer.ts";
import type { Draft } from "../grid.ts";
import { writeItems } from "../items.ts";
import { overGrid } from "../over-grid.ts";
import { overRuns } from "../serial-loops.ts";
import { ofLane } from "./lanes.ts";
import { combine, neutral } from "../../writer/reducing.ts";
import { passesOf, type RowShape } from "./reduction.ts";

/** Rows are taken four a thread only where that leaves threads enough. */
const manyRows = 4096;

export function writeSerialRows(group: Group, shape: RowShape, newWriter: () => Writer): Draft {
  const write = (writer: Writer, place: Place): void => writeRow(group, shape, writer, place);
  const { bounds } = newWriter();
  const isPlenty = countOf(shape.rows, bounds) >= manyRows;
  const draft = overGrid(shape.rows, newWriter, write, isPlenty ? "where possible" : "never");
  return { ...draft, schedule: `a thread a row, ${draft.schedule}` };
}

function writeRow(group: Group, shape: RowShape, writer: Writer, rowPlace: Place): void {
  const { reductions, writtenAfter } = passesOf(group, writer);
  const totals = new Map<Node, Value>();
  writer.local = (node, at) => {
    const total = totals.get(node);
    if (total === undefined && node.kind === "reduce" && writer.own.has(node)) {
      throw new InternalError("a reduction is read before it is made", node.span);
    }
    return total && ofLane(total, node, rowPlace, at);
  };
  const width: Width = [...rowPlace.values()].some((position) => hasLane(position)) ? 4 : 1;
  const depth = currentDepth(writer);
  for (let pass = 0; pass <= reductions.length; pass++) {
    const nodes = reductions[pass] ?? [];
    const stored = [...writtenAfter].filter(([node, after]) => after === pass && group.written.has(node));
    if (nodes.length === 0 && stored.length === 0) continue;
    const names = nodes.map((node) => {
      const name = uniqueName(writer.names, nameOf(node));
      const value = splat(neutral(node.operator, node.type), width);
      say(writer, { kind: "variable", name, type: node.type, width, value });
      return name;
    });
    overRuns(writer, shape.overRuns, rowPlace, (place) => {
      for (const [at, node] of nodes.entries()) {
        const name = names[at] ?? "";
        const value = splat(valueAt(writer, node.of, place).expression, width);
        say(writer, {
          kind: "assign",
          name,
          value: combine(node.operator, variable(name, node.type, width), value),
        });
      }
      writeItems(writer, { items: stored.map(([node]) => node), written: group.written }, place);
    });
    for (const [at, node] of nodes.entries()) {
      totals.set(node, {
        expression: variable(names[at] ?? "", node.type, width),
        type: node.type,
        width,
        depth,
      });
    }
  }
  const isOfRow = (item: Node): boolean => !group.over.some((axis) => hasAxis(item.axes, axis));
  writeItems(writer, { items: group.items.filter(isOfRow), written: group.written }, rowPlace);
}
