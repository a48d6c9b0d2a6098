/**
 * Sums of products that are read at moved positions, as the gradient of a convolution by its input is: sum[dy, dx] of what sum[out] d * W is
 * at (row - dy, col - dx). There d can be read at those positions instead, so that all is one contraction, whose result isn't larger than
 * it has to be: the gradient is a convolution itself. Outside, where the products would be left out, d is 0.
 */
import type { Axis, Entry, IndexNode, MapNode, Node, Position, ReduceNode } from "../../3-graph/graph.ts";
import { withOperands } from "../../3-graph/kinds.ts";
import { axesOfIndex, hasAxis, isFree, unionAxes } from "../../3-graph/positions.ts";
import { contractionOf, mostUnfolded, type Contraction } from "../contraction.ts";
import { countOf, type Bounds } from "../layout.ts";
import { nodesOf, placesFor, readersOf } from "../reads.ts";

/** What is read at moved positions is laid out, so it mustn't be so many times as large as the products would be. */
const mostLarger = 2;
/** Fewer results at a position don't fill the tiles of a product. */
const fewColumns = 8;

/** The entry with such sums in that form; nodes are numbered anew then. */
export function gatherOperands(entry: Entry, bounds: Bounds): Entry {
  const nodes = nodesOf(entry);
  const outputs = new Set(entry.outputs.map(({ node }) => node));
  const readers = readersOf(nodes);
  const isReadOnce = (node: Node): boolean => readers.get(node)?.length === 1 && !outputs.has(node);
  const found = new Map<Node, Gathered>();
  for (const node of nodes) {
    const gathered = node.kind === "reduce" ? gatheredUnder(node, isReadOnce, bounds) : undefined;
    if (gathered !== undefined) found.set(node, gathered);
  }
  if (found.size === 0) return entry;
  const made = placesFor(nodes);
  const get = (node: Node): Node => made[node.id] ?? node;
  let next = 0;
  for (const node of nodes) {
    const gathered = found.get(node);
    if (gathered === undefined || node.kind !== "reduce") {
      made[node.id] = withOperands(node, get, next++);
      continue;
    }
    const { views, moved, other, contraction } = gathered;
    const { span, origin, type } = contraction.node;
    const there = views.reduce<Node>((of, { replaced, otherwise }) => {
      const axes = axesOfIndex(of, replaced, otherwise);
      const outside = otherwise && get(otherwise);
      const parts = { kind: "index", of, replaced, otherwise: outside, axes, type } as const;
      return { ...parts, id: next++, span, origin, label: undefined };
    }, get(moved));
    const product: MapNode = {
      ...({ kind: "map", id: next++, operator: "multiply", type, span, origin, label: undefined } as const),
      arguments: [there, get(other)],
      axes: unionAxes(there.axes, other.axes),
    };
    const sum: ReduceNode = {
      ...node,
      id: next++,
      of: product,
      over: unionAxes(node.over, contraction.over),
    };
    made[node.id] = sum;
  }
  return { ...entry, outputs: entry.outputs.map((output) => ({ ...output, node: get(output.node) })) };
}

interface Gathered {
  /** Where its products are read, the innermost view first. */
  readonly views: readonly FreeIndex[];
  readonly contraction: Contraction;
  /** The operand that has the axes of which other positions are read. */
  readonly moved: Node;
  readonly other: Node;
}

/** A view whose positions are no data. */
type FreeIndex = Pick<IndexNode, "otherwise"> & {
  readonly replaced: readonly { readonly axis: Axis; readonly at: Position<never> }[];
};

function gatheredUnder(
  { of, operator, over, axes }: ReduceNode,
  isReadOnce: (node: Node) => boolean,
  bounds: Bounds,
): Gathered | undefined {
  if (operator !== "sum") return undefined;
  const views: FreeIndex[] = [];
  let under = of;
  for (; under.kind === "index" && under.replaced.length > 0; under = under.of) {
    const { otherwise } = under;
    const replaced = under.replaced.flatMap(({ axis, at }) => (isFree(at) ? [{ axis, at }] : []));
    if (replaced.length < under.replaced.length || !isReadOnce(under)) return undefined;
    if (otherwise !== undefined && !isZero(otherwise)) return undefined;
    views.unshift({ replaced, otherwise });
  }
  const contraction = contractionOf(under);
  if (views.length === 0 || contraction === undefined || !isReadOnce(under)) return undefined;
  // An axis of the products' sum that the views bring back, as a layer between an axis and itself does, is another one there.
  if (contraction.over.some((axis) => hasAxis(of.axes, axis))) return undefined;
  const { leftOperand, rightOperand } = contraction;
  for (const [moved, other] of [
    [leftOperand, rightOperand],
    [rightOperand, leftOperand],
  ] as const) {
    const there = axesThere(moved, other, views);
    if (there === undefined || !over.every((axis) => hasAxis(other.axes, axis))) continue;
    if (over.some((axis) => hasAxis(moved.axes, axis))) continue;
    const columns = axes.filter((axis) => !hasAxis(there, axis));
    const most = Math.min(mostUnfolded, mostLarger * countOf(contraction.node.axes, bounds));
    if (countOf(columns, bounds) >= fewColumns && countOf(there, bounds) <= most)
      return { views, contraction, moved, other };
  }
  return undefined;
}

/** The axes of an operand that is read through the views; undefined where they move axes that it hasn't alone. */
function axesThere(moved: Node, other: Node, views: readonly FreeIndex[]): readonly Axis[] | undefined {
  let axes = moved.axes;
  for (const { replaced, otherwise } of views) {
    const isOwn = ({ axis }: { readonly axis: Axis }): boolean =>
      hasAxis(axes, axis) && !hasAxis(other.axes, axis);
    if (!replaced.every(isOwn)) return undefined;
    axes = axesOfIndex({ axes }, replaced, otherwise && { axes: otherwise.axes });
  }
  return axes;
}

function isZero(node: Node): boolean {
  return node.kind === "leaf" && node.leaf.kind === "constant" && node.leaf.value === 0;
}
