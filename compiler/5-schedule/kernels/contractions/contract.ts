/**
 * Contractions as strided batched matrix products, C[batch, row, column] = sum over k of A[batch, row, k] B[batch, k, column]. A thread
 * has a tile of 8 rows and up to 2 vectors of columns in registers. Its rows are the workgroup's, so that all lanes read one element of
 * A; its columns are neighbours of the next lane's. Which operand is contiguous along which axis says what is read as vectors.
 */
import type { Axis, Node } from "../../../3-graph/graph.ts";
import { hasAxis } from "../../../3-graph/positions.ts";
import type { Group } from "../../arrange/fuse.ts";
import type { Contraction } from "../../contraction.ts";
import { highOf, type Bounds } from "../../layout.ts";
import type { Expression, Width, WorkgroupMemory } from "../../loops.ts";
import { nameOf } from "../../names.ts";
import { counted } from "../../writer/counted.ts";
import { apply } from "../../writer/expressions.ts";
import { constantLinear, lane, variableLinear, type Linear } from "../../writer/linear.ts";
import {
  cpuWriter,
  currentDepth,
  homeOf,
  inGuard,
  say,
  type Place,
  type Writer,
} from "../../writer/writer.ts";
import { isMultipleOfDay, sizeOfRun, type Draft } from "../grid.ts";
import { writeItems } from "../items.ts";
import { accumulate, type Form, type Slices } from "./inner.ts";
import { writeStrips } from "./matrix-vector.ts";
import { meetSlices } from "./meet.ts";
import { writePanels } from "./panels/panels.ts";
import { chooseColumns, shapeOf, type Operands, type Shape } from "./shape.ts";
import { chooseBlocks, writeStaged } from "./staged.ts";
import { fitsTile, placeTile, type ColumnPlace, type PlacedTile, type RowPlace } from "./tile-places.ts";
import { chooseTiling, rowsOfTile, tilingOfOne, type Tiling } from "./tiling.ts";

/** By row and column of a tile. */
type Totals = readonly (readonly Expression[])[];

/** `order` is that of the result in memory: its last axis says which operand has the columns. */
export function writeContraction(
  group: Group,
  contraction: Contraction,
  order: readonly Axis[],
  newWriter: () => Writer,
): Draft {
  const operands = chooseColumns(contraction, order);
  const shape = shapeOf(group, contraction, operands, order, newWriter());
  const blocks = chooseBlocks(shape, newWriter().bounds);
  const draft =
    blocks === undefined
      ? writeTiles(group, contraction, operands, shape, shape.wide, newWriter(), chooseTiling)
      : writeStaged(group, contraction, operands, shape, blocks, newWriter());
  const writer = cpuWriter(newWriter(), draft.writer);
  const { node } = contraction;
  const own = { operands, shape };
  const wide = isPlacedByData(group, operands.rowAxes, writer)
    ? own
    : turnNarrow(own, writer.bounds, (turned) => shapeOf(group, contraction, turned, order, newWriter()));
  const cpu =
    writePanels(group, node, wide.operands, wide.shape, writer) ??
    writeStrips(group, node, wide.operands, wide.shape, writer) ??
    (draft.workgroupMemory.length > 0 || wide !== own
      ? writeTiles(group, contraction, wide.operands, wide.shape, wide.shape.form, writer, tilingOfOne)
      : undefined);
  return cpu === undefined ? draft : { ...draft, cpu };
}

interface Turnable {
  readonly operands: Operands;
  readonly shape: Shape;
}

/** Whether the rows go where data tell, as those of several texts do: no vector runs along them. */
function isPlacedByData({ written }: Group, rowAxes: readonly Axis[], writer: Writer): boolean {
  return [...written].some((item) => {
    const at = homeOf(writer, item).from?.at;
    return at !== undefined && "kind" in at && at.axes.some((axis) => hasAxis(rowAxes, axis));
  });
}

/** Columns that don't fill a vector, as those of three colors, are rows on the CPU, and the rows columns, though these don't lie beside each other in the result. */
function turnNarrow(own: Turnable, bounds: Bounds, newShape: (operands: Operands) => Shape): Turnable {
  const isNarrow = ({ columnRun }: Shape): boolean => highOf(sizeOfRun(columnRun, bounds), bounds) < 4;
  if (!isNarrow(own.shape)) return own;
  const { rows, columns, rowAxes, columnAxes } = own.operands;
  const operands = { rows: columns, columns: rows, rowAxes: columnAxes, columnAxes: rowAxes };
  const shape = newShape(operands);
  return isNarrow(shape) ? own : { operands, shape };
}

function writeTiles(
  group: Group,
  { node }: Contraction,
  operands: Operands,
  shape: Shape,
  wanted: Form,
  writer: Writer,
  tilingOf: typeof chooseTiling,
): Draft {
  const form = formOfTiles(shape, wanted, writer.bounds);
  const tiling = tilingOf(shape, form, writer.bounds);
  const placed = placeTile(writer, shape, form, tiling);
  const { tile, slice, loops } = placed;
  const slices = slice === undefined ? undefined : { count: tiling.slices, slice };
  const totals = accumulate(
    writer,
    operands.rows,
    operands.columns,
    shape.overRuns,
    form,
    tile,
    nameOf(node),
    slices,
  );
  const result: Result = { group, node, placed, width: form.width };
  let workgroupMemory: readonly WorkgroupMemory[] = [];
  if (slices === undefined) writeTotals(writer, result, totals);
  else workgroupMemory = meetTotals(writer, result, totals, tiling, slices);
  const wide =
    form.width === 4 ? `${counted(tiling.each, "vector")} of 4 columns` : counted(tiling.each, "column");
  return {
    body: writer.scopes[0]?.statements ?? [],
    loops,
    lanes: tiling.lanes * tiling.slices * tiling.tiles,
    workgroupMemory,
    writer,
    schedule: [
      `${counted(tiling.height, "row")} x ${wide} a thread`,
      form.products === "dots" ? "by dot products" : "an outer product a step",
      ...(slices === undefined ? [] : [`${slices.count} threads a sum`]),
    ].join(", "),
  };
}

/** Rows are read as vectors along themselves only where no end cuts a tile of them. */
function formOfTiles({ rowRun }: Shape, wanted: Form, bounds: Bounds): Form {
  const size = sizeOfRun(rowRun, bounds);
  const height = rowsOfTile(size, bounds);
  const isPlain = isMultipleOfDay(size, height, bounds) && fitsTile(rowRun, height, bounds);
  if (isPlain || wanted.rowVectors !== "along rows") return wanted;
  return { ...wanted, rowVectors: "none", steps: wanted.columnVectors === "along k" ? 4 : 1 };
}

/** What becomes of a thread's sums, and where. */
interface Result {
  readonly group: Group;
  readonly node: Node;
  readonly placed: PlacedTile;
  readonly width: Width;
}

/** Writes all sums of a thread's tile, each at its place. */
function writeTotals(writer: Writer, result: Result, totals: Totals): void {
  const { rows, columns } = result.placed;
  for (const [r, row] of rows.entries()) {
    for (const [c, column] of columns.entries()) {
      const total = totals[r]?.[c];
      if (total !== undefined) writeTotal(writer, result, row, column, total);
    }
  }
}

/** The same where threads have slices of the sums, which meet in the workgroup's memory first. */
function meetTotals(
  writer: Writer,
  result: Result,
  totals: Totals,
  tiling: Tiling,
  slices: Slices,
): readonly WorkgroupMemory[] {
  const { node, placed, width } = result;
  const { own, rowTile, base, columns, rowAt } = placed;
  const within = withinVector(width);
  const write = (at: Linear, column: number, total: Expression): void => {
    const place = columns[column];
    if (place !== undefined) writeTotal(writer, result, rowAt(at), place, total);
  };
  return meetSlices(writer, nameOf(node), totals, tiling, width, { lane: own, rowTile, ...slices }, base, {
    columns: columns.map(({ at }) => at(within)),
    write,
  });
}

function writeTotal(
  writer: Writer,
  { group, node, placed, width }: Result,
  row: RowPlace,
  column: ColumnPlace,
  total: Expression,
): void {
  const place: Place = new Map([...placed.base, ...row.place, ...column.at(withinVector(width))]);
  const depth = currentDepth(writer);
  writer.local = (read) => (read === node ? { expression: total, type: "real", width, depth } : undefined);
  const guards = [row.exists, column.exists].filter((guard) => guard !== undefined);
  guardedBy(writer, guards, place, () => {
    writeItems(writer, group, place);
  });
}

function withinVector(width: Width): Linear {
  return width === 4 ? variableLinear(lane) : constantLinear(0);
}

function guardedBy(writer: Writer, guards: readonly Expression[], place: Place, write: () => void): void {
  const [first, second] = guards;
  if (first === undefined) {
    write();
    return;
  }
  const condition = second === undefined ? first : apply("and", first, second);
  const then = inGuard(writer, place, write);
  say(writer, { kind: "if", condition, then, otherwise: [] });
}
