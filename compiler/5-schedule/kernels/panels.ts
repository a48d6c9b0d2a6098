/**
 * Contractions on the CPU. A workgroup makes a block of the result: it lays its part of the columns' operand out in panels, as wide
 * as a tile of registers, and that of the rows' operand, too, unless its memory runs along the steps already; each tile of sums runs
 * over two panels from their beginning to their end. So whatever the layouts are, the inner loop reads memory in order, and what leads
 * to an operand is computed once a block. Sums wait in memory of the worker's own until the epilogue takes them, four columns at a time;
 * where there is none they go straight to their place.
 */
import type { Node } from "../../3-graph/graph.ts";
import { literalSize, sizeValue, type Size } from "../../sizes/size.ts";
import { apply, integer, literal, splat, variable } from "../expressions.ts";
import type { Group } from "../fuse.ts";
import { highOf } from "../layout.ts";
import { addLinear, constantLinear, scaleLinear, variableLinear, type Linear } from "../linear.ts";
import type { Expression, LoopPart } from "../loops.ts";
import { nameOf, uniqueName } from "../names.ts";
import { loadAt } from "../memory-access.ts";
import { isRead, say, type Place, type Writer } from "../writer.ts";
import type { Operands, Shape } from "./contract-shape.ts";
import {
  isMultipleOfDay,
  once,
  placesOfRun,
  runName,
  sizeOfRun,
  spreadRows,
  type BoundLoop,
  type Draft,
  type Run,
} from "./grid.ts";
import { blocksOf } from "./panels-blocks.ts";
import { depthOf, overBlocks, overDepth, type Depth, type PartOfDepth, type Side } from "./panels-depth.ts";
import { guarded, namePosition, repeat } from "./panels-loops.ts";
import { atLast, nameInside, nameLinear, overTiles, packPanels, panelSize, partsOf } from "./panels-pack.ts";
import { keptColumns, partOfSteps } from "./panels-cuts.ts";
import {
  loadShared,
  storeShared,
  writeStrip,
  writeTile,
  type KeptColumns,
  type Panels,
  type Task,
} from "./panels-write.ts";

/** Twelve sums, two vectors of columns and an element of a row: what the registers of every processor hold. */
const tileRows = 6;
const tileColumns = 8;

/** Undefined where the matrix is too narrow for tiles. */
export function writePanels(
  group: Group,
  node: Node,
  operands: Operands,
  shape: Shape,
  writer: Writer,
): Draft["cpu"] | undefined {
  const { bounds } = writer;
  const [rowSize, columnSize] = [sizeOfRun(shape.rowRun, bounds), sizeOfRun(shape.columnRun, bounds)];
  const [rowHigh, columnHigh] = [highOf(rowSize, bounds), highOf(columnSize, bounds)];
  if (rowHigh < 3 || columnHigh < 4) return undefined;
  const depth = depthOf(shape.overRuns, bounds);
  const batches = shape.batchRuns.reduce(
    (product, run) => product * highOf(sizeOfRun(run, bounds), bounds),
    1,
  );
  const tile = { rows: Math.min(tileRows, rowHigh), columns: columnHigh === 4 ? 4 : tileColumns };
  const isDirect = readsRowsDirectly(writer, operands.rows, shape, depth);
  const blocks = blocksOf({
    rows: { size: rowHigh, tile: tile.rows, isPacked: !isDirect },
    columns: { size: columnHigh, tile: tile.columns, isPacked: true },
    steps: depth.count,
    batches,
  });
  const rows: Side = {
    operand: operands.rows,
    run: shape.rowRun,
    size: rowSize,
    tile: tile.rows,
    block: blocks.rows,
    pitch: tile.rows,
    isEven: isMultipleOfDay(rowSize, tile.rows, bounds),
    rest: restOf(rowSize, tile.rows, blocks.rows),
    along: shape.rowsAlong,
  };
  const columns: Side = {
    operand: operands.columns,
    run: shape.columnRun,
    size: columnSize,
    tile: tile.columns,
    block: blocks.columns,
    pitch: tile.columns,
    isEven: isMultipleOfDay(columnSize, tile.columns, bounds),
    rest: 0,
    along: shape.columnsAlong,
  };
  return writeBlock(group, node, rows, columns, shape.batchRuns, depth, isDirect, writer);
}

/** With more tiles of rows, code of its own for a last one with fewer rows saves less than it costs. */
const fewRowTiles = 24;
/** Fewer rows have so few sums that each step waits for the one before. */
const fewestRest = 4;

/** Of a size that is known: the rows of a last tile, if it is to have code of its own. */
function restOf(size: Size, tile: number, block: number): number {
  const fixed = sizeValue(size) ?? 0;
  const rest = fixed % tile;
  const isAlone = (fixed - rest) % block === 0;
  return isAlone || rest < fewestRest || fixed > fewRowTiles * tile ? 0 : rest;
}

/** The tiles of a block's rows; `write` gets the task with the rows of the tile. */
function overRowTiles(task: Task, write: (task: Task, tile: Linear, row: string) => void): void {
  const { writer, rows, rowBlock } = task;
  const { whole, last } = partsOf(rows);
  overTiles(writer, whole, rowBlock, (tile, row) => write({ ...task, rows: whole }, tile, row));
  if (last !== undefined)
    atLast(writer, rows, rowBlock, (tile, row) => write({ ...task, rows: last }, tile, row));
}

function writeBlock(
  group: Group,
  node: Node,
  rows: Side,
  columns: Side,
  batchRuns: readonly Run[],
  depth: Depth,
  isDirect: boolean,
  writer: Writer,
): Draft["cpu"] {
  const { bounds } = writer;
  const panels: Panels = {
    rows: uniqueName(writer.names, "row_panels"),
    columns: uniqueName(writer.names, "column_panels"),
    sums: uniqueName(writer.names, "sums"),
  };
  const blockOf = (side: Side, name: string): string => {
    const high = Math.ceil(highOf(side.size, bounds) / side.block) - 1;
    return namePosition(writer, `${name}_block`, 0, high);
  };
  const [columnBlock, rowBlock] = [blockOf(columns, "column"), blockOf(rows, "row")];
  const thread = namePosition(writer, "thread", 0, 0);
  const loops: BoundLoop[] = [
    { variable: columnBlock, binding: "workgroup.x", extent: { size: columns.size, tile: columns.block } },
    { variable: rowBlock, binding: "workgroup.y", extent: { size: rows.size, tile: rows.block } },
    { variable: thread, binding: "lane.x", extent: once },
  ];
  const outer = spreadRows(writer, batchRuns, ["workgroup.z"]);
  loops.push(...outer.loops);
  const base: Place = new Map(outer.place);
  const isWhole = depth.outer.length === 0 && depth.split === undefined;
  const isPlain = isWhole && group.items.every((item) => item === node);
  const task: Task = { group, node, rows, columns, rowBlock, columnBlock, depth, panels, base, writer };
  const pack = (place: Place, part: string | undefined): void => {
    packPanels(writer, {
      side: columns,
      block: columnBlock,
      memory: panels.columns,
      base: place,
      depth,
      part,
    });
    if (isDirect) return;
    packPanels(writer, { side: rows, block: rowBlock, memory: panels.rows, base: place, depth, part });
  };
  if (isWhole) {
    pack(base, undefined);
    overRowTiles(task, (part, tile, row) => {
      const rowAt = isDirect ? directRows(part, row, base, undefined) : packedRows(part, tile);
      const kept = keptColumns(part, row);
      const at = { row, steps: constantLinear(0), kept };
      const isStored = isPlain && kept === undefined;
      multiplyTiles(part, rowAt, at, constantLinear(0), "begin", isStored);
      if (!isStored) writeStrip(part, row, constantLinear(0), kept);
    });
  } else {
    const count = (rows.block * columns.block) / 4;
    repeat(writer, "cleared", literalSize(count), (at) => {
      storeShared(writer, panels.sums, variableLinear(at, 4), literal(0, "real"), 4);
    });
    overBlocks(writer, depth, base, (place, part) => {
      pack(place, part);
      overRowTiles(task, (own, tile, row) => {
        const rowAt = isDirect ? directRows(own, row, place, part) : packedRows(own, tile);
        const steps = part === undefined ? constantLinear(0) : variableLinear(part, depth.split?.steps ?? 0);
        const at = { row, steps, kept: keptColumns(own, row) };
        multiplyTiles(own, rowAt, at, scaleLinear(tile, rows.tile * columns.block), "go on", false);
      });
    });
    overRowTiles(task, (own, tile, row) => {
      writeStrip(own, row, scaleLinear(tile, rows.tile * columns.block), keptColumns(own, row));
    });
  }
  const sumRows = isWhole ? rows.tile : rows.block;
  const memory = (name: string, count: number) => ({ name, type: "real", width: 4, count }) as const;
  return {
    body: writer.scopes[0]?.statements ?? [],
    loops,
    workgroupMemory: [
      ...(isDirect ? [] : [memory(panels.rows, (rows.block / rows.tile) * panelSize(rows, depth))]),
      memory(panels.columns, (columns.block / columns.tile) * panelSize(columns, depth)),
      memory(panels.sums, sumRows * columns.block),
    ],
    schedule: `blocks of ${rows.block} rows x ${columns.block} columns, tiles of ${rows.tile} x ${columns.tile}, ${depth.count} steps`,
  };
}

/** The element of a tile's row at a step. */
type RowAt = (row: number, steps: Linear) => Expression;

/** A row has an address of its own, so that the rows share what is added to it: an engine that checks each access does less for it. */
function packedRows({ writer, rows, panels, depth }: Task, tile: Linear): RowAt {
  const panel = scaleLinear(tile, panelSize(rows, depth));
  const high = (rows.block / rows.tile) * panelSize(rows, depth);
  const places = Array.from({ length: rows.tile }, (_, r) =>
    nameLinear(writer, "row_panel", addLinear(panel, constantLinear(r)), high),
  );
  return (r, steps) => {
    const at = addLinear(variableLinear(places[r] ?? ""), scaleLinear(steps, rows.pitch));
    return loadShared(writer, panels.rows, at, 1);
  };
}

/** Rows that lie in memory step by step needn't be laid out: six of them are read beside each other. */
function readsRowsDirectly(writer: Writer, operand: Node, shape: Shape, { inner }: Depth): boolean {
  const isPlain = isRead(writer, operand) && operand.type === "real";
  const isOneRun = inner.length === 1 && inner[0]?.length === 1 && shape.rowRun.length > 0;
  return isPlain && shape.rowsAlong === "summed axes" && isOneRun;
}

function directRows(
  { writer, rows, depth }: Task,
  first: string,
  base: Place,
  part: string | undefined,
): RowAt {
  const places = Array.from({ length: rows.tile }, (_, r) => {
    const own = nameInside(writer, rows, variableLinear(first, 1, r));
    return placesOfRun(writer, rows.run, own, 1, constantLinear(0));
  });
  const axis = depth.inner[0]?.[0];
  const steps = depth.split?.steps ?? 0;
  const before = part === undefined ? constantLinear(0) : variableLinear(part, steps);
  return (r, at) => {
    const place = new Map([...base, ...(places[r] ?? [])]);
    if (axis !== undefined) place.set(axis.id, addLinear(before, at));
    return loadAt(writer, rows.operand, place).expression;
  };
}

/**
 * All tiles of six rows: each sum begins with 0, or goes on from what lies in `sums`. Where nothing is computed from the sums, a tile
 * that no end cuts is written straight from the registers.
 */
function multiplyTiles(
  task: Task,
  rowAt: RowAt,
  at: { readonly row: string; readonly steps: Linear; readonly kept: KeptColumns | undefined },
  sumsAt: Linear,
  start: "begin" | "go on",
  isPlain: boolean,
): void {
  const { writer, rows, columns, panels, depth, node } = task;
  overColumnTiles(task, at.kept?.tiles, (tile, first, width) => {
    const vectors = width / 4;
    const place = (r: number, v: number): Linear =>
      addLinear(sumsAt, scaleLinear(tile, columns.tile), constantLinear(r * columns.block + 4 * v));
    const columnPanel = scaleLinear(tile, panelSize(columns, depth));
    const totals = Array.from({ length: rows.tile }, (_, r) =>
      Array.from({ length: vectors }, (_vector, v) => {
        const name = uniqueName(writer.names, `${nameOf(node)}_${r}_${v}`);
        const value =
          start === "begin" ? splat(literal(0, "real"), 4) : loadShared(writer, panels.sums, place(r, v), 4);
        say(writer, { kind: "variable", name, type: "real", width: 4, value });
        return name;
      }),
    );
    const partOf: PartOfDepth = (unit, count) =>
      partOfSteps(task, at.row, { first, width }, { start: at.steps, unit, count });
    overDepth(writer, depth, partOf, (steps) => {
      const columnAt = addLinear(columnPanel, scaleLinear(steps, columns.tile));
      const taken = Array.from({ length: vectors }, (_, v) =>
        nameLoad(
          writer,
          "column",
          loadShared(writer, panels.columns, addLinear(columnAt, constantLinear(4 * v)), 4),
        ),
      );
      for (const [r, sums] of totals.entries()) {
        const row = nameLoad(writer, "row", splat(rowAt(r, steps), 4));
        for (const [v, name] of sums.entries()) {
          const product = apply("multiply", row, taken[v] ?? row);
          say(writer, { kind: "assign", name, value: apply("add", variable(name, "real", 4), product) });
        }
      }
    });
    const keep = (): void => {
      for (const [r, sums] of totals.entries()) {
        for (const [v, name] of sums.entries())
          storeShared(writer, panels.sums, place(r, v), variable(name, "real", 4), 4);
      }
    };
    if (!isPlain) keep();
    else writeTile(task, totals, at.row, first, width, place(0, 0), keep);
  });
}

/** With more tiles, code of its own for a narrower last one saves less than it costs. */
const fewTiles = 8;

/** The tiles of a block's columns. Where the last of a few has no more than one vector of columns, it is as wide as that. */
function overColumnTiles(
  { writer, columns: side, columnBlock }: Task,
  part: LoopPart | undefined,
  write: (tile: Linear, first: string, width: number) => void,
): void {
  const fixed = sizeValue(side.size);
  const rest = fixed === undefined ? 0 : fixed % side.tile;
  const isNarrow = rest > 0 && rest <= 4 && side.tile > 4;
  if (fixed === undefined || !isNarrow || fixed > (fewTiles + 1) * side.tile || part !== undefined) {
    overTiles(writer, side, columnBlock, (tile, first) => write(tile, first, side.tile), part);
    return;
  }
  overTiles(writer, { ...side, size: literalSize(fixed - rest) }, columnBlock, (tile, first) =>
    write(tile, first, side.tile),
  );
  const lastBlock = Math.ceil(fixed / side.block) - 1;
  const position = constantLinear(fixed - rest);
  const isThere = apply("less_equal", integer(lastBlock), variable(columnBlock, "int", 1));
  guarded(writer, lastBlock === 0 ? [] : [isThere], variableLinear(columnBlock), () => {
    const first = nameLinear(writer, runName(side.run), position, fixed - 1);
    write(constantLinear((fixed - rest - lastBlock * side.block) / side.tile), first, 4);
  });
}

function nameLoad(writer: Writer, name: string, value: Expression): Expression {
  const unique = uniqueName(writer.names, name);
  say(writer, { kind: "let", name: unique, value });
  return variable(unique, "real", 4);
}
