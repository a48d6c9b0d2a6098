/** What a kernel for the CPU skips. */
import type { Axis, Node } from "../3-graph/graph.ts";
import type { Half } from "../3-graph/support.ts";

/** Positions x of `inner` and y of `outer` that some half holds are skipped. */
export interface Cut {
  readonly inner: Axis;
  readonly outer: Axis;
  readonly halves: readonly Half[];
  /** What the group's items are there, which are written. */
  readonly numbers: ReadonlyMap<Node, number>;
}
