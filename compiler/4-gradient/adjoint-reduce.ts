import type { SourceBuilder } from "../3-graph/graph-builder.ts";
import type { Axis, ReduceNode, SourceNode } from "../3-graph/graph.ts";
import { addPositions, axisPosition, scalePosition } from "../3-graph/positions.ts";
import { nodeOfPosition } from "../3-graph/position-values.ts";
import { isNeutral } from "../3-graph/neutral.ts";
import { literalSize, multiplySizes } from "../sizes/size.ts";
import { freshAxis } from "./structure.ts";

const beyond = 2 ** 31 - 1;

/** The cotangent of what is reduced. */
export function adjointOfReduce(
  b: SourceBuilder,
  node: ReduceNode<SourceNode>,
  cotangent: SourceNode,
): SourceNode {
  switch (node.operator) {
    case "sum":
      return b.spread(cotangent, node.over);
    case "product":
      return b.map("multiply", [cotangent, productOfOthers(b, node)]);
    case "max":
    case "min": {
      const place = rowMajorPlace(b, node.over);
      const best = bestOf(b, node);
      const candidates = b.map("select", [best, place, b.constant(beyond, "int")]);
      const first = b.map("equal", [place, b.reduce("min", node.over, candidates)]);
      return b.map("select", [first, cotangent, b.constant(0)]);
    }
  }
}

/** Where a value is the largest, or the least, of those that a `where` leaves. */
function bestOf(b: SourceBuilder, node: ReduceNode<SourceNode>): SourceNode {
  const conditions: SourceNode[] = [];
  let value = node.of;
  while (value.kind === "map" && value.operator === "select") {
    const [condition, chosen, otherwise] = value.arguments;
    if (condition === undefined || chosen === undefined) break;
    if (otherwise?.kind !== "leaf" || otherwise.leaf.kind !== "constant") break;
    if (!isNeutral(node, otherwise.leaf.value)) break;
    conditions.push(condition);
    value = chosen;
  }
  return conditions.reduceRight((best, one) => b.map("and", [one, best]), b.map("equal", [value, node]));
}

/**
 * At each position the product of all values at other positions. Dividing the whole product would fail at a 0, and once
 * more in a second derivative.
 */
function productOfOthers(b: SourceBuilder, node: ReduceNode<SourceNode>): SourceNode {
  const taken = [...node.of.axes];
  const twins = node.over.map((axis) => {
    const twin = freshAxis(axis, taken);
    taken.push(twin);
    return { axis, twin };
  });
  const other = b.index(
    node.of,
    twins.map(({ axis, twin }) => ({ axis, at: axisPosition(twin) })),
  );
  const same = twins
    .map(({ axis, twin }) => b.map("equal", [b.position(axis), b.position(twin)]))
    .reduce((all, each) => b.map("and", [all, each]));
  const others = b.map("select", [same, b.constant(1), other]);
  return b.reduce(
    "product",
    twins.map(({ twin }) => twin),
    others,
  );
}

/** The number of a position in the row-major order of the axes. */
function rowMajorPlace(b: SourceBuilder, axes: readonly Axis[]): SourceNode {
  let stride = literalSize(1);
  const terms = [...axes].reverse().map((axis) => {
    const term = scalePosition(axisPosition(axis), stride);
    stride = multiplySizes(stride, axis.size);
    return term;
  });
  return nodeOfPosition(b, addPositions<SourceNode>(terms));
}
