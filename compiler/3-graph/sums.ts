/** Sums of products for the evaluator: nearly all the work of a model is here, so operands lie in rows and the loops call nothing but `round`. */
import type { Axis } from "./graph.ts";
import type { Round } from "./rounding.ts";
import { countOf, offsetsOf, stridesAlong } from "./tensor.ts";
import type { Tensor } from "./tensor.ts";

/** A factor as rows of what is summed, and the place of the row that each position of the result reads. */
interface Rows {
  readonly data: Float64Array;
  readonly starts: Int32Array;
}

/** result[outer] = sum over `over` of left * right, in order; `round` is applied to each product and to each sum. */
export function sumsOfProducts(
  left: Tensor,
  right: Tensor,
  outer: readonly Axis[],
  over: readonly Axis[],
  lengthOf: (axis: Axis) => number,
  round: Round | undefined,
): Float64Array {
  const count = countOf(over.map(lengthOf));
  const a = rowsOf(left, outer, over, lengthOf);
  const b = rowsOf(right, outer, over, lengthOf);
  const result = new Float64Array(a.starts.length);
  for (let i = 0; i < result.length; i++) {
    const atA = (a.starts[i] ?? 0) * count;
    const atB = (b.starts[i] ?? 0) * count;
    result[i] =
      round === undefined
        ? sum(a.data, atA, b.data, atB, count)
        : rounded(a.data, atA, b.data, atB, count, round);
  }
  return result;
}

function sum(a: Float64Array, atA: number, b: Float64Array, atB: number, count: number): number {
  let total = 0;
  for (let j = 0; j < count; j++) total += (a[atA + j] ?? NaN) * (b[atB + j] ?? NaN);
  return total;
}

function rounded(
  a: Float64Array,
  atA: number,
  b: Float64Array,
  atB: number,
  count: number,
  round: Round,
): number {
  let total = 0;
  for (let j = 0; j < count; j++) total = round(total + round((a[atA + j] ?? NaN) * (b[atB + j] ?? NaN)));
  return total;
}

function rowsOf(
  tensor: Tensor,
  outer: readonly Axis[],
  over: readonly Axis[],
  lengthOf: (axis: Axis) => number,
): Rows {
  const own = outer.filter((axis) => tensor.axes.some(({ id }) => id === axis.id));
  const loops = [...own, ...over];
  const shape = own.map(lengthOf);
  const offsets = offsetsOf(loops.map(lengthOf), stridesAlong(tensor, loops));
  const data = Float64Array.from(offsets, (offset) => tensor.data[offset] ?? NaN);
  const rows = stridesAlong({ axes: own, shape }, outer);
  return { data, starts: offsetsOf(outer.map(lengthOf), rows) };
}
