/** Where the tile of a thread lies: its rows, its columns and its slice of the sum. */
import { literalSize, sizeValue, type Size } from "../../../sizes/size.ts";
import { highOf, sizeOfDay, type Bounds } from "../../layout.ts";
import type { Expression } from "../../loops.ts";
import { linearValue } from "../../writer/digits.ts";
import { apply, integer, quotient, remainder, sizeExpression, variable } from "../../writer/expressions.ts";
import { addLinear, constantLinear, lane, variableLinear, type Linear } from "../../writer/linear.ts";
import { currentDepth, declareVariable, say, type Place, type Writer } from "../../writer/writer.ts";
import { declareAs, declareBelow } from "../declare.ts";
import {
  isMultipleOfDay,
  placesOfRun,
  runName,
  sizeOfRun,
  spreadRows,
  type BoundLoop,
  type Run,
} from "../grid.ts";
import type { Form, Tile } from "./inner.ts";
import type { Shape } from "./shape.ts";
import { unitsOf, type Tiling } from "./tiling.ts";

export interface PlacedTile {
  readonly base: Place;
  /** The thread's place in its workgroup. */
  readonly own: string;
  readonly rowTile: string;
  readonly slice: string | undefined;
  readonly rows: readonly RowPlace[];
  /** The row of the tile that is `at`. */
  readonly rowAt: (at: Linear) => RowPlace;
  readonly columns: readonly ColumnPlace[];
  readonly loops: readonly BoundLoop[];
  readonly tile: Tile;
}

/** Declares where a thread's tile lies. */
export function placeTile(writer: Writer, shape: Shape, form: Form, tiling: Tiling): PlacedTile {
  const { bounds } = writer;
  const { rowRun, columnRun, batchRuns } = shape;
  const { height, each, lanes } = tiling;
  const rowSize = sizeOfRun(rowRun, bounds);
  const units = unitsOf(shape, form, bounds);
  const isEven = isMultipleOfDay(rowSize, height, bounds);
  const blocks = Math.ceil(highOf(units, bounds) / (lanes * each));
  const block = declareVariable(writer, "block", 0, { low: 0, high: blocks - 1 });
  const { rowTile, own, thread, slice, loops } = bindThreads(writer, rowRun, rowSize, tiling);
  const outer = spreadRows(writer, batchRuns, ["workgroup.z"]);
  const base: Place = new Map(outer.place);
  const rowAt = (at: Linear): RowPlace => placeOfRow(writer, rowRun, rowSize, rowTile, height, at, isEven);
  const rows = Array.from({ length: height }, (_, at) => rowAt(constantLinear(at)));
  const columns = Array.from({ length: each }, (_, at) => {
    const from = addLinear(
      variableLinear(block, lanes * each),
      variableLinear(thread),
      constantLinear(at * lanes),
    );
    return placeOfColumn(writer, columnRun, units, from, form.width, lanes * each);
  });
  return {
    base,
    own,
    rowTile,
    slice,
    rows,
    rowAt,
    columns,
    loops: [
      { variable: block, binding: "workgroup.x", extent: { size: units, tile: lanes * each } },
      ...loops,
      ...outer.loops,
    ],
    tile: {
      base,
      rows: rows.map(({ place }) => place),
      columns,
      rowVectorAt: (first) =>
        placesOfRun(writer, rowRun, rowTile, height, addLinear(constantLinear(first), variableLinear(lane))),
    },
  };
}

interface Threads {
  readonly rowTile: string;
  /** The thread's place in its workgroup. */
  readonly own: string;
  /** Of the columns. */
  readonly thread: string;
  readonly slice: string | undefined;
  readonly loops: readonly BoundLoop[];
}

/** Says which tile of rows, which columns and which slice of the sum a thread has. */
function bindThreads(
  writer: Writer,
  rowRun: Run,
  rowSize: Size,
  { height, lanes, slices, tiles }: Tiling,
): Threads {
  const rowTiles = Math.ceil(highOf(rowSize, writer.bounds) / height);
  const whole = lanes * slices * tiles;
  const tileName = rowRun.length === 0 ? "tile" : `${runName(rowRun)}_tile`;
  const bound = declareBelow(writer, tiles === 1 ? tileName : `${tileName}s`, rowTiles / tiles);
  const own = declareBelow(writer, whole === lanes ? "thread" : "rank", whole);
  const loops: readonly BoundLoop[] = [
    { variable: bound, binding: "workgroup.y", extent: { size: rowSize, tile: height * tiles } },
    { variable: own, binding: "lane.x", extent: { size: literalSize(whole), tile: 1 } },
  ];
  if (whole === lanes) return { rowTile: bound, own, thread: own, slice: undefined, loops };
  const at = variable(own, "int", 1);
  const thread = declareAs(writer, "thread", lanes, remainder(at, integer(lanes)));
  const above = quotient(at, integer(lanes));
  const slice =
    slices === 1
      ? undefined
      : declareAs(writer, "slice", slices, tiles === 1 ? above : remainder(above, integer(slices)));
  if (tiles === 1) return { rowTile: bound, own, thread, slice, loops };
  const inside = declareAs(writer, "tile", tiles, quotient(at, integer(lanes * slices)));
  const position = linearValue(writer, addLinear(variableLinear(bound, tiles), variableLinear(inside)));
  return { rowTile: declareAs(writer, tileName, rowTiles, position.expression), own, thread, slice, loops };
}

/** Whether tiles of rows end where the fastest axis does. */
export function fitsTile(run: Run, height: number, bounds: Bounds): boolean {
  const fastest = run.at(-1);
  return (
    run.length <= 1 ||
    (fastest !== undefined && isMultipleOfDay(sizeOfDay(fastest.size, bounds), height, bounds))
  );
}

export interface RowPlace {
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
  at: Linear,
  isEven: boolean,
): RowPlace {
  if (isEven && fitsTile(run, height, writer.bounds))
    return { place: placesOfRun(writer, run, tile, height, at), exists: undefined };
  const row = linearValue(writer, addLinear(variableLinear(tile, height), at)).expression;
  const end = sizeExpression(size);
  const last =
    sizeValue(size) === undefined ? apply("subtract", end, integer(1)) : integer((sizeValue(size) ?? 1) - 1);
  const inside = isEven ? row : apply("minimum", row, last);
  const range = { low: 0, high: highOf(size, writer.bounds) - 1 };
  const name = declareVariable(writer, runName(run), currentDepth(writer), range);
  say(writer, { kind: "let", name, value: inside });
  const exists = isEven ? undefined : apply("less", row, end);
  return { place: placesOfRun(writer, run, name, 1, constantLinear(0)), exists };
}

export interface ColumnPlace {
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
