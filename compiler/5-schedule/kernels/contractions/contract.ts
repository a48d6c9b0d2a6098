/**
 * Contractions as strided batched matrix products, C[batch, row, column] = sum over k of A[batch, row, k] B[batch, k, column]. A thread
 * has a tile of 8 rows and up to 2 vectors of columns in registers. Its rows are the workgroup's, so that all lanes read one element of
 * A; its columns are neighbours of the next lane's. Which operand is contiguous along which axis says what is read as vectors.
 */
import { counted } from "../../writer/counted.ts";
import type { Axis } from "../../../3-graph/graph.ts";
import { literalSize, sizeValue, type Size } from "../../../sizes/size.ts";
import { apply, integer, quotient, remainder, sizeExpression, variable } from "../../writer/expressions.ts";
import type { Contraction } from "../../contraction.ts";
import type { Group } from "../../arrange/fuse.ts";
import { highOf, sizeOfDay, type Bounds } from "../../layout.ts";
import { addLinear, constantLinear, lane, variableLinear, type Linear } from "../../writer/linear.ts";
import type { Expression } from "../../loops.ts";
import { nameOf } from "../../names.ts";
import { linearValue } from "../../writer/digits.ts";
import {
  cpuWriter,
  currentDepth,
  declareVariable,
  inGuard,
  say,
  type Place,
  type Writer,
} from "../../writer/writer.ts";
import { declareAs, declareBelow } from "../declare.ts";
import { accumulate, type Form, type Tile } from "./inner.ts";
import { chooseColumns, shapeOf, type Operands, type Shape } from "./shape.ts";
import { meetSlices } from "./meet.ts";
import { chooseBlocks, writeStaged } from "./staged.ts";
import { chooseTiling, rowsOfTile, tilingOfOne, unitsOf, type Tiling } from "./tiling.ts";
import { isMultipleOfDay, placesOfRun, runName } from "../grid.ts";
import { sizeOfRun, spreadRows, type BoundLoop, type Draft, type Run } from "../grid.ts";
import { writePanels } from "./panels/panels.ts";
import { writeStrips } from "./matrix-vector.ts";
import { writeItems } from "../items.ts";

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
  const cpu =
    writePanels(group, node, operands, shape, writer) ??
    writeStrips(group, node, operands, shape, writer) ??
    (draft.workgroupMemory.length > 0
      ? writeTiles(group, contraction, operands, shape, shape.form, writer, tilingOfOne)
      : undefined);
  return cpu === undefined ? draft : { ...draft, cpu };
}

function writeTiles(
  group: Group,
  contraction: Contraction,
  operands: Operands,
  shape: Shape,
  wanted: Form,
  writer: Writer,
  tilingOf: typeof chooseTiling,
): Draft {
  const { bounds } = writer;
  const { rowRun, columnRun, batchRuns, overRuns } = shape;
  const rowSize = sizeOfRun(rowRun, bounds);
  const usualHeight = rowsOfTile(rowSize, bounds);
  const isPlain = isMultipleOfDay(rowSize, usualHeight, bounds) && fitsTile(rowRun, usualHeight, bounds);
  const form: Form =
    isPlain || wanted.rowVectors !== "along rows"
      ? wanted
      : { ...wanted, rowVectors: "none", steps: wanted.columnVectors === "along k" ? 4 : 1 };
  const units = unitsOf(shape, form, bounds);
  const tiling = tilingOf(shape, form, usualHeight, bounds);
  const { height, each, lanes } = tiling;
  const isEven = isMultipleOfDay(rowSize, height, bounds);
  const blocks = Math.ceil(highOf(units, bounds) / (lanes * each));
  const block = declareVariable(writer, "block", 0, { low: 0, high: blocks - 1 });
  const { rowTile, own, thread, slice, loops } = bindThreads(writer, rowRun, rowSize, tiling);
  loops.unshift({ variable: block, binding: "workgroup.x", extent: { size: units, tile: lanes * each } });
  const outer = spreadRows(writer, batchRuns, ["workgroup.z"]);
  loops.push(...outer.loops);
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
  const tile: Tile = {
    base,
    rows: rows.map(({ place }) => place),
    columns,
    columnRun,
    columnUnit: form.width,
    rowVectorAt: (first) =>
      placesOfRun(writer, rowRun, rowTile, height, addLinear(constantLinear(first), variableLinear(lane))),
  };
  const { node } = contraction;
  const slices = slice === undefined ? undefined : { count: tiling.slices, slice };
  const totals = accumulate(
    writer,
    operands.rows,
    operands.columns,
    overRuns,
    form,
    tile,
    nameOf(node),
    slices,
  );
  const within = form.width === 4 ? variableLinear(lane) : constantLinear(0);
  const writeTotal = (row: RowPlace, column: ColumnPlace, total: Expression): void => {
    const place: Place = new Map([...base, ...row.place, ...column.at(within)]);
    const depth = currentDepth(writer);
    writer.local = (read) =>
      read === node ? { expression: total, type: "real", width: form.width, depth } : undefined;
    const guards = [row.exists, column.exists].filter((guard) => guard !== undefined);
    guardedBy(writer, guards, place, () => {
      writeItems(writer, group, place);
    });
  };
  const workgroupMemory =
    slices === undefined
      ? []
      : meetSlices(
          writer,
          nameOf(node),
          totals,
          tiling,
          form.width,
          { lane: own, rowTile, ...slices },
          base,
          {
            columns: columns.map(({ at }) => at(within)),
            write: (at, column, total) => {
              const own = columns[column];
              if (own !== undefined) writeTotal(rowAt(at), own, total);
            },
          },
        );
  if (slices === undefined) {
    for (const [r, row] of rows.entries()) {
      for (const [c, column] of columns.entries()) {
        const total = totals[r]?.[c];
        if (total !== undefined) writeTotal(row, column, total);
      }
    }
  }
  const wide = form.width === 4 ? `${counted(each, "vector")} of 4 columns` : counted(each, "column");
  return {
    body: writer.scopes[0]?.statements ?? [],
    loops,
    lanes: lanes * tiling.slices * tiling.tiles,
    workgroupMemory,
    writer,
    schedule: [
      `${counted(height, "row")} x ${wide} a thread`,
      form.products === "dots" ? "by dot products" : "an outer product a step",
      ...(slices === undefined ? [] : [`${slices.count} threads a sum`]),
    ].join(", "),
  };
}

interface Threads {
  readonly rowTile: string;
  /** The thread's place in its workgroup. */
  readonly own: string;
  /** Of the columns. */
  readonly thread: string;
  readonly slice: string | undefined;
  readonly loops: BoundLoop[];
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
  const loops: BoundLoop[] = [
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
