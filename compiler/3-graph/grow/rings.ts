/**
 * What later positions read of the last few only is kept in a ring: the row of position p lies at p modulo the number of these, in the place
 * of the one that nobody reads any more. So memory is as large as what is read, however long the text becomes, and so is the work of a
 * reduction over it.
 */
import { literalSize, sameSize, subtractSizes, symbolSize, type Size } from "../../sizes/size.ts";
import { InternalError } from "../../source/internal-error.ts";
import type { GraphBuilder } from "../graph-builder.ts";
import type { Axis, IndexNode, LeafNode, Node, Position, ReduceNode } from "../graph.ts";
import { nodeOfPosition } from "../position-values.ts";
import {
  addPositions,
  axesOfPosition,
  axisPosition,
  constantPosition,
  hasAxis,
  scalePosition,
  substitutePosition,
  unionAxes,
  withoutAxes,
} from "../positions.ts";
import { rebuild } from "../kinds.ts";
import type { Kept } from "./cutting.ts";
import { maskOne } from "./masks.ts";
import { reachesOf } from "./reach.ts";
import { isTime, type Text } from "./readings.ts";
import { soFar } from "./room.ts";

/** The roots, and what is kept for them, with rings where these are enough. The roots have no time axis. */
export function keepInRings(
  b: GraphBuilder<Node>,
  roots: readonly Node[],
  kept: readonly Kept[],
  text: Text,
  highs: ReadonlyMap<string, number>,
): { readonly roots: readonly Node[]; readonly kept: readonly Kept[] } {
  const rowed = new Set(kept.flatMap(({ path, axis }) => (axis === undefined ? [] : [path])));
  const isKept = (node: Node): boolean =>
    node.kind === "leaf" && node.leaf.kind === "state" && rowed.has(node.leaf.path);
  const reachOf = reachesOf(roots, isKept, text, highs);
  const rings = new Map<string, Axis>();
  const made = new Map<string, Node>();
  const copy = (node: Node, around: number | undefined): Node => {
    const [axis] = node.axes.filter((one) => isTime(one, text));
    const size = axis && (reachOf(node, axis) ?? around);
    const key = `${node.id} ${size}`;
    const known = made.get(key) ?? copyAnew(node, size);
    made.set(key, known);
    return known;
  };
  const copyAnew = (node: Node, size: number | undefined): Node => {
    if (node.kind === "leaf") {
      const ring = size === undefined ? undefined : ringOf(node, size);
      if (ring !== undefined && isKept(node) && node.leaf.kind === "state") rings.set(node.leaf.path, ring);
      return ring === undefined ? rebuild(b, node, missing) : leafInRing(b, node, ring, isKept(node), text);
    }
    if (node.kind === "reduce") return reduceRing(node, size);
    if (node.kind === "index") return indexRing(node, size);
    if (size !== undefined && isWithinText(node, text)) return b.constant(1, "bool");
    return rebuild(b, node, (operand) => copy(operand, size));
  };
  const ringOf = (node: Node, size: number): Axis => {
    const axis = node.axes.find((one) => isTime(one, text)) ?? missing(node);
    return ringAxis(axis, size);
  };
  const reduceRing = (node: ReduceNode, size: number | undefined): Node => {
    const axis = node.over.find((one) => isTime(one, text) && hasAxis(node.of.axes, one));
    const reach = axis && reachOf(node.of, axis);
    if (axis === undefined || reach === undefined) return rebuild(b, node, (operand) => copy(operand, size));
    const ring = ringAxis(axis, reach);
    const over = node.over.map((one) => (one.id === axis.id ? ring : one));
    const isWritten = b.map("greater_equal", [nodeOfPosition(b, placeIn(ring, text)), b.constant(0, "int")]);
    const of = maskOne(b, node.operator, copy(node.of, undefined), ring, isWritten);
    return b.within(node, () => b.labelled(b.reduce(node.operator, over, of), node.label));
  };
  const indexRing = (node: IndexNode, size: number | undefined): Node => {
    const moved = (at: Position): Position =>
      substitutePosition<Node, Node>(
        at,
        (value) => ({ kind: "value", node: copy(value, size) }),
        (read) =>
          size !== undefined && isTime(read, text) ? placeIn(ringAxis(read, size), text) : axisPosition(read),
      );
    const along = node.replaced.find((one) => isTime(one.axis, text));
    const reach = along && reachOf(node.of, along.axis);
    let otherwise = node.otherwise && copy(node.otherwise, size);
    const replaced = node.replaced.map(({ axis, at }) => {
      if (reach === undefined || axis.id !== along?.axis.id) return { axis, at: moved(at) };
      const ring = ringAxis(axis, reach);
      if (at.kind === "axis") return { axis: ring, at: axisPosition(ringAxis(at.axis, reach)) };
      return { axis: ring, at: { kind: "remainder", of: moved(at), by: literalSize(reach) } as const };
    });
    const isRead =
      size !== undefined &&
      node.replaced.some(({ at }) => axesOfPosition(at).some((read) => isTime(read, text)));
    // Where a ring isn't full yet there are positions before the first.
    if (isRead && reach === undefined) otherwise ??= b.constant(0, node.type);
    const of = copy(node.of, along === undefined ? size : undefined);
    const found = b.index(of, replaced, otherwise);
    const isEarlier = reach === undefined || along === undefined || along.at.kind === "axis";
    if (otherwise === undefined || isEarlier) return b.within(node, () => b.labelled(found, node.label));
    const isThere = b.map("greater_equal", [nodeOfPosition(b, moved(along.at)), b.constant(0, "int")]);
    return b.within(node, () => b.labelled(b.map("select", [isThere, found, otherwise]), node.label));
  };
  const copied = roots.map((root) => copy(root, undefined));
  return { roots: copied, kept: kept.map((each) => inRing(b, each, rings.get(each.path), text)) };
}

/** So many last positions of a time axis. */
function ringAxis({ id, name }: Axis, count: number): Axis {
  return { id: `${id}, the last ${count}`, name, size: literalSize(count) };
}

/** The position that lies there in the ring of a text of that length: negative where there is none yet. */
function placeIn(ring: Axis, text: Text, length: Size = symbolSize(soFar(text.symbol))): Position<never> {
  const last = constantPosition(subtractSizes(length, literalSize(1)));
  const minus = literalSize(-1);
  const back: Position<never> = {
    kind: "remainder",
    of: addPositions([last, scalePosition(axisPosition(ring), minus)]),
    by: ring.size,
  };
  return addPositions([last, scalePosition(back, minus)]);
}

function leafInRing(b: GraphBuilder<Node>, node: LeafNode, ring: Axis, isKept: boolean, text: Text): Node {
  const { leaf } = node;
  const [axis, ...others] = [...node.axes].sort(
    (one, other) => Number(isTime(other, text)) - Number(isTime(one, text)),
  );
  if (leaf.kind === "position") return nodeOfPosition(b, placeIn(ring, text));
  if (isKept || leaf.kind === "constant" || leaf.kind === "carried" || leaf.kind === "seen")
    return b.leaf(leaf, unionAxes(others, [ring]), node.type);
  const whole = b.leaf(leaf, node.axes, node.type);
  const at = placeIn(ring, text);
  return b.index(whole, [{ axis: axis ?? missing(node), at }], b.constant(0, node.type));
}

/** Whether it says that a position is one of the text, as all of a ring that there are are. */
function isWithinText(node: Node, text: Text): boolean {
  if (node.kind !== "map" || node.operator !== "less_equal") return false;
  const [left, right] = node.arguments;
  const last = subtractSizes(symbolSize(soFar(text.symbol)), literalSize(1));
  const isLast = right?.kind === "leaf" && right.leaf.kind === "size" && sameSize(right.leaf.size, last);
  return isLast && left?.kind === "leaf" && left.leaf.kind === "position";
}

function inRing(b: GraphBuilder<Node>, kept: Kept, ring: Axis | undefined, text: Text): Kept {
  const { axis, whole } = kept;
  if (ring === undefined || axis === undefined) return kept;
  const leaf = b.leaf(kept.leaf.leaf, unionAxes(withoutAxes(kept.leaf.axes, [axis]), [ring]), "real");
  if (leaf.kind !== "leaf") return missing(whole);
  const { type, span, label, origin } = whole;
  const common = { type, span, label, origin };
  const at = placeIn(ring, text, symbolSize(text.symbol));
  const none: Node = { ...common, kind: "leaf", id: -1, axes: [], leaf: { kind: "constant", value: 0 } };
  const axes = unionAxes(withoutAxes(whole.axes, [axis]), [ring]);
  const last: IndexNode = {
    ...common,
    kind: "index",
    id: -1,
    axes,
    of: whole,
    replaced: [{ axis, at }],
    otherwise: none,
  };
  return { ...kept, leaf, axis: ring, whole: last };
}

function missing(node: Node): never {
  throw new InternalError("an operand of what has none, or an axis that isn't there", node.span);
}
