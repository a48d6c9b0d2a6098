/**
 * What is known of an entry's nodes, in lists by their numbers, of which each node has its own. In the order of the graph a look is at what
 * lies beside the last; a Map of thousands of nodes misses the cache each time.
 */
import type { Node } from "../3-graph/graph.ts";

export interface ByNode<Value> {
  readonly get: (node: Node) => Value | undefined;
  readonly has: (node: Node) => boolean;
}

export interface NodeTable<Value> extends ByNode<Value> {
  readonly set: (node: Node, value: Value) => void;
}

export interface NodeSet {
  readonly has: (node: Node) => boolean;
  readonly add: (node: Node) => void;
}

/** Room for the numbers of these nodes, operands first; others get room when they come. */
function roomFor(nodes: readonly Node[]): (Node | undefined)[] {
  return new Array<Node | undefined>((nodes.at(-1)?.id ?? 0) + 1);
}

export function tableOf<Value>(nodes: readonly Node[]): NodeTable<Value> {
  // A node that isn't of the entry may have the number of one that is.
  const known = roomFor(nodes);
  const values = new Array<Value | undefined>(known.length);
  return {
    get: (node) => (known[node.id] === node ? values[node.id] : undefined),
    has: (node) => known[node.id] === node,
    set: (node, value) => {
      known[node.id] = node;
      values[node.id] = value;
    },
  };
}

export function setOf(nodes: readonly Node[], members: Iterable<Node>): NodeSet {
  const known = roomFor(nodes);
  const add = (node: Node): void => {
    known[node.id] = node;
  };
  for (const member of members) add(member);
  return { has: (node) => known[node.id] === node, add };
}
