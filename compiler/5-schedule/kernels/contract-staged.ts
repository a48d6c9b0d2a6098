/**
 * Products of large matrices on a GPU: a workgroup lays a block of both operands out in its memory, from which all of its threads read, while
 * each has its share of the next block on the way to its registers. A thread has 8 x 8 sums: rows and vectors of columns lie as far apart
 * as there are threads, so that neighbours read neighbours. What lies along k is laid out in vectors of four steps, else in vectors of four
 * rows or columns, as it is read.
 */
import type { Node } from "../../3-graph/graph.ts";
import { literalSize, sizeValue } from "../../sizes/size.ts";
import type { Contraction } from "../contraction.ts";
import { linearValue } from "../digits.ts";
import { apply, integer, literal, quotient, remainder, splat, variable } from "../expressions.ts";
import type { Group } from "../fuse.ts";
import { highOf, type Bounds } from "../layout.ts";
import { addLinear, constantLinear, lane, scaleLinear, variableLinear, type Linear } from "../linear.ts";
import type { Expression, WorkgroupMemory } from "../loops.ts";
import { nameOf, uniqueName } from "../names.ts";
import { valueAt } from "../values.ts";
import { currentDepth, declareVariable, inScope, say, type Place, type Writer } from "../writer.ts";
import {
  acrossColumns,
  addProducts,
  declareTotals,
  element,
  four,
  readsColumnsFirst,
  type Lane,
} from "./contract-inner.ts";
import { meetSlices } from "./contract-meet.ts";
import type { Operands, Shape } from "./contract-shape.ts";
import {
  isMultipleOfDay,
  placesOfRun,
  runName,
  sizeOfRun,
  spreadRows,
  type Draft,
  type Run,
} from "./grid.ts";
import { writeItems } from "./pointwise.ts";
import { overRuns } from "./rows-serial.ts";

/** Rows and columns of a workgroup's tile. */
const span = 64;
/** Threads along each of them. */
const abreast = 8;
const threads = abreast * abreast;
/** Rows and columns of a thread. */
const own = span / abreast;
/** Steps of a block; half as much would wait twice as often. */
const depth = 16;
/** Vectors of a block of one operand. */
const blockVectors = (span * depth) / 4;
const vectorsEach = blockVectors / threads;
/** Fewer tiles leave parts of a GPU without work; more than enough have no need to share a sum. */
const leastTiles = 128;
const enoughTiles = 512;

export interface Blocks {
  /** Groups of threads that take every so many blocks of one tile's sum: their parts meet. */
  readonly slices: 1 | 2;
}

/** Undefined where the product is small, or an end would cut a tile or a block. */
export function chooseBlocks(shape: Shape, bounds: Bounds): Blocks | undefined {
  const { rowRun, columnRun, batchRuns, overRuns: runs, wide } = shape;
  const inner = sizeValue(sizeOfRun(runs.at(-1) ?? [], bounds));
  const rows = sizeOfRun(rowRun, bounds);
  const columns = sizeOfRun(columnRun, bounds);
  const isWhole =
    inner !== undefined &&
    inner % depth === 0 &&
    isMultipleOfDay(rows, span, bounds) &&
    isMultipleOfDay(columns, span, bounds);
  const hasVectors =
    wide.steps === 4 && wide.width === 4 && wide.rowVectors !== "none" && shape.columnsAlong !== "neither";
  const fastest = rowRun.at(-1);
  const rowsFit =
    wide.rowVectors === "along k" ||
    (fastest !== undefined && isMultipleOfDay(sizeOfRun([fastest], bounds), 4, bounds));
  if (!isWhole || !hasVectors || !rowsFit) return undefined;
  const batches = batchRuns.reduce((count, run) => count * highOf(sizeOfRun(run, bounds), bounds), 1);
  const tiles = (batches * highOf(rows, bounds) * highOf(columns, bounds)) / span ** 2;
  if (tiles < leastTiles) return undefined;
  return { slices: tiles < enoughTiles && inner % (2 * depth) === 0 ? 2 : 1 };
}

export function writeStaged(
  group: Group,
  { node }: Contraction,
  operands: Operands,
  shape: Shape,
  { slices }: Blocks,
  writer: Writer,
): Draft {
  const { bounds } = writer;
  const { rowRun, columnRun, batchRuns, wide } = shape;
  const [rowSize, columnSize] = [sizeOfRun(rowRun, bounds), sizeOfRun(columnRun, bounds)];
  const tile = declareHere(writer, `${runName(rowRun)}_tile`, highOf(rowSize, bounds) / span);
  const block = declareHere(writer, "block", highOf(columnSize, bounds) / span);
  const rank = declareHere(writer, "rank", threads * slices);
  const outer = spreadRows(writer, batchRuns, ["workgroup.z"]);
  const base: Place = new Map(outer.place);
  const ofGroup = variable(rank, "int", 1);
  const inside =
    slices === 1 ? rank : declareAs(writer, "inside", threads, remainder(ofGroup, integer(threads)));
  const slice =
    slices === 1 ? undefined : declareAs(writer, "slice", slices, quotient(ofGroup, integer(threads)));
  const at = variable(inside, "int", 1);
  const thread = declareAs(writer, "thread", abreast, remainder(at, integer(abreast)));
  const strand = declareAs(writer, "strand", abreast, quotient(at, integer(abreast)));
  const columns = Array.from({ length: own / 4 }, (_, c) => {
    const unit = addLinear(variableLinear(block, span / 4), variableLinear(thread, 1, abreast * c));
    const name = nameLinear(writer, `${runName(columnRun)}4`, highOf(columnSize, bounds) / 4, unit);
    return placesOfRun(writer, columnRun, name, 4, variableLinear(lane));
  });
  // Vectors of rows are neighbours; single ones lie as far apart as there are threads.
  const rowAt = (row: Linear): Positions => {
    const ofTile =
      wide.rowVectors === "along k"
        ? addLinear(variableLinear(strand), scaleLinear(row, abreast))
        : addLinear(variableLinear(strand, own), row);
    const position = addLinear(variableLinear(tile, span), ofTile);
    const name = nameLinear(writer, runName(rowRun), highOf(rowSize, bounds), position);
    return placesOfRun(writer, rowRun, name, 1, constantLinear(0));
  };

  const name = uniqueName(writer.names, `staged_${nameOf(node)}`);
  const memory: WorkgroupMemory = { name, type: "real", width: 4, count: 2 * blockVectors * 4 * slices };
  const start = slice === undefined ? constantLinear(0) : variableLinear(slice, 2 * blockVectors);
  const rows: Side = {
    node: operands.rows,
    run: rowRun,
    vectors: wide.rowVectors === "along k" ? "along k" : "along its own",
    tile,
    size: highOf(rowSize, bounds),
    start,
    isInFours: false,
  };
  const across: Side = {
    node: operands.columns,
    run: columnRun,
    vectors: wide.columnVectors === "along k" ? "along k" : "along its own",
    tile: block,
    size: highOf(columnSize, bounds),
    start: addLinear(start, constantLinear(blockVectors)),
    isInFours: true,
  };
  const staging: Staging = {
    writer,
    memory: name,
    inside,
    thread,
    strand,
    slices,
    slice,
    columnsFirst: readsColumnsFirst(wide),
  };
  const totals = declareTotals(writer, nameOf(node), own, own / 4, 4);
  overRuns(writer, shape.overRuns.slice(0, -1), base, (place) => {
    sumBlocks(staging, [rows, across], shape.overRuns.at(-1) ?? [], place, totals);
  });

  const writeTotal = (row: Positions, column: Positions, total: Expression): void => {
    const depth = currentDepth(writer);
    writer.local = (asked) =>
      asked === node ? { expression: total, type: "real", width: 4, depth } : undefined;
    writeItems(writer, group, new Map([...base, ...row, ...column]));
  };
  if (slice === undefined) {
    for (const [r, ofRow] of totals.entries()) {
      const row = rowAt(constantLinear(r));
      for (const [c, total] of ofRow.entries()) writeTotal(row, columns[c] ?? [], total);
    }
  } else {
    const tiling = { height: own, each: own / 4, lanes: threads, slices, tiles: 1 };
    const standing = { lane: rank, rowTile: tile, count: slices, slice };
    const write = (row: Linear, column: number, total: Expression): void =>
      writeTotal(rowAt(row), columns[column] ?? [], total);
    meetSlices(writer, nameOf(node), totals, tiling, 4, standing, base, { columns, write }, memory);
  }
  return {
    body: writer.scopes[0]?.statements ?? [],
    loops: [
      { variable: rank, binding: "lane.x", extent: { size: literalSize(threads * slices), tile: 1 } },
      { variable: block, binding: "workgroup.x", extent: { size: columnSize, tile: span } },
      { variable: tile, binding: "workgroup.y", extent: { size: rowSize, tile: span } },
      ...outer.loops,
    ],
    lanes: threads * slices,
    workgroupMemory: [memory],
    writer,
    schedule: [
      `${own} rows x ${own / 4} vectors of 4 columns a thread`,
      `${span} x ${span} a workgroup, ${depth} steps of both operands in its memory at a time`,
      ...(slices === 1 ? [] : [`${slices} threads a sum`]),
    ].join(", "),
  };
}

type Positions = readonly (readonly [string, Linear])[];

interface Staging {
  readonly writer: Writer;
  /** Of the workgroup. */
  readonly memory: string;
  /** The thread's place among those that have one tile together: along columns, and along rows. */
  readonly inside: string;
  readonly thread: string;
  readonly strand: string;
  readonly slices: number;
  readonly slice: string | undefined;
  readonly columnsFirst: boolean;
}

/** One of the operands. */
interface Side {
  readonly node: Node;
  /** Its rows, or its columns. */
  readonly run: Run;
  /** A vector is four steps of one row, or one step of four rows. */
  readonly vectors: "along k" | "along its own";
  /** Which tile the workgroup has. */
  readonly tile: string;
  readonly size: number;
  /** Where its block begins in memory, in vectors. */
  readonly start: Linear;
  /** Vectors along k lie in the order of columns 0, 4, 8 …, 1, 5, 9 …: a thread has four columns side by side, and reads beside the next one. */
  readonly isInFours: boolean;
}

/** The loop over the blocks of the innermost run. */
function sumBlocks(
  staging: Staging,
  [rows, columns]: readonly [Side, Side],
  run: Run,
  outer: Place,
  totals: readonly (readonly Expression[])[],
): void {
  const { writer, slices, slice, memory } = staging;
  const count = highOf(sizeOfRun(run, writer.bounds), writer.bounds) / depth / slices;
  const blockAt = (turn: Linear): Linear =>
    slice === undefined ? turn : addLinear(scaleLinear(turn, slices), variableLinear(slice));
  const ordered = staging.columnsFirst ? [columns, rows] : [rows, columns];
  const shares = ordered.map((one) => shareOf(staging, one, run, outer));
  const brought = shares.flatMap(({ vectors, valuesOf }) =>
    valuesOf(blockAt(constantLinear(0))).map((value, at) => {
      const name = uniqueName(writer.names, "next");
      say(writer, { kind: "variable", name, type: "real", width: 4, value });
      return { name, vector: vectors[at] ?? constantLinear(0) };
    }),
  );
  const turn = declareVariable(writer, "turn", currentDepth(writer) + 1, { low: 0, high: count - 1 });
  const body = inScope(writer, () => {
    for (const { name, vector } of brought) {
      const index = linearValue(writer, scaleLinear(vector, 4)).expression;
      const value = variable(name, "real", 4);
      say(writer, { kind: "store", memory: { kind: "workgroup", name: memory }, index, value, width: 4 });
    }
    say(writer, { kind: "barrier" });
    const after = apply("minimum", apply("add", variable(turn, "int", 1), integer(1)), integer(count - 1));
    const later = blockAt(variableLinear(declareAs(writer, "later", count, after)));
    const values = shares.flatMap(({ valuesOf }) => valuesOf(later));
    for (const [at, { name }] of brought.entries()) {
      const value = values[at];
      if (value !== undefined) say(writer, { kind: "assign", name, value });
    }
    for (let steps = 0; steps < depth; steps += 4) {
      const rowOf = readRows(staging, rows, steps);
      const columnOf = readColumns(staging, columns, steps);
      for (const [r, ofRow] of totals.entries()) {
        for (const [c, total] of ofRow.entries()) {
          const products = four.map((step) => apply("multiply", splat(rowOf(r, step), 4), columnOf(c, step)));
          addProducts(writer, total, products);
        }
      }
    }
    say(writer, { kind: "barrier" });
  });
  const extent = { size: literalSize(count), tile: 1 };
  say(writer, { kind: "loop", variable: turn, binding: "serial", extent, body });
}

/** What a thread brings of a block. */
interface Share {
  /** Places in memory, in vectors. */
  readonly vectors: readonly Linear[];
  readonly valuesOf: (block: Linear) => readonly Expression[];
}

/** Neighbours bring neighbours of the operand's memory. */
function shareOf({ writer, inside }: Staging, side: Side, k: Run, outer: Place): Share {
  const at = variable(inside, "int", 1);
  const steps = highOf(sizeOfRun(k, writer.bounds), writer.bounds);
  const shares = Array.from({ length: vectorsEach }, (_, share) => share);
  const valueAtPlace = (own: Positions, ofK: Positions): Expression =>
    splat(valueAt(writer, side.node, new Map([...outer, ...own, ...ofK])).expression, 4);
  const fourOfBlock = (block: Linear, four: Linear): string =>
    nameLinear(writer, `${runName(k)}4`, steps / 4, addLinear(scaleLinear(block, depth / 4), four));
  if (side.vectors === "along k") {
    const lines = threads / (depth / 4);
    const line = declareAs(writer, "line", lines, quotient(at, integer(depth / 4)));
    const fourth = declareAs(writer, "four", depth / 4, remainder(at, integer(depth / 4)));
    const places = shares.map((share) => {
      const position = addLinear(variableLinear(side.tile, span), variableLinear(line, 1, lines * share));
      const name = nameLinear(writer, runName(side.run), side.size, position);
      return placesOfRun(writer, side.run, name, 1, constantLinear(0));
    });
    const among = lineInMemory(writer, side, line, lines);
    return {
      vectors: shares.map((share) => addLinear(side.start, variableLinear(fourth, span), among(share))),
      valuesOf: (block) => {
        const name = fourOfBlock(block, variableLinear(fourth));
        const ofK = placesOfRun(writer, k, name, 4, variableLinear(lane));
        return places.map((own) => valueAtPlace(own, ofK));
      },
    };
  }
  const wide = span / 4;
  const step = declareAs(writer, "step_", threads / wide, quotient(at, integer(wide)));
  const unit = declareAs(writer, "unit", wide, remainder(at, integer(wide)));
  const position = addLinear(variableLinear(side.tile, wide), variableLinear(unit));
  const name = nameLinear(writer, `${runName(side.run)}4`, side.size / 4, position);
  const own = placesOfRun(writer, side.run, name, 4, variableLinear(lane));
  return {
    vectors: shares.map((share) => addLinear(side.start, variableLinear(inside, 1, threads * share))),
    valuesOf: (block) =>
      shares.map((share) => {
        const fours = fourOfBlock(block, constantLinear(share));
        return valueAtPlace(own, placesOfRun(writer, k, fours, 4, variableLinear(step)));
      }),
  };
}

/** Where the row or column `line` lies among all of its vectors along k, `lines` further on for each share. */
function lineInMemory(
  writer: Writer,
  { isInFours }: Side,
  line: string,
  lines: number,
): (share: number) => Linear {
  if (!isInFours) return (share) => variableLinear(line, 1, lines * share);
  const at = variable(line, "int", 1);
  const minor = declareAs(writer, "minor", 4, remainder(at, integer(4)));
  const major = declareAs(writer, "major", lines / 4, quotient(at, integer(4)));
  return (share) => addLinear(variableLinear(minor, span / 4), variableLinear(major, 1, (lines / 4) * share));
}

function readRows(staging: Staging, side: Side, steps: number): (row: number, step: Lane) => Expression {
  const { strand } = staging;
  const load = (at: Linear): Expression => loadVector(staging, "row", addLinear(side.start, at));
  if (side.vectors === "along k") {
    const rows = Array.from({ length: own }, (_, r) =>
      load(variableLinear(strand, 1, (steps / 4) * span + abreast * r)),
    );
    return (r, step) => element(rows[r], step);
  }
  const rows = four.map((step) =>
    Array.from({ length: own / 4 }, (_, v) =>
      load(variableLinear(strand, own / 4, (steps + step) * (span / 4) + v)),
    ),
  );
  return (r, step) => element(rows[step]?.[Math.floor(r / 4)], four[r % 4] ?? 0);
}

function readColumns(
  staging: Staging,
  side: Side,
  steps: number,
): (column: number, step: Lane) => Expression {
  const { thread } = staging;
  const load = (at: number): Expression =>
    loadVector(staging, "column", addLinear(side.start, variableLinear(thread, 1, at)));
  const each = Array.from({ length: own / 4 }, (_, c) => abreast * c);
  if (side.vectors === "along k") {
    const columns = each.map((c) => four.map((one) => load((steps / 4) * span + one * (span / 4) + c)));
    return (c, step) => acrossColumns(columns[c] ?? [], step);
  }
  const columns = four.map((step) => each.map((c) => load((steps + step) * (span / 4) + c)));
  return (c, step) => columns[step]?.[c] ?? splat(literal(0, "real"), 4);
}

function loadVector({ writer, memory }: Staging, name: string, vector: Linear): Expression {
  const index = linearValue(writer, scaleLinear(vector, 4)).expression;
  const unique = uniqueName(writer.names, name);
  const value: Expression = {
    kind: "load",
    memory: { kind: "workgroup", name: memory },
    index,
    type: "real",
    width: 4,
  };
  say(writer, { kind: "let", name: unique, value });
  return variable(unique, "real", 4);
}

function declareHere(writer: Writer, name: string, count: number): string {
  return declareVariable(writer, name, currentDepth(writer), { low: 0, high: count - 1 });
}

/** An integer below `count`, named here. */
function declareAs(writer: Writer, name: string, count: number, value: Expression): string {
  const declared = declareHere(writer, name, count);
  say(writer, { kind: "let", name: declared, value });
  return declared;
}

function nameLinear(writer: Writer, name: string, count: number, value: Linear): string {
  return declareAs(writer, name, count, linearValue(writer, value).expression);
}
