/** Operands of a contraction that the CPU reads where they lie: nothing is laid out, and the inner loop adds strides in place of widths of panels. */
import { highOf, strideOf } from "../../../layout.ts";
import { addLinear, constantLinear, lane, variableLinear, type Linear } from "../../../writer/linear.ts";
import type { Expression } from "../../../loops.ts";
import { loadAt } from "../../../writer/memory-access.ts";
import { homeOf, isRead, type Place, type Writer } from "../../../writer/writer.ts";
import { placesOfRun, runName } from "../../grid.ts";
import type { Depth, Side } from "./depth.ts";
import { nameInside, nameLinear } from "./pack.ts";
import type { Task } from "./write.ts";

/** The element of a tile's row at a step, or four columns of it. */
export type ElementAt = (at: number, steps: Linear) => Expression;

/**
 * In elements: what is read again for each tile, of the first cache's 32 KiB. Measured: 65 cubed takes 0.89 of the time when it is read
 * where it lies, 90 to 100 cubed 0.95 to 1, 127 cubed 1.02.
 */
const mostNear = 10_000;
/**
 * Of that cache: sets of lines, in elements how far apart addresses of one set are, and how many lines of a set a tile may have, half of
 * them. With all of them, as in 64 x 128 x 64, it takes 1.09 of the time.
 */
const [sets, period, mostWays] = [64, 1024, 4];

/** Laying out costs about as much as a tile's products with it, so this many readers wouldn't win it back. */
const fewReaders = 2;

/**
 * Rows that lie in memory step by step: six of them are read beside each other. A matrix whose memory runs along the tile is read with
 * strides where all of it is near and the steps of a tile don't meet in a few sets of the cache, or where it has few readers: `readers` is
 * how many tiles of the other side there are.
 */
export function readsDirectly(
  writer: Writer,
  { operand, run, along }: Pick<Side, "operand" | "run" | "along">,
  { inner, count }: Depth,
  readers: number,
): boolean {
  const [steps = [], ...others] = inner;
  const [axis, ...more] = steps;
  if (!isRead(writer, operand) || operand.type !== "real" || run.length === 0) return false;
  if (axis === undefined || others.length + more.length > 0) return false;
  if (along === "summed axes") return true;
  const { layout, halves } = homeOf(writer, operand);
  if (along === "neither" || halves === true) return false;
  if (readers <= fewReaders) return true;
  const span = run.reduce(
    (sum, own) => sum + (highOf(own.size, writer.bounds) - 1) * strideOf(layout, own),
    1 + (count - 1) * strideOf(layout, axis),
  );
  return span <= mostNear && count <= mostWays * setsOf(strideOf(layout, axis));
}

/** In how many sets of the first cache multiples of a stride lie. */
function setsOf(stride: number): number {
  let common = period;
  while (stride % common !== 0) common /= 2;
  return Math.min(sets, period / common);
}

/** Of a tile's rows. A row has an address of its own, as in panels. */
export function directRows(
  { writer, rows, depth }: Task,
  first: string,
  base: Place,
  part: string | undefined,
): ElementAt {
  const places = Array.from({ length: rows.tile }, (_, r) => {
    const wanted = variableLinear(first, 1, r);
    const own = rows.isEven
      ? nameLinear(writer, runName(rows.run), wanted, highOf(rows.size, writer.bounds) - 1)
      : nameInside(writer, rows, wanted);
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
