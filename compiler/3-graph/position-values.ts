import type { GraphBuilder } from "./graph-builder.ts";
import type { IndexNode, Node, Position } from "./graph.ts";
import { isInside } from "./affine.ts";

/** An expression as an integer node. */
export function nodeOfPosition<N>(b: GraphBuilder<N>, position: Position<N>): N {
  switch (position.kind) {
    case "axis":
      return b.position(position.axis);
    case "constant":
      return b.size(position.value);
    case "add":
      return position.terms
        .map((term) => nodeOfPosition(b, term))
        .reduce((sum, term) => b.map("add", [sum, term]));
    case "scale":
      return b.map("multiply", [nodeOfPosition(b, position.of), b.size(position.by)]);
    case "quotient":
      return b.map("quotient", [nodeOfPosition(b, position.of), b.size(position.by)]);
    case "remainder":
      return b.map("modulo", [nodeOfPosition(b, position.of), b.size(position.by)]);
    case "value":
      return position.node;
  }
}

/** Where all replaced axes are read inside; undefined where that is everywhere. */
export function insideCondition<N>(b: GraphBuilder<N>, replaced: IndexNode<N>["replaced"]): N | undefined {
  const conditions = replaced.flatMap(({ axis, at }) => {
    if (isInside(at, axis.size)) return [];
    const value = nodeOfPosition(b, at);
    const above = b.map("greater_equal", [value, b.constant(0, "int")]);
    return [above, b.map("less", [value, b.size(axis.size)])];
  });
  return allOf(b, conditions);
}

/** The conjunction; undefined of none. */
export function allOf<N>(b: GraphBuilder<N>, conditions: readonly N[]): N | undefined {
  const [first, ...others] = conditions;
  if (first === undefined) return undefined;
  return others.reduce((all, each) => b.map("and", [all, each]), first);
}

/** The parts that all must hold. */
export function conjunctsOf(node: Node): readonly Node[] {
  return node.kind === "map" && node.operator === "and" ? node.arguments.flatMap(conjunctsOf) : [node];
}
