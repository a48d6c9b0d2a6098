/** What becomes of a contraction's sums on the CPU: the epilogue takes them from memory of the worker's own, or they are stored as they are. */
import type { Node, ReduceNode } from "../../../../3-graph/graph.ts";
import { literalSize, sizeValue } from "../../../../sizes/size.ts";
import { linearValue } from "../../../writer/digits.ts";
import { apply, component, literal, sizeExpression, splat, variable } from "../../../writer/expressions.ts";
import type { Group } from "../../../arrange/fuse.ts";
import { highOf } from "../../../layout.ts";
import { addLinear, constantLinear, lane, variableLinear, type Linear } from "../../../writer/linear.ts";
import type { Expression, LoopPart, Width } from "../../../loops.ts";
import { nameOf, uniqueName } from "../../../names.ts";
import {
  bind,
  currentDepth,
  inGuard,
  inScope,
  say,
  type Place,
  type Value,
  type Writer,
} from "../../../writer/writer.ts";
import { isMultipleOfDay, placesOfRun, runName } from "../../grid.ts";
import { valueAt } from "../../../writer/values.ts";
import type { Depth, Side } from "./depth.ts";
import { guarded, nameValue, overRuns, repeat } from "../../serial-loops.ts";
import { writeItems } from "../../items.ts";
import { loadShared } from "../../workgroup-memory.ts";

/** Memory of the worker's own. */
export interface Panels {
  readonly rows: string;
  readonly columns: string;
  readonly sums: string;
}

export interface Task {
  readonly group: Group;
  readonly node: ReduceNode;
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

/** Of a block's columns, for the rows of a tile. */
export interface KeptColumns {
  /** Tiles that are multiplied. */
  readonly tiles: LoopPart;
  /** The vectors of these. */
  readonly fours: LoopPart;
  /** The other vectors, and what is written there. */
  readonly rest: readonly LoopPart[];
  readonly numbers: ReadonlyMap<Node, number>;
}

/** The sums of a tile as they are; one that an end cuts goes by way of memory. */
export function writeTile(
  task: Task,
  totals: readonly (readonly string[])[],
  firstRow: string,
  firstColumn: string,
  sumsAt: Linear,
  keep: () => void,
): void {
  const { writer, rows, columns } = task;
  const width = columns.tile;
  const end = (first: string, more: number): Expression =>
    linearValue(writer, variableLinear(first, 1, more)).expression;
  const conditions = [
    ...(rows.isEven ? [] : [apply("less_equal", end(firstRow, rows.tile), sizeExpression(rows.size))]),
    ...(columns.isEven ? [] : [apply("less_equal", end(firstColumn, width), sizeExpression(columns.size))]),
  ];
  const writeAll = (): void => {
    for (const [r, sums] of totals.entries()) {
      for (const [v, name] of sums.entries()) {
        const place: Place = new Map([
          ...task.base,
          ...placesOfRun(writer, rows.run, firstRow, 1, constantLinear(r)),
          ...placesOfRun(writer, columns.run, firstColumn, 1, variableLinear(lane, 1, 4 * v)),
        ]);
        writeSums(task, place, { expression: variable(name, "real", 4), width: 4 });
      }
    }
  };
  const [condition, other] = conditions;
  if (condition === undefined) {
    writeAll();
    return;
  }
  const names = new Map([
    ["row", variableLinear(firstRow)],
    ["column", variableLinear(firstColumn)],
  ]);
  const then = inGuard(writer, names, writeAll);
  const otherwise = inScope(writer, () => {
    keep();
    writeRows(task, firstRow, sumsAt, { from: variableLinear(firstColumn), width, isCut: true });
  });
  say(writer, {
    kind: "if",
    condition: other === undefined ? condition : apply("and", condition, other),
    then,
    otherwise,
  });
}

/** Columns of a row that are written one after the other. */
interface Part {
  readonly from: Linear;
  readonly width: number;
  readonly isCut: boolean;
  /** Which vectors of them. */
  readonly fours?: LoopPart | undefined;
  /** What is written, if not the sums and what is computed from them. */
  readonly numbers?: ReadonlyMap<Node, number> | undefined;
}

/** The epilogue of a tile's rows over all columns of the block; those that aren't kept have no sums, and are numbers. */
export function writeStrip(
  task: Task,
  firstRow: string,
  sumsAt: Linear,
  kept: KeptColumns | undefined,
): void {
  const { columns, columnBlock } = task;
  const fixed = sizeValue(columns.size);
  const strip = {
    from: variableLinear(columnBlock, columns.block),
    width: columns.block,
    isCut: fixed === undefined || fixed % columns.block !== 0,
  };
  writeRows(task, firstRow, sumsAt, { ...strip, fours: kept?.fours });
  for (const fours of kept?.rest ?? [])
    writeRows(task, firstRow, sumsAt, { ...strip, fours, numbers: kept?.numbers });
}

/** Four columns at a time, and one by one where fewer are left. */
function writeRows(task: Task, firstRow: string, sumsAt: Linear, part: Part): void {
  const { writer, rows, columns } = task;
  const { bounds } = writer;
  repeat(writer, "row", literalSize(rows.tile), (r) => {
    const from = addLinear(variableLinear(firstRow), variableLinear(r));
    const exists = apply("less", linearValue(writer, from).expression, sizeExpression(rows.size));
    guarded(writer, rows.isEven ? [] : [exists], from, () => {
      const row = nameValue(writer, runName(rows.run), from, highOf(rows.size, bounds) - 1);
      const place: Place = new Map([
        ...task.base,
        ...placesOfRun(writer, rows.run, row, 1, constantLinear(0)),
      ]);
      const sums = addLinear(sumsAt, variableLinear(r, columns.block));
      const writeOne = (four: string): void => {
        const start = addLinear(part.from, variableLinear(four, 4));
        writeFour(task, start, place, addLinear(sums, variableLinear(four, 4)), part);
      };
      repeat(writer, `${runName(columns.run)}4`, literalSize(part.width / 4), writeOne, 1, part.fours);
    });
  });
}

function writeFour(task: Task, start: Linear, place: Place, sums: Linear, { isCut, numbers }: Part): void {
  const { writer, columns, panels } = task;
  const { bounds } = writer;
  const high = highOf(columns.size, bounds) - 1;
  const end = sizeExpression(columns.size);
  const positionAt = (more: Linear): Expression => linearValue(writer, addLinear(start, more)).expression;
  const write = (position: Linear, width: Width, at: Linear): void => {
    const column = nameValue(writer, runName(columns.run), position, high);
    const within = width === 4 ? variableLinear(lane) : constantLinear(0);
    const here = new Map([...place, ...placesOfRun(writer, columns.run, column, 1, within)]);
    if (numbers === undefined)
      writeSums(task, here, { expression: loadShared(writer, panels.sums, at, width), width });
    else writeNumbers(task, here, numbers);
  };
  if (!isCut) {
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

function writeSums(
  task: Task,
  place: Place,
  { expression, width }: Pick<Value, "expression" | "width">,
): void {
  const { writer, group, node } = task;
  const value: Value = { expression, type: "real", width, depth: currentDepth(writer) };
  const total = isRestricted(node) ? madeAgain(task, place, value) : bind(writer, nameOf(node), value);
  writer.local = (of) => (of === node ? total : undefined);
  writeItems(writer, group, place);
  writer.local = () => undefined;
}

function isRestricted({ of }: ReduceNode): boolean {
  return of.kind === "map" && of.operator === "select";
}

/** The sum, or where it is no finite number that of the products that the condition leaves, one by one. */
function madeAgain({ writer, node, depth }: Task, place: Place, { expression, ...value }: Value): Value {
  const name = uniqueName(writer.names, nameOf(node));
  const sum = variable(name, "real", value.width);
  say(writer, { kind: "variable", name, type: "real", width: value.width, value: expression });
  const pair = (a: 0 | 2, b: 1 | 3): Expression => apply("add", component(sum, a), component(sum, b));
  const lanes = value.width === 4 ? apply("add", pair(0, 1), pair(2, 3)) : sum;
  const isFinite = apply("equal", apply("subtract", lanes, lanes), literal(0, "real"));
  const again = inGuard(writer, place, () => {
    say(writer, { kind: "assign", name, value: splat(literal(0, "real"), value.width) });
    overRuns(writer, [...depth.outer, ...depth.inner], place, (at) => {
      const product = splat(valueAt(writer, node.of, at).expression, value.width);
      say(writer, { kind: "assign", name, value: apply("add", sum, product) });
    });
  });
  say(writer, { kind: "if", condition: isFinite, then: [], otherwise: again });
  return { ...value, expression: sum };
}

function writeNumbers({ writer, group }: Task, place: Place, numbers: ReadonlyMap<Node, number>): void {
  writer.local = (of) => {
    const number = numbers.get(of);
    if (number === undefined) return undefined;
    return { expression: literal(number, of.type), type: of.type, width: 1, depth: 0 };
  };
  writeItems(writer, group, place);
  writer.local = () => undefined;
}
