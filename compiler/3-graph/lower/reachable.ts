/** Which parameters a value depends on. */
import type { SourceNode } from "../graph.ts";
import { nodesOfPosition } from "../positions.ts";

/** Paths of parameters' leaves that the node can be reached from, in the order of their first use; a `stop` is not looked behind. */
export function reachableParameters(root: SourceNode): readonly string[] {
  const paths = new Map<number, string>();
  const seen = new Set<number>();
  const pending: SourceNode[] = [root];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (seen.has(node.id)) continue;
    seen.add(node.id);
    if (node.kind === "leaf" && node.leaf.kind === "parameter") paths.set(node.id, node.leaf.path);
    pending.push(...argumentsOf(node));
  }
  return [...paths].sort(([a], [b]) => a - b).map(([, path]) => path);
}

function argumentsOf(node: SourceNode): readonly SourceNode[] {
  switch (node.kind) {
    case "leaf":
    case "stop":
      return [];
    case "map":
      return node.arguments;
    case "reduce":
    case "row":
      return [node.of];
    case "gradient":
      return [node.of, node.by];
    case "index":
      return [
        node.of,
        ...node.replaced.flatMap(({ at }) => nodesOfPosition(at)),
        ...(node.otherwise === undefined ? [] : [node.otherwise]),
      ];
    case "scatter":
      return [node.values, ...node.table.map(({ at }) => at)];
    case "scan":
      return [...node.initial, ...node.seen, ...node.next, ...node.yielded];
  }
}
