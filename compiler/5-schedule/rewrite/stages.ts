/**
 * Splits the reduction of a whole large value into two: of rows, a workgroup each, and of what the rows gave. So many workgroups share
 * the work, and the order of the sum stays fixed.
 */
import type { Axis, Entry, Node, ReduceNode } from "../../3-graph/graph.ts";
import { withOperands } from "../../3-graph/kinds.ts";
import { countOf, fixedValue, type Bounds } from "../layout.ts";
import { hasAxis } from "../../3-graph/positions.ts";
import { nodesOf, placesFor } from "../reads.ts";

/** Smaller ones are one workgroup's. */
export const largeReduction = 8192;
export const fewestRows = 16;
const mostRows = 4096;

/** Nodes are numbered anew where something is split. */
export function splitReductions(entry: Entry, bounds: Bounds): Entry {
  const nodes = nodesOf(entry);
  const rowsIn = new Map<Node, readonly Axis[]>();
  for (const node of nodes) {
    if (node.kind !== "reduce" || node.axes.length > 0 || countOf(node.over, bounds) < largeReduction)
      continue;
    const rows = rowsOf(node, bounds);
    if (rows !== undefined) rowsIn.set(node, rows);
  }
  if (rowsIn.size === 0) return entry;
  const made = placesFor(nodes);
  let next = 0;
  const get = (node: Node): Node => made[node.id] ?? node;
  for (const node of nodes) {
    const rows = rowsIn.get(node);
    if (rows === undefined || node.kind !== "reduce") {
      made[node.id] = withOperands(node, get, next++);
      continue;
    }
    const over = node.over.filter((axis) => !hasAxis(rows, axis));
    const of = get(node.of);
    const partial: ReduceNode = { ...node, id: next++, of, over, axes: rows, label: undefined };
    made[node.id] = { ...node, id: next++, of: partial, over: rows };
  }
  return { ...entry, outputs: entry.outputs.map((output) => ({ ...output, node: get(output.node) })) };
}

/** Axes for the rows: as few as give enough of them, of one size each, and never all. */
function rowsOf(node: ReduceNode, bounds: Bounds): readonly Axis[] | undefined {
  const fixed = node.over.filter((axis) => fixedValue(axis.size, bounds) !== undefined);
  const rows: Axis[] = [];
  for (const axis of fixed) {
    if (countOf(rows, bounds) >= fewestRows || rows.length + 1 === node.over.length) break;
    if (countOf([...rows, axis], bounds) <= mostRows) rows.push(axis);
  }
  return rows.length === 0 || countOf(rows, bounds) < fewestRows ? undefined : sortById(rows);
}

function sortById(axes: readonly Axis[]): readonly Axis[] {
  return [...axes].sort((a, b) => (a.id < b.id ? -1 : 1));
}
