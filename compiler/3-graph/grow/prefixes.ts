/**
 * A text that stands behind something else, `tokens = patch ++ seq`, in two parts: each value along such an axis becomes one along either
 * part, and a reduction over it two. What stands before the text is then the same for every length of it, and what follows has its positions.
 */
import { InternalError } from "../../source/internal-error.ts";
import { literalSize, subtractSizes, symbolSize, type Size } from "../../sizes/size.ts";
import { boundsOf, isNonNegative, normalisePosition, subtractPositions } from "../affine.ts";
import { createBuilder } from "../builder.ts";
import type { GraphBuilder } from "../graph-builder.ts";
import type { Axis, IndexNode, LeafNode, Node, Position, ReduceNode } from "../graph.ts";
import { mixesOf, rebuild } from "../kinds.ts";
import { nodeOfPosition } from "../position-values.ts";
import { addPositions, axisPosition, constantPosition, substitutePosition, unionAxes } from "../positions.ts";
import { rewrite } from "../simplify/rewrite.ts";
import { rules } from "../simplify/simplify.ts";
import { topologicalOrder } from "../topology.ts";
import { combining } from "./folds.ts";
import { grows, isTime, type Text } from "./readings.ts";

interface Split {
  readonly before: Axis;
  /** As long as the text. */
  readonly after: Axis;
  /** Of what stands before. */
  readonly start: Size;
}
type Side = "before" | "after";
/** By the ids of axes: on which side of where the text begins. */
type Sides = ReadonlyMap<string, Side>;

interface Splitting {
  readonly b: GraphBuilder<Node>;
  readonly splits: ReadonlyMap<string, Split>;
  readonly parts: Map<Node, Map<string, Node>>;
}

/** The same values; those that have no such axis, or one that can't be split, as they are. */
export function splitPrefixes(roots: readonly Node[], text: Text): readonly Node[] {
  const order = topologicalOrder(roots);
  const splits = new Map<string, Split>();
  const lists = new Set(order.map(({ axes }) => axes));
  for (const axis of new Set([...lists].flat())) {
    const start = subtractSizes(axis.size, symbolSize(text.symbol));
    if (isTime(axis, text) || grows(start, text) || !grows(axis.size, text) || !isNonNegative(start))
      continue;
    const part = (side: Side, size: Size): Axis => ({
      id: `${axis.id} ${side}`,
      name: `${axis.name}_${side}`,
      size,
    });
    const after = part("after", symbolSize(text.symbol));
    splits.set(axis.id, { before: part("before", start), after, start });
  }
  if (splits.size === 0 || !order.every((node) => isSplittable(node, splits))) return roots;
  const splitting = { b: createBuilder(), splits, parts: new Map() };
  return rewrite(
    roots.map((root) => partOf(splitting, root, new Map())),
    rules,
  );
}

function isSplittable(node: Node, splits: ReadonlyMap<string, Split>): boolean {
  const areWhole = (axes: readonly Axis[]): boolean => axes.every(({ id }) => !splits.has(id));
  switch (node.kind) {
    case "leaf":
      return ["constant", "position", "parameter", "state"].includes(node.leaf.kind) || areWhole(node.axes);
    case "map":
    case "reduce":
    case "index":
      return true;
    case "scan":
      return areWhole([...node.axes, node.axis]);
    default:
      return areWhole(mixesOf(node).axes);
  }
}

/** The value at the positions of one side of each axis that is split. */
function partOf(splitting: Splitting, node: Node, sides: Sides): Node {
  const { b, splits, parts } = splitting;
  const own = node.axes.flatMap(({ id }) => (splits.has(id) ? [sides.get(id) ?? missing(node)] : []));
  const known = parts.get(node) ?? new Map<string, Node>();
  parts.set(node, known);
  const key = own.join();
  const made =
    known.get(key) ?? b.within(node, () => b.labelled(makePart(splitting, node, sides), node.label));
  known.set(key, made);
  return made;
}

function missing(node: Node): never {
  throw new InternalError("an axis of which no part is asked for", node.span);
}

function makePart(splitting: Splitting, node: Node, sides: Sides): Node {
  switch (node.kind) {
    case "leaf":
      return partOfLeaf(splitting, node, sides);
    case "reduce":
      return partOfReduce(splitting, node, sides);
    case "index":
      return partOfIndex(splitting, node, sides);
    default:
      return rebuild(splitting.b, node, (operand) => partOf(splitting, operand, sides));
  }
}

/** Where a position of a part lies along the whole axis. */
function placeOf({ splits }: Splitting, axis: Axis, sides: Sides): Position<Node> {
  const split = splits.get(axis.id);
  if (split === undefined) return axisPosition(axis);
  return sides.get(axis.id) === "before"
    ? axisPosition(split.before)
    : addPositions([axisPosition(split.after), constantPosition(split.start)]);
}

function sideOf({ splits }: Splitting, axis: Axis, sides: Sides): Axis {
  return splits.get(axis.id)?.[sides.get(axis.id) ?? "after"] ?? axis;
}

function partOfLeaf(splitting: Splitting, node: LeafNode, sides: Sides): Node {
  const { b, splits } = splitting;
  const { leaf, axes, type } = node;
  const own = axes.filter(({ id }) => splits.has(id));
  const [first] = own;
  if (first === undefined) return b.leaf(leaf, axes, type);
  if (leaf.kind === "position") return nodeOfPosition(b, placeOf(splitting, first, sides));
  if (leaf.kind === "constant")
    return b.leaf(leaf, unionAxes(axes.map((axis) => sideOf(splitting, axis, sides))), type);
  const replaced = own.map((axis) => ({ axis, at: placeOf(splitting, axis, sides) }));
  return b.index(b.leaf(leaf, axes, type), replaced);
}

function partOfReduce(splitting: Splitting, node: ReduceNode, sides: Sides): Node {
  const { b, splits } = splitting;
  let choices: readonly Sides[] = [sides];
  for (const { id } of node.over)
    if (splits.has(id))
      choices = choices.flatMap((chosen) => [
        new Map([...chosen, [id, "before"]]),
        new Map([...chosen, [id, "after"]]),
      ]);
  return choices
    .map((chosen) => {
      const over = node.over.map((axis) => sideOf(splitting, axis, chosen));
      return b.reduce(node.operator, over, partOf(splitting, node.of, chosen));
    })
    .reduce((sum, next) => b.map(combining[node.operator], [sum, next]));
}

function partOfIndex(splitting: Splitting, node: IndexNode, sides: Sides): Node {
  const { b, splits } = splitting;
  const outside = node.otherwise && partOf(splitting, node.otherwise, sides);
  const axes = unionAxes(node.axes.map((axis) => sideOf(splitting, axis, sides)));
  const places = node.replaced.map(({ axis, at }) => {
    const place = substitutePosition<Node, Node>(
      at,
      (value) => ({ kind: "value", node: partOf(splitting, value, sides) }),
      (read) => placeOf(splitting, read, sides),
    );
    return { axis, at: normalisePosition<Node>(place) };
  });
  const read = (rest: typeof places, replaced: typeof places, within: Sides, isCertain: boolean): Node => {
    const [next, ...others] = rest;
    if (next === undefined)
      return b.index(
        partOf(splitting, node.of, within),
        replaced,
        outside ?? (isCertain ? undefined : b.constant(0, node.type)),
      );
    const { axis, at } = next;
    const split = splits.get(axis.id);
    if (split === undefined) return read(others, [...replaced, next], within, isCertain);
    const sides = sidesOf(at, split.start);
    const [value, other] = sides.map((side) => {
      const from = side === "before" ? at : subtractPositions(at, constantPosition(split.start));
      const moved = { axis: split[side], at: normalisePosition<Node>(from) };
      const chosen: Sides = new Map([...within, [axis.id, side]]);
      return read(others, [...replaced, moved], chosen, isCertain && sides.length === 1);
    });
    if (value === undefined) return missing(node);
    const isBefore = b.map("less", [nodeOfPosition(b, at), b.size(split.start)]);
    return other === undefined ? value : b.map("select", [isBefore, value, other]);
  };
  return b.spread(read(places, [], sides, true), axes);
}

/** On which side of where the text begins a position lies; on both, where that isn't known. */
function sidesOf(at: Position<Node>, start: Size): readonly Side[] {
  const bounds = boundsOf(at);
  if (bounds !== undefined && isNonNegative(subtractSizes(bounds.low, start))) return ["after"];
  const isBefore =
    bounds !== undefined && isNonNegative(subtractSizes(subtractSizes(start, literalSize(1)), bounds.high));
  return isBefore ? ["before"] : ["before", "after"];
}
