/** A large matrix times a vector on the CPU, read as it lies in memory. */
import { literalSize } from "../../../sizes/size.ts";
import { apply, integer, literal, variable } from "../../writer/expressions.ts";
import { addLinear, constantLinear, lane, variableLinear, type Linear } from "../../writer/linear.ts";
import { nameOf, uniqueName } from "../../names.ts";
import { linearValue } from "../../writer/digits.ts";
import { currentDepth, say, type Place } from "../../writer/writer.ts";
import { isMultipleOfDay, placesOfRun, runName, sizeOfRun, spreadRows } from "../grid.ts";
import type { Draft } from "../grid.ts";
import { guarded, namePosition, repeat } from "../serial-loops.ts";
import { loadShared, storeShared } from "../workgroup-memory.ts";
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
  type Columns,
  type Task,
} from "./matrix-task.ts";

/** So that there is work for several threads. */
const fewestBlocks = 8;
/** Vectors of the sums of a block: what is read of a row at once, and a page of memory. */
const [fewestInBlock, mostInBlock] = [8, 256];
/** Sums of a row that a worker keeps (64 KiB), in its own caches beside what is read. */
const mostVectorsKept = 4096;

/**
 * Where one worker makes all blocks in one call, the first of them reads the matrix row by row, as it lies in memory; else, and where a
 * row is very long, each block reads its part of several rows at a time. The sums are in the worker's memory, and each takes its products
 * in the same order, so that the bits are the same.
 */
export function sumRows(task: Task, count: number): Draft["cpu"] {
  const { node, shape, writer } = task;
  const most = Math.min(mostInBlock, Math.max(fewestInBlock, Math.floor(count / 4 / fewestBlocks)));
  const vectors = largestDivisor(count / 4, most);
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
