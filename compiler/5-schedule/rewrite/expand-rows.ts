/** Sorting and choosing the largest, in nodes of the other kinds: short rows by counting, long ones by merging. */
import { createBuilder } from "../../3-graph/builder.ts";
import type { GraphBuilder } from "../../3-graph/graph-builder.ts";
import type { Entry, Node, RowNode } from "../../3-graph/graph.ts";
import { rebuild } from "../../3-graph/kinds.ts";
import { mapOutputs } from "../../3-graph/outputs.ts";
import { orderOf } from "../../3-graph/topology.ts";
import { boundsOf, fixedValue, type Bounds } from "../layout.ts";
import { comeTo } from "./counted-places.ts";
import { mergedPlaces } from "./merge-runs.ts";

/** From so many numbers on merging takes less time than counting: where few are wanted, and else. Measured on the CPU, see docs/notebook.md. */
const [fewestOfFew, fewestOfAll] = [256, 512];

/** The entry without nodes of kind `row`. */
export function expandRows(entry: Entry): Entry {
  const order = orderOf(entry);
  if (!order.some(({ kind }) => kind === "row")) return entry;
  const bounds = boundsOf(entry);
  return mapOutputs(entry, (roots) => {
    const b = createBuilder();
    const made = new Map<Node, Node>();
    const get = (node: Node): Node => made.get(node) ?? node;
    for (const node of order)
      made.set(node, node.kind === "row" ? expand(b, node, get(node.of), bounds) : rebuild(b, node, get));
    return roots.map(get);
  });
}

function expand(b: GraphBuilder<Node>, node: RowNode, of: Node, bounds: Bounds): Node {
  const { axis, into, operation } = node;
  const length = fixedValue(axis.size, bounds);
  const wanted = fixedValue(into.size, bounds);
  const isKnown = length !== undefined && wanted !== undefined;
  const keys = keysOf(b, operation, of);
  const at =
    isKnown && length >= (4 * wanted <= length ? fewestOfFew : fewestOfAll)
      ? mergedPlaces(b, keys, { axis, into }, { length, wanted })
      : comeTo(b, keys, { axis, into });
  const result = node.result === "positions" ? at : b.index(of, [{ axis, at: { kind: "value", node: at } }]);
  return b.within(node, () => b.labelled(result, node.label));
}

/** Integers in the order of the numbers, so that what is no number has a place, too: it is larger than all. */
function keysOf(b: GraphBuilder<Node>, operation: RowNode["operation"], of: Node): Node {
  const order = of.type === "real" ? b.map("ordinal", [of]) : b.convert(of, "int");
  // The complement turns the order around, and every integer has one.
  return operation === "sort" ? order : b.map("subtract", [b.constant(-1, "int"), order]);
}
