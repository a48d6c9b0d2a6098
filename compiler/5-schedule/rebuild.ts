/** Makes an entry's graph anew, operands first, with nodes numbered in that order. */
import type { Entry, Node } from "../3-graph/graph.ts";
import { withOperands } from "../3-graph/kinds.ts";
import { inOrder } from "./reads.ts";

type Numbering = <N extends Node>(node: N) => N;

/** `change` gets each node with its new operands, and what gives a number to a further node that it makes before it. */
export function rebuildEntry(entry: Entry, change: (node: Node, number: Numbering) => Node): Entry {
  const made = new Map<Node, Node>();
  let next = 0;
  const number: Numbering = (node) => ({ ...node, id: next++ });
  const get = (node: Node): Node => made.get(node) ?? node;
  for (const node of inOrder(entry.outputs.map((output) => output.node))) {
    made.set(node, number(change(withOperands(node, get), number)));
  }
  return { ...entry, outputs: entry.outputs.map((output) => ({ ...output, node: get(output.node) })) };
}
