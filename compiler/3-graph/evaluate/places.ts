/** What reads or writes at other positions than its own: index, scatter and row. */
import { InternalError } from "../../source/internal-error.ts";
import { evaluateSize } from "../../sizes/size.ts";
import type { Axis, IndexNode, Position, RowNode, ScatterNode } from "../graph.ts";
import { withoutAxes } from "../positions.ts";
import { countOf, offsetsOf, stridesAlong, stridesOf } from "../tensor.ts";
import type { Tensor } from "../tensor.ts";
import { neutralOf } from "../neutral.ts";
import { combine } from "./arithmetic.ts";
import { lengthOf, roundingOf, shapeOf, tensorOf, valueOf, type Evaluation } from "./evaluation.ts";

/** The expression's value at every position of `axes`, in row-major order. */
function evaluatePosition(e: Evaluation, position: Position, axes: readonly Axis[]): Float64Array {
  const shape = shapeOf(e, axes);
  const each = (of: Position, change: (value: number) => number): Float64Array =>
    evaluatePosition(e, of, axes).map(change);
  switch (position.kind) {
    case "axis":
      return Float64Array.from(
        offsetsOf(
          shape,
          axes.map(({ id }) => Number(id === position.axis.id)),
        ),
      );
    case "constant":
      return new Float64Array(countOf(shape)).fill(evaluateSize(position.value, e.environment.sizes));
    case "add": {
      const total = new Float64Array(countOf(shape));
      for (const term of position.terms)
        evaluatePosition(e, term, axes).forEach((value, i) => (total[i] = (total[i] ?? 0) + value));
      return total;
    }
    case "scale": {
      const by = evaluateSize(position.by, e.environment.sizes);
      return each(position.of, (value) => value * by);
    }
    case "quotient": {
      const by = evaluateSize(position.by, e.environment.sizes);
      return each(position.of, (value) => Math.floor(value / by));
    }
    case "remainder": {
      const by = evaluateSize(position.by, e.environment.sizes);
      return each(position.of, (value) => value - by * Math.floor(value / by));
    }
    case "value": {
      const tensor = valueOf(e, position.node);
      const offsets = offsetsOf(shape, stridesAlong(tensor, axes));
      return Float64Array.from(offsets, (offset) => tensor.data[offset] ?? NaN);
    }
  }
}

export function evaluateIndex(e: Evaluation, node: IndexNode): Tensor {
  const of = valueOf(e, node.of);
  const shape = shapeOf(e, node.axes);
  const strides = stridesOf(of.shape);
  const kept = node.axes.map((axis) => {
    const at = of.axes.findIndex(({ id }) => id === axis.id);
    return node.replaced.some((each) => each.axis.id === axis.id) ? 0 : (strides[at] ?? 0);
  });
  const offsets = offsetsOf(shape, kept);
  const inside = new Uint8Array(offsets.length).fill(1);
  for (const { axis, at } of node.replaced) {
    const stride = strides[of.axes.findIndex(({ id }) => id === axis.id)] ?? 0;
    const length = lengthOf(e, axis);
    evaluatePosition(e, at, node.axes).forEach((value, i) => {
      if (value < 0 || value >= length) inside[i] = 0;
      else offsets[i] = (offsets[i] ?? 0) + value * stride;
    });
  }
  const otherwise = node.otherwise === undefined ? undefined : valueOf(e, node.otherwise);
  const outside = otherwise && offsetsOf(shape, stridesAlong(otherwise, node.axes));
  return tensorOf(e, node, (data) => {
    for (let i = 0; i < data.length; i++) {
      if (inside[i] === 1) data[i] = of.data[offsets[i] ?? 0] ?? NaN;
      else if (otherwise && outside) data[i] = otherwise.data[outside[i] ?? 0] ?? NaN;
      else throw new InternalError(`node ${node.id} reads outside of an axis`, node.span);
    }
  });
}

export function evaluateScatter(e: Evaluation, node: ScatterNode): Tensor {
  const source = valueOf(e, node.values);
  const rounded = roundingOf(e, node);
  const rest = withoutAxes(
    node.axes,
    node.table.map(({ axis }) => axis),
  );
  const loops = [...rest, ...node.over];
  const shape = shapeOf(e, loops);
  const read = offsetsOf(shape, stridesAlong(source, loops));
  const result = { axes: node.axes, shape: shapeOf(e, node.axes) };
  const targets = offsetsOf(
    shape,
    stridesAlong(result, loops).map((stride, i) => (i < rest.length ? stride : 0)),
  );
  const inside = new Uint8Array(targets.length).fill(1);
  for (const { axis, at } of node.table) {
    const stride = stridesAlong(result, [axis])[0] ?? 0;
    const length = lengthOf(e, axis);
    const positions = valueOf(e, at);
    offsetsOf(shape, stridesAlong(positions, loops)).forEach((offset, i) => {
      const value = positions.data[offset] ?? NaN;
      if (value < 0 || value >= length) inside[i] = 0;
      else targets[i] = (targets[i] ?? 0) + value * stride;
    });
  }
  return tensorOf(e, node, (data) => {
    data.fill(neutralOf(node));
    targets.forEach((target, i) => {
      if (inside[i] === 1)
        data[target] = rounded(combine(node, data[target] ?? NaN, source.data[read[i] ?? 0] ?? NaN));
    });
  });
}

/** What is no number is larger than all. */
function compareNumbers(x: number, y: number): number {
  if (x < y) return -1;
  if (x > y) return 1;
  return Number(Number.isNaN(x)) - Number(Number.isNaN(y));
}

export function evaluateRow(e: Evaluation, node: RowNode): Tensor {
  const of = valueOf(e, node.of);
  const rest = withoutAxes(node.of.axes, [node.axis]);
  const length = lengthOf(e, node.axis);
  const wantedCount = lengthOf(e, node.into);
  const stride = stridesAlong(of, [node.axis])[0] ?? 0;
  const starts = offsetsOf(shapeOf(e, rest), stridesAlong(of, rest));
  const result = { axes: node.axes, shape: shapeOf(e, node.axes) };
  const targets = offsetsOf(shapeOf(e, rest), stridesAlong(result, rest));
  const targetStride = stridesAlong(result, [node.into])[0] ?? 0;
  const direction = node.operation === "sort" ? 1 : -1;
  return tensorOf(e, node, (data) => {
    starts.forEach((start, row) => {
      const at = (position: number): number => of.data[start + position * stride] ?? NaN;
      const positions = Array.from({ length }, (_, position) => position);
      positions.sort((a, b) => direction * compareNumbers(at(a), at(b)) || a - b);
      for (const [i, position] of positions.slice(0, wantedCount).entries())
        data[(targets[row] ?? 0) + i * targetStride] = node.result === "values" ? at(position) : position;
    });
  });
}
