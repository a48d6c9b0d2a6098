/**
 * A matrix times a vector on the CPU: each element of the matrix is read once, in order. Where the columns lie side by side a
 * workgroup sums a strip of them in registers, or, where a row of the matrix is longer than a page, a stretch of four rows at a time in
 * memory of its own, so that pages are read along; else it takes the dot products of four columns at a time.
 */
import type { Node } from "../../../3-graph/graph.ts";
import { literalSize, sizeValue } from "../../../sizes/size.ts";
import {
  apply,
  component,
  integer,
  literal,
  sizeExpression,
  splat,
  variable,
} from "../../writer/expressions.ts";
import type { Group } from "../../arrange/fuse.ts";
import { highOf } from "../../layout.ts";
import { addLinear, constantLinear, lane, variableLinear, type Linear } from "../../writer/linear.ts";
import { widthOf, type Expression, type Width, type WorkgroupMemory } from "../../loops.ts";
import { nameOf, uniqueName } from "../../names.ts";
import { valueAt } from "../../writer/values.ts";
import { linearValue } from "../../writer/digits.ts";
import {
  currentDepth,
  declareVariable,
  homeOf,
  inScope,
  say,
  type Place,
  type Writer,
} from "../../writer/writer.ts";
import type { Operands, Shape } from "./shape.ts";
import { isMultipleOfDay, once, placesOfRun, runName, sizeInUnits, sizeOfRun, spreadRows } from "../grid.ts";
import type { Draft } from "../grid.ts";
import { guarded, namePosition, overRuns, repeat } from "../serial-loops.ts";
import { writeItems } from "../items.ts";
import { loadShared, storeShared } from "../workgroup-memory.ts";

/** Eight vectors of sums, one of the row's element and one of the matrix: what registers hold. */
const mostVectors = 8;
const columnsAtOnce = 4;
/** Of one dot product of a large matrix. */
const sumsOfDot = 8;
/** Of elements (256 KiB): one that no core keeps beside others is read as memory is read fastest, along. */
const largeMatrix = 2 ** 16;
/** So that there is work for several threads. */
const fewestBlocks = 8;
/** Of the sums of a block (4 KiB). */
const mostInBlock = 256;
/** Sums of a row that a worker keeps (64 KiB), in its own caches beside what is read. */
const mostVectorsKept = 4096;

type Columns = readonly (readonly [string, Linear])[];

interface Task {
  readonly group: Group;
  readonly node: Node;
  readonly operands: Operands;
  readonly shape: Shape;
  readonly writer: Writer;
}

/** Undefined where there is more than one row, and where the matrix runs along neither its columns nor the sum. */
export function writeStrips(
  group: Group,
  node: Node,
  operands: Operands,
  shape: Shape,
  writer: Writer,
): Draft["cpu"] | undefined {
  const rows = highOf(sizeOfRun(shape.rowRun, writer.bounds), writer.bounds);
  if (rows > 1) return undefined;
  const task = { group, node, operands, shape, writer };
  switch (shape.columnsAlong) {
    case "own axes":
      return sumStrips(task);
    case "summed axes":
      return takeDots(task);
    case "neither":
      return undefined;
  }
}

function sumStrips(task: Task): Draft["cpu"] | undefined {
  const { shape, writer } = task;
  const count = sizeValue(sizeOfRun(shape.columnRun, writer.bounds));
  if (count === undefined || count < 4) return undefined;
  if (count % 4 === 0 && isLarge(task)) {
    const most = Math.min(mostInBlock, Math.max(mostVectors, Math.floor(count / 4 / fewestBlocks)));
    return sumRows(task, count, largestDivisor(count / 4, most));
  }
  let vectors = Math.min(mostVectors, Math.floor(count / 4));
  while (vectors > 1 && count % (4 * vectors) !== 0 && count % 4 === 0) vectors -= 1;
  const strip = 4 * vectors;
  const strips = Math.floor(count / strip);
  const rest = count % strip;
  // What is left over is made in one more strip, which begins early: some columns are made twice, which no value in its own place survives.
  if (rest !== 0 && !isRepeatable(task)) return undefined;
  const block = namePosition(writer, "block", 0, strips - 1);
  const outer = spreadRows(writer, shape.batchRuns, ["workgroup.z"]);
  const place: Place = new Map([...outer.place, ...ofRow(task)]);
  sumStrip(task, place, variableLinear(block, strip), vectors, count);
  if (rest !== 0) {
    const isLast = apply("equal", variable(block, "int", 1), integer(strips - 1));
    guarded(writer, [isLast], variableLinear(block), () => {
      sumStrip(task, place, variableLinear(block, strip, rest), vectors, count);
    });
  }
  const size = literalSize(strips * strip);
  const loop = { variable: block, binding: "workgroup.x", extent: { size, tile: strip } } as const;
  return draftOf(task, loop, outer, `strips of ${strip} columns`);
}

function sumStrip(task: Task, place: Place, from: Linear, vectors: number, count: number): void {
  const { node, shape, writer } = task;
  const start = namePosition(writer, runName(shape.columnRun), currentDepth(writer), count - 1);
  say(writer, { kind: "let", name: start, value: linearValue(writer, from).expression });
  const columns = Array.from({ length: vectors }, (_, vector) =>
    placesOfRun(
      writer,
      shape.columnRun,
      start,
      1,
      addLinear(constantLinear(4 * vector), variableLinear(lane)),
    ),
  );
  const totals = columns.map(() => declareTotal(task));
  overSum(task, place, 1, 1, (turns) => {
    for (const at of turns) {
      const row = rowAt(task, at);
      for (const [index, column] of columns.entries())
        addTo(task, totals[index], apply("multiply", row, elementAt(task, new Map([...at, ...column]))));
    }
  });
  for (const [index, column] of columns.entries()) {
    const total = totals[index];
    if (total !== undefined) write(task, new Map([...place, ...column]), variable(total, "real", 4), 4, node);
  }
}

function isLarge({ shape, writer }: Task): boolean {
  const runs = [shape.columnRun, ...shape.overRuns];
  const sizes = runs.map((run) => highOf(sizeOfRun(run, writer.bounds), writer.bounds));
  return sizes.reduce((product, size) => product * size, 1) > largeMatrix;
}

/**
 * Where one worker makes all blocks in one call, the first of them reads the matrix row by row, as it lies in memory; else, and where a
 * row is very long, each block reads its part of several rows at a time. The sums are in the worker's memory, and each takes its products
 * in the same order, so that the bits are the same.
 */
function sumRows(task: Task, count: number, vectors: number): Draft["cpu"] {
  const { node, shape, writer } = task;
  const width = 4 * vectors;
  const blocks = count / width;
  const isKept = count / 4 <= mostVectorsKept;
  const sums = uniqueName(writer.names, "sums");
  const block = namePosition(writer, "block", 0, blocks - 1);
  const outer = spreadRows(writer, shape.batchRuns, ["workgroup.z"]);
  const place: Place = new Map([...outer.place, ...ofRow(task)]);
  /** `each` gets where a sum is, and its columns. */
  const overColumns = (from: Linear, length: number, each: (sum: Linear, columns: Columns) => void): void => {
    repeat(writer, "vector", literalSize(length), (vector) => {
      const start = namePosition(writer, runName(shape.columnRun), currentDepth(writer), count - 1);
      const first = addLinear(variableLinear(block, width), variableLinear(vector, 4));
      say(writer, { kind: "let", name: start, value: linearValue(writer, first).expression });
      const columns = placesOfRun(writer, shape.columnRun, start, 1, variableLinear(lane));
      each(addLinear(from, variableLinear(vector, 4)), columns);
    });
  };
  const sumFrom = (from: Linear, length: number, rowsAtOnce: number): void => {
    repeat(writer, "cleared", literalSize(length), (vector) => {
      storeShared(writer, sums, addLinear(from, variableLinear(vector, 4)), literal(0, "real"));
    });
    overSum(task, place, 1, rowsAtOnce, (turns) => {
      const rows = turns.map((at) => ({ at, row: rowAt(task, at) }));
      overColumns(from, length, (sum, columns) => {
        const total = declareTotal(task, 4, loadShared(writer, sums, sum, 4));
        for (const { at, row } of rows)
          addTo(task, total, apply("multiply", row, elementAt(task, new Map([...at, ...columns]))));
        storeShared(writer, sums, sum, variable(total, "real", 4));
      });
    });
  };
  const own = isKept ? variableLinear(block, width) : constantLinear(0);
  const sumOwn = (): void => sumFrom(own, vectors, rowsAtOnceOf(task));
  if (isKept) {
    const position = variable(block, "int", 1);
    const isOneCall = apply(
      "and",
      apply("less_equal", position, { kind: "groups_before" }),
      apply("less_equal", apply("subtract", integer(blocks - 1), position), { kind: "groups_after" }),
    );
    guarded(writer, [isOneCall], variableLinear(block), () => {
      guarded(writer, [apply("less", position, integer(1))], variableLinear(block), () => {
        sumFrom(constantLinear(0), blocks * vectors, 1);
      });
    });
    guarded(writer, [apply("not", isOneCall)], variableLinear(block), sumOwn);
  } else sumOwn();
  overColumns(own, vectors, (sum, columns) => {
    const total = named(writer, nameOf(node), loadShared(writer, sums, sum, 4));
    write(task, new Map([...place, ...columns]), total, 4, node);
  });
  const loop = {
    variable: block,
    binding: "workgroup.x",
    extent: { size: literalSize(count), tile: width },
  } as const;
  const memory = [{ name: sums, type: "real", width: 4, count: isKept ? count : width }] as const;
  const schedule = `${isKept ? "rows along, or " : ""}parts of ${width} columns of several rows`;
  return draftOf(task, loop, outer, schedule, memory);
}

/** As many rows as registers hold an element of, where all rows are a multiple. */
function rowsAtOnceOf({ shape, writer }: Task): number {
  const inner = sizeOfRun(shape.overRuns.at(-1) ?? [], writer.bounds);
  return [8, 4, 2].find((rows) => isMultipleOfDay(inner, rows, writer.bounds)) ?? 1;
}

function largestDivisor(of: number, most: number): number {
  let divisor = Math.min(of, most);
  while (of % divisor !== 0) divisor -= 1;
  return divisor;
}

function rowAt({ operands, writer }: Task, at: Place, width: Width = 4): Expression {
  return named(writer, "row", splat(valueAt(writer, operands.rows, at).expression, width));
}

function elementAt({ operands, writer }: Task, at: Place, width: Width = 4): Expression {
  return splat(valueAt(writer, operands.columns, at).expression, width);
}

function takeDots(task: Task): Draft["cpu"] {
  const { node, shape, writer } = task;
  const { columnRun, overRuns: runs } = shape;
  const { bounds } = writer;
  const size = sizeOfRun(columnRun, bounds);
  const high = highOf(size, bounds);
  const block = namePosition(writer, "block", 0, Math.ceil(high / columnsAtOnce) - 1);
  const outer = spreadRows(writer, shape.batchRuns, ["workgroup.z"]);
  const place: Place = new Map([...outer.place, ...ofRow(task)]);
  const isWhole = isMultipleOfDay(size, columnsAtOnce, bounds);
  const last = apply("subtract", sizeExpression(size), integer(1));
  const columns = Array.from({ length: columnsAtOnce }, (_, at) => {
    const name = namePosition(writer, runName(columnRun), 0, high - 1);
    const position = apply(
      "add",
      apply("multiply", variable(block, "int", 1), integer(columnsAtOnce)),
      integer(at),
    );
    say(writer, { kind: "let", name, value: isWhole ? position : apply("minimum", position, last) });
    const exists = isWhole ? [] : [apply("less", position, sizeExpression(size))];
    return { name, exists, place: placesOfRun(writer, columnRun, name, 1, constantLinear(0)) };
  });
  const inner = sizeOfRun(runs.at(-1) ?? [], bounds);
  const width: Width = isMultipleOfDay(inner, 4, bounds) ? 4 : 1;
  // From the caches all columns at once, which share what is read of the vector; a large matrix along each row, in sums enough to keep up.
  const isAlong = isLarge(task) && isMultipleOfDay(inner, 4 * sumsOfDot, bounds);
  const together = isAlong ? columns.map((column) => [column]) : [columns];
  const sums = together.flatMap((some) => {
    const totals = some.map(() =>
      Array.from({ length: isAlong ? sumsOfDot : 1 }, () => declareTotal(task, width)),
    );
    overSum(task, place, width, isAlong ? sumsOfDot : 1, (turns) => {
      for (const [turn, at] of turns.entries()) {
        const row = rowAt(task, at, width);
        for (const [index, column] of some.entries()) {
          const element = elementAt(task, new Map([...at, ...column.place]), width);
          addTo(task, totals[index]?.[turn], apply("multiply", row, element));
        }
      }
    });
    return totals.map((parts) => {
      const total = parts
        .map((part): Expression => variable(part, "real", width))
        .reduce((sum, part) => apply("add", sum, part));
      return named(
        writer,
        nameOf(node),
        width === 1 ? total : sumOfLanes(named(writer, nameOf(node), total)),
      );
    });
  });
  const [x, y, z, w] = sums;
  if (isWhole && x !== undefined && y !== undefined && z !== undefined && w !== undefined) {
    const own = placesOfRun(writer, columnRun, block, columnsAtOnce, variableLinear(lane));
    const total = named(writer, nameOf(node), { kind: "vector", components: [x, y, z, w] });
    write(task, new Map([...place, ...own]), total, 4, node);
  } else {
    for (const [index, column] of columns.entries()) {
      const sum = sums[index];
      guarded(writer, column.exists, variableLinear(column.name), () => {
        if (sum !== undefined) write(task, new Map([...place, ...column.place]), sum, 1, node);
      });
    }
  }
  return draftOf(
    task,
    { variable: block, binding: "workgroup.x", extent: { size, tile: columnsAtOnce } },
    outer,
    `dot products of ${columnsAtOnce} columns${isAlong ? ", one after the other" : ""}`,
  );
}

/** Whether what the group writes lies elsewhere than what it reads. */
function isRepeatable({ group, writer }: Task): boolean {
  return [...group.written].every((item) => {
    const { from, lasts } = homeOf(writer, item);
    return from !== undefined || lasts !== true;
  });
}

/** A row's axes have one position each. */
function ofRow({ shape }: Task): readonly (readonly [string, Linear])[] {
  return shape.rowRun.map(({ id }) => [id, constantLinear(0)] as const);
}

function declareTotal(
  { writer, node }: Task,
  width: Width = 4,
  from: Expression = literal(0, "real"),
): string {
  const name = uniqueName(writer.names, nameOf(node));
  say(writer, { kind: "variable", name, type: "real", width, value: splat(from, width) });
  return name;
}

function addTo({ writer }: Task, name: string | undefined, product: Expression): void {
  if (name === undefined) return;
  const width = widthOf(product);
  say(writer, { kind: "assign", name, value: apply("add", variable(name, "real", width), product) });
}

/** Runs over all that is summed, `turns` times `width` positions of the innermost run at a time: `write` gets the places of each turn. */
function overSum(
  { shape, writer }: Task,
  place: Place,
  width: Width,
  turns: number,
  write: (turns: readonly Place[]) => void,
): void {
  const inner = shape.overRuns.at(-1) ?? [];
  const step = width * turns;
  overRuns(writer, shape.overRuns.slice(0, -1), place, (outer) => {
    const size = sizeInUnits(sizeOfRun(inner, writer.bounds), step);
    const range = { low: 0, high: highOf(size, writer.bounds) - 1 };
    const name = `${runName(inner)}${step === 1 ? "" : step}`;
    const k = declareVariable(writer, name, currentDepth(writer) + 1, range);
    const body = inScope(writer, () => {
      const places = Array.from({ length: turns }, (_, turn) => {
        const from = constantLinear(width * turn);
        const within = width === 4 ? addLinear(from, variableLinear(lane)) : from;
        return new Map([...outer, ...placesOfRun(writer, inner, k, step, within)]);
      });
      write(places);
    });
    say(writer, { kind: "loop", variable: k, binding: "serial", extent: { size, tile: 1 }, body });
  });
}

function named(writer: Writer, name: string, value: Expression): Expression {
  if (value.kind === "variable") return value;
  const unique = uniqueName(writer.names, name);
  say(writer, { kind: "let", name: unique, value });
  return variable(unique, "real", widthOf(value));
}

function sumOfLanes(of: Expression): Expression {
  const [a, c] = [
    apply("add", component(of, 0), component(of, 2)),
    apply("add", component(of, 1), component(of, 3)),
  ];
  return apply("add", a, c);
}

function write(
  { group, writer }: Task,
  place: Place,
  expression: Expression,
  width: Width,
  node: Node,
): void {
  const total = { expression, type: "real", width, depth: currentDepth(writer) } as const;
  writer.local = (of) => (of === node ? total : undefined);
  writeItems(writer, group, place);
  writer.local = () => undefined;
}

function draftOf(
  { writer }: Task,
  loop: NonNullable<Draft["cpu"]>["loops"][number],
  outer: ReturnType<typeof spreadRows>,
  schedule: string,
  workgroupMemory: readonly WorkgroupMemory[] = [],
): Draft["cpu"] {
  const thread = namePosition(writer, "thread", 0, 0);
  const loops = [loop, ...outer.loops, { variable: thread, binding: "lane.x", extent: once } as const];
  return { body: writer.scopes[0]?.statements ?? [], loops, workgroupMemory, schedule };
}
