/** What a graph's nodes read, in which order they can be computed, and who reads them. */
import type { Entry, Node } from "../3-graph/graph.ts";
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
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    const before = places[node.id];
    if (before === node) continue;
    if (before !== undefined) throw new InternalError("two nodes have one number", node.span);
    places[node.id] = node;
    for (const read of readsOf(node)) if (places[read.id] !== read) stack.push(read);
  }
  return places.filter((node) => node !== undefined);
}

/** A place for each of the nodes and for what they need, by their numbers. */
export function placesFor(nodes: readonly Node[]): (Node | undefined)[] {
  const last = nodes.reduce((most, { id }) => Math.max(most, id), -1);
  return new Array<undefined>(last + 1).fill(undefined);
}

const known = new WeakMap<Entry["outputs"], readonly Node[]>();

/** All nodes of an entry, operands first. Entries don't change: their nodes are found once. */
export function nodesOf({ outputs }: Entry): readonly Node[] {
  const found = known.get(outputs) ?? inOrder(outputs.map(({ node }) => node));
  known.set(outputs, found);
  return found;
}

/** Who reads each node: a reader stands as often as it reads. */
export function readersOf(nodes: readonly Node[]): ReadonlyMap<Node, readonly Node[]> {
  const readers = new Map<Node, Node[]>(nodes.map((node) => [node, []]));
  for (const node of nodes) for (const read of readsOf(node)) readers.get(read)?.push(node);
  return readers;
}

const stored: ReadonlySet<string> = new Set(["input", "length", "parameter", "state", "stack"]);

/** A leaf that lies in memory before the entry runs. */
export function isStored(node: Node): boolean {
  return node.kind === "leaf" && stored.has(node.leaf.kind);
}
