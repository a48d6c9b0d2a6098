import { setOf, type NodeSet } from "./by-node.ts";
import type { Entry, SourceNode } from "./graph.ts";
import { operands } from "./kinds.ts";

/**
 * All nodes that the roots need, each once, operands before the nodes that read them; the same for the same roots. `leaveOut` says of
 * which nodes neither they nor what they need by themselves is wanted.
 */
export function topologicalOrder<N extends SourceNode>(
  roots: readonly N[],
  leaveOut?: (node: N) => boolean,
): readonly N[] {
  const order: N[] = [];
  // What is left out may be nearly all: then there is no room for each node by its number.
  const entered: NodeSet<N> = leaveOut === undefined ? setOf(roots, []) : new Set<N>();
  // An explicit stack: deep models would overflow the engine's. Nodes that are being looked at, what each reads, and how much of it was seen.
  const nodes: N[] = [];
  const read: (readonly N[])[] = [];
  const seen: number[] = [];
  const enter = (node: N): void => {
    if (entered.has(node)) return;
    entered.add(node);
    if (leaveOut?.(node) === true) return;
    nodes.push(node);
    read.push(operands(node));
    seen.push(0);
  };
  for (const root of roots) {
    enter(root);
    for (let last = nodes.length - 1; last >= 0; last = nodes.length - 1) {
      const at = seen[last] ?? 0;
      const operand = read[last]?.[at];
      if (operand !== undefined) {
        seen[last] = at + 1;
        enter(operand);
        continue;
      }
      const node = nodes.pop();
      read.pop();
      seen.pop();
      if (node !== undefined) order.push(node);
    }
  }
  return order;
}

const known = new WeakMap<Entry<SourceNode>["outputs"], readonly SourceNode[]>();

/** All nodes of an entry, operands first. Entries don't change: their nodes are found once. */
export function orderOf<N extends SourceNode>(entry: Entry<N>): readonly N[];
export function orderOf({ outputs }: Entry<SourceNode>): readonly SourceNode[] {
  const found = known.get(outputs) ?? topologicalOrder(outputs.map(({ node }) => node));
  known.set(outputs, found);
  return found;
}

/** Which of the nodes read each node. */
export function usersOf<N extends SourceNode>(nodes: readonly N[]): ReadonlyMap<N, readonly N[]> {
  const users = new Map<N, N[]>();
  for (const node of nodes) {
    for (const operand of operands(node)) {
      const list = users.get(operand);
      if (list === undefined) users.set(operand, [node]);
      // What is read twice has the reader last.
      else if (list.at(-1) !== node) list.push(node);
    }
  }
  return users;
}

/** For each node, given in topological order: the scans in whose body it stands, that is, whose leaves it depends on. */
export function scansAround<N extends SourceNode>(
  order: readonly N[],
): ReadonlyMap<SourceNode, ReadonlySet<string>> {
  const around = new Map<SourceNode, ReadonlySet<string>>();
  const none: ReadonlySet<string> = new Set();
  for (const node of order) {
    if (node.kind === "leaf") {
      const inside = node.leaf.kind === "carried" || node.leaf.kind === "seen";
      around.set(node, inside && "scan" in node.leaf ? new Set([node.leaf.scan]) : none);
      continue;
    }
    let below: Set<string> | undefined;
    for (const operand of operands<SourceNode>(node)) {
      for (const scan of around.get(operand) ?? none) below = (below ?? new Set()).add(scan);
    }
    if (node.kind === "scan") below?.delete(node.scan);
    around.set(node, below === undefined || below.size === 0 ? none : below);
  }
  return around;
}
