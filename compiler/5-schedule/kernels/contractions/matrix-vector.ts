/**
 * A matrix times a vector on the CPU: each element of the matrix is read once, in order. Where the columns lie side by side a
 * workgroup sums a strip of them in registers, or parts of the rows of a large matrix; else it takes the dot products of four columns at a
 * time, or of a large matrix one after the other.
 */
import type { Node } from "../../../3-graph/graph.ts";
import { literalSize, sizeValue } from "../../../sizes/size.ts";
import { apply, component, integer, sizeExpression, variable } from "../../writer/expressions.ts";
import type { Group } from "../../arrange/fuse.ts";
import { highOf } from "../../layout.ts";
import { addLinear, constantLinear, lane, variableLinear, type Linear } from "../../writer/linear.ts";
import type { Expression, Width } from "../../loops.ts";
import { nameOf } from "../../names.ts";
import { linearValue } from "../../writer/digits.ts";
import { currentDepth, homeOf, say, type Place, type Writer } from "../../writer/writer.ts";
import type { Operands, Shape } from "./shape.ts";
import { isMultipleOfDay, placesOfRun, runName, sizeOfRun, spreadRows } from "../grid.ts";
import type { Draft } from "../grid.ts";
import { guarded, namePosition } from "../serial-loops.ts";
import {
  addTo,
  declareTotal,
  draftOf,
  elementAt,
  named,
  ofRow,
  overSum,
  rowAt,
  write,
  type Task,
} from "./matrix-task.ts";
import { sumRows } from "./matrix-rows.ts";

/** Eight vectors of sums, one of the row's element and one of the matrix: what registers hold. */
const mostVectors = 8;
const columnsAtOnce = 4;
/** Of one dot product of a large matrix. */
const sumsOfDot = 8;
/** Of elements (256 KiB): one that no core keeps beside others is read as memory is read fastest, along. */
const largeMatrix = 2 ** 16;

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
  if (count % 4 === 0 && isLarge(task)) return sumRows(task, count);
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

function sumOfLanes(of: Expression): Expression {
  const [a, c] = [
    apply("add", component(of, 0), component(of, 2)),
    apply("add", component(of, 1), component(of, 3)),
  ];
  return apply("add", a, c);
}
