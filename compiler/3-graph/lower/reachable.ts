/** Which parameters a value depends on. */
import type { SourceNode } from "../graph.ts";
import { operands } from "../topology.ts";

/** Paths of parameters' leaves that the node can be reached from, in the order of their first use; a `stop` is not looked behind. */
export function reachableParameters(root: SourceNode): readonly string[] {
  const paths = new Map<number, string>();
  const seen = new Set<number>();
  const pending: SourceNode[] = [root];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (seen.has(node.id)) continue;
    seen.add(node.id);
    if (node.kind === "leaf" && node.leaf.kind === "parameter") paths.set(node.id, node.leaf.path);
    if (node.kind !== "stop") pending.push(...operands(node));
  }
  return [...paths].sort(([a], [b]) => a - b).map(([, path]) => path);
}
