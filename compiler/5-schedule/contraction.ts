/** Which reductions are contractions, and of what. */
import type { Axis, Node, ReduceNode } from "../3-graph/graph.ts";
import { axesIn, hasAxis, nodesIn } from "./reads.ts";

/**
 * result[batch, left, right] = scale * sum over `over` of left[batch, left, over] * right[batch, over, right]; the groups of axes are
 * sets, whatever the layouts.
 */
export interface Contraction {
  readonly node: ReduceNode;
  readonly leftOperand: Node;
  readonly rightOperand: Node;
  /** Factors without a contracted axis. */
  readonly scales: readonly Node[];
  readonly batch: readonly Axis[];
  readonly left: readonly Axis[];
  readonly right: readonly Axis[];
  readonly over: readonly Axis[];
}

/** The sum as a contraction: of two factors that both have all summed axes, and each an axis of its own. */
export function contractionOf(node: Node): Contraction | undefined {
  if (node.kind !== "reduce" || node.operator !== "sum" || node.type !== "real") return undefined;
  const { over } = node;
  const factors = factorsOf(node.of);
  const summed = factors.filter(({ axes }) => over.some((axis) => hasAxis(axes, axis)));
  const scales = factors.filter((factor) => !summed.includes(factor));
  const [leftOperand, rightOperand, ...more] = summed;
  if (leftOperand === undefined || rightOperand === undefined || more.length > 0) return undefined;
  const complete = over.every((axis) => hasAxis(leftOperand.axes, axis) && hasAxis(rightOperand.axes, axis));
  if (!complete || leftOperand.type !== "real" || rightOperand.type !== "real") return undefined;
  const kept = node.axes;
  const batch = kept.filter((axis) => hasAxis(leftOperand.axes, axis) && hasAxis(rightOperand.axes, axis));
  const left = kept.filter((axis) => hasAxis(leftOperand.axes, axis) && !hasAxis(rightOperand.axes, axis));
  const right = kept.filter((axis) => !hasAxis(leftOperand.axes, axis) && hasAxis(rightOperand.axes, axis));
  if (left.length === 0 || right.length === 0) return undefined;
  if (batch.length + left.length + right.length < kept.length) return undefined;
  return { node, leftOperand, rightOperand, scales, batch, left, right, over };
}

function factorsOf(node: Node): readonly Node[] {
  if (node.kind !== "map" || node.operator !== "multiply" || node.type !== "real") return [node];
  return node.arguments.flatMap(factorsOf);
}

/**
 * The value under renames, splits, merges and windows without an outside: what has to lie in memory, so that the operand is
 * a strided view of it. The node itself where its index isn't one.
 */
export function underViews(node: Node): Node {
  if (node.kind !== "index" || node.otherwise !== undefined) return node;
  const free = node.replaced.every(({ at }) => nodesIn(at).length === 0 && axesIn(at).length > 0);
  return free ? underViews(node.of) : node;
}
