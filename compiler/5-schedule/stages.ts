/**
 * Splits the reduction of a whole large value into two: of rows, a workgroup each, and of what the rows gave. So many workgroups share
 * the work, and the order of the sum stays fixed.
 */
import type { Axis, Entry, ReduceNode } from "../3-graph/graph.ts";
import { countOf, fixedValue, type Bounds } from "./layout.ts";
import { hasAxis } from "./reads.ts";
import { rebuildEntry } from "./rebuild.ts";

/** Smaller ones are one workgroup's. */
const largeReduction = 8192;
const fewestRows = 16;
const mostRows = 4096;

export function splitReductions(entry: Entry, bounds: Bounds): Entry {
  return rebuildEntry(entry, (node, number) => {
    if (node.kind !== "reduce" || node.axes.length > 0 || countOf(node.over, bounds) < largeReduction)
      return node;
    const rows = rowsOf(node, bounds);
    if (rows === undefined) return node;
    const over = node.over.filter((axis) => !hasAxis(rows, axis));
    const partial: ReduceNode = number({ ...node, over, axes: rows, label: undefined });
    return { ...node, of: partial, over: rows };
  });
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
