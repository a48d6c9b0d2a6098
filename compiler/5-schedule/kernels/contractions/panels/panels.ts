/**
 * Contractions on the CPU. A workgroup makes a block of the result: it lays its part of the columns' operand out in panels, as wide
 * as a tile of registers, and that of the rows' operand, too, unless an operand lies so that the inner loop may read it there; each tile of
 * sums runs over two panels from their beginning to their end. So whatever the layouts are, the inner loop reads memory in order, or what
 * is near, and what leads to an operand is computed once a block. Sums wait in memory of the worker's own until the epilogue takes them,
 * four columns at a time; where there is none they go straight to their place.
 */
import type { Node } from "../../../../3-graph/graph.ts";
import { literalSize } from "../../../../sizes/size.ts";
import { apply, integer, literal, splat, variable } from "../../../writer/expressions.ts";
import type { Group } from "../../../arrange/fuse.ts";
import { highOf } from "../../../layout.ts";
import {
  addLinear,
  constantLinear,
  scaleLinear,
  variableLinear,
  type Linear,
} from "../../../writer/linear.ts";
import type { Expression, LoopPart, Statement } from "../../../loops.ts";
import { nameOf, uniqueName } from "../../../names.ts";
import { inGuard, inScope, say, type Place, type Writer } from "../../../writer/writer.ts";
import type { Operands, Shape } from "../shape.ts";
import { once, sizeOfRun, spreadRows, type BoundLoop, type Draft, type Run } from "../../grid.ts";
import { blocksOf, type Blocks } from "./blocks.ts";
import {
  depthOf,
  overBlocks,
  overDepth,
  partsOfDepth,
  type Depth,
  type PartOfDepth,
  type Side,
} from "./depth.ts";
import { conditionsToPack, memorySize, startOf } from "./keep.ts";
import { guarded, namePosition, repeat } from "../../serial-loops.ts";
import { directColumns, directRows, readsDirectly, type ElementAt } from "./direct.ts";
import { cutOf, endOfColumns, endOfRows, fillsBlocks, heightOf, mostColumns } from "./ends.ts";
import { nameLinear, overLast, overTiles, packPanels, panelSize, partsOf } from "./pack.ts";
import { keptColumns, partOfSteps } from "./cuts.ts";
import { writeStrip, writeTile, type KeptColumns, type Panels, type Task } from "./write.ts";
import { loadShared, storeShared } from "../../workgroup-memory.ts";

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
  const tile = { rows: heightOf(rowSize, rowHigh), columns: columnHigh === 4 ? 4 : mostColumns };
  const isWhole = depth.outer.length === 0 && depth.split === undefined;
  const hasCutColumns = writer.cuts.some((cut) => shape.columnRun.some(({ id }) => id === cut.inner.id));
  const isPlain = depth.outer.length === 0 && !hasCutColumns && group.items.every((item) => item === node);
  const ofRows = { operand: operands.rows, run: shape.rowRun, along: shape.rowsAlong };
  const ofColumns = { operand: operands.columns, run: shape.columnRun, along: shape.columnsAlong };
  const planWith = (isPacked: { readonly rows: boolean; readonly columns: boolean }): Sides => {
    const blocks = blocksOf({
      rows: { size: rowHigh, tile: tile.rows, isPacked: isPacked.rows },
      columns: { size: columnHigh, tile: tile.columns, isPacked: isPacked.columns },
      steps: depth.count,
      parts: partsOfDepth(depth, bounds),
      batches,
      keeps: depth.outer.length === 0,
    });
    const rowTiling = {
      size: rowSize,
      tile: tile.rows,
      block: blocks.rows,
      blocks: Math.ceil(rowHigh / blocks.rows),
    };
    const columnTiling = {
      size: columnSize,
      tile: tile.columns,
      block: blocks.columns,
      blocks: Math.ceil(columnHigh / blocks.columns),
    };
    const rows: Side = {
      ...ofRows,
      ...rowTiling,
      ...endOfRows(rowTiling, isPlain, bounds),
      pitch: tile.rows,
      isFull: fillsBlocks(rowTiling),
      skipped: 0,
      isPacked: isPacked.rows,
      keep: blocks.keep.rows,
    };
    const columns: Side = {
      ...ofColumns,
      ...columnTiling,
      ...(hasCutColumns
        ? cutOf(columnSize, tile.columns, bounds)
        : endOfColumns(columnTiling, isWhole, isPlain, bounds)),
      pitch: tile.columns,
      isFull: fillsBlocks(columnTiling),
      skipped: 0,
      isPacked: isPacked.columns,
      keep: blocks.keep.columns,
    };
    return { rows, columns, fastest: blocks.fastest };
  };
  const [rowTiles, columnTiles] = [Math.ceil(rowHigh / tile.rows), Math.ceil(columnHigh / tile.columns)];
  const isPacked = {
    rows: !readsDirectly(writer, ofRows, depth, columnTiles),
    columns: ofColumns.along !== "own axes" || !readsDirectly(writer, ofColumns, depth, rowTiles),
  };
  const sides = planWith(isPacked);
  // A vector of columns that goes beyond the end would read what isn't there.
  const isInside = isPacked.columns || endsInside(sides.columns);
  const chosen = isInside ? sides : planWith({ ...isPacked, columns: true });
  return writeBlock(group, node, chosen, shape.batchRuns, depth, isPlain, writer);
}

interface Sides extends Pick<Blocks, "fastest"> {
  readonly rows: Side;
  readonly columns: Side;
}

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
  node: Node,
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
  const pack = (place: Place, part: string | undefined): void => {
    const packSide = (side: Side, block: string, other: string, memory: string): void => {
      if (!side.isPacked) return;
      const start = startOf(side, block, depth, part);
      guarded(writer, conditionsToPack(side, other), variableLinear(block), () =>
        packPanels(writer, { side, block, memory, start, base: place, depth, part }),
      );
    };
    packSide(columns, columnBlock, rowBlock, panels.columns);
    packSide(rows, rowBlock, columnBlock, panels.rows);
  };
  if (isWhole) {
    pack(base, undefined);
    overRowTiles(task, (part, tile, row) => {
      const kept = keptColumns(part, row);
      const at = { tile, row, steps: constantLinear(0), place: base, part: undefined, kept };
      multiplyTiles(part, at, constantLinear(0), "begin", isPlain);
      if (!isPlain) writeStrip(part, row, constantLinear(0), kept);
    });
  } else if (depth.outer.length === 0) {
    overBlocks(writer, depth, base, (place, part = "") => {
      pack(place, part);
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
  } else {
    const count = (rows.block * columns.block) / 4;
    repeat(writer, "cleared", literalSize(count), (at) => {
      storeShared(writer, panels.sums, variableLinear(at, 4), literal(0, "real"));
    });
    overBlocks(writer, depth, base, (place, part) => {
      pack(place, part);
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

/** A row has an address of its own, so that the rows share what is added to it: an engine that checks each access does less for it. */
function packedRows(task: Task, tile: Linear, part: string | undefined): ElementAt {
  const { writer, rows, rowBlock, panels, depth } = task;
  const start = startOf(rows, rowBlock, depth, part);
  const panel = addLinear(start, scaleLinear(tile, panelSize(rows, depth)));
  const high = memorySize(rows, depth);
  const places = Array.from({ length: rows.tile }, (_, r) =>
    nameLinear(writer, "row_panel", addLinear(panel, constantLinear(rows.skipped + r)), high),
  );
  return (r, steps) => {
    const at = addLinear(variableLinear(places[r] ?? ""), scaleLinear(steps, rows.pitch));
    return loadShared(writer, panels.rows, at, 1);
  };
}

function packedColumns(task: Task, tile: Linear, part: string | undefined): ElementAt {
  const { writer, columns, columnBlock, panels, depth } = task;
  const start = startOf(columns, columnBlock, depth, part);
  const panel = addLinear(start, scaleLinear(tile, panelSize(columns, depth)));
  return (v, steps) => {
    const at = addLinear(panel, scaleLinear(steps, columns.pitch), constantLinear(columns.skipped + 4 * v));
    return loadShared(writer, panels.columns, at, 4);
  };
}

/** A tile of rows, and where its steps are: in which part of the contracted axes, and from which step on. */
interface RowTile {
  readonly tile: Linear;
  readonly row: string;
  readonly place: Place;
  readonly part: string | undefined;
  readonly steps: Linear;
  readonly kept: KeptColumns | undefined;
}

/** The steps of the contracted axes come in parts; whether this is the last. */
function isLast({ depth }: Task, part: string): Expression {
  return apply("less_equal", integer((depth.split?.parts ?? 1) - 1), variable(part, "int", 1));
}

/** Statements of some parts only. */
function inPart({ writer }: Task, part: string, write: () => void): readonly Statement[] {
  return inGuard(writer, new Map([["part", variableLinear(part)]]), write);
}

/**
 * All tiles of six rows: each sum begins with 0, or goes on from what lies in `sums`; by part, it begins in the first and then goes on. Where
 * nothing is computed from the sums, a tile that no end cuts is written straight from the registers.
 */
function multiplyTiles(
  task: Task,
  at: RowTile,
  sumsAt: Linear,
  start: "begin" | "go on" | "by part",
  isPlain: boolean,
): void {
  const { writer, rows, depth, panels, node } = task;
  const part = start === "by part" ? at.part : undefined;
  const rowAt = rows.isPacked
    ? packedRows(task, at.tile, at.part)
    : directRows(task, at.row, at.place, at.part);
  overColumnTiles(task, at.kept?.tiles, (own, tile, first, columnAt) => {
    const { columns } = own;
    const vectors = Array.from({ length: columns.tile / 4 }, (_, v) => v);
    const place = (r: number, v: number): Linear =>
      addLinear(sumsAt, columnAt, constantLinear(r * columns.block + 4 * v));
    const fourAt = columns.isPacked
      ? packedColumns(own, tile, at.part)
      : directColumns(own, first, at.place, at.part);
    const totals = Array.from({ length: rows.tile }, (_, r) =>
      vectors.map((v) => {
        const name = uniqueName(writer.names, `${nameOf(node)}_${r}_${v}`);
        const value =
          start === "go on" ? loadShared(writer, panels.sums, place(r, v), 4) : splat(literal(0, "real"), 4);
        say(writer, { kind: "variable", name, type: "real", width: 4, value });
        return name;
      }),
    );
    if (part !== undefined) {
      const then = inPart(own, part, () => {
        for (const [r, sums] of totals.entries()) {
          for (const [v, name] of sums.entries())
            say(writer, { kind: "assign", name, value: loadShared(writer, panels.sums, place(r, v), 4) });
        }
      });
      const condition = apply("less", integer(0), variable(part, "int", 1));
      say(writer, { kind: "if", condition, then, otherwise: [] });
    }
    const partOf: PartOfDepth = (unit, count) =>
      partOfSteps(own, at.row, { first, width: columns.tile }, { start: at.steps, unit, count });
    overDepth(writer, depth, partOf, (steps) => {
      const taken = vectors.map((v) => nameLoad(writer, "column", fourAt(v, steps)));
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
          storeShared(writer, panels.sums, place(r, v), variable(name, "real", 4));
      }
    };
    const write = (): void => writeTile(own, totals, at.row, first, place(0, 0), keep);
    if (!isPlain) keep();
    else if (part === undefined) write();
    else {
      const then = inPart(own, part, write);
      say(writer, { kind: "if", condition: isLast(own, part), then, otherwise: inScope(writer, keep) });
    }
  });
}

/**
 * The tiles of a block's columns; `write` gets the task with the columns of the tile, where the columns' first is in the block, and its panel.
 * What is kept are whole numbers of usual tiles.
 */
function overColumnTiles(
  task: Task,
  kept: LoopPart | undefined,
  write: (task: Task, tile: Linear, first: string, columnAt: Linear) => void,
): void {
  const { writer, columns, columnBlock } = task;
  const { whole, last } = partsOf(columns);
  const each = { ...task, columns: whole };
  const start = variableLinear(columnBlock, -columns.block);
  overTiles(
    writer,
    whole,
    columnBlock,
    (tile, first) => {
      const columnAt = whole.overlaps
        ? addLinear(variableLinear(first), start)
        : scaleLinear(tile, columns.tile);
      write(each, tile, first, columnAt);
    },
    kept,
  );
  if (last === undefined) return;
  overLast(writer, columns, columnBlock, (tile, first) => {
    write({ ...task, columns: last }, tile, first, addLinear(variableLinear(first), start));
  });
}

function nameLoad(writer: Writer, name: string, value: Expression): Expression {
  const unique = uniqueName(writer.names, name);
  say(writer, { kind: "let", name: unique, value });
  return variable(unique, "real", 4);
}
