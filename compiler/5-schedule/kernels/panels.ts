/**
 * Contractions on the CPU. A workgroup makes a block of the result: it lays its part of the columns' operand out in panels, as wide
 * as a tile of registers, and that of the rows' operand, too, unless its memory runs along the steps already; each tile of sums runs
 * over two panels from their beginning to their end. So whatever the layouts are, the inner loop reads memory in order, and what leads
 * to an operand is computed once a block. Sums wait in memory of the worker's own until the epilogue takes them, four columns at a time.
 */
import type { Node } from "../../3-graph/graph.ts";
import { literalSize, sizeValue } from "../../sizes/size.ts";
import { apply, literal, sizeExpression, splat, variable } from "../expressions.ts";
import type { Group } from "../fuse.ts";
import { highOf } from "../layout.ts";
import { addLinear, constantLinear, lane, scaleLinear, variableLinear, type Linear } from "../linear.ts";
import type { Expression, Memory, Width } from "../loops.ts";
import { nameOf, uniqueName } from "../names.ts";
import { loadAt } from "../memory-access.ts";
import { linearValue } from "../digits.ts";
import { bind, currentDepth, inGuard, inScope, say, type Place, type Writer, isRead } from "../writer.ts";
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
import { depthOf, overBlocks, overDepth, type Depth, type Side } from "./panels-depth.ts";
import { guarded, namePosition, repeat } from "./panels-loops.ts";
import { nameInside, nameLinear, overTiles, packPanels, panelSize } from "./panels-pack.ts";
import { writeItems } from "./pointwise.ts";

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
    along: shape.rowsAlong,
  };
  const columns: Side = {
    operand: operands.columns,
    run: shape.columnRun,
    size: columnSize,
    tile: tile.columns,
    block: blocks.columns,
    along: shape.columnsAlong,
  };
  return writeBlock(group, node, rows, columns, shape.batchRuns, depth, isDirect, writer);
}

/** Memory of the worker's own. */
interface Panels {
  readonly rows: string;
  readonly columns: string;
  readonly sums: string;
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
    overTiles(writer, rows, rowBlock, (tile, row) => {
      const rowAt = isDirect ? directRows(task, row, base, undefined) : packedRows(task, tile);
      multiplyTiles(task, rowAt, constantLinear(0), "begin");
      writeRows(task, row, constantLinear(0));
    });
  } else {
    const count = (rows.block * columns.block) / 4;
    repeat(writer, "cleared", literalSize(count), (at) => {
      storeShared(writer, panels.sums, variableLinear(at, 4), literal(0, "real"), 4);
    });
    overBlocks(writer, depth, base, (place, part) => {
      pack(place, part);
      overTiles(writer, rows, rowBlock, (tile, row) => {
        const rowAt = isDirect ? directRows(task, row, place, part) : packedRows(task, tile);
        multiplyTiles(task, rowAt, scaleLinear(tile, rows.tile * columns.block), "go on");
      });
    });
    overTiles(writer, rows, rowBlock, (tile, row) => {
      writeRows(task, row, scaleLinear(tile, rows.tile * columns.block));
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

interface Task {
  readonly group: Group;
  readonly node: Node;
  readonly rows: Side;
  readonly columns: Side;
  readonly rowBlock: string;
  readonly columnBlock: string;
  readonly depth: Depth;
  readonly panels: Panels;
  /** Of the batch. */
  readonly base: Place;
  readonly writer: Writer;
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
    const at = addLinear(variableLinear(places[r] ?? ""), scaleLinear(steps, rows.tile));
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

/** All tiles of six rows: each sum begins with 0, or goes on from what lies in `sums`. */
function multiplyTiles(task: Task, rowAt: RowAt, sumsAt: Linear, start: "begin" | "go on"): void {
  const { writer, rows, columns, columnBlock, panels, depth, node } = task;
  const vectors = columns.tile / 4;
  overTiles(writer, columns, columnBlock, (tile) => {
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
    overDepth(writer, depth, (steps) => {
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
    for (const [r, sums] of totals.entries()) {
      for (const [v, name] of sums.entries())
        storeShared(writer, panels.sums, place(r, v), variable(name, "real", 4), 4);
    }
  });
}

/** The epilogue of a tile's rows: four columns at a time, and one by one where fewer are left. */
function writeRows(task: Task, firstRow: string, sumsAt: Linear): void {
  const { writer, rows, columns, columnBlock } = task;
  const { bounds } = writer;
  repeat(writer, "row", literalSize(rows.tile), (r) => {
    const from = addLinear(variableLinear(firstRow), variableLinear(r));
    const isEven = isMultipleOfDay(rows.size, rows.tile, bounds);
    const exists = apply("less", linearValue(writer, from).expression, sizeExpression(rows.size));
    guarded(writer, isEven ? [] : [exists], from, () => {
      const row = namePosition(
        writer,
        runName(rows.run),
        currentDepth(writer),
        highOf(rows.size, bounds) - 1,
      );
      say(writer, { kind: "let", name: row, value: linearValue(writer, from).expression });
      const place: Place = new Map([
        ...task.base,
        ...placesOfRun(writer, rows.run, row, 1, constantLinear(0)),
      ]);
      const sums = addLinear(sumsAt, variableLinear(r, columns.block));
      repeat(writer, `${runName(columns.run)}4`, literalSize(columns.block / 4), (four) => {
        const start = addLinear(variableLinear(columnBlock, columns.block), variableLinear(four, 4));
        const at = addLinear(sums, variableLinear(four, 4));
        writeFour(task, start, place, at);
      });
    });
  });
}

function writeFour(task: Task, start: Linear, place: Place, sums: Linear): void {
  const { writer, columns } = task;
  const { bounds } = writer;
  const high = highOf(columns.size, bounds) - 1;
  const end = sizeExpression(columns.size);
  const positionAt = (more: Linear): Expression => linearValue(writer, addLinear(start, more)).expression;
  const write = (position: Linear, width: Width, at: Linear): void => {
    const column = namePosition(writer, runName(columns.run), currentDepth(writer), high);
    say(writer, { kind: "let", name: column, value: linearValue(writer, position).expression });
    const within = width === 4 ? variableLinear(lane) : constantLinear(0);
    writeSums(task, new Map([...place, ...placesOfRun(writer, columns.run, column, 1, within)]), width, at);
  };
  const fixed = sizeValue(columns.size);
  if (fixed !== undefined && fixed % columns.block === 0) {
    write(start, 4, sums);
    return;
  }
  const hasRest = !isMultipleOfDay(columns.size, 4, bounds);
  const isInside = apply("less_equal", positionAt(constantLinear(4)), end);
  const then = inGuard(writer, new Map([["start", start]]), () => write(start, 4, sums));
  const otherwise = !hasRest
    ? []
    : inScope(writer, () => {
        repeat(writer, "rest", literalSize(3), (rest) => {
          const position = addLinear(start, variableLinear(rest));
          const exists = apply("less", linearValue(writer, position).expression, end);
          guarded(writer, [exists], position, () =>
            write(position, 1, addLinear(sums, variableLinear(rest))),
          );
        });
      });
  say(writer, { kind: "if", condition: isInside, then, otherwise });
}

function writeSums({ writer, group, node, panels }: Task, place: Place, width: Width, at: Linear): void {
  const load = loadShared(writer, panels.sums, at, width);
  const total = bind(writer, nameOf(node), {
    expression: load,
    type: "real",
    width,
    depth: currentDepth(writer),
  });
  writer.local = (of) => (of === node ? total : undefined);
  writeItems(writer, group, place);
  writer.local = () => undefined;
}

function sharedMemory(name: string): Memory {
  return { kind: "workgroup", name };
}

function loadShared(writer: Writer, name: string, at: Linear, width: Width): Expression {
  const index = linearValue(writer, at).expression;
  return { kind: "load", memory: sharedMemory(name), index, type: "real", width };
}

function storeShared(writer: Writer, name: string, at: Linear, value: Expression, width: Width): void {
  const index = linearValue(writer, at).expression;
  say(writer, { kind: "store", memory: sharedMemory(name), index, value: splat(value, width), width });
}

function nameLoad(writer: Writer, name: string, value: Expression): Expression {
  const unique = uniqueName(writer.names, name);
  say(writer, { kind: "let", name: unique, value });
  return variable(unique, "real", 4);
}
