import { InternalError } from "../source/internal-error.ts";
import type { Axis } from "./graph.ts";

/** Numbers in row-major order of `axes`; booleans are 0 and 1. */
export interface Tensor {
  readonly axes: readonly Axis[];
  readonly shape: readonly number[];
  readonly data: Float64Array;
}

export function countOf(shape: readonly number[]): number {
  return shape.reduce((product, extent) => product * extent, 1);
}

/** The distance in row-major order between neighbours along each axis. */
export function stridesOf(shape: readonly number[]): readonly number[] {
  return shape.map((_, axis) => countOf(shape.slice(axis + 1)));
}

/** The stride that a tensor has along each of `axes`; 0 where it lacks the axis, and so is broadcast. */
export function stridesAlong(
  tensor: Pick<Tensor, "axes" | "shape">,
  axes: readonly Axis[],
): readonly number[] {
  const strides = stridesOf(tensor.shape);
  return axes.map((axis) => strides[tensor.axes.findIndex(({ id }) => id === axis.id)] ?? 0);
}

/** For each position, in row-major order of `shape`, the sum over its axes of coordinate times stride. */
export function offsetsOf(shape: readonly number[], strides: readonly number[]): Int32Array {
  let offsets = new Int32Array(1);
  for (const [axis, extent] of shape.entries()) {
    const stride = strides[axis] ?? 0;
    const longer = new Int32Array(offsets.length * extent);
    let next = 0;
    for (const offset of offsets) for (let i = 0; i < extent; i++) longer[next++] = offset + i * stride;
    offsets = longer;
  }
  return offsets;
}

/** The same numbers in another order of axes; of a longer axis the first `shape` positions. */
export function arrange(tensor: Tensor, axes: readonly Axis[], shape: readonly number[]): Tensor {
  if (tensor.axes.length !== axes.length)
    throw new InternalError(`a tensor of ${tensor.axes.length} axes stands for one of ${axes.length}`);
  for (const [i, axis] of axes.entries()) {
    const at = tensor.axes.findIndex(({ id }) => id === axis.id);
    const extent = tensor.shape[at];
    if (extent === undefined || extent < (shape[i] ?? 0))
      throw new InternalError(`a tensor has ${extent ?? "no"} positions along ${axis.id}, not ${shape[i]}`);
  }
  const offsets = offsetsOf(shape, stridesAlong(tensor, axes));
  return { axes, shape, data: Float64Array.from(offsets, (offset) => tensor.data[offset] ?? NaN) };
}
