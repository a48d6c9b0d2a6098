/**
 * Contractions on the CPU. A workgroup makes a block of the result: it lays its part of the columns' operand out in panels, as wide
 * as a tile of registers, and that of the rows' operand, too, unless an operand lies so that the inner loop may read it there; each tile of
 * sums runs over two panels from their beginning to their end. So whatever the layouts are, the inner loop reads memory in order, or what
 * is near, and what leads to an operand is computed once a block. Sums wait in memory of the worker's own until the epilogue takes them,
 * four columns at a time; where there is none they go straight to their place.
 */
import type { ReduceNode } from "../../../../3-graph/graph.ts";
import { literalSize } from "../../../../sizes/size.ts";
import { literal } from "../../../writer/expressions.ts";
import type { Group } from "../../../arrange/fuse.ts";
import { highOf, type Bounds } from "../../../layout.ts";
import { constantLinear, scaleLinear, variableLinear, type Linear } from "../../../writer/linear.ts";
import { uniqueName } from "../../../names.ts";
import { say, type Place, type Writer } from "../../../writer/writer.ts";
import type { Operands, Shape } from "../shape.ts";
import { once, sizeOfRun, spreadRows, type BoundLoop, type Draft, type Run } from "../../grid.ts";
import { blocksOf, type Blocks } from "./blocks.ts";
import { depthOf, overBlocks, partsOfDepth, type Depth, type Side } from "./depth.ts";
import { conditionsToPack, memorySize, startOf } from "./keep.ts";
import { guarded, namePosition, repeat } from "../../serial-loops.ts";
import { readsDirectly } from "./direct.ts";
import { cutOf, endOfColumns, endOfRows, fillsBlocks, heightOf, mostColumns } from "./ends.ts";
import { overLast, overTiles, packPanels, partsOf } from "./pack.ts";
import { inPart, isLast, multiplyTiles } from "./multiply.ts";
import { keptColumns } from "./cuts.ts";
import { writeStrip, type Panels, type Task } from "./write.ts";
import { storeShared } from "../../workgroup-memory.ts";

/** Undefined where the matrix is too narrow for tiles. */
export function writePanels(
  group: Group,
  node: ReduceNode,
  operands: Operands,
  shape: Shape,
  writer: Writer,
): Draft["cpu"] | undefined {
  const { bounds } = writer;
  const [rowSize, columnSize] = [sizeOfRun(shape.rowRun, bounds), sizeOfRun(shape.columnRun, bounds)];
  const [rowHigh, columnHigh] = [highOf(rowSize, bounds), highOf(columnSize, bounds)];
  if (rowHigh < 3 || columnHigh < 4) return undefined;
  const depth = depthOf(shape.overRuns, bounds);
  const hasCutColumns = writer.cuts.some((cut) => shape.columnRun.some(({ id }) => id === cut.inner.id));
  const isPlain = depth.outer.length === 0 && !hasCutColumns && group.items.every((item) => item === node);
  const rows: Extent = {
    operand: operands.rows,
    run: shape.rowRun,
    along: shape.rowsAlong,
    size: rowSize,
    high: rowHigh,
    tile: heightOf(rowSize, rowHigh),
  };
  const columns: Extent = {
    operand: operands.columns,
    run: shape.columnRun,
    along: shape.columnsAlong,
    size: columnSize,
    high: columnHigh,
    tile: columnHigh === 4 ? 4 : mostColumns,
  };
  const product: Product = { rows, columns, batchRuns: shape.batchRuns, depth, isPlain, hasCutColumns };
  const tilesOf = ({ high, tile }: Extent): number => Math.ceil(high / tile);
  const isPacked: Packed = {
    rows: !readsDirectly(writer, rows, depth, tilesOf(columns)),
    columns: columns.along !== "own axes" || !readsDirectly(writer, columns, depth, tilesOf(rows)),
  };
  const sides = sidesOf(product, isPacked, bounds);
  // A vector of columns that goes beyond the end would read what isn't there.
  const isInside = isPacked.columns || endsInside(sides.columns);
  const chosen = isInside ? sides : sidesOf(product, { ...isPacked, columns: true }, bounds);
  return writeBlock(group, node, chosen, shape.batchRuns, depth, isPlain, writer);
}

/** An operand, how large its side of the result is, and how large the tiles are. */
interface Extent extends Pick<Side, "operand" | "run" | "along" | "size" | "tile"> {
  readonly high: number;
}

interface Product {
  readonly rows: Extent;
  readonly columns: Extent;
  readonly batchRuns: readonly Run[];
  readonly depth: Depth;
  /** Sums are stored as they are. */
  readonly isPlain: boolean;
  /** Some columns are left out, row by row. */
  readonly hasCutColumns: boolean;
}

/** Whether each operand is laid out in panels. */
interface Packed {
  readonly rows: boolean;
  readonly columns: boolean;
}

interface Sides extends Pick<Blocks, "fastest"> {
  readonly rows: Side;
  readonly columns: Side;
}

function sidesOf(product: Product, isPacked: Packed, bounds: Bounds): Sides {
  const { rows, columns, batchRuns, depth, isPlain, hasCutColumns } = product;
  const blocks = blocksOf({
    rows: { size: rows.high, tile: rows.tile, isPacked: isPacked.rows },
    columns: { size: columns.high, tile: columns.tile, isPacked: isPacked.columns },
    steps: depth.count,
    parts: partsOfDepth(depth, bounds),
    batches: batchRuns.reduce((count, run) => count * highOf(sizeOfRun(run, bounds), bounds), 1),
    keeps: depth.outer.length === 0,
  });
  const sideOf = (which: "rows" | "columns", { high, ...extent }: Extent, end: End): Side => {
    const tiling = { ...extent, block: blocks[which], blocks: Math.ceil(high / blocks[which]) };
    return {
      ...tiling,
      ...end(tiling),
      pitch: extent.tile,
      isFull: fillsBlocks(tiling),
      skipped: 0,
      isPacked: isPacked[which],
      keep: blocks.keep[which],
    };
  };
  const isWhole = depth.outer.length === 0 && depth.split === undefined;
  return {
    rows: sideOf("rows", rows, (tiling) => endOfRows(tiling, isPlain, bounds)),
    columns: sideOf("columns", columns, (tiling) =>
      hasCutColumns
        ? cutOf(tiling.size, tiling.tile, bounds)
        : endOfColumns(tiling, isWhole, isPlain, bounds),
    ),
    fastest: blocks.fastest,
  };
}

/** How tiles end where an operand's end isn't theirs. */
type End = (tiling: Pick<Side, "size" | "tile" | "block">) => Pick<Side, "isEven" | "overlaps" | "last">;

function endsInside(side: Side): boolean {
  const { whole, last } = partsOf(side);
  return whole.isEven && last?.isEven !== false;
}

/** The tiles of a block's rows; `write` gets the task with the rows of the tile. */
function overRowTiles(task: Task, write: (task: Task, tile: Linear, row: string) => void): void {
  const { writer, rows, rowBlock } = task;
  const { whole, last } = partsOf(rows);
  overTiles(writer, whole, rowBlock, (tile, row) => write({ ...task, rows: whole }, tile, row));
  if (last !== undefined)
    overLast(writer, rows, rowBlock, (tile, row) => write({ ...task, rows: last }, tile, row));
}

function writeBlock(
  group: Group,
  node: ReduceNode,
  { rows, columns, fastest }: Sides,
  batchRuns: readonly Run[],
  depth: Depth,
  isPlain: boolean,
  writer: Writer,
): Draft["cpu"] {
  const panels: Panels = {
    rows: uniqueName(writer.names, "row_panels"),
    columns: uniqueName(writer.names, "column_panels"),
    sums: uniqueName(writer.names, "sums"),
  };
  const blockOf = (side: Side, name: string): string =>
    namePosition(writer, `${name}_block`, 0, side.blocks - 1);
  const [columnBlock, rowBlock] = [blockOf(columns, "column"), blockOf(rows, "row")];
  const along = (isFirst: boolean) => (isFirst ? "workgroup.x" : "workgroup.y");
  const rowsFirst = fastest === "rows";
  const thread = namePosition(writer, "thread", 0, 0);
  const loops: BoundLoop[] = [
    {
      variable: columnBlock,
      binding: along(!rowsFirst),
      extent: { size: columns.size, tile: columns.block },
    },
    { variable: rowBlock, binding: along(rowsFirst), extent: { size: rows.size, tile: rows.block } },
    { variable: thread, binding: "lane.x", extent: once },
  ];
  const outer = spreadRows(writer, batchRuns, ["workgroup.z"]);
  loops.push(...outer.loops);
  const base: Place = new Map(outer.place);
  const isWhole = depth.outer.length === 0 && depth.split === undefined;
  const task: Task = { group, node, rows, columns, rowBlock, columnBlock, depth, panels, base, writer };
  writeParts(task, isPlain);
  const sumRows = isWhole ? rows.tile : rows.block;
  const memory = (name: string, count: number) => ({ name, type: "real", width: 4, count }) as const;
  return {
    body: writer.scopes[0]?.statements ?? [],
    loops,
    workgroupMemory: [
      ...(rows.isPacked ? [memory(panels.rows, memorySize(rows, depth))] : []),
      ...(columns.isPacked ? [memory(panels.columns, memorySize(columns, depth))] : []),
      memory(panels.sums, sumRows * columns.block),
    ],
    schedule: `blocks of ${rows.block} rows x ${columns.block} columns, tiles of ${rows.tile} x ${columns.tile}, ${depth.count} steps`,
  };
}

/** The steps of a block's sums come whole, in parts of one run, or in parts of several, whose sums wait in memory. */
function writeParts(task: Task, isPlain: boolean): void {
  const { depth } = task;
  if (depth.outer.length > 0) writeOverRuns(task);
  else if (depth.split === undefined) writeWhole(task, isPlain);
  else writeByPart(task, isPlain);
}

function writeWhole(task: Task, isPlain: boolean): void {
  pack(task, task.base, undefined);
  overRowTiles(task, (own, tile, row) => {
    const kept = keptColumns(own, row);
    const at = { tile, row, steps: constantLinear(0), place: task.base, part: undefined, kept };
    multiplyTiles(own, at, constantLinear(0), "begin", isPlain);
    if (!isPlain) writeStrip(own, row, constantLinear(0), kept);
  });
}

function writeByPart(task: Task, isPlain: boolean): void {
  const { writer, depth, rows, columns, base } = task;
  overBlocks(writer, depth, base, (place, part = "") => {
    pack(task, place, part);
    overRowTiles(task, (own, tile, row) => {
      const steps = variableLinear(part, depth.count);
      const at = { tile, row, steps, place, part, kept: keptColumns(own, row) };
      const sumsAt = scaleLinear(tile, rows.tile * columns.block);
      multiplyTiles(own, at, sumsAt, "by part", isPlain);
      if (!isPlain) {
        const then = inPart(own, part, () => writeStrip(own, row, sumsAt, at.kept));
        say(writer, { kind: "if", condition: isLast(own, part), then, otherwise: [] });
      }
    });
  });
}

function writeOverRuns(task: Task): void {
  const { writer, depth, rows, columns, panels, base } = task;
  const count = (rows.block * columns.block) / 4;
  repeat(writer, "cleared", literalSize(count), (at) => {
    storeShared(writer, panels.sums, variableLinear(at, 4), literal(0, "real"));
  });
  overBlocks(writer, depth, base, (place, part) => {
    pack(task, place, part);
    overRowTiles(task, (own, tile, row) => {
      const steps = part === undefined ? constantLinear(0) : variableLinear(part, depth.count);
      const at = { tile, row, steps, place, part, kept: keptColumns(own, row) };
      multiplyTiles(own, at, scaleLinear(tile, rows.tile * columns.block), "go on", false);
    });
  });
  overRowTiles(task, (own, tile, row) => {
    writeStrip(own, row, scaleLinear(tile, rows.tile * columns.block), keptColumns(own, row));
  });
}

/** Lays out a part of both operands, as far as they aren't read where they lie. */
function pack(task: Task, place: Place, part: string | undefined): void {
  const { writer, rows, columns, rowBlock, columnBlock, panels, depth } = task;
  const packSide = (side: Side, block: string, other: string, memory: string): void => {
    if (!side.isPacked) return;
    const start = startOf(side, block, depth, part);
    guarded(writer, conditionsToPack(side, other), variableLinear(block), () =>
      packPanels(writer, { side, block, memory, start, base: place, depth, part }),
    );
  };
  packSide(columns, columnBlock, rowBlock, panels.columns);
  packSide(rows, rowBlock, columnBlock, panels.rows);
}
