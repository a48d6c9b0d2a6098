/** What rules ask of nodes. */
import { sizeValue } from "../sizes/size.ts";
import { boundsOf, normalisePosition, subtractPositions } from "./affine.ts";
import type { GraphBuilder } from "./graph-builder.ts";
import type { Axis, MapNode, Node } from "./graph.ts";
import { placeOf } from "./places.ts";
import { hasAxis, unionAxes } from "./positions.ts";
import type { OperatorName } from "../operators/operator.ts";

/** The number that a node is at all positions. */
export function constantOf(node: Node | undefined): number | undefined {
  return node?.kind === "leaf" && node.leaf.kind === "constant" ? node.leaf.value : undefined;
}

export function isMap(node: Node | undefined, operator: OperatorName): node is MapNode {
  return node?.kind === "map" && node.operator === operator;
}

/** The argument of an operator of one argument, where the node is one. */
export function argumentOf(node: Node | undefined, operator: OperatorName): Node | undefined {
  return isMap(node, operator) ? node.arguments[0] : undefined;
}

/** A value and the axes along which a node repeats it: a constant with axes, or a sum with a constant 0 that has them. */
export interface Repeated {
  readonly value: Node;
  readonly along: readonly Axis[];
}

/** The node without the axes along which it only repeats; undefined where there is none. */
export function repeatedIn(b: GraphBuilder<Node>, node: Node): Repeated | undefined {
  const constant = constantOf(node);
  if (constant !== undefined)
    return node.axes.length === 0 ? undefined : { value: b.constant(constant, node.type), along: node.axes };
  if (!isMap(node, "add") && !isMap(node, "or")) return undefined;
  const [first, second] = node.arguments;
  if (first === undefined || second === undefined) return undefined;
  if (onlyRepeats(first, second)) return { value: second, along: first.axes };
  return onlyRepeats(second, first) ? { value: first, along: second.axes } : undefined;
}

/** Whether a sum with the value has it along other axes, too, and is nothing else. */
function onlyRepeats(zero: Node, value: Node): boolean {
  return (
    constantOf(zero) === 0 && zero.axes.length > 0 && !value.axes.some((axis) => hasAxis(zero.axes, axis))
  );
}

/** Whether `repeatedIn` finds something: asked of most nodes in vain, it makes nothing. */
export function isRepeated(node: Node): boolean {
  if (constantOf(node) !== undefined) return node.axes.length > 0;
  if (!isMap(node, "add") && !isMap(node, "or")) return false;
  const [first, second] = node.arguments;
  if (first === undefined || second === undefined) return false;
  return onlyRepeats(first, second) || onlyRepeats(second, first);
}

/** Where left - right is known to lie; infinite where nothing is known. */
export function differenceBounds(left: Node, right: Node): { readonly low: number; readonly high: number } {
  const unknown = { low: -Infinity, high: Infinity };
  const [a, c] = [placeOf(left), placeOf(right)];
  if (a === undefined || c === undefined) return unknown;
  const bounds = boundsOf(normalisePosition<Node>(subtractPositions<Node>(a, c)));
  const low = bounds && leastOf(bounds.low);
  const high = bounds && leastOf(negated(bounds.high));
  return { low: low ?? -Infinity, high: high === undefined ? Infinity : -high };
}

type Size = Axis["size"];

function negated(size: Size): Size {
  return { ...size, terms: size.terms.map((term) => ({ ...term, coefficient: -term.coefficient })) };
}

/** The least value for symbols of 1 and more, where it is seen. */
function leastOf(size: Size): number | undefined {
  const known = sizeValue(size);
  if (known !== undefined) return known;
  if (size.terms.some(({ symbols, coefficient }) => coefficient < 0 && symbols.length > 0)) return undefined;
  return size.terms.reduce((sum, { coefficient }) => sum + coefficient, 0) / size.divisor;
}

export function axesOfAll(nodes: readonly Node[]): readonly Axis[] {
  return unionAxes(...nodes.map(({ axes }) => axes));
}
