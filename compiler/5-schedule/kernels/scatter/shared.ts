/**
 * Rows that are added into a small table, on a GPU: an entry has several threads, each of which looks at every so many of the rows, in order;
 * what they have meets in workgroup memory, in the threads' order.
 */
import type { Axis, ScatterNode } from "../../../3-graph/graph.ts";
import { literalSize } from "../../../sizes/size.ts";
import { linearValue } from "../../writer/digits.ts";
import {
  apply,
  integer,
  literal,
  quotient,
  remainder,
  sizeExpression,
  splat,
  variable,
} from "../../writer/expressions.ts";
import { highOf, type Bounds } from "../../layout.ts";
import { addLinear, constantLinear, lane, variableLinear } from "../../writer/linear.ts";
import type { Expression, Memory } from "../../loops.ts";
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
import {
  isMultipleOfDay,
  lanesFor,
  placesOfRun,
  sizeInUnits,
  sizeOfRun,
  spreadRows,
  type Draft,
} from "../grid.ts";
import { overRuns } from "../serial-loops.ts";

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

/** Adds the rows at a place that are the entry's to the sum of that name. */
type AddRows = (writer: Writer, entry: Place, name: string, at: Place) => void;

export function writeSharedScatter(
  node: ScatterNode,
  order: readonly Axis[],
  unit: 1 | 4,
  slices: number,
  writer: Writer,
  addRows: AddRows,
): Draft {
  const { bounds } = writer;
  const declareAs = (name: string, count: number, value: Expression): string => {
    const declared = declareVariable(writer, name, currentDepth(writer), { low: 0, high: count - 1 });
    say(writer, { kind: "let", name: declared, value });
    return declared;
  };
  const run = order.slice(-1);
  const units = sizeInUnits(sizeOfRun(run, bounds), unit);
  const count = highOf(units, bounds);
  const threads = across * slices;
  const block = declareVariable(writer, "block", 0, { low: 0, high: Math.ceil(count / across) - 1 });
  const rank = declareVariable(writer, "rank", 0, { low: 0, high: threads - 1 });
  const at = variable(rank, "int", 1);
  const column = declareAs("column", across, remainder(at, integer(across)));
  const slice = declareAs("slice", slices, quotient(at, integer(across)));
  const position = linearValue(writer, addLinear(variableLinear(block, across), variableLinear(column)));
  const isEven = isMultipleOfDay(units, across, bounds);
  const end = sizeExpression(units);
  const inside = isEven
    ? position.expression
    : apply("minimum", position.expression, apply("subtract", end, integer(1)));
  const name = declareAs(`${run[0]?.name ?? ""}${unit === 4 ? "4" : ""}`, count, inside);
  const outer = spreadRows(
    writer,
    order.slice(0, -1).map((axis) => [axis]),
    ["workgroup.y", "workgroup.z"],
  );
  const within = unit === 4 ? variableLinear(lane) : constantLinear(0);
  const entry: Place = new Map([...outer.place, ...placesOfRun(writer, run, name, unit, within)]);

  const part = startSum(writer, node, unit);
  const over = longestLast(node, bounds);
  const longest = over.slice(-1);
  overRuns(
    writer,
    over.slice(0, -1).map((axis) => [axis]),
    entry,
    (place) => {
      const size = sizeOfRun(longest, bounds);
      const high = highOf(size, bounds) - 1;
      const turns = { low: 0, high: Math.ceil((high + 1) / slices) - 1 };
      const turn = declareVariable(writer, "turn", currentDepth(writer) + 1, turns);
      const body = inScope(writer, () => {
        const own = linearValue(writer, addLinear(variableLinear(turn, slices), variableLinear(slice)));
        const row = declareAs(longest[0]?.name ?? "", high + 1, own.expression);
        const add = (): void =>
          addRows(
            writer,
            entry,
            part,
            new Map([...place, ...placesOfRun(writer, longest, row, 1, constantLinear(0))]),
          );
        if (isMultipleOfDay(size, slices, bounds)) add();
        else {
          const condition = apply("less", variable(row, "int", 1), sizeExpression(size));
          const then = inGuard(writer, new Map([["", variableLinear(row)]]), add);
          say(writer, { kind: "if", condition, then, otherwise: [] });
        }
      });
      const extent = { size, tile: slices };
      say(writer, { kind: "loop", variable: turn, binding: "serial", extent, body });
    },
  );

  const shared = uniqueName(writer.names, `all_${nameOf(node)}`);
  const memory: Memory = { kind: "workgroup", name: shared };
  const own = linearValue(writer, variableLinear(rank, unit)).expression;
  const value = variable(part, node.type, unit);
  say(writer, { kind: "store", memory, index: own, value, width: unit }, { kind: "barrier" });
  const isFirst = apply("equal", variable(slice, "int", 1), integer(0));
  const exists = isEven ? isFirst : apply("and", isFirst, apply("less", position.expression, end));
  const then = inGuard(writer, new Map([...entry, ["", variableLinear(slice)]]), () => {
    const whole = startSum(writer, node, unit);
    const total = variable(whole, node.type, unit);
    const index = declareVariable(writer, "part", currentDepth(writer) + 1, { low: 0, high: slices - 1 });
    const body = inScope(writer, () => {
      const from = addLinear(variableLinear(index, across * unit), variableLinear(column, unit));
      const load: Expression = {
        kind: "load",
        memory,
        index: linearValue(writer, from).expression,
        type: node.type,
        width: unit,
      };
      say(writer, { kind: "assign", name: whole, value: apply("add", total, load) });
    });
    const extent = { size: literalSize(slices), tile: 1 };
    say(writer, { kind: "loop", variable: index, binding: "serial", extent, body });
    storeAt(writer, node, entry, {
      expression: total,
      type: node.type,
      width: unit,
      depth: currentDepth(writer),
    });
  });
  say(writer, { kind: "if", condition: exists, then, otherwise: [] });
  return {
    body: writer.scopes[0]?.statements ?? [],
    loops: [
      { variable: rank, binding: "lane.x", extent: { size: literalSize(threads), tile: 1 } },
      { variable: block, binding: "workgroup.x", extent: { size: units, tile: across } },
      ...outer.loops,
    ],
    lanes: threads,
    workgroupMemory: [{ name: shared, type: node.type, width: unit, count: threads * unit }],
    writer,
    schedule: `${unit === 4 ? "a vector of 4" : "an element"} is ${slices} threads', each of which looks at every ${slices}th row`,
  };
}

function startSum(writer: Writer, node: ScatterNode, width: 1 | 4): string {
  const name = uniqueName(writer.names, nameOf(node));
  say(writer, { kind: "variable", name, type: node.type, width, value: splat(literal(0, node.type), width) });
  return name;
}

/** The axes of the rows, the longest of which is shared. */
function longestLast({ over }: ScatterNode, bounds: Bounds): readonly Axis[] {
  return [...over].sort((a, b) => highOf(a.size, bounds) - highOf(b.size, bounds));
}
