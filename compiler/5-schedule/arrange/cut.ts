/** What a kernel for the CPU skips. */
import type { Axis, Node } from "../../3-graph/graph.ts";
import type { HalfPlane } from "../../3-graph/support.ts";

/** Positions x of `inner` and y of `outer` that some half holds are skipped. */
export interface Cut {
  readonly inner: Axis;
  readonly outer: Axis;
  readonly halfPlanes: readonly HalfPlane[];
  /** What the group's items are there, which are written. */
  readonly numbers: ReadonlyMap<Node, number>;
}

/** What is known in a half of the positions of two axes. */
export interface KnownHalfPlane {
  readonly half: HalfPlane;
  readonly valueIn: (node: Node) => number | undefined;
}

/** Halves of the positions of two axes in which the conditions may be decided, by the axes and the conditions: those found so far. */
export type KnownHalfPlanes = Map<string, readonly KnownHalfPlane[]>;
