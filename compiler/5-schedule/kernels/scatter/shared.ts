/**
 * Rows that are added into a small table, on a GPU: an entry has several threads, each of which looks at every so many of the rows, in order;
 * what they have meets in workgroup memory, in the threads' order.
 */
import type { Axis, ScatterNode } from "../../../3-graph/graph.ts";
import { literalSize } from "../../../sizes/size.ts";
import { linearValue } from "../../writer/digits.ts";
import { apply, integer, sizeExpression, variable } from "../../writer/expressions.ts";
import { highOf, type Bounds } from "../../layout.ts";
import { addLinear, constantLinear, variableLinear } from "../../writer/linear.ts";
import type { Expression, WorkgroupMemory } from "../../loops.ts";
import { storeAt } from "../../writer/memory-access.ts";
import { nameOf, uniqueName } from "../../names.ts";
import {
  currentDepth,
  declareVariable,
  inGuard,
  inScope,
  say,
  type Place,
  type Writer,
} from "../../writer/writer.ts";
import { isMultipleOfDay, lanesFor, placesOfRun, runName, sizeOfRun, type Draft } from "../grid.ts";
import { declareAs } from "../declare.ts";
import { overRuns } from "../serial-loops.ts";
import { standSideBySide, type SideBySide } from "../side-by-side.ts";
import { combine } from "../../writer/reducing.ts";
import { addOwnRow, startSum } from "./own-rows.ts";

/** Entries of a workgroup, side by side. */
const across = 16;
const mostSlices = 16;
/** With more a GPU has enough to do. */
const enoughThreads = 131072;
/** Fewer rows a thread would take as long as the meeting. */
const leastRows = 16;

/** How many threads an entry has; `unit` of them are one thread's. */
export function slicesOfScatter(
  node: ScatterNode,
  order: readonly Axis[],
  unit: 1 | 4,
  bounds: Bounds,
): number {
  const count = (axes: readonly Axis[]): number =>
    axes.reduce((product, { size }) => product * highOf(size, bounds), 1);
  const wanted = Math.min(enoughThreads / (count(order) / unit), count(node.over) / leastRows);
  const [longest] = longestLast(node, bounds).slice(-1);
  if (order.length === 0 || longest === undefined) return 1;
  return lanesFor(Math.floor(Math.min(wanted, highOf(longest.size, bounds)) / 2) + 1, mostSlices);
}

/** A scatter whose entries have several threads each. */
interface Shared extends SideBySide {
  readonly writer: Writer;
  readonly node: ScatterNode;
  readonly unit: 1 | 4;
  readonly slices: number;
  /** The thread's entry of the table. */
  readonly entry: Place;
}

/** `order` is that of the table in memory; an entry has `slices` threads, and a thread `unit` entries. */
export function writeSharedScatter(
  writer: Writer,
  node: ScatterNode,
  order: readonly Axis[],
  unit: 1 | 4,
  slices: number,
): Draft {
  const run = order.slice(-1);
  const others = order.slice(0, -1).map((axis) => [axis]);
  const standing = standSideBySide(writer, run, others, { across, sharing: slices, name: "slice", unit });
  const shared: Shared = { ...standing, writer, node, unit, slices, entry: new Map(standing.place) };
  const part = startSum(writer, node, unit);
  overOwnSlice(shared, (row) => addOwnRow(writer, node, unit, shared.entry, part, row));
  const memory = leavePart(shared, part);
  writeTotal(shared, memory.name);
  return {
    body: writer.scopes[0]?.statements ?? [],
    loops: standing.loops,
    lanes: across * slices,
    workgroupMemory: [memory],
    writer,
    schedule: `${unit === 4 ? "a vector of 4" : "an element"} is ${slices} threads', each of which looks at every ${slices}th row`,
  };
}

/** Of the longest of the rows' axes a thread takes every so many positions, of the others all. */
function overOwnSlice({ writer, node, slices, share, entry }: Shared, write: (row: Place) => void): void {
  const { bounds } = writer;
  const over = longestLast(node, bounds);
  const longest = over.slice(-1);
  const size = sizeOfRun(longest, bounds);
  const high = highOf(size, bounds) - 1;
  const others = over.slice(0, -1).map((axis) => [axis]);
  overRuns(writer, others, entry, (place) => {
    const turns = { low: 0, high: Math.ceil((high + 1) / slices) - 1 };
    const turn = declareVariable(writer, "turn", currentDepth(writer) + 1, turns);
    const body = inScope(writer, () => {
      const own = linearValue(writer, addLinear(variableLinear(turn, slices), variableLinear(share)));
      const row = declareAs(writer, runName(longest), high + 1, own.expression);
      const writeRow = (): void =>
        write(new Map([...place, ...placesOfRun(writer, longest, row, 1, constantLinear(0))]));
      if (isMultipleOfDay(size, slices, bounds)) return writeRow();
      const condition = apply("less", variable(row, "int", 1), sizeExpression(size));
      const then = inGuard(writer, new Map([["", variableLinear(row)]]), writeRow);
      say(writer, { kind: "if", condition, then, otherwise: [] });
    });
    const extent = { size, tile: slices };
    say(writer, { kind: "loop", variable: turn, binding: "serial", extent, body });
  });
}

/** Each thread leaves its part of the sum in workgroup memory, and waits for the others. */
function leavePart({ writer, node, unit, slices, rank }: Shared, part: string): WorkgroupMemory {
  const name = uniqueName(writer.names, `all_${nameOf(node)}`);
  const index = linearValue(writer, variableLinear(rank, unit)).expression;
  const value = variable(part, node.type, unit);
  const memory = { kind: "workgroup", name } as const;
  say(writer, { kind: "store", memory, index, value, width: unit }, { kind: "barrier" });
  return { name, type: node.type, width: unit, count: across * slices * unit };
}

/** The first of an entry's threads adds up what all of them left, and writes it. */
function writeTotal(
  { writer, node, unit, slices, share, column, exists, entry }: Shared,
  name: string,
): void {
  const isFirst = apply("equal", variable(share, "int", 1), integer(0));
  const condition = exists === undefined ? isFirst : apply("and", isFirst, exists);
  const then = inGuard(writer, new Map([...entry, ["", variableLinear(share)]]), () => {
    const whole = startSum(writer, node, unit);
    const total = variable(whole, node.type, unit);
    const index = declareVariable(writer, "part", currentDepth(writer) + 1, { low: 0, high: slices - 1 });
    const body = inScope(writer, () => {
      const from = addLinear(variableLinear(index, across * unit), variableLinear(column, unit));
      const at = linearValue(writer, from).expression;
      const memory = { kind: "workgroup", name } as const;
      const left: Expression = { kind: "load", memory, index: at, type: node.type, width: unit };
      say(writer, { kind: "assign", name: whole, value: combine(node.operator, total, left) });
    });
    const extent = { size: literalSize(slices), tile: 1 };
    say(writer, { kind: "loop", variable: index, binding: "serial", extent, body });
    const depth = currentDepth(writer);
    storeAt(writer, node, entry, { expression: total, type: node.type, width: unit, depth });
  });
  say(writer, { kind: "if", condition, then, otherwise: [] });
}

/** The axes of the rows, the longest of which is shared. */
function longestLast({ over }: ScatterNode, bounds: Bounds): readonly Axis[] {
  return [...over].sort((a, b) => highOf(a.size, bounds) - highOf(b.size, bounds));
}
