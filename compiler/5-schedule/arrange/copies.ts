/** The identity, as a node of its own: what lies elsewhere. */
import type { Entry, IndexNode, Node, Output } from "../../3-graph/graph.ts";
import { nodesOf, numberAfter } from "../reads.ts";

export function copyOf(of: Node, id: number): IndexNode {
  const { axes, type, span, label, origin } = of;
  return { kind: "index", id, axes, type, span, label, origin, of, replaced: [], otherwise: undefined };
}

/** Whether it takes the place of what was there before, when the entry has run. */
export function isLasting(role: Output["role"]): role is "parameter" | "state" | "cache" {
  return role === "parameter" || role === "state" || role === "cache";
}

/** Outputs are read when the entry has run: of a parameter or a state that it replaces, one that shows what was there before is a copy. */
export function copyReplaced(entry: Entry): Entry {
  const next = new Map(
    entry.outputs.flatMap(({ role, name, node }) => (isLasting(role) ? [[name, node] as const] : [])),
  );
  let number = numberAfter(nodesOf(entry));
  const isReplaced = (node: Node): boolean =>
    node.kind === "leaf" &&
    (node.leaf.kind === "parameter" || node.leaf.kind === "state") &&
    (next.get(node.leaf.path) ?? node) !== node;
  const outputs = entry.outputs.map((output) =>
    !isLasting(output.role) && isReplaced(output.node)
      ? { ...output, node: copyOf(output.node, number++) }
      : output,
  );
  return { ...entry, outputs };
}
