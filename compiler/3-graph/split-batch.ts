/**
 * A step over a batch as several smaller ones: whatever is summed over the batch becomes the sum of what its parts give. Exact for every
 * formula; what looks at the batch in another way (statistics that couple examples, one example read at another's place) stays whole.
 */
import { literalSize, multiplySizes } from "../sizes/size.ts";
import { createBuilder } from "./builder.ts";
import type { GraphBuilder } from "./graph-builder.ts";
import type { Axis, Graph, Node, Position } from "./graph.ts";
import { addPositions, axisPosition, constantPosition, hasAxis, substitutePosition } from "./positions.ts";
import { mixesOf, operands, rebuild } from "./kinds.ts";
import { mapOutputs } from "./outputs.ts";
import { topologicalOrder } from "./topology.ts";

/** Every entry that says how many parts its batch is computed in, computed so. */
export function splitBatches(graph: Graph): Graph {
  return {
    ...graph,
    entries: graph.entries.map((entry) => {
      const { parts } = entry;
      return parts === undefined
        ? entry
        : mapOutputs(entry, (roots) => splitNodes(roots, parts.of, parts.axes));
    }),
  };
}

const combined = { sum: "add", product: "multiply", max: "maximum", min: "minimum" } as const;

/** `parts` are axes of equal size, one after the other along `batch`. */
function splitNodes(roots: readonly Node[], batch: Axis, parts: readonly Axis[]): readonly Node[] {
  const b = createBuilder();
  const whole = new Map<Node, Node>();
  const inParts = new Map<Node, readonly Node[]>();
  const wholeOf = (node: Node): Node => whole.get(node) ?? node;
  for (const node of topologicalOrder(roots)) {
    const sum = totalOf(b, node, batch, parts, inParts);
    whole.set(node, sum ?? rebuild(b, node, wholeOf));
    if (!hasAxis(node.axes, batch)) {
      inParts.set(
        node,
        parts.map(() => wholeOf(node)),
      );
      continue;
    }
    const canSplit = isAlong(node, batch) && operands(node).every((operand) => inParts.has(operand));
    if (!canSplit) continue;
    inParts.set(
      node,
      parts.map((part, index) => {
        const start = multiplySizes(part.size, literalSize(index));
        const at = addPositions<Node>([axisPosition(part), constantPosition(start)]);
        return partOf(b, node, { batch, part, at }, (operand) => inParts.get(operand)?.[index] ?? operand);
      }),
    );
  }
  return roots.map(wholeOf);
}

/** What a reduction or a scatter over the batch is, from its parts; undefined where the node is neither or its operand stays whole. */
function totalOf(
  b: GraphBuilder<Node>,
  node: Node,
  batch: Axis,
  parts: readonly Axis[],
  inParts: ReadonlyMap<Node, readonly Node[]>,
): Node | undefined {
  if ((node.kind !== "reduce" && node.kind !== "scatter") || !hasAxis(node.over, batch)) return undefined;
  if (!operands(node).every((operand) => inParts.has(operand))) return undefined;
  const partials = parts.map((part, index) => {
    const over = node.over.map((axis) => (axis.id === batch.id ? part : axis));
    const get = (operand: Node): Node => inParts.get(operand)?.[index] ?? operand;
    if (node.kind === "reduce") return b.reduce(node.operator, over, get(node.of));
    const table = node.table.map(({ axis, at }) => ({ axis, at: get(at) }));
    return b.scatter(node.operator, get(node.values), table, over);
  });
  const [first, ...rest] = partials;
  if (first === undefined) return undefined;
  const total = rest.reduce((sum, partial) => b.map(combined[node.operator], [sum, partial]), first);
  return b.within(node, () => b.labelled(total, node.label));
}

/** Whether the node's value at an example is made of its operands' values at that example. */
function isAlong(node: Node, batch: Axis): boolean {
  if (node.kind === "leaf") return node.leaf.kind !== "carried" && node.leaf.kind !== "seen";
  return node.kind !== "scan" && !hasAxis(mixesOf(node).axes, batch);
}

interface Part {
  readonly batch: Axis;
  readonly part: Axis;
  /** Where along the batch a position of the part is. */
  readonly at: Position<Node>;
}

function partOf(
  b: GraphBuilder<Node>,
  node: Node,
  { batch, part, at }: Part,
  get: (node: Node) => Node,
): Node {
  if (node.kind === "leaf") {
    if (node.leaf.kind === "constant") {
      const axes = node.axes.map((axis) => (axis.id === batch.id ? part : axis));
      return b.constant(node.leaf.value, node.type, axes);
    }
    return b.index(b.leaf(node.leaf, node.axes, node.type), [{ axis: batch, at }]);
  }
  if (node.kind !== "index") return rebuild(b, node, get);
  const replaced = node.replaced.map(({ axis, at: position }) => ({
    axis,
    at: substitutePosition<Node, Node>(
      position,
      (value) => ({ kind: "value", node: get(value) }),
      (read) => (read.id === batch.id ? at : axisPosition(read)),
    ),
  }));
  const of = get(node.of);
  const otherwise = node.otherwise === undefined ? undefined : get(node.otherwise);
  return b.within(node, () => b.labelled(b.index(of, replaced, otherwise), node.label));
}
