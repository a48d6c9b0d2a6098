/** What a graph's nodes read, in which order they can be computed, and who reads them. */
import type { Entry, Node } from "../3-graph/graph.ts";
import { tableOf, type ByNode } from "../3-graph/by-node.ts";
import { operands } from "../3-graph/kinds.ts";
import { InternalError } from "../source/internal-error.ts";

export function readsOf(node: Node): readonly Node[] {
  if (node.kind === "scan" || node.kind === "row")
    throw new InternalError(`no kernel is known for a node of kind \`${node.kind}\``, node.span);
  return operands(node);
}

/** Everything that the roots need, operands first: they have smaller numbers. Each number is one node's. */
export function inOrder(roots: readonly Node[]): readonly Node[] {
  const places = placesFor(roots);
  const stack = [...roots];
  let count = 0;
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    const before = places[node.id];
    if (before === node) continue;
    if (before !== undefined) throw new InternalError("two nodes have one number", node.span);
    places[node.id] = node;
    count += 1;
    for (const read of readsOf(node)) if (places[read.id] !== read) stack.push(read);
  }
  const ordered = new Array<Node>(count);
  let at = 0;
  for (const node of places) if (node !== undefined) ordered[at++] = node;
  return ordered;
}

/** A place for each of the nodes and for what they need, by their numbers. */
export function placesFor(nodes: readonly Node[]): (Node | undefined)[] {
  const last = nodes.reduce((most, { id }) => Math.max(most, id), -1);
  return new Array<undefined>(last + 1).fill(undefined);
}

/** The number after those of all nodes, of which the last has the largest. */
export function numberAfter(nodes: readonly Node[]): number {
  return (nodes.at(-1)?.id ?? 0) + 1;
}

const known = new WeakMap<Entry["outputs"], readonly Node[]>();

/** All nodes of an entry, operands first. Entries don't change: their nodes are found once. */
export function nodesOf({ outputs }: Entry): readonly Node[] {
  const found = known.get(outputs) ?? inOrder(outputs.map(({ node }) => node));
  known.set(outputs, found);
  return found;
}

/** Who reads each node, where anyone does: a reader stands as often as it reads. `nodes` are all that these need. */
export function readersOf(nodes: readonly Node[]): ByNode<readonly Node[]> {
  const readers = tableOf<Node[]>(nodes);
  for (const node of nodes) {
    for (const read of readsOf(node)) {
      const known = readers.get(read);
      // Most have one reader, for which a list of one has less room than an empty one that grows.
      if (known === undefined) readers.set(read, [node]);
      else known.push(node);
    }
  }
  return readers;
}

const stored: ReadonlySet<string> = new Set(["input", "length", "parameter", "state", "stack"]);

/** A leaf that lies in memory before the entry runs. */
export function isStored(node: Node): boolean {
  return node.kind === "leaf" && stored.has(node.leaf.kind);
}
