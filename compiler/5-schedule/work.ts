/** How much a kernel makes at a position. */
import type { Node } from "../3-graph/graph.ts";
import type { NodeSet } from "../3-graph/by-node.ts";
import type { OperatorName } from "../operators/operator.ts";
import { operator } from "../operators/table.ts";
import { isStored, readsOf } from "./reads.ts";

/**
 * In additions. A GPU does about so many while it stores a number and reads it again (60 Tflop/s beside 3 TB/s are 160), so a longer kernel
 * gains nothing by what it keeps in registers, of which there aren't as many; and what compiles it takes more than twice the time for
 * twice the length.
 */
export const mostWork = 256;

/**
 * What making a value at a position takes, from what is in memory or in a register, and beside what is made there already: counted as far
 * as it matters whether it is too much.
 */
export function workOf(
  root: Node,
  kept: Pick<NodeSet, "has">,
  made: ReadonlySet<Node> = new Set(),
  most: number = mostWork,
): number {
  let work = 0;
  madeFor(root, kept, (node) => {
    if (!made.has(node)) work += ownWork(node);
    return work <= most;
  });
  return work;
}

/** Visits the value, and all that is made on the way to it, each once, for as long as `visit` wants more. */
export function madeFor(root: Node, kept: Pick<NodeSet, "has">, visit: (node: Node) => boolean): void {
  const seen = new Set<Node>();
  const stack = [root];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (isStored(node) || (node !== root && kept.has(node)) || seen.has(node)) continue;
    seen.add(node);
    if (!visit(node)) return;
    stack.push(...readsOf(node));
  }
}

/** Without that of what it is made from. */
export function ownWork(node: Node): number {
  if (node.kind === "map") return costOf(node.operator);
  return node.kind === "leaf" ? 0 : 1;
}

/** What an operator costs, roughly, in additions. */
export function costOf(name: OperatorName): number {
  return operator(name).cost ?? 1;
}

/** Whether an operator costs about as much as storing a value and reading it again. */
export function isDear(name: OperatorName): boolean {
  return costOf(name) >= 8;
}
