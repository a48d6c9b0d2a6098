/**
 * An axis parameter that stands for a group of axes. Its positions run through the group in row-major order, and what needs one axis, an
 * index, a sort, or a scan, goes along the group so.
 */
import type { GraphBuilder, SourceBuilder } from "../graph-builder.ts";
import type { Axis, Position, SourceNode } from "../graph.ts";
import { positionOf } from "../places.ts";
import { productOfSizes } from "./axes.ts";

type Replaced = readonly { readonly axis: Axis; readonly at: Position<SourceNode> }[];

/** The position in the group. */
export function positionInGroup(builder: GraphBuilder<SourceNode>, axes: readonly Axis[]): SourceNode {
  return axes
    .map((axis, index) => {
      const stride = builder.size(productOfSizes(axes.slice(index + 1)));
      const position = builder.position(axis);
      return index === axes.length - 1 ? position : builder.map("multiply", [position, stride]);
    })
    .reduce((sum, term) => builder.map("add", [sum, term]));
}

/** What `[group = at]` replaces. A position outside of the group is outside of its first axis. */
export function replacedGroup(builder: SourceBuilder, axes: readonly Axis[], at: SourceNode): Replaced {
  return axes.map((axis, index) => {
    const inner = axes.slice(index + 1);
    const stride = builder.size(productOfSizes(inner));
    const row = inner.length === 0 ? at : builder.map("quotient", [at, stride]);
    const own = index === 0 ? row : builder.map("modulo", [row, builder.size(axis.size)]);
    return { axis, at: positionOf(own) };
  });
}

/** The value along the merged axis. */
export function merged(
  builder: SourceBuilder,
  value: SourceNode,
  axes: readonly Axis[],
  axis: Axis,
): SourceNode {
  if (axes.length === 1) return value;
  return builder.index(builder.spread(value, axes), replacedGroup(builder, axes, builder.position(axis)));
}

/** The value along the group again. */
export function parted(
  builder: SourceBuilder,
  value: SourceNode,
  axis: Axis,
  axes: readonly Axis[],
): SourceNode {
  if (axes.length === 1) return value;
  return builder.index(value, [{ axis, at: positionOf(positionInGroup(builder, axes)) }]);
}
