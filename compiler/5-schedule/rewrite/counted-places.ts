/**
 * Sorting by counting: the place of a key, an integer, is how many others come before it. It costs a comparison of all pairs, needs no memory
 * but the keys and the places, and gives the same on every device; keys that are equal keep their order.
 */
import type { GraphBuilder } from "../../3-graph/graph-builder.ts";
import type { Axis, Node } from "../../3-graph/graph.ts";

/** Where along `axis` stands what comes to each place of `into`, the least first. */
export function comeTo(
  b: GraphBuilder<Node>,
  keys: Node,
  { axis, into }: { readonly axis: Axis; readonly into: Axis },
): Node {
  const rival: Axis = { ...axis, id: `${axis.id} in a row` };
  const own = b.rename(keys, axis, rival);
  const earlier = b.map("less", [b.position(axis), b.position(rival)]);
  const tied = b.map("and", [b.map("equal", [keys, own]), earlier]);
  const ahead = b.map("or", [b.map("less", [keys, own]), tied]);
  const place = b.reduce("sum", [axis], ahead);
  const here = b.map("equal", [place, b.position(into)]);
  return b.reduce("sum", [rival], b.map("select", [here, b.position(rival), b.constant(0, "int")]));
}
