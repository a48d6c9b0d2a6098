/** How much a kernel does, over all its positions and all its runs. */
import type { Node } from "../../3-graph/graph.ts";
import type { Group } from "../arrange/fuse.ts";
import { boundsInTurn, countOf, highOf, type Bounds } from "../layout.ts";
import type { Values } from "../arrange/materialise.ts";
import { isStored, readsOf } from "../reads.ts";

/** Scalar operations, at the bounds; those of a contraction are two for each product. */
export function operationsOf(group: Group, values: Values, bounds: Bounds): number {
  let sum = 0;
  const seen = new Set<Node>();
  const visit = (node: Node, isRoot: boolean): void => {
    if (seen.has(node) || isStored(node) || (!isRoot && values.kept.has(node))) return;
    seen.add(node);
    const contraction = values.contractions.get(node);
    if (node.kind === "reduce") sum += countOf(node.of.axes, bounds) * (contraction === undefined ? 1 : 2);
    if (node.kind === "map") sum += countOf(node.axes, bounds);
    if (contraction !== undefined) return;
    for (const read of readsOf(node)) visit(read, false);
  };
  for (const item of group.items) visit(item, true);
  return sum;
}

/** What all runs of a group come to. */
export function sumOverTurns(loops: Group["loops"], bounds: Bounds, of: (bounds: Bounds) => number): number {
  const [loop, ...inner] = loops;
  if (loop === undefined) return of(bounds);
  const { scan, axis } = loop.repeat;
  const count = highOf(axis.size, bounds);
  const isSame = [...bounds.turns.values()].every(({ turn }) => turn.scan !== scan);
  if (isSame) return count * sumOverTurns(inner, bounds, of);
  const turns = Array.from({ length: count }, (_, turn) => boundsInTurn(bounds, scan, turn));
  return turns.reduce((sum, inTurn) => sum + sumOverTurns(inner, inTurn, of), 0);
}
