/**
 * Brackets the product under a sum into two operands, so that a contraction of any number of factors becomes one of two: factors
 * with the same axes are multiplied first, and factors that the sum doesn't touch come after it. The result is a graph of its own.
 */
import type { Axis, Entry, LeafNode, MapNode, Node, Position, ReduceNode } from "../3-graph/graph.ts";
import { countOf, type Bounds } from "./layout.ts";
import { hasAxis, inOrder, sameAxes } from "./reads.ts";

/** The entry with every sum of products in that form; nodes are numbered anew. */
export function regroupProducts(entry: Entry, bounds: Bounds): Entry {
  const made = new Map<Node, Node>();
  let next = 0;
  const number = <N extends Node>(node: N): N => ({ ...node, id: next++ });
  const get = (node: Node): Node => made.get(node) ?? node;
  const multiply = (a: Node, b: Node, like: Node): MapNode => {
    const axes = union(a.axes, b.axes);
    const { span } = like;
    return number({
      kind: "map",
      id: 0,
      operator: "multiply",
      arguments: [a, b],
      axes,
      type: "real",
      span,
      label: undefined,
    });
  };
  for (const node of inOrder(entry.outputs.map((output) => output.node))) {
    const groups = node.kind === "reduce" ? groupsOf(node, bounds) : undefined;
    if (node.kind !== "reduce" || groups === undefined) {
      made.set(node, number(withParts(node, get)));
      continue;
    }
    const product = (factors: readonly Node[]): Node | undefined =>
      factors
        .map(get)
        .reduce<Node | undefined>(
          (all, one) => (all === undefined ? one : multiply(all, one, node.of)),
          undefined,
        );
    const [left, right, scale] = [product(groups.left), product(groups.right), product(groups.scales)];
    if (left === undefined || right === undefined) {
      made.set(node, number(withParts(node, get)));
      continue;
    }
    const of = multiply(left, right, node.of);
    const label = scale === undefined ? node.label : undefined;
    const axes = of.axes.filter((axis) => !hasAxis(node.over, axis));
    const sum: ReduceNode = number({ ...node, of, axes, label });
    made.set(node, scale === undefined ? sum : { ...multiply(sum, scale, node), label: node.label });
  }
  return { ...entry, outputs: entry.outputs.map((output) => ({ ...output, node: get(output.node) })) };
}

interface Factors {
  readonly left: readonly Node[];
  readonly right: readonly Node[];
  readonly scales: readonly Node[];
}

/** Undefined where the sum is no contraction, or is one of two factors already. */
function groupsOf(node: ReduceNode, bounds: Bounds): Factors | undefined {
  if (node.operator !== "sum" || node.type !== "real") return undefined;
  const factors = factorsOf(node.of);
  const summed = factors.filter(({ axes }) => axes.some((axis) => hasAxis(node.over, axis)));
  const scales = factors.filter((factor) => !summed.includes(factor));
  if (factors.length <= 2 || summed.some(({ type }) => type !== "real")) return undefined;
  const kept = ({ axes }: Node): readonly Axis[] => axes.filter((axis) => !hasAxis(node.over, axis));
  const bySize = [...summed].sort((a, b) => countOf(kept(b), bounds) - countOf(kept(a), bounds));
  const [largest] = bySize;
  if (largest === undefined) return undefined;
  const other = bySize.find((factor) => kept(factor).some((axis) => !hasAxis(kept(largest), axis)));
  if (other === undefined) return undefined;
  const isIn = (factor: Node, side: Node): boolean => kept(factor).every((axis) => hasAxis(kept(side), axis));
  // What fits on both sides goes where more of it is shared already.
  const left = summed.filter(
    (factor) => isIn(factor, largest) && !(isIn(factor, other) && sameAxes(kept(factor), kept(other))),
  );
  const right = summed.filter((factor) => !left.includes(factor));
  if (!right.every((factor) => isIn(factor, other))) return undefined;
  return { left, right, scales };
}

function factorsOf(node: Node): readonly Node[] {
  if (node.kind !== "map" || node.operator !== "multiply" || node.type !== "real") return [node];
  return node.arguments.flatMap(factorsOf);
}

function union(a: readonly Axis[], b: readonly Axis[]): readonly Axis[] {
  const all = [...a, ...b.filter((axis) => !hasAxis(a, axis))];
  return all.sort((x, y) => (x.id < y.id ? -1 : 1));
}

function withParts(node: Node, get: (node: Node) => Node): Node {
  switch (node.kind) {
    case "leaf":
      return node satisfies LeafNode;
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
