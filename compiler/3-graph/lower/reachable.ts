/** Which parameters a value depends on. */
import type { SourceNode } from "../graph.ts";
import { operands } from "../kinds.ts";

/**
 * Paths of the parameters that the node can be reached from, in the order of their first use; a `stop` is not looked behind.
 * `replaced` has what a parameter is by now where that isn't its leaf any more: then only uses of the new value count.
 */
export function reachableParameters(
  root: SourceNode,
  replaced: ReadonlyMap<string, SourceNode>,
): readonly string[] {
  const paths = new Map<number, string>();
  const current = new Map([...replaced].map(([path, { id }]) => [id, path]));
  const seen = new Set<number>();
  const pending: SourceNode[] = [root];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (seen.has(node.id)) continue;
    seen.add(node.id);
    const own = node.kind === "leaf" && node.leaf.kind === "parameter" ? node.leaf.path : undefined;
    const path = own === undefined || replaced.has(own) ? current.get(node.id) : own;
    if (path !== undefined) paths.set(node.id, path);
    if (node.kind !== "stop") pending.push(...operands(node));
  }
  return [...paths].sort(([a], [b]) => a - b).map(([, path]) => path);
}
