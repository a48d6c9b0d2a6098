/**
 * The blocks of a large product on a GPU: what a thread brings of both operands into workgroup memory, and the sums over what lies there. What
 * lies along k is laid out in vectors of four steps, else in vectors of four rows or columns, as it is read.
 */
import type { Node } from "../../../3-graph/graph.ts";
import { literalSize } from "../../../sizes/size.ts";
import { linearValue } from "../../writer/digits.ts";
import { apply, integer, literal, quotient, remainder, splat, variable } from "../../writer/expressions.ts";
import { highOf } from "../../layout.ts";
import {
  addLinear,
  constantLinear,
  lane,
  scaleLinear,
  variableLinear,
  type Linear,
} from "../../writer/linear.ts";
import type { Expression } from "../../loops.ts";
import { uniqueName } from "../../names.ts";
import { valueAt } from "../../writer/values.ts";
import { currentDepth, declareVariable, inScope, say, type Place, type Writer } from "../../writer/writer.ts";
import { declareAs, declareLinear } from "../declare.ts";
import { acrossColumns, addProducts, element, four, type Lane } from "./inner.ts";
import { placesOfRun, runName, sizeOfRun, type Run } from "../grid.ts";

/** Rows and columns of a workgroup's tile. */
export const span = 64;
/** Threads along each of them. */
export const abreast = 8;
export const threads = abreast * abreast;
/** Rows and columns of a thread. */
export const own = span / abreast;
/** Steps of a block; half as much would wait twice as often. */
export const depth = 16;
/** Vectors of a block of one operand. */
export const blockVectors = (span * depth) / 4;
const vectorsEach = blockVectors / threads;
export type Positions = readonly (readonly [string, Linear])[];

export interface Staging {
  readonly writer: Writer;
  /** Of the workgroup. */
  readonly memory: string;
  /** The thread's place among those that have one tile together: along columns, and along rows. */
  readonly inside: string;
  readonly thread: string;
  readonly strand: string;
  readonly slices: number;
  readonly slice: string | undefined;
  readonly columnsFirst: boolean;
}

/** One of the operands. */
export interface Side {
  readonly node: Node;
  /** Its rows, or its columns. */
  readonly run: Run;
  /** A vector is four steps of one row, or one step of four rows. */
  readonly vectors: "along k" | "along its own";
  /** Which tile the workgroup has. */
  readonly tile: string;
  readonly size: number;
  /** Where its block begins in memory, in vectors. */
  readonly start: Linear;
  /** Vectors along k lie in the order of columns 0, 4, 8 …, 1, 5, 9 …: a thread has four columns side by side, and reads beside the next one. */
  readonly isInFours: boolean;
}

/** The loop over the blocks of the innermost run. */
export function sumBlocks(
  staging: Staging,
  [rows, columns]: readonly [Side, Side],
  run: Run,
  outer: Place,
  totals: readonly (readonly Expression[])[],
): void {
  const { writer, slices, slice, memory } = staging;
  const count = highOf(sizeOfRun(run, writer.bounds), writer.bounds) / depth / slices;
  const blockAt = (turn: Linear): Linear =>
    slice === undefined ? turn : addLinear(scaleLinear(turn, slices), variableLinear(slice));
  const ordered = staging.columnsFirst ? [columns, rows] : [rows, columns];
  const shares = ordered.map((one) => shareOf(staging, one, run, outer));
  const brought = shares.flatMap(({ vectors, valuesOf }) =>
    valuesOf(blockAt(constantLinear(0))).map((value, at) => {
      const name = uniqueName(writer.names, "next");
      say(writer, { kind: "variable", name, type: "real", width: 4, value });
      return { name, vector: vectors[at] ?? constantLinear(0) };
    }),
  );
  const turn = declareVariable(writer, "turn", currentDepth(writer) + 1, { low: 0, high: count - 1 });
  const body = inScope(writer, () => {
    for (const { name, vector } of brought) {
      const index = linearValue(writer, scaleLinear(vector, 4)).expression;
      const value = variable(name, "real", 4);
      say(writer, { kind: "store", memory: { kind: "workgroup", name: memory }, index, value, width: 4 });
    }
    say(writer, { kind: "barrier" });
    const after = apply("minimum", apply("add", variable(turn, "int", 1), integer(1)), integer(count - 1));
    const later = blockAt(variableLinear(declareAs(writer, "later", count, after)));
    const values = shares.flatMap(({ valuesOf }) => valuesOf(later));
    for (const [at, { name }] of brought.entries()) {
      const value = values[at];
      if (value !== undefined) say(writer, { kind: "assign", name, value });
    }
    for (let steps = 0; steps < depth; steps += 4) {
      const rowOf = readRows(staging, rows, steps);
      const columnOf = readColumns(staging, columns, steps);
      for (const [r, ofRow] of totals.entries()) {
        for (const [c, total] of ofRow.entries()) {
          const products = four.map((step) => apply("multiply", splat(rowOf(r, step), 4), columnOf(c, step)));
          addProducts(writer, total, products);
        }
      }
    }
    say(writer, { kind: "barrier" });
  });
  const extent = { size: literalSize(count), tile: 1 };
  say(writer, { kind: "loop", variable: turn, binding: "serial", extent, body });
}

/** What a thread brings of a block. */
interface Share {
  /** Places in memory, in vectors. */
  readonly vectors: readonly Linear[];
  readonly valuesOf: (block: Linear) => readonly Expression[];
}

/** Neighbours bring neighbours of the operand's memory. */
function shareOf({ writer, inside }: Staging, side: Side, k: Run, outer: Place): Share {
  const at = variable(inside, "int", 1);
  const steps = highOf(sizeOfRun(k, writer.bounds), writer.bounds);
  const shares = Array.from({ length: vectorsEach }, (_, share) => share);
  const valueAtPlace = (own: Positions, ofK: Positions): Expression =>
    splat(valueAt(writer, side.node, new Map([...outer, ...own, ...ofK])).expression, 4);
  const fourOfBlock = (block: Linear, four: Linear): string =>
    declareLinear(writer, `${runName(k)}4`, steps / 4, addLinear(scaleLinear(block, depth / 4), four));
  if (side.vectors === "along k") {
    const lines = threads / (depth / 4);
    const line = declareAs(writer, "line", lines, quotient(at, integer(depth / 4)));
    const fourth = declareAs(writer, "four", depth / 4, remainder(at, integer(depth / 4)));
    const places = shares.map((share) => {
      const position = addLinear(variableLinear(side.tile, span), variableLinear(line, 1, lines * share));
      const name = declareLinear(writer, runName(side.run), side.size, position);
      return placesOfRun(writer, side.run, name, 1, constantLinear(0));
    });
    const among = lineInMemory(writer, side, line, lines);
    return {
      vectors: shares.map((share) => addLinear(side.start, variableLinear(fourth, span), among(share))),
      valuesOf: (block) => {
        const name = fourOfBlock(block, variableLinear(fourth));
        const ofK = placesOfRun(writer, k, name, 4, variableLinear(lane));
        return places.map((own) => valueAtPlace(own, ofK));
      },
    };
  }
  const wide = span / 4;
  const step = declareAs(writer, "step_", threads / wide, quotient(at, integer(wide)));
  const unit = declareAs(writer, "unit", wide, remainder(at, integer(wide)));
  const position = addLinear(variableLinear(side.tile, wide), variableLinear(unit));
  const name = declareLinear(writer, `${runName(side.run)}4`, side.size / 4, position);
  const own = placesOfRun(writer, side.run, name, 4, variableLinear(lane));
  return {
    vectors: shares.map((share) => addLinear(side.start, variableLinear(inside, 1, threads * share))),
    valuesOf: (block) =>
      shares.map((share) => {
        const fours = fourOfBlock(block, constantLinear(share));
        return valueAtPlace(own, placesOfRun(writer, k, fours, 4, variableLinear(step)));
      }),
  };
}

/** Where the row or column `line` lies among all of its vectors along k, `lines` further on for each share. */
function lineInMemory(
  writer: Writer,
  { isInFours }: Side,
  line: string,
  lines: number,
): (share: number) => Linear {
  if (!isInFours) return (share) => variableLinear(line, 1, lines * share);
  const at = variable(line, "int", 1);
  const minor = declareAs(writer, "minor", 4, remainder(at, integer(4)));
  const major = declareAs(writer, "major", lines / 4, quotient(at, integer(4)));
  return (share) => addLinear(variableLinear(minor, span / 4), variableLinear(major, 1, (lines / 4) * share));
}

function readRows(staging: Staging, side: Side, steps: number): (row: number, step: Lane) => Expression {
  const { strand } = staging;
  const load = (at: Linear): Expression => loadVector(staging, "row", addLinear(side.start, at));
  if (side.vectors === "along k") {
    const rows = Array.from({ length: own }, (_, r) =>
      load(variableLinear(strand, 1, (steps / 4) * span + abreast * r)),
    );
    return (r, step) => element(rows[r], step);
  }
  const rows = four.map((step) =>
    Array.from({ length: own / 4 }, (_, v) =>
      load(variableLinear(strand, own / 4, (steps + step) * (span / 4) + v)),
    ),
  );
  return (r, step) => element(rows[step]?.[Math.floor(r / 4)], four[r % 4] ?? 0);
}

function readColumns(
  staging: Staging,
  side: Side,
  steps: number,
): (column: number, step: Lane) => Expression {
  const { thread } = staging;
  const load = (at: number): Expression =>
    loadVector(staging, "column", addLinear(side.start, variableLinear(thread, 1, at)));
  const each = Array.from({ length: own / 4 }, (_, c) => abreast * c);
  if (side.vectors === "along k") {
    const columns = each.map((c) => four.map((one) => load((steps / 4) * span + one * (span / 4) + c)));
    return (c, step) => acrossColumns(columns[c] ?? [], step);
  }
  const columns = four.map((step) => each.map((c) => load((steps + step) * (span / 4) + c)));
  return (c, step) => columns[step]?.[c] ?? splat(literal(0, "real"), 4);
}

function loadVector({ writer, memory }: Staging, name: string, vector: Linear): Expression {
  const index = linearValue(writer, scaleLinear(vector, 4)).expression;
  const unique = uniqueName(writer.names, name);
  const value: Expression = {
    kind: "load",
    memory: { kind: "workgroup", name: memory },
    index,
    type: "real",
    width: 4,
  };
  say(writer, { kind: "let", name: unique, value });
  return variable(unique, "real", 4);
}
