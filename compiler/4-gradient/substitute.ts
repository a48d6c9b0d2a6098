import type { SourceBuilder } from "../3-graph/graph-builder.ts";
import type { Axis, ScanNode, SourceNode } from "../3-graph/graph.ts";
import { unionAxes, withoutAxes } from "../3-graph/positions.ts";
import { operands, rebuildSource } from "../3-graph/kinds.ts";
import { topologicalOrder } from "../3-graph/topology.ts";

type Replacements = ReadonlyMap<SourceNode, SourceNode>;

/**
 * The roots with other nodes in the place of some. The new ones may have the axes `extra` beside those of the old: then
 * so has all that depends on them, also what scans carry.
 */
export function substitute(
  b: SourceBuilder,
  roots: readonly SourceNode[],
  replacements: Replacements,
  extra: readonly Axis[],
): readonly SourceNode[] {
  const made = new Map(replacements);
  const get = (node: SourceNode): SourceNode => made.get(node) ?? node;
  for (const node of topologicalOrder(roots)) {
    if (made.has(node) || operands<SourceNode>(node).every((operand) => get(operand) === operand)) continue;
    if (node.kind === "scan" && extra.length > 0)
      made.set(node, widenScan(b, node, get, replacements, extra));
    else made.set(node, rebuildSource(b, node, get));
  }
  return roots.map(get);
}

function widenScan(
  b: SourceBuilder,
  node: ScanNode<SourceNode>,
  get: (node: SourceNode) => SourceNode,
  outer: Replacements,
  extra: readonly Axis[],
): SourceNode {
  const scan = `${node.scan}[${extra.map(({ id }) => id).join(", ")}]`;
  const seen = node.seen.map(get);
  const inner = new Map(outer);
  for (const leaf of topologicalOrder([...node.next, ...node.yielded])) {
    if (leaf.kind !== "leaf" || !("scan" in leaf.leaf) || leaf.leaf.scan !== node.scan) continue;
    const source = leaf.leaf.kind === "seen" ? seen[leaf.leaf.index]?.axes : undefined;
    const axes = source === undefined ? unionAxes(leaf.axes, extra) : withoutAxes(source, [node.axis]);
    inner.set(leaf, b.leaf({ ...leaf.leaf, scan }, axes, leaf.type));
  }
  const body = substitute(b, [...node.next, ...node.yielded], inner, extra);
  const parts = {
    scan,
    axis: node.axis,
    reversed: node.reversed,
    ...(node.segments === undefined ? {} : { segments: node.segments }),
    initial: node.initial.map((each) => b.spread(get(each), extra)),
    seen,
    next: body.slice(0, node.next.length).map((each) => b.spread(each, extra)),
    yielded: body.slice(node.next.length).map((each) => b.spread(each, extra)),
  };
  return b.scan(parts, node.result);
}
