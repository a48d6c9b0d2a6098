import type { SourceBuilder } from "../3-graph/graph-builder.ts";
import type { Axis, SourceNode } from "../3-graph/graph.ts";
import { withoutAxes } from "../3-graph/positions.ts";

/** What one reading of a node adds to the node's cotangent; it has the node's axes. */
export interface Contribution {
  readonly to: SourceNode;
  readonly cotangent: SourceNode;
}

/** Whether a node's cotangent is wanted: one that no target depends on needs none. */
export type IsActive = (node: SourceNode) => boolean;

/** The cotangent of something that was broadcast: summed over the axes that it lacked, equal along those that are missing. */
export function fitted(b: SourceBuilder, value: SourceNode, axes: readonly Axis[]): SourceNode {
  const extra = withoutAxes(value.axes, axes);
  return b.spread(b.reduce("sum", extra, value), axes);
}

/** An axis like another with an id that none of `taken` has. */
export function freshAxis(like: Axis, taken: readonly Axis[]): Axis {
  let id = `${like.id}'`;
  while (taken.some((axis) => axis.id === id)) id += "'";
  return { ...like, id, name: `${like.name}_` };
}
