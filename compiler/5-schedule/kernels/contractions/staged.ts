/**
 * Products of large matrices on a GPU: a workgroup lays a block of both operands out in its memory, from which all of its threads read, while
 * each has its share of the next block on the way to its registers. A thread has 8 x 8 sums: rows and vectors of columns lie as far apart
 * as there are threads, so that neighbours read neighbours.
 */
import { counted } from "../../writer/counted.ts";
import type { Node } from "../../../3-graph/graph.ts";
import { literalSize, sizeValue, type Size } from "../../../sizes/size.ts";
import type { Contraction } from "../../contraction.ts";
import { integer, quotient, remainder, variable } from "../../writer/expressions.ts";
import type { Group } from "../../arrange/fuse.ts";
import { highOf, type Bounds } from "../../layout.ts";
import {
  addLinear,
  constantLinear,
  lane,
  scaleLinear,
  variableLinear,
  type Linear,
} from "../../writer/linear.ts";
import type { Expression, WorkgroupMemory } from "../../loops.ts";
import { nameOf, uniqueName } from "../../names.ts";
import { currentDepth, type Place, type Writer } from "../../writer/writer.ts";
import { declareAs, declareBelow, declareLinear } from "../declare.ts";
import { declareTotals, readsColumnsFirst } from "./inner.ts";
import { meetSlices } from "./meet.ts";
import type { Operands, Shape } from "./shape.ts";
import {
  isMultipleOfDay,
  placesOfRun,
  runName,
  sizeOfRun,
  spreadRows,
  type BoundLoop,
  type Draft,
} from "../grid.ts";
import { writeItems } from "../items.ts";
import {
  abreast,
  blockVectors,
  depth,
  own,
  span,
  sumBlocks,
  threads,
  type Positions,
  type Side,
  type Staging,
} from "./staged-blocks.ts";
import { overRuns } from "../serial-loops.ts";

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
  const { wide, overRuns: runs } = shape;
  const placed = placeThreads(writer, shape, slices);
  const { base, inside, thread, strand, slice } = placed;
  const name = uniqueName(writer.names, `staged_${nameOf(node)}`);
  const memory: WorkgroupMemory = { name, type: "real", width: 4, count: 2 * blockVectors * 4 * slices };
  const columnsFirst = readsColumnsFirst(wide);
  const staging: Staging = { writer, memory: name, inside, thread, strand, slices, slice, columnsFirst };
  const sides = sidesOf(operands, shape, placed, writer.bounds);
  const totals = declareTotals(writer, nameOf(node), own, own / 4, 4);
  overRuns(writer, runs.slice(0, -1), base, (place) => {
    sumBlocks(staging, sides, runs.at(-1) ?? [], place, totals);
  });
  writeTotals(group, node, writer, placed, totals, slices, memory);
  return {
    body: writer.scopes[0]?.statements ?? [],
    loops: placed.loops,
    lanes: threads * slices,
    workgroupMemory: [memory],
    writer,
    schedule: [
      `${counted(own, "row")} x ${counted(own / 4, "vector")} of 4 columns a thread`,
      `${span} x ${span} a workgroup, ${depth} steps of both operands in its memory at a time`,
      ...(slices === 1 ? [] : [`${slices} threads a sum`]),
    ].join(", "),
  };
}

/** Where a thread's sums lie, and what it takes part in. */
interface PlacedThreads extends Pick<Staging, "inside" | "thread" | "strand" | "slice"> {
  readonly base: Place;
  /** The thread's place in its workgroup, all slices counted. */
  readonly rank: string;
  /** The workgroup's span of rows, and that of columns. */
  readonly tile: string;
  readonly block: string;
  readonly rowSize: Size;
  readonly columnSize: Size;
  readonly rowAt: (row: Linear) => Positions;
  readonly columns: readonly Positions[];
  readonly loops: readonly BoundLoop[];
}

function placeThreads(writer: Writer, shape: Shape, slices: Blocks["slices"]): PlacedThreads {
  const { bounds } = writer;
  const { rowRun, columnRun, batchRuns, wide } = shape;
  const [rowSize, columnSize] = [sizeOfRun(rowRun, bounds), sizeOfRun(columnRun, bounds)];
  const tile = declareBelow(writer, `${runName(rowRun)}_tile`, highOf(rowSize, bounds) / span);
  const block = declareBelow(writer, "block", highOf(columnSize, bounds) / span);
  const rank = declareBelow(writer, "rank", threads * slices);
  const outer = spreadRows(writer, batchRuns, ["workgroup.z"]);
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
    const name = declareLinear(writer, `${runName(columnRun)}4`, highOf(columnSize, bounds) / 4, unit);
    return placesOfRun(writer, columnRun, name, 4, variableLinear(lane));
  });
  // Vectors of rows are neighbours; single ones lie as far apart as there are threads.
  const rowAt = (row: Linear): Positions => {
    const ofTile =
      wide.rowVectors === "along k"
        ? addLinear(variableLinear(strand), scaleLinear(row, abreast))
        : addLinear(variableLinear(strand, own), row);
    const position = addLinear(variableLinear(tile, span), ofTile);
    const name = declareLinear(writer, runName(rowRun), highOf(rowSize, bounds), position);
    return placesOfRun(writer, rowRun, name, 1, constantLinear(0));
  };
  const loops: readonly BoundLoop[] = [
    { variable: rank, binding: "lane.x", extent: { size: literalSize(threads * slices), tile: 1 } },
    { variable: block, binding: "workgroup.x", extent: { size: columnSize, tile: span } },
    { variable: tile, binding: "workgroup.y", extent: { size: rowSize, tile: span } },
    ...outer.loops,
  ];
  const base: Place = new Map(outer.place);
  return {
    base,
    rank,
    inside,
    thread,
    strand,
    slice,
    tile,
    block,
    rowSize,
    columnSize,
    rowAt,
    columns,
    loops,
  };
}

/** The operand with the rows, and the one with the columns, as they lie in a slice's part of the workgroup's memory. */
function sidesOf(
  operands: Operands,
  { rowRun, columnRun, wide }: Shape,
  { tile, block, rowSize, columnSize, slice }: PlacedThreads,
  bounds: Bounds,
): readonly [Side, Side] {
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
  const columns: Side = {
    node: operands.columns,
    run: columnRun,
    vectors: wide.columnVectors === "along k" ? "along k" : "along its own",
    tile: block,
    size: highOf(columnSize, bounds),
    start: addLinear(start, constantLinear(blockVectors)),
    isInFours: true,
  };
  return [rows, columns];
}

/** Slices of a sum meet in the memory in which the operands lay. */
function writeTotals(
  group: Group,
  node: Node,
  writer: Writer,
  { base, rank, slice, tile, columns, rowAt }: PlacedThreads,
  totals: ReturnType<typeof declareTotals>,
  slices: Blocks["slices"],
  memory: WorkgroupMemory,
): void {
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
    return;
  }
  const tiling = { height: own, each: own / 4, lanes: threads, slices, tiles: 1 };
  const standing = { lane: rank, rowTile: tile, count: slices, slice };
  const write = (row: Linear, column: number, total: Expression): void =>
    writeTotal(rowAt(row), columns[column] ?? [], total);
  meetSlices(writer, nameOf(node), totals, tiling, 4, standing, base, { columns, write }, memory);
}
