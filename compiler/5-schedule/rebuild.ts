/** Makes an entry's graph anew, operands first, with nodes numbered in that order. */
import type { Entry, Node, Position } from "../3-graph/graph.ts";
import { inOrder } from "./reads.ts";

type Numbering = <N extends Node>(node: N) => N;

/** `change` gets each node with its new operands, and what gives a number to a further node that it makes before it. */
export function rebuildEntry(entry: Entry, change: (node: Node, number: Numbering) => Node): Entry {
  const made = new Map<Node, Node>();
  let next = 0;
  const number: Numbering = (node) => ({ ...node, id: next++ });
  const get = (node: Node): Node => made.get(node) ?? node;
  for (const node of inOrder(entry.outputs.map((output) => output.node))) {
    made.set(node, number(change(withParts(node, get), number)));
  }
  return { ...entry, outputs: entry.outputs.map((output) => ({ ...output, node: get(output.node) })) };
}

/** The node with other operands. */
export function withParts(node: Node, get: (node: Node) => Node): Node {
  switch (node.kind) {
    case "leaf":
      return node;
    case "map":
      return { ...node, arguments: node.arguments.map(get) };
    case "reduce":
      return { ...node, of: get(node.of) };
    case "index": {
      const replaced = node.replaced.map(({ axis, at }) => ({ axis, at: positionWith(at, get) }));
      return { ...node, of: get(node.of), replaced, otherwise: node.otherwise && get(node.otherwise) };
    }
    case "scatter": {
      const table = node.table.map(({ axis, at }) => ({ axis, at: get(at) }));
      return { ...node, values: get(node.values), table };
    }
    case "scan":
    case "row":
      return node;
  }
}

function positionWith(position: Position, get: (node: Node) => Node): Position {
  switch (position.kind) {
    case "axis":
    case "constant":
      return position;
    case "add":
      return { ...position, terms: position.terms.map((term) => positionWith(term, get)) };
    case "value":
      return { ...position, node: get(position.node) };
    default:
      return { ...position, of: positionWith(position.of, get) };
  }
}
