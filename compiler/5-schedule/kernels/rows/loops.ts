/** Loops over the elements of a row on the CPU: four at a time, and what is left one by one. */
import type { Axis, Node } from "../../../3-graph/graph.ts";
import { addSizes, literalSize, sizeValue, type Size } from "../../../sizes/size.ts";
import { apply, integer, quotient, sizeExpression, variable } from "../../writer/expressions.ts";
import { highOf } from "../../layout.ts";
import {
  addLinear,
  constantLinear,
  lane,
  scaleLinear,
  variableLinear,
  type Linear,
} from "../../writer/linear.ts";
import type { Expression, LoopPart, Width } from "../../loops.ts";
import { currentDepth, say, type Place, type Writer } from "../../writer/writer.ts";
import { isMultipleOfDay, placesOfRun, runName, sizeOfRun, type Run } from "../grid.ts";
import { guarded, namePosition, nameValue, overRuns, repeat } from "../serial-loops.ts";
import { besides, partOf, type Along, type Block } from "../loop-parts.ts";

/** What a row's length leaves after its vectors: nothing, so many elements, or as the day has it. */
export function restOf({ bounds }: Writer, runs: readonly Run[]): "none" | "of the day" | number {
  const size = sizeOfRun(runs.at(-1) ?? [], bounds);
  const fixed = sizeValue(size);
  if (fixed !== undefined) return fixed % 4 === 0 ? "none" : fixed % 4;
  return isMultipleOfDay(size, 4, bounds) ? "none" : "of the day";
}

/** Runs over a row's elements, `part` of its vectors; `at` counts them, and leaves room for as many as a row may have. */
export function overRow(
  writer: Writer,
  runs: readonly Run[],
  row: Place,
  part: LoopPart | undefined,
  write: (place: Place, at: Linear, width: Width) => void,
): void {
  const run = runs.at(-1) ?? [];
  const size = sizeOfRun(run, writer.bounds);
  const high = highOf(size, writer.bounds);
  countOuter(writer, runs.slice(0, -1), row, (place, outer) => {
    const each = (position: Linear, width: Width): void => {
      const { name, own } = nameElements(writer, run, position, width);
      write(new Map([...place, ...own]), addLinear(scaleLinear(outer, high), variableLinear(name)), width);
    };
    const rest = restOf(writer, runs);
    const fixed = sizeValue(size);
    if (high >= 4) overVectors(writer, runs, part, (four) => each(four, 4));
    if (rest === "none") return;
    if (rest !== "of the day") {
      const from = (fixed ?? 0) - rest;
      repeat(writer, "rest", literalSize(rest), (one) => each(variableLinear(one, 1, from), 1));
      return;
    }
    repeat(writer, "rest", literalSize(3), (one) => {
      const end = sizeExpression(size);
      const whole = apply("multiply", quotient(end, integer(4)), integer(4));
      const at = namePosition(writer, "last", currentDepth(writer), high + 2);
      say(writer, { kind: "let", name: at, value: apply("add", whole, variable(one, "int", 1)) });
      guarded(writer, [apply("less", variable(at, "int", 1), end)], variableLinear(at), () =>
        each(variableLinear(at), 1),
      );
    });
  });
}

/** Runs over the outer runs of a row, counting their positions. */
function countOuter(
  writer: Writer,
  runs: readonly Run[],
  row: Place,
  write: (place: Place, outer: Linear) => void,
): void {
  const nest = (at: number, place: Place, before: Linear): void => {
    const run = runs[at];
    if (run === undefined) {
      write(place, before);
      return;
    }
    const size = sizeOfRun(run, writer.bounds);
    repeat(writer, runName(run), size, (name) => {
      const own = placesOfRun(writer, run, name, 1, constantLinear(0));
      const here = addLinear(scaleLinear(before, highOf(size, writer.bounds)), variableLinear(name));
      nest(at + 1, new Map([...place, ...own]), here);
    });
  };
  nest(0, row, constantLinear(0));
}

/** Names where an element or a vector of a run begins. */
function nameElements(
  writer: Writer,
  run: Run,
  position: Linear,
  width: Width,
): { readonly name: string; readonly own: readonly (readonly [string, Linear])[] } {
  const high = highOf(sizeOfRun(run, writer.bounds), writer.bounds) - 1;
  const name = nameValue(writer, runName(run), position, high);
  const within = width === 4 ? variableLinear(lane) : constantLinear(0);
  return { name, own: placesOfRun(writer, run, name, 1, within) };
}

/** Runs over the vectors of a row of one run that aren't computed. */
export function overRestOfRow(
  writer: Writer,
  runs: readonly Run[],
  row: Place,
  { rest }: RowPart,
  write: (place: Place) => void,
): void {
  for (const part of rest) {
    overVectors(writer, runs, part, (four) => {
      write(new Map([...row, ...nameElements(writer, runs.at(-1) ?? [], four, 4).own]));
    });
  }
}

/** Runs over the elements of rows beside each other, or over a part of their last run. */
export function overElements(
  writer: Writer,
  runs: readonly Run[],
  part: LoopPart | undefined,
  write: (over: Place) => void,
): void {
  if (part === undefined) {
    overRuns(writer, runs, new Map(), write);
    return;
  }
  const run = runs.at(-1) ?? [];
  overRuns(writer, runs.slice(0, -1), new Map(), (place) => {
    const each = (name: string): void =>
      write(new Map([...place, ...placesOfRun(writer, run, name, 1, constantLinear(0))]));
    repeat(writer, runName(run), sizeOfRun(run, writer.bounds), each, 1, part);
  });
}

/** Runs over the vectors of a row, or over a part of them; `write` gets where one begins. */
function overVectors(
  writer: Writer,
  runs: readonly Run[],
  part: LoopPart | undefined,
  write: (four: Linear) => void,
): void {
  const size = vectorsOf(writer, runs);
  repeat(writer, `${runName(runs.at(-1) ?? [])}4`, size, (four) => write(variableLinear(four, 4)), 4, part);
}

/** Of a row's last run, what its vectors take, or a little less. */
function vectorsOf(writer: Writer, runs: readonly Run[]): Size {
  const size = sizeOfRun(runs.at(-1) ?? [], writer.bounds);
  const fixed = sizeValue(size);
  if (fixed !== undefined) return literalSize(4 * Math.floor(fixed / 4));
  return restOf(writer, runs) === "none" ? size : addSizes(size, literalSize(-3));
}

/** What of a row is computed, and what of it is a number for each node that is written. */
export interface RowPart {
  readonly part: LoopPart;
  readonly rest: readonly LoopPart[];
  readonly numbers: ReadonlyMap<Node, number>;
}

/**
 * By the cuts along the last axis of a row; `blockOf` says where the rows are along another. Rows of several runs are summed only, so that nothing is
 * left to be filled.
 */
export function partOfRow(
  writer: Writer,
  runs: readonly Run[],
  unit: 1 | 4,
  blockOf: (axis: Axis) => Block | undefined,
): RowPart | undefined {
  const [inner, ...others] = runs.at(-1) ?? [];
  if (inner === undefined || others.length > 0) return undefined;
  const cuts = writer.cuts.flatMap((cut) => {
    const block = cut.inner.id === inner.id ? blockOf(cut.outer) : undefined;
    return block === undefined ? [] : [{ cut, block }];
  });
  const size = unit === 4 ? vectorsOf(writer, runs) : sizeOfRun([inner], writer.bounds);
  const fixed = sizeValue(size);
  const turns = (): Expression =>
    unit === 1 ? sizeExpression(size) : quotient(sizeExpression(addSizes(size, literalSize(3))), integer(4));
  if (runs.length > 1 && cuts.some(({ cut }) => cut.numbers.size > 0)) return undefined;
  const count = fixed === undefined ? turns() : integer(Math.ceil(fixed / unit));
  const along: Along = { start: constantLinear(0), unit, count };
  const part = partOf(writer, cuts, along);
  const numbers = new Map(cuts.flatMap(({ cut }) => [...cut.numbers]));
  return part === undefined ? undefined : { part, rest: besides(part, along), numbers };
}
