/** Values of a row that cost much and that several passes over it need. */
import type { Node } from "../../../3-graph/graph.ts";
import type { OperatorName } from "../../../operators/operator.ts";
import type { Group } from "../../arrange/fuse.ts";
import { hasAxis } from "../../../3-graph/positions.ts";
import { readsOf } from "../../reads.ts";
import { isDear } from "../../work.ts";

/** On the CPU no other division begins before one is done. */
function isSlow(operator: OperatorName): boolean {
  return operator === "divide" || isDear(operator);
}

/** With the first pass that needs each; `roots` has what every pass computes, `isRead` what lies in memory before. */
export function dearValues(
  roots: readonly (readonly Node[])[],
  group: Group,
  isRead: (node: Node) => boolean,
): readonly { readonly node: Node; readonly pass: number }[] {
  const first = new Map<Node, number>();
  const found = new Map<Node, number>();
  for (const [pass, all] of roots.entries()) {
    const seen = new Set<Node>();
    const visit = (node: Node): void => {
      if (seen.has(node) || isRead(node) || !group.over.some((axis) => hasAxis(node.axes, axis))) return;
      seen.add(node);
      // Positions that move along the row would read what another element keeps.
      if (node.kind === "index" || node.kind === "scatter") return;
      if (node.kind === "reduce") return;
      const before = first.get(node);
      if (before === undefined) first.set(node, pass);
      const isWorthIt =
        node.kind === "leaf" ? node.leaf.kind === "random" : node.kind === "map" && isSlow(node.operator);
      if (isWorthIt && node.type === "real" && before !== undefined && before < pass) {
        found.set(node, before);
        return;
      }
      for (const read of readsOf(node)) visit(read);
    };
    for (const root of all) visit(root);
  }
  return [...found].map(([node, pass]) => ({ node, pass }));
}
