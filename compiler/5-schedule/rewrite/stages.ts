/**
 * Splits the reduction of a whole large value into two: of rows, a workgroup each, and of what the rows gave. So many workgroups share
 * the work, and the order of the sum stays fixed. A product of two matrices whose results are sums of very many steps, as the gradient of a
 * convolution's weights is, is split in the same way: each part reads what lies together of both, where blocks of
 * results would each read a narrow strip of all that there is.
 */
import type { Axis, Entry, Node, ReduceNode } from "../../3-graph/graph.ts";
import { contractionOf } from "../contraction.ts";
import { withOperands } from "../../3-graph/kinds.ts";
import { countOf, fixedValue, type Bounds } from "../layout.ts";
import { hasAxis, unionAxes } from "../../3-graph/positions.ts";
import { nodesOf, placesFor } from "../reads.ts";

/** Smaller ones are one workgroup's. */
export const largeReduction = 8192;
export const fewestRows = 16;
const mostRows = 4096;

/** Products of fewer steps have little to gain from parts. */
const manySteps = 4096;
/** Of a part, so that making its results is worth it. */
const fewestSteps = 128;
const [fewestParts, mostParts] = [4, 64];
/** In elements: what all parts give goes through memory. */
const mostOfParts = 2 ** 19;
/** Of each side of a product: narrower ones are rows or columns to sum. */
const narrowSide = 8;

/** Nodes are numbered anew where something is split. */
export function splitReductions(entry: Entry, bounds: Bounds): Entry {
  const nodes = nodesOf(entry);
  const rowsIn = new Map<Node, readonly Axis[]>();
  for (const node of nodes) {
    if (node.kind !== "reduce") continue;
    const rows = node.axes.length === 0 ? rowsOf(node, bounds) : partsOf(node, bounds);
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
    const label = node.axes.length === 0 ? undefined : node.label;
    const partial: ReduceNode = { ...node, id: next++, of, over, axes: unionAxes(node.axes, rows), label };
    made[node.id] = { ...node, id: next++, of: partial, over: rows };
  }
  return { ...entry, outputs: entry.outputs.map((output) => ({ ...output, node: get(output.node) })) };
}

/** Axes for the rows: as few as give enough of them, of one size each, and never all. */
function rowsOf(node: ReduceNode, bounds: Bounds): readonly Axis[] | undefined {
  if (countOf(node.over, bounds) < largeReduction) return undefined;
  const fixed = node.over.filter((axis) => fixedValue(axis.size, bounds) !== undefined);
  const rows: Axis[] = [];
  for (const axis of fixed) {
    if (countOf(rows, bounds) >= fewestRows || rows.length + 1 === node.over.length) break;
    if (countOf([...rows, axis], bounds) <= mostRows) rows.push(axis);
  }
  return rows.length === 0 || countOf(rows, bounds) < fewestRows ? undefined : sortById(rows);
}

/** The axis for the parts of a product of many steps. */
function partsOf(node: ReduceNode, bounds: Bounds): readonly Axis[] | undefined {
  const steps = countOf(node.over, bounds);
  if (steps < manySteps) return undefined;
  const product = contractionOf(node);
  const sides = product === undefined ? sidesOf(node) : [product.left, product.right];
  if (sides === undefined || sides.some((side) => countOf(side, bounds) < narrowSide)) return undefined;
  if (![...node.over, ...node.axes].every(({ size }) => fixedValue(size, bounds) !== undefined))
    return undefined;
  const most = Math.min(mostParts, steps / fewestSteps, mostOfParts / countOf(node.axes, bounds));
  const part = node.over.find((axis) => {
    const count = countOf([axis], bounds);
    return count >= fewestParts && count <= most;
  });
  return part === undefined ? undefined : [part];
}

/**
 * The axes of the results that a factor of a product lacks, if there is one such factor: each position of these reads all of it anew, as the weights of a window of
 * each channel do.
 */
function sidesOf({ operator, of, axes }: ReduceNode): readonly (readonly Axis[])[] | undefined {
  if (operator !== "sum" || of.kind !== "map" || of.operator !== "multiply") return undefined;
  const lacking = of.arguments
    .map((factor) => axes.filter((axis) => !hasAxis(factor.axes, axis)))
    .filter((side) => side.length > 0);
  return lacking.length === 1 && of.arguments.every((factor) => factor.axes.length > 0) ? lacking : undefined;
}

function sortById(axes: readonly Axis[]): readonly Axis[] {
  return [...axes].sort((a, b) => (a.id < b.id ? -1 : 1));
}
