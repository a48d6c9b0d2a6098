/** Orders of axes: one that keeps to several, and that in which what a value reads lies. */
import type { Axis, IndexNode, Node, Position } from "../../3-graph/graph.ts";
import { axesOfPosition, hasAxis, unionAxes, withoutAxes } from "../../3-graph/positions.ts";
import { underViews } from "../contraction.ts";
import { fixedValue, type Bounds } from "../layout.ts";
import type { Values } from "./materialise.ts";
import { isStored, readsOf } from "../reads.ts";
import type { Homes } from "../homes.ts";

/** Which of a value's axes one of what it reads moves along, the slowest first. */
type AxesOf = (axis: Axis) => readonly Axis[];

/** As what it reads lies, through renames, splits, merges and windows, and along what data tell; the reads with most axes count most. */
export function orderLikeReads(node: Node, values: Values, homes: Homes, bounds: Bounds): readonly Axis[] {
  const orders: (readonly Axis[])[] = [];
  const seen = new Set<Node>();
  const visit = (of: Node, axesOf: AxesOf): void => {
    for (const read of readsOf(of)) {
      if (seen.has(read)) continue;
      seen.add(read);
      const here = of.kind === "index" && read === of.of ? throughIndex(of, axesOf, bounds) : axesOf;
      // What stays in registers is laid out nowhere: what it reads counts instead.
      const order = values.kept.has(read) || isStored(read) ? homes.get(read)?.layout.order : undefined;
      if (order === undefined) visit(read, here);
      else orders.push(lastOfEach(order.flatMap(here)).filter((axis) => hasAxis(node.axes, axis)));
    }
  };
  visit(node, (axis) => [axis]);
  orders.sort((a, b) => b.length - a.length);
  return mergeOrders(node.axes, orders);
}

/** In which order an operand's axes lie in the memory under its views; empty where it has none. */
export function orderOfView(operand: Node, homes: Homes, bounds: Bounds): readonly Axis[] {
  const base = underViews(operand);
  let axesOf: AxesOf = (axis) => [axis];
  for (let node = operand; node !== base && node.kind === "index"; node = node.of)
    axesOf = throughIndex(node, axesOf, bounds);
  return lastOfEach((homes.get(base)?.layout.order ?? []).flatMap(axesOf));
}

function throughIndex({ of, replaced }: IndexNode, outer: AxesOf, bounds: Bounds): AxesOf {
  const moved = new Map(replaced.map(({ axis, at }) => [axis.id, alongPosition(at, bounds)]));
  // Where data tell the position it moves along what no other axis does.
  const others = [...of.axes.filter(({ id }) => !moved.has(id)), ...[...moved.values()].flat()];
  for (const { axis, at } of replaced)
    if (at.kind === "value") moved.set(axis.id, withoutAxes(at.node.axes, others));
  return (axis) => moved.get(axis.id)?.flatMap(outer) ?? outer(axis);
}

/** The axes along which a position moves: all that are merged into it, or the longest, as of a window the one that it is moved along. */
function alongPosition(at: Position, bounds: Bounds): readonly Axis[] {
  const sizeOf = ({ size }: Axis): number => fixedValue(size, bounds) ?? Infinity;
  switch (at.kind) {
    case "axis":
      return [at.axis];
    case "scale":
    case "quotient":
    case "remainder":
      return alongPosition(at.of, bounds);
    case "add": {
      const steps = at.terms.flatMap((term) => stepOf(term, bounds)).sort((a, b) => b.by - a.by);
      const isMerge = steps.every(({ by }, place) => {
        const next = steps[place + 1];
        return by === (next === undefined ? 1 : next.by * sizeOf(next.axis));
      });
      const axes = steps.map(({ axis }) => axis);
      if (isMerge && steps.length === at.terms.length) return axes;
      return unionAxes(...at.terms.filter(({ kind }) => kind !== "value").map((term) => axesOfPosition(term)))
        .toSorted((a, b) => sizeOf(b) - sizeOf(a))
        .slice(0, 1);
    }
    case "constant":
    case "value":
      return [];
  }
}

function stepOf(term: Position, bounds: Bounds): readonly { readonly axis: Axis; readonly by: number }[] {
  if (term.kind === "axis") return [{ axis: term.axis, by: 1 }];
  const by = term.kind === "scale" ? fixedValue(term.by, bounds) : undefined;
  return term.kind === "scale" && term.of.kind === "axis" && by !== undefined
    ? [{ axis: term.of.axis, by }]
    : [];
}

/** Of an axis that stands there several times, as one that is split does, the fastest. */
function lastOfEach(axes: readonly Axis[]): readonly Axis[] {
  return axes.filter(({ id }, at) => axes.findLastIndex((axis) => axis.id === id) === at);
}

/**
 * An order of `axes` that keeps to the first of `orders`, and fits in what others add: before an axis that they have after it. What no order
 * has is the slowest.
 */
export function mergeOrders(axes: readonly Axis[], orders: readonly (readonly Axis[])[]): readonly Axis[] {
  if (axes.length === 0) return axes;
  const result: Axis[] = [];
  for (const order of orders) {
    if (result.length === axes.length) break;
    const known = order.filter((axis) => hasAxis(axes, axis));
    if (result.length === 0) {
      for (const axis of known) if (!hasAxis(result, axis)) result.push(axis);
      continue;
    }
    for (const [at, axis] of known.entries()) {
      if (hasAxis(result, axis)) continue;
      const next = known.slice(at + 1).find((later) => hasAxis(result, later));
      const before = known
        .slice(0, at)
        .filter((earlier) => hasAxis(result, earlier))
        .at(-1);
      const place =
        next !== undefined ? indexOf(result, next) : before !== undefined ? indexOf(result, before) + 1 : 0;
      result.splice(place, 0, axis);
    }
  }
  return [...axes.filter((axis) => !hasAxis(result, axis)), ...result];
}

function indexOf(axes: readonly Axis[], axis: Axis): number {
  return axes.findIndex(({ id }) => id === axis.id);
}
