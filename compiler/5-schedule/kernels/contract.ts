/**
 * Contractions as strided batched matrix products, C[batch, row, column] = sum over k of A[batch, row, k] B[batch, k, column]. A thread
 * has a tile of 8 rows and up to 2 vectors of columns in registers. Its rows are the workgroup's, so that all lanes read one element of
 * A; its columns are neighbours of the next lane's. Which operand is contiguous along which axis says what is read as vectors.
 */
import type { Axis } from "../../3-graph/graph.ts";
import { literalSize, sizeValue, type Size } from "../../sizes/size.ts";
import { apply, integer, sizeExpression } from "../expressions.ts";
import type { Contraction } from "../contraction.ts";
import type { Group } from "../fuse.ts";
import { highOf, sizeOfDay, type Bounds } from "../layout.ts";
import { addLinear, constantLinear, lane, variableLinear, type Linear } from "../linear.ts";
import type { Expression } from "../loops.ts";
import { nameOf } from "../names.ts";
import { linearValue } from "../digits.ts";
import { declareVariable, inGuard, say, type Place, type Writer } from "../writer.ts";
import { accumulate, type Form, type Tile } from "./contract-inner.ts";
import { chooseColumns, shapeOf, type Operands, type Shape } from "./contract-shape.ts";
import { isMultipleOfDay, lanesFor, placesOfRun, runName } from "./grid.ts";
import { sizeInUnits, sizeOfRun, spreadRows, type BoundLoop, type Draft, type Run } from "./grid.ts";
import { writePanels } from "./panels.ts";
import { writeStrips } from "./strips.ts";
import { writeItems } from "./pointwise.ts";

const mostRows = 8;
const usualLanes = 16;

/** `order` is that of the result in memory: its last axis says which operand has the columns. */
export function writeContraction(
  group: Group,
  contraction: Contraction,
  order: readonly Axis[],
  newWriter: () => Writer,
): Draft {
  const operands = chooseColumns(contraction, order);
  const shape = shapeOf(group, contraction, operands, order, newWriter());
  const draft = writeTiles(group, contraction, operands, shape, newWriter());
  const writer: Writer = { ...newWriter(), anywhere: true };
  for (const [node, name] of draft.writer.offsets) writer.offsets.set(node, name);
  for (const [scan, name] of draft.writer.turns) writer.turns.set(scan, name);
  const { node } = contraction;
  const cpu =
    writePanels(group, node, operands, shape, writer) ?? writeStrips(group, node, operands, shape, writer);
  return cpu === undefined ? draft : { ...draft, cpu };
}

function writeTiles(
  group: Group,
  contraction: Contraction,
  operands: Operands,
  shape: Shape,
  writer: Writer,
): Draft {
  const { bounds } = writer;
  const { rowRun, columnRun, batchRuns, overRuns } = shape;
  const rowSize = sizeOfRun(rowRun, bounds);
  const height = rowsOfTile(rowSize, bounds);
  const isEven = isMultipleOfDay(rowSize, height, bounds);
  const isPlain = isEven && fitsTile(rowRun, height, bounds);
  const form: Form =
    isPlain || shape.form.rowVectors !== "along rows" ? shape.form : { ...shape.form, rowVectors: "none" };
  const units = sizeInUnits(sizeOfRun(columnRun, bounds), form.width);
  const { lanes, each } = lanesOf(units, form, bounds);
  const tileName = rowRun.length === 0 ? "tile" : `${runName(rowRun)}_tile`;
  const rowTile = declareVariable(writer, tileName, 0, {
    low: 0,
    high: Math.ceil(highOf(rowSize, bounds) / height) - 1,
  });
  const blocks = Math.ceil(highOf(units, bounds) / (lanes * each));
  const block = declareVariable(writer, "block", 0, { low: 0, high: blocks - 1 });
  const thread = declareVariable(writer, "thread", 0, { low: 0, high: lanes - 1 });
  const loops: BoundLoop[] = [
    { variable: block, binding: "workgroup.x", extent: { size: units, tile: lanes * each } },
    { variable: rowTile, binding: "workgroup.y", extent: { size: rowSize, tile: height } },
    { variable: thread, binding: "lane.x", extent: { size: literalSize(lanes), tile: 1 } },
  ];
  const outer = spreadRows(writer, batchRuns, ["workgroup.z"]);
  loops.push(...outer.loops);
  const base: Place = new Map(outer.place);
  const rows = Array.from({ length: height }, (_, at) =>
    placeOfRow(writer, rowRun, rowSize, rowTile, height, at, isEven),
  );
  const columns = Array.from({ length: each }, (_, at) => {
    const from = addLinear(
      variableLinear(block, lanes * each),
      variableLinear(thread),
      constantLinear(at * lanes),
    );
    return placeOfColumn(writer, columnRun, units, from, form.width, lanes * each);
  });
  const tile: Tile = {
    base,
    rows: rows.map(({ place }) => place),
    columns,
    columnRun,
    columnUnit: form.width,
    rowVectorAt: (first) =>
      placesOfRun(writer, rowRun, rowTile, height, addLinear(constantLinear(first), variableLinear(lane))),
  };
  const totals = accumulate(
    writer,
    operands.rows,
    operands.columns,
    overRuns,
    form,
    tile,
    nameOf(contraction.node),
  );
  for (const [r, row] of rows.entries()) {
    for (const [c, column] of columns.entries()) {
      const total = totals[r]?.[c];
      if (total === undefined) continue;
      const within = form.width === 4 ? variableLinear(lane) : constantLinear(0);
      const place: Place = new Map([...base, ...row.place, ...column.at(within)]);
      writer.local = (node) =>
        node === contraction.node
          ? { expression: total, type: "real", width: form.width, depth: 0 }
          : undefined;
      const guards = [row.exists, column.exists].filter((guard) => guard !== undefined);
      const write = (): void => writeItems(writer, group, place);
      guardedBy(writer, guards, place, write);
    }
  }
  const wide = form.width === 4 ? "vectors of 4 columns" : "columns";
  return {
    body: writer.scopes[0]?.statements ?? [],
    loops,
    lanes,
    workgroupMemory: [],
    writer,
    schedule: `${height} rows x ${each} ${wide} a thread, ${form.products === "dots" ? "by dot products" : "an outer product a step"}`,
  };
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

/** As many rows as a thread's registers hold, fewer where the matrix is small or would leave rows over. */
function rowsOfTile(size: Size, bounds: Bounds): number {
  const high = highOf(size, bounds);
  if (high < mostRows) return lanesFor(high, mostRows);
  const isSmall = high < 8 * mostRows;
  return !isMultipleOfDay(size, mostRows, bounds) && isSmall && isMultipleOfDay(size, 4, bounds)
    ? 4
    : mostRows;
}

/** Lanes of a workgroup, and the vectors or columns of each thread. */
function lanesOf(units: Size, form: Form, bounds: Bounds): { readonly lanes: number; readonly each: number } {
  const high = highOf(units, bounds);
  if (form.products === "dots" && form.width === 4) return { lanes: lanesFor(high, usualLanes), each: 1 };
  const isWide = form.width === 4 ? isMultipleOfDay(units, 2 * usualLanes, bounds) : high > usualLanes;
  if (isWide) return { lanes: usualLanes, each: 2 };
  if (form.width === 4 && isMultipleOfDay(units, 8, bounds) && !isMultipleOfDay(units, 16, bounds))
    return { lanes: 8, each: 1 };
  return { lanes: lanesFor(high, usualLanes), each: 1 };
}

/** Whether tiles of rows end where the fastest axis does. */
function fitsTile(run: Run, height: number, bounds: Bounds): boolean {
  const fastest = run.at(-1);
  return (
    run.length <= 1 ||
    (fastest !== undefined && isMultipleOfDay(sizeOfDay(fastest.size, bounds), height, bounds))
  );
}

interface RowPlace {
  readonly place: readonly (readonly [string, Linear])[];
  /** Whether the row is there at all, where not all of a tile are. */
  readonly exists: Expression | undefined;
}

function placeOfRow(
  writer: Writer,
  run: Run,
  size: Size,
  tile: string,
  height: number,
  at: number,
  isEven: boolean,
): RowPlace {
  if (isEven && fitsTile(run, height, writer.bounds))
    return { place: placesOfRun(writer, run, tile, height, constantLinear(at)), exists: undefined };
  const row = linearValue(writer, variableLinear(tile, height, at)).expression;
  const end = sizeExpression(size);
  const last =
    sizeValue(size) === undefined ? apply("subtract", end, integer(1)) : integer((sizeValue(size) ?? 1) - 1);
  const inside = isEven ? row : apply("minimum", row, last);
  const range = { low: 0, high: highOf(size, writer.bounds) - 1 };
  const name = declareVariable(writer, runName(run), 0, range);
  say(writer, { kind: "let", name, value: inside });
  const exists = isEven ? undefined : apply("less", row, end);
  return { place: placesOfRun(writer, run, name, 1, constantLinear(0)), exists };
}

interface ColumnPlace {
  /** Positions where the vector's own are `within`. */
  readonly at: (within: Linear) => readonly (readonly [string, Linear])[];
  readonly exists: Expression | undefined;
}

function placeOfColumn(
  writer: Writer,
  run: Run,
  units: Size,
  from: Linear,
  unit: 1 | 4,
  span: number,
): ColumnPlace {
  const position = linearValue(writer, from).expression;
  const isEven = isMultipleOfDay(units, span, writer.bounds);
  const end = sizeExpression(units);
  const fixed = sizeValue(units);
  const last = fixed === undefined ? apply("subtract", end, integer(1)) : integer(fixed - 1);
  const inside = isEven ? position : apply("minimum", position, last);
  const range = { low: 0, high: highOf(units, writer.bounds) - 1 };
  const name = declareVariable(writer, unit === 4 ? `${runName(run)}4` : runName(run), 0, range);
  say(writer, { kind: "let", name, value: inside });
  const digits = placesOfRun(writer, run, name, unit, constantLinear(0));
  const fastest = run.at(-1);
  return {
    at: (within) =>
      digits.map(
        ([axis, linear]) => [axis, axis === fastest?.id ? addLinear(linear, within) : linear] as const,
      ),
    exists: isEven ? undefined : apply("less", position, end),
  };
}
