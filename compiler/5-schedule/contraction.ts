/** Which reductions are contractions, and of what. */
import type { Axis, Node, Position, ReduceNode } from "../3-graph/graph.ts";
import { hasAxis, nodesOfPosition } from "../3-graph/positions.ts";
import { axesOfPosition } from "../3-graph/positions.ts";
import { isStored } from "./reads.ts";

/** An operand through windows with an outside is laid out in memory up to this many elements. */
export const mostUnfolded = 2 ** 23;

/**
 * result[batch, left, right] = sum over `over` of left[batch, left, over] * right[batch, over, right]; the groups of axes are sets,
 * whatever the layouts.
 */
export interface Contraction {
  readonly node: ReduceNode;
  readonly leftOperand: Node;
  readonly rightOperand: Node;
  readonly batch: readonly Axis[];
  readonly left: readonly Axis[];
  readonly right: readonly Axis[];
  readonly over: readonly Axis[];
}

/** The sum as a contraction: of a product of two values that both have all summed axes, and each an axis of its own, or of a stored matrix and a vector. */
export function contractionOf(node: Node): Contraction | undefined {
  if (node.kind !== "reduce" || node.operator !== "sum" || node.type !== "real") return undefined;
  const { over, of } = node;
  if (of.kind !== "map" || of.operator !== "multiply") return undefined;
  const [leftOperand, rightOperand] = of.arguments;
  if (leftOperand?.type !== "real" || rightOperand?.type !== "real") return undefined;
  if (!over.every((axis) => hasAxis(leftOperand.axes, axis) && hasAxis(rightOperand.axes, axis)))
    return undefined;
  const [batch, left, right]: [Axis[], Axis[], Axis[]] = [[], [], []];
  for (const axis of node.axes) {
    const isLeft = hasAxis(leftOperand.axes, axis);
    (isLeft && hasAxis(rightOperand.axes, axis) ? batch : isLeft ? left : right).push(axis);
  }
  const isMatrices = left.length > 0 && right.length > 0;
  if (!isMatrices && !isWeights(left.length > 0 ? leftOperand : right.length > 0 ? rightOperand : undefined))
    return undefined;
  return { node, leftOperand, rightOperand, batch, left, right, over };
}

/** A matrix that lies in memory: one that is made only to be multiplied by a vector is better summed where it is made. */
function isWeights(operand: Node | undefined): boolean {
  return operand !== undefined && isStored(underViews(operand));
}

/**
 * The value under renames, splits, merges and windows without an outside: what has to lie in memory, so that the operand is
 * a strided view of it. The node itself where its index isn't one.
 */
export function underViews(node: Node): Node {
  if (node.kind !== "index" || node.otherwise !== undefined) return node;
  const free = node.replaced.every(({ at }) => {
    const [read, ...others] = nodesOfPosition(at);
    // A loop's turn is the same for a whole kernel.
    if (read !== undefined) return others.length === 0 && isTurn(read);
    return axesOfPosition(at).length > 0;
  });
  return free ? underViews(node.of) : node;
}

function isTurn(node: Node): boolean {
  return node.kind === "leaf" && node.leaf.kind === "turn";
}

/** The axis along which a position runs, from wherever on. */
function axisAfter(at: Position): Axis | undefined {
  if (at.kind === "axis") return at.axis;
  const [own, ...others] =
    at.kind === "add" ? at.terms.filter((term) => axesOfPosition(term).length > 0) : [];
  return own?.kind === "axis" && others.length === 0 ? own.axis : undefined;
}

/**
 * The value under renames and from some position on, and which of its axes each axis of the operand is; undefined through other views.
 * What is looked up by data is no view: it lies in memory itself.
 */
export function underRenames(
  operand: Node,
):
  | { readonly base: Node; readonly axisOf: (axis: Axis) => Axis; readonly nameOf: (axis: Axis) => Axis }
  | undefined {
  if (operand.kind !== "index" || underViews(operand) === operand)
    return { base: operand, axisOf: (axis) => axis, nameOf: (axis) => axis };
  const inner = underRenames(operand.of);
  if (inner === undefined) return undefined;
  const to = new Map<string, Axis>();
  const from = new Map<string, Axis>();
  for (const { axis, at } of operand.replaced) {
    // One row of it.
    if (axesOfPosition(at).length === 0 && nodesOfPosition(at).every(isTurn)) continue;
    const own = axisAfter(at);
    if (own === undefined) return undefined;
    from.set(own.id, axis);
    to.set(axis.id, own);
  }
  return {
    base: inner.base,
    axisOf: (axis) => inner.axisOf(from.get(axis.id) ?? axis),
    nameOf: (axis) => {
      const known = inner.nameOf(axis);
      return to.get(known.id) ?? known;
    },
  };
}
