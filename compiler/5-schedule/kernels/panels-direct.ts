/** Operands of a contraction that the CPU reads where they lie: nothing is laid out, and the inner loop adds strides in place of widths of panels. */
import type { Node } from "../../3-graph/graph.ts";
import { highOf, strideOf } from "../layout.ts";
import { addLinear, constantLinear, lane, variableLinear, type Linear } from "../linear.ts";
import type { Expression } from "../loops.ts";
import { loadAt } from "../memory-access.ts";
import { homeOf, isRead, type Place, type Writer } from "../writer.ts";
import type { Along } from "./contract-shape.ts";
import { placesOfRun, type Run } from "./grid.ts";
import type { Depth, Side } from "./panels-depth.ts";
import { nameInside } from "./panels-pack.ts";
import type { Task } from "./panels-write.ts";

/** The element of a tile's row at a step, or four columns of it. */
export type ElementAt = (at: number, steps: Linear) => Expression;

/** In elements: what is read again for each tile stays in the first cache, three quarters of 32 KiB, where it lies closely. */
const mostNear = 6144;

/**
 * Rows that lie in memory step by step: six of them are read beside each other. A matrix whose memory runs along the tile is read with
 * strides where all of it is near: of a larger one the steps of a tile would meet in the same few lines of a cache.
 */
export function readsDirectly(
  writer: Writer,
  operand: Node,
  along: Along,
  run: Run,
  { inner, count }: Depth,
): boolean {
  const [steps = [], ...others] = inner;
  const [axis, ...more] = steps;
  if (!isRead(writer, operand) || operand.type !== "real" || run.length === 0) return false;
  if (axis === undefined || others.length + more.length > 0) return false;
  if (along === "summed axes") return true;
  const { layout, halves } = homeOf(writer, operand);
  if (along === "neither" || halves === true) return false;
  const span = run.reduce(
    (sum, own) => sum + (highOf(own.size, writer.bounds) - 1) * strideOf(layout, own),
    1 + (count - 1) * strideOf(layout, axis),
  );
  return span <= mostNear;
}

/** Of a tile's rows. A row has an address of its own, as in panels. */
export function directRows(
  { writer, rows, depth }: Task,
  first: string,
  base: Place,
  part: string | undefined,
): ElementAt {
  const places = Array.from({ length: rows.tile }, (_, r) => {
    const own = nameInside(writer, rows, variableLinear(first, 1, r));
    return placesOfRun(writer, rows.run, own, 1, constantLinear(0));
  });
  return (r, steps) => elementAt(writer, rows, depth, new Map([...base, ...(places[r] ?? [])]), part, steps);
}

/** Of a tile's columns, four from each fourth on. */
export function directColumns(
  { writer, columns, depth }: Task,
  first: string,
  base: Place,
  part: string | undefined,
): ElementAt {
  return (v, steps) => {
    const own = placesOfRun(writer, columns.run, first, 1, variableLinear(lane, 1, 4 * v));
    return elementAt(writer, columns, depth, new Map([...base, ...own]), part, steps);
  };
}

function elementAt(
  writer: Writer,
  { operand }: Side,
  { inner, split }: Depth,
  place: Map<string, Linear>,
  part: string | undefined,
  steps: Linear,
): Expression {
  const axis = inner[0]?.[0];
  const before = part === undefined ? constantLinear(0) : variableLinear(part, split?.steps ?? 0);
  if (axis !== undefined) place.set(axis.id, addLinear(before, steps));
  return loadAt(writer, operand, place).expression;
}
