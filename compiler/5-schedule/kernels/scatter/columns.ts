/**
 * Rows that are added into a table on the CPU: a workgroup has columns of it (positions of the axes that are not scattered), clears them, and
 * walks over all rows. Where a row goes is worked out once for all columns of a workgroup, unless each has places of its own.
 */
import type { Axis, ScatterNode } from "../../../3-graph/graph.ts";
import { hasAxis } from "../../../3-graph/positions.ts";
import { literalSize } from "../../../sizes/size.ts";
import { fixedValue, highOf, sizeOfDay, type Bounds } from "../../layout.ts";
import type { Expression } from "../../loops.ts";
import { nameOf } from "../../names.ts";
import { linearValue } from "../../writer/digits.ts";
import { apply, integer, sizeExpression, splat } from "../../writer/expressions.ts";
import {
  addLinear,
  constantLinear,
  hasLane,
  lane,
  scaleLinear,
  variableLinear,
  type Linear,
} from "../../writer/linear.ts";
import { loadAt, storeAt } from "../../writer/memory-access.ts";
import { combine, neutral } from "../../writer/reducing.ts";
import { valueAt } from "../../writer/values.ts";
import { bindInteger, currentDepth, inScope, say, type Place, type Writer } from "../../writer/writer.ts";
import { once, spreadRows, type Draft, type Run } from "../grid.ts";
import { namePosition, overRuns, repeat } from "../serial-loops.ts";
import { targetOf } from "./own-rows.ts";

/** Elements of a line of the cache, which a workgroup has whole; it has more as long as there are so many workgroups. */
const [line, enoughWorkgroups] = [16, 16];

/** What a workgroup has of an axis: `count` elements or vectors. */
interface Columns {
  readonly axis: Axis;
  readonly unit: 1 | 4;
  readonly count: number;
  /** A row goes to one place for all of them. */
  readonly areTogether: boolean;
  /** The axis in parts of as many. */
  readonly parts: Axis;
}

/** `order` is that of the result's axes in memory. */
export function writeColumns(
  writer: Writer,
  node: ScatterNode,
  order: readonly Axis[],
): NonNullable<Draft["cpu"]> {
  const isTable = (axis: Axis): boolean => node.table.some((goal) => goal.axis.id === axis.id);
  const rest = order.filter((axis) => !isTable(axis));
  const columns = columnsOf(node, rest, order.at(-1), writer.bounds);
  const spread = rest.map((axis) => (axis.id === columns?.axis.id ? columns.parts : axis));
  const thread = namePosition(writer, "thread", 0, 0);
  const spreading = spreadRows(writer, runsOf(spread), ["workgroup.x", "workgroup.y", "workgroup.z"]);
  const place: Place = new Map(spreading.place);
  const nothing = { expression: neutral(node.operator, node.type), type: node.type, width: 1 } as const;
  overRuns(writer, runsOf(order.filter(isTable)), place, (entry) =>
    overColumns(writer, columns, entry, (at) => storeAt(writer, node, at, { ...nothing, depth: 0 })),
  );
  overRuns(writer, runsOf(node.over), place, (row) => {
    if (columns?.areTogether === true) addRow(writer, node, columns, row);
    else overColumns(writer, columns, row, (at) => addRow(writer, node, undefined, at));
  });
  const many = columns === undefined ? 1 : columns.count * columns.unit;
  return {
    body: writer.scopes[0]?.statements ?? [],
    loops: [{ variable: thread, binding: "lane.x", extent: once }, ...spreading.loops],
    workgroupMemory: [],
    schedule: `a workgroup ${many === 1 ? "a column" : `${many} columns`} of the table${columns?.unit === 4 ? ", in vectors of 4" : ""}`,
  };
}

function runsOf(axes: readonly Axis[]): readonly Run[] {
  return axes.map((axis) => [axis]);
}

/** Of the last of the table's other axes for all of whose positions a row goes to one place; else of the last. */
function columnsOf(
  { table }: ScatterNode,
  rest: readonly Axis[],
  fastest: Axis | undefined,
  bounds: Bounds,
): Columns | undefined {
  const together = rest.findLast((one) => !table.some(({ at }) => hasAxis(at.axes, one)));
  const axis = together ?? rest.at(-1);
  const size = axis && fixedValue(axis.size, bounds);
  if (axis === undefined || size === undefined) return undefined;
  const areTogether = axis === together;
  const unit = areTogether && axis.id === fastest?.id && size % 4 === 0 ? 4 : 1;
  const all = rest.reduce((product, one) => product * highOf(one.size, bounds), 1);
  const count = divisorNear(size / unit, Math.max(line, all / enoughWorkgroups) / unit);
  const parts = { ...axis, id: `${axis.id} in parts`, size: literalSize(size / (count * unit)) };
  return { axis, unit, count, areTogether, parts };
}

/** The largest that isn't above `most`, unless the next one is nearer by far. */
function divisorNear(of: number, most: number): number {
  let [below, above] = [Math.min(of, Math.floor(most)), Math.min(of, Math.ceil(most))];
  while (of % below !== 0) below -= 1;
  while (of % above !== 0) above += 1;
  return below * 2 < most ? above : below;
}

/** All columns of the workgroup. */
function overColumns(
  writer: Writer,
  columns: Columns | undefined,
  place: Place,
  write: (place: Place) => void,
): void {
  if (columns === undefined) return write(place);
  const { axis, unit, count, parts } = columns;
  const first = scaleLinear(place.get(parts.id) ?? constantLinear(0), count * unit);
  const within = unit === 4 ? variableLinear(lane) : constantLinear(0);
  const writeAt = (own: Linear): void =>
    write(new Map([...place, [axis.id, addLinear(first, own, within)] as const]));
  if (count === 1) return writeAt(constantLinear(0));
  const name = unit === 4 ? `${axis.name}4` : axis.name;
  repeat(writer, name, literalSize(count), (own) => writeAt(variableLinear(own, unit)));
}

/** Adds the row at a place where it goes, if that is in the table. */
function addRow(writer: Writer, node: ScatterNode, columns: Columns | undefined, row: Place): void {
  const goals = new Map<string, Linear>();
  const conditions: Expression[] = [];
  for (const goal of node.table) {
    const { axis } = goal;
    const range = { low: 0, high: highOf(axis.size, writer.bounds) - 1 };
    const bound = bindInteger(writer, nameOf(goal.at), targetOf(writer, node, goal, row), range);
    const at = linearValue(writer, bound).expression;
    const end = sizeExpression(sizeOfDay(axis.size, writer.bounds));
    conditions.push(apply("greater_equal", at, integer(0)), apply("less", at, end));
    goals.set(axis.id, bound);
  }
  const then = inScope(writer, () =>
    overColumns(writer, columns, row, (at) => {
      const entry: Place = new Map([...at, ...goals]);
      const sum = loadAt(writer, node, entry);
      const value = valueAt(writer, node.values, at);
      const width = [...entry.values()].some(hasLane) ? 4 : 1;
      const expression = combine(node.operator, sum.expression, splat(value.expression, width));
      storeAt(writer, node, entry, { expression, type: node.type, width, depth: currentDepth(writer) });
    }),
  );
  const condition = conditions.reduce((all, one) => apply("and", all, one));
  say(writer, { kind: "if", condition, then, otherwise: [] });
}
