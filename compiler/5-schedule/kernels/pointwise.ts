/** Kernels that compute each position by itself. */
import type { Axis, Node } from "../../3-graph/graph.ts";
import { literalSize, sizeValue } from "../../sizes/size.ts";
import { apply, sizeExpression } from "../writer/expressions.ts";
import type { Group } from "../arrange/fuse.ts";
import { fixedValue, highOf, sizeOfDay } from "../layout.ts";
import { addLinear, constantLinear, lane, variableLinear, type Linear } from "../writer/linear.ts";
import type { Statement } from "../loops.ts";
import { storeAt } from "../writer/memory-access.ts";
import { readsOf } from "../reads.ts";
import { valueAt } from "../writer/values.ts";
import { linearValue } from "../writer/digits.ts";
import {
  bind,
  cpuWriter,
  declareVariable,
  inScope,
  isRead,
  say,
  type Place,
  type Writer,
} from "../writer/writer.ts";
import {
  factor,
  isMultipleOfDay,
  lanesFor,
  mergeAxes,
  mostWorkgroups,
  once,
  placesOfRun,
  runName,
} from "./grid.ts";
import { nestRuns, fewColumns, type GridUnits } from "./pointwise-nested.ts";
import { sizeInUnits, sizeOfRun, spreadRows, type BoundLoop, type Draft, type Run } from "./grid.ts";

const usualLanes = 64;
const widestLanes = 256;
/** Of an axis: more would leave too few threads. */
const mostBranches = 8;

/** `order` is that of the group's axes in memory. */
export function writePointwise(group: Group, order: readonly Axis[], newWriter: () => Writer): Draft {
  const branches = axisOfBranches(group, order, newWriter());
  if (branches === undefined) {
    const write: Write = (writer, place) => writeItems(writer, group, place);
    const units = unitsOfGrid(order, newWriter, write, "where possible");
    const draft = spread(units, newWriter(), write, undefined);
    const cpu = nestRuns(units, cpuWriter(newWriter(), draft.writer), write);
    return cpu === undefined ? draft : { ...draft, cpu };
  }
  const { axis, count } = branches;
  const positions = Array.from({ length: count }, (_, at) => constantLinear(at));
  const others = order.filter(({ id }) => id !== axis.id);
  return overGrid(others, newWriter, (writer, place) => {
    writeItemsAt(
      writer,
      group,
      positions.map((position) => new Map([...place, [axis.id, position]])),
    );
  });
}

/** Computes all items, then stores those that are written: so that a value may take the place of one that is read. */
export function writeItems(writer: Writer, group: Items, place: Place): void {
  writeItemsAt(writer, group, [place]);
}

interface Items {
  readonly items: readonly Node[];
  readonly written: ReadonlySet<Node>;
}

function writeItemsAt(writer: Writer, group: Items, places: readonly Place[]): void {
  const written = group.items.filter((item) => group.written.has(item));
  const values = places.flatMap((place) =>
    written.map((item) => ({ place, item, value: valueAt(writer, item, place) })),
  );
  const named = values.map(({ value, ...rest }) => {
    const isNamed = ["variable", "literal"].includes(value.expression.kind);
    return { ...rest, value: isNamed || values.length === 1 ? value : bind(writer, "next", value) };
  });
  for (const { place, item, value } of named) storeAt(writer, item, place, value);
}

/**
 * An axis with a formula for each of its few positions, as the gradient of gates has: a thread computes all of them, each once, and what
 * they share once. It isn't the fastest in memory, along which vectors run.
 */
function axisOfBranches(
  group: Group,
  order: readonly Axis[],
  writer: Writer,
): { readonly axis: Axis; readonly count: number } | undefined {
  const seen = new Set<Node>();
  const found = new Map<string, Set<number>>();
  const visit = (node: Node): void => {
    if (seen.has(node) || isRead(writer, node)) return;
    seen.add(node);
    const { axis, position } = branchOf(node) ?? {};
    if (axis !== undefined && position !== undefined)
      found.set(axis, (found.get(axis) ?? new Set()).add(position));
    readsOf(node).forEach(visit);
  };
  group.items.forEach(visit);
  for (const axis of order.slice(0, -1)) {
    const count = fixedValue(axis.size, writer.bounds);
    const positions = found.get(axis.id);
    if (count !== undefined && count <= mostBranches && positions !== undefined && positions.size > 1)
      return { axis, count };
  }
  return undefined;
}

/** At which position of which axis a choice takes a value that the axis doesn't have. */
function branchOf(node: Node): { readonly axis: string; readonly position: number } | undefined {
  if (node.kind !== "map" || node.operator !== "select") return undefined;
  const [condition, chosen] = node.arguments;
  if (condition?.kind !== "map" || condition.operator !== "equal") return undefined;
  const [left, right] = condition.arguments;
  if (left?.kind !== "leaf" || left.leaf.kind !== "position") return undefined;
  if (right?.kind !== "leaf" || right.leaf.kind !== "constant") return undefined;
  const { axis } = left.leaf;
  const isPlain = chosen?.kind === "map" && chosen.axes.every(({ id }) => id !== axis);
  return isPlain ? { axis, position: right.leaf.value } : undefined;
}

/**
 * Runs `write` for each position of `order`, a thread each, or a thread for four along the fastest axis. `most` lanes a workgroup, where not
 * as many as usual: 1 for the CPU.
 */
export function overGrid(
  order: readonly Axis[],
  newWriter: () => Writer,
  write: Write,
  vectors: "where possible" | "never" = "where possible",
  most?: number,
): Draft {
  return spread(unitsOfGrid(order, newWriter, write, vectors), newWriter(), write, most);
}

type Write = (writer: Writer, place: Place) => void;

/** Which axes of `order` run as one, and whether vectors run along the fastest. */
function unitsOfGrid(
  order: readonly Axis[],
  newWriter: () => Writer,
  write: Write,
  vectors: "where possible" | "never",
): GridUnits {
  const trial = newWriter();
  const plain = new Map<string, string>();
  const trialPlace = new Map<string, Linear>();
  for (const axis of order) {
    const variable = declareVariable(trial, axis.name, 0, {
      low: 0,
      high: highOf(axis.size, trial.bounds) - 1,
    });
    plain.set(axis.id, variable);
    trialPlace.set(axis.id, variableLinear(variable));
    trial.extents.set(variable, JSON.stringify(sizeOfDay(axis.size, trial.bounds)));
  }
  write(trial, trialPlace);
  const { bounds } = trial;
  const variableOf = (axis: Axis): string => plain.get(axis.id) ?? axis.id;
  const runs = mergeAxes(order, trial.accesses, trial.pinned, variableOf, bounds);
  const fastest = order.at(-1);
  const isVector =
    vectors === "where possible" &&
    fastest !== undefined &&
    isMultipleOfDay(sizeOfRun([fastest], bounds), 4, bounds) &&
    trial.accesses
      .filter(({ stores }) => stores)
      .every(({ address }) => factor(address, variableOf(fastest)) === 1);
  return { runs, width: isVector ? 4 : 1 };
}

function spread({ runs, width }: GridUnits, writer: Writer, write: Write, most: number | undefined): Draft {
  const { bounds } = writer;
  const rows = [...runs];
  let columns: Run = rows.pop() ?? [];
  // Short runs share a workgroup with the next slower one.
  while (highOf(sizeOfRun(columns, bounds), bounds) / width < fewColumns) {
    const [first] = columns;
    const outer = rows.at(-1);
    if (first === undefined || outer === undefined || sizeValue(sizeOfRun([first], bounds)) === undefined)
      break;
    columns = [...outer, ...columns];
    rows.pop();
  }
  const size = sizeInUnits(sizeOfRun(columns, bounds), width);
  const count = highOf(size, bounds);
  const lanes = lanesFor(count, most ?? (count > usualLanes * mostWorkgroups ? widestLanes : usualLanes));
  const loops: BoundLoop[] = [];
  const place = new Map<string, Linear>();
  let guard: { readonly column: string } | undefined;
  if (columns.length > 0) {
    const block = declareVariable(writer, "block", 0, { low: 0, high: Math.ceil(count / lanes) - 1 });
    const thread = declareVariable(writer, "thread", 0, { low: 0, high: lanes - 1 });
    loops.push({ variable: block, binding: "workgroup.x", extent: { size, tile: lanes } });
    loops.push({ variable: thread, binding: "lane.x", extent: { size: literalSize(lanes), tile: 1 } });
    const isExact = isMultipleOfDay(size, lanes, bounds);
    const position = linearValue(writer, addLinear(variableLinear(block, lanes), variableLinear(thread)));
    const name = width === 4 ? `${runName(columns)}4` : runName(columns);
    const column = declareVariable(writer, name, isExact ? 0 : 1, { low: 0, high: count - 1 });
    say(writer, { kind: "let", name: column, value: position.expression });
    if (!isExact) guard = { column };
    const within = width === 4 ? variableLinear(lane) : constantLinear(0);
    for (const [axis, at] of placesOfRun(writer, columns, column, width, within)) place.set(axis, at);
  } else {
    const thread = declareVariable(writer, "thread", 0, { low: 0, high: 0 });
    loops.push({ variable: thread, binding: "lane.x", extent: once });
  }
  const outer = spreadRows(writer, rows, ["workgroup.y", "workgroup.z"]);
  loops.push(...outer.loops);
  for (const [axis, at] of outer.place) place.set(axis, at);
  if (guard === undefined) {
    write(writer, place);
  } else {
    const then = inScope(writer, () => write(writer, place));
    const position = linearValue(writer, variableLinear(guard.column));
    const condition = apply("less", position.expression, sizeExpression(size));
    say(writer, { kind: "if", condition, then, otherwise: [] });
  }
  const [scope] = writer.scopes;
  const body: readonly Statement[] = scope?.statements ?? [];
  const each = width === 4 ? "a vector of 4 a thread" : "an element a thread";
  return { body, loops, lanes, workgroupMemory: [], writer, schedule: each };
}
