/**
 * Sorting and choosing the largest, by counting: the place of a value is how many others come before it. It costs a comparison of all
 * pairs, needs no memory but the places, and gives the same on every device; values that are equal keep their order.
 */
import { createBuilder } from "../../3-graph/builder.ts";
import type { GraphBuilder } from "../../3-graph/graph-builder.ts";
import type { Axis, Entry, Node, RowNode } from "../../3-graph/graph.ts";
import { rebuild } from "../../3-graph/kinds.ts";
import { mapOutputs } from "../../3-graph/outputs.ts";
import { orderOf } from "../../3-graph/topology.ts";

/** The entry without nodes of kind `row`. */
export function expandRows(entry: Entry): Entry {
  const order = orderOf(entry);
  if (!order.some(({ kind }) => kind === "row")) return entry;
  return mapOutputs(entry, (roots) => {
    const b = createBuilder();
    const made = new Map<Node, Node>();
    const get = (node: Node): Node => made.get(node) ?? node;
    for (const node of order)
      made.set(node, node.kind === "row" ? expand(b, node, get(node.of)) : rebuild(b, node, get));
    return roots.map(get);
  });
}

function expand(b: GraphBuilder<Node>, node: RowNode, of: Node): Node {
  const { axis, into, operation } = node;
  const rival: Axis = { ...axis, id: `${axis.id} in a row` };
  const own = b.rename(of, axis, rival);
  const before = b.map(operation === "sort" ? "less" : "greater", [of, own]);
  const earlier = b.map("less", [b.position(axis), b.position(rival)]);
  const ahead = b.map("or", [before, b.map("and", [b.map("equal", [of, own]), earlier])]);
  const place = b.reduce("sum", [axis], ahead);
  const here = b.map("equal", [place, b.position(into)]);
  const at = b.reduce("sum", [rival], b.map("select", [here, b.position(rival), b.constant(0, "int")]));
  const result = node.result === "positions" ? at : b.index(of, [{ axis, at: { kind: "value", node: at } }]);
  return b.within(node, () => b.labelled(result, node.label));
}
