import type { SourceNode } from "./graph.ts";
import { operands } from "./kinds.ts";

/**
 * All nodes that the roots need, each once, operands before the nodes that read them; the same for the same roots. `leaveOut` says of
 * which nodes neither they nor what they need by themselves is wanted.
 */
export function topologicalOrder<N extends SourceNode>(
  roots: readonly N[],
  leaveOut?: (node: N) => boolean,
): readonly N[] {
  const done = new Set<N>();
  const entered = new Set<N>();
  // An explicit stack: deep models would overflow the engine's.
  const stack: N[] = [...roots].reverse();
  for (let node = stack.at(-1); node !== undefined; node = stack.at(-1)) {
    if (entered.has(node)) {
      stack.pop();
      done.add(node);
      continue;
    }
    entered.add(node);
    if (leaveOut?.(node) === true) {
      stack.pop();
      continue;
    }
    const own = operands(node);
    for (let at = own.length - 1; at >= 0; at -= 1) {
      const operand = own[at];
      if (operand !== undefined && !entered.has(operand)) stack.push(operand);
    }
  }
  return [...done];
}

/** Which of the nodes read each node. */
export function usersOf<N extends SourceNode>(nodes: readonly N[]): ReadonlyMap<N, readonly N[]> {
  const users = new Map<N, N[]>();
  for (const node of nodes) {
    for (const operand of new Set(operands(node))) {
      const list = users.get(operand);
      if (list === undefined) users.set(operand, [node]);
      else list.push(node);
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
