/**
 * Kernels that reduce over rows, with all pointwise work on those rows: softmax, layer norm, cross-entropy and whatever else has this
 * form. A row is one thread's, in a loop, or one workgroup's, whose lanes share it. Either way the order of every sum is fixed.
 */
import type { Axis } from "../../../3-graph/graph.ts";
import { withoutAxes } from "../../../3-graph/positions.ts";
import type { Group } from "../../arrange/fuse.ts";
import { countOf, highOf, sizeOfDay, type Bounds } from "../../layout.ts";
import { variableLinear, type Linear } from "../../writer/linear.ts";
import { storeAt } from "../../writer/memory-access.ts";
import { valueAt } from "../../writer/values.ts";
import { variable } from "../../writer/expressions.ts";
import { cpuWriter, declareVariable, type Access, type Writer } from "../../writer/writer.ts";
import { factor, lanesFor, mergeAxes, type Draft } from "../grid.ts";
import type { RowShape } from "./reduction.ts";
import { writeRowsAcross, writeRowsAlong } from "./cpu.ts";
import { writeSerialRows } from "./serial.ts";
import { writeSharedRows } from "./shared.ts";
import { chooseTile, type Trial } from "./tile.ts";
import { windowsOf } from "./windows.ts";

/** A row shorter than this isn't worth a workgroup. */
const shortRow = 16;

/** Lanes of a workgroup that share rows which lie side by side, and how many these are at most: neighbouring lanes read neighbouring elements. */
const [mostLanes, mostSideBySide] = [256, 16];
/** How many lanes share such a row at most: each waits for memory at every position, so many are worth more than long lines. */
const mostSlices = 64;
/** With more rows a GPU has threads enough. */
const fewRows = 4096;
/** Fewer positions a lane would take as long as the meeting. */
const leastPositions = 16;

/** How many lanes share a row, where a row isn't contiguous and there are few of them. */
function slicesOf(rows: number, positions: number): number {
  if (rows >= fewRows) return 1;
  return lanesFor(Math.floor(positions / leastPositions / 2) + 1, mostSlices);
}

export function writeRows(group: Group, newWriter: () => Writer): Draft {
  const { bounds } = newWriter();
  const first = trial(group, group.axes, group.over, newWriter());
  const inOrder = (axes: readonly Axis[], others: readonly Axis[]): readonly Axis[] =>
    orderByStride(axes, mainAccess(first.accesses, axes, others, first.variableOf), first.variableOf);
  const rows = inOrder(group.axes, group.over);
  const over = inOrder(group.over, group.axes);
  const { accesses, pinned, variableOf } = first;
  const shape: RowShape = {
    rows,
    rowRuns: mergeAxes(rows, accesses, pinned, variableOf, bounds),
    overRuns: mergeAxes(over, accesses, pinned, variableOf, bounds),
    isContiguous: isContiguous(over, accesses, variableOf),
  };
  const isShared = prefersWorkgroup(rows, over, accesses, variableOf, bounds);
  const slices = slicesOf(countOf(rows, bounds), countOf(over, bounds));
  const draft = isShared
    ? writeSharedRows(group, shape, newWriter)
    : slices > 1
      ? writeSharedRows(group, shape, newWriter, Math.min(mostSideBySide, mostLanes / slices), slices)
      : writeSerialRows(group, shape, newWriter);
  const writer = cpuWriter(newWriter(), draft.writer);
  const { direction, fastest } = cpuDirection(shape, rows, over, accesses, variableOf, bounds);
  const ordered = fastest === undefined ? rows : [...withoutAxes(rows, [fastest]), fastest];
  const own = { ...shape, rows: ordered, rowRuns: mergeAxes(ordered, accesses, pinned, variableOf, bounds) };
  const cpu =
    direction === "along"
      ? writeRowsAlong(group, own, writer)
      : direction === "across"
        ? writeRowsAcross(group, own, writer, chooseTile(group, own, first, writer), first.windows)
        : undefined;
  return cpu === undefined ? draft : { ...draft, cpu };
}

/**
 * Which way memory runs, for the accesses that step evenly both ways or, where these don't say, for all. An access counts by how much it reads, so that a
 * small table beside a large value doesn't decide; what is read through a window that may leave it counts as a whole. Along a row that is shorter than a vector no vectors run. `fastest` is the axis that rows lie beside each
 * other along, where it isn't the last: the others may be read from a position that moves unevenly, as in a window.
 */
function cpuDirection(
  { overRuns }: RowShape,
  rows: readonly Axis[],
  over: readonly Axis[],
  accesses: readonly Access[],
  variableOf: (axis: Axis) => string,
  bounds: Bounds,
): { readonly direction?: "along" | "across"; readonly fastest?: Axis } {
  const moved = (access: Access, axes: readonly Axis[]): readonly Axis[] =>
    axes.filter((axis) => factor(access.address, variableOf(axis)) !== 0);
  const variables = new Set([...rows, ...over].map(variableOf));
  const leaves = ({ address }: Access): boolean =>
    [...address.factors.keys()].some((name) => !variables.has(name));
  const whole = accesses.filter(
    (access) => moved(access, rows).length > 0 && (moved(access, over).length > 0 || leaves(access)),
  );
  const fillsVectors = countOf(overRuns.at(-1) ?? [], bounds) >= 4;
  const amountOn = (axis: Axis, counted: readonly Access[]): number =>
    counted
      .filter(({ address }) => factor(address, variableOf(axis)) === 1)
      .reduce(
        (sum, access) =>
          sum + countOf(leaves(access) ? access.node.axes : moved(access, [...rows, ...over]), bounds),
        0,
      );
  const [lastOver, lastRow] = [fillsVectors ? over.at(-1) : undefined, rows.at(-1)];
  for (const counted of [whole, accesses]) {
    const along = lastOver === undefined ? 0 : amountOn(lastOver, counted);
    const across = lastRow === undefined ? 0 : amountOn(lastRow, counted);
    if (along === 0 && across === 0) continue;
    const [fastest] = rows.filter((axis) => amountOn(axis, whole) > Math.max(along, across));
    if (counted === accesses && fastest !== undefined) return { direction: "across", fastest };
    return { direction: along >= across ? "along" : "across" };
  }
  return {};
}

/** Writes every value once, with a variable for each axis, to see which addresses they need. */
function trial(group: Group, rows: readonly Axis[], over: readonly Axis[], writer: Writer): Trial {
  const variables = new Map<string, string>();
  const place = new Map<string, Linear>();
  for (const axis of [...rows, ...over]) {
    const range = { low: 0, high: highOf(axis.size, writer.bounds) - 1 };
    const name = declareVariable(writer, axis.name, 0, range);
    writer.extents.set(name, JSON.stringify(sizeOfDay(axis.size, writer.bounds)));
    variables.set(axis.id, name);
    place.set(axis.id, variableLinear(name));
  }
  writer.local = (node) =>
    node.kind === "reduce" && writer.own.has(node)
      ? { expression: variable("total", node.type, 1), type: node.type, width: 1, depth: 0 }
      : undefined;
  for (const item of group.items) {
    if (item.kind === "reduce") valueAt(writer, item.of, place);
    if (group.written.has(item)) storeAt(writer, item, place, valueAt(writer, item, place));
  }
  return {
    accesses: writer.accesses,
    pinned: writer.pinned,
    windows: windowsOf(
      writer,
      (name) => [...rows, ...over].find(({ id }) => variables.get(id) === name),
      group.items.flatMap((item) => (item.kind === "reduce" ? [item] : [])),
    ),
    variableOf: (axis) => variables.get(axis.id) ?? axis.id,
  };
}

/** The access that moves along the most of these axes, and of such that which moves along the most others. */
function mainAccess(
  accesses: readonly Access[],
  axes: readonly Axis[],
  others: readonly Axis[],
  variableOf: (axis: Axis) => string,
): Access | undefined {
  const moves = (access: Access, along: readonly Axis[]): number =>
    along.filter((axis) => factor(access.address, variableOf(axis)) !== 0).length;
  return [...accesses].sort(
    (a, b) => moves(b, axes) - moves(a, axes) || moves(b, others) - moves(a, others),
  )[0];
}

function orderByStride(
  axes: readonly Axis[],
  main: Access | undefined,
  variableOf: (axis: Axis) => string,
): readonly Axis[] {
  const stride = (axis: Axis): number => {
    const step = main === undefined ? 0 : Math.abs(factor(main.address, variableOf(axis)));
    return step === 0 ? Number.POSITIVE_INFINITY : step;
  };
  // Infinity less infinity is no number, and leaves the order as it is.
  return [...axes].sort((a, b) => stride(b) - stride(a) || 0);
}

function isContiguous(
  over: readonly Axis[],
  accesses: readonly Access[],
  variableOf: (axis: Axis) => string,
): boolean {
  const fastest = over.at(-1);
  if (fastest === undefined) return false;
  const steps = accesses.map(({ address }) => factor(address, variableOf(fastest)));
  return steps.some((step) => step === 1) && steps.every((step) => step === 0 || step === 1);
}

/** Neighbouring lanes should read neighbouring elements: lanes go along the row, or along the rows. */
function prefersWorkgroup(
  rows: readonly Axis[],
  over: readonly Axis[],
  accesses: readonly Access[],
  variableOf: (axis: Axis) => string,
  bounds: Bounds,
): boolean {
  const length = countOf(over, bounds);
  if (length < shortRow) return false;
  const unit = (axis: Axis): number =>
    accesses.filter(({ address }) => factor(address, variableOf(axis)) === 1).length;
  const along = Math.max(0, ...over.map(unit));
  const across = Math.max(0, ...rows.map(unit));
  return rows.length === 0 || along >= across;
}
