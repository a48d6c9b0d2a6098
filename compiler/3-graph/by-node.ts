/**
 * What is known of nodes, in lists by their numbers, of which each node of a builder has its own. In the order of the graph a look is at
 * what lies beside the last; a Map of thousands of nodes misses the cache each time.
 */
import type { Node, SourceNode } from "./graph.ts";

export interface ByNode<Value, N extends SourceNode = Node> {
  readonly get: (node: N) => Value | undefined;
  readonly has: (node: N) => boolean;
}

export interface NodeTable<Value, N extends SourceNode = Node> extends ByNode<Value, N> {
  readonly set: (node: N, value: Value) => void;
}

export interface NodeSet<N extends SourceNode = Node> {
  readonly has: (node: N) => boolean;
  readonly add: (node: N) => void;
}

/** Room for the numbers of these nodes; others get room when they come. */
function roomFor<T>(nodes: readonly SourceNode[]): (T | undefined)[] {
  let last = 0;
  for (const { id } of nodes) if (id > last) last = id;
  return new Array<T | undefined>(last + 1);
}

export function tableOf<Value, N extends SourceNode = Node>(nodes: readonly N[]): NodeTable<Value, N> {
  const known = roomFor<N>(nodes);
  const values = new Array<Value | undefined>(known.length);
  /** Those of another builder, or of none, may have the number of one that is here. */
  const others = new Map<N, Value>();
  return {
    get: (node) => (known[node.id] === node ? values[node.id] : others.get(node)),
    has: (node) => known[node.id] === node || others.has(node),
    set: (node, value) => {
      const before = known[node.id];
      if ((before !== undefined && before !== node) || node.id < 0) {
        others.set(node, value);
        return;
      }
      known[node.id] = node;
      values[node.id] = value;
    },
  };
}

export function setOf<N extends SourceNode = Node>(nodes: readonly N[], members: Iterable<N>): NodeSet<N> {
  const known = roomFor<N>(nodes);
  const others = new Set<N>();
  const has = (node: N): boolean => known[node.id] === node || others.has(node);
  const add = (node: N): void => {
    const before = known[node.id];
    if ((before !== undefined && before !== node) || node.id < 0) others.add(node);
    else known[node.id] = node;
  };
  for (const member of members) add(member);
  return { has, add };
}
