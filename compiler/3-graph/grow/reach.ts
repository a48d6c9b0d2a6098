/**
 * How far back later positions read what is kept. Values along one time axis that are computed from each other position by position
 * go together: what reads furthest back says how much of all of them is needed.
 */
import { literalSize, sizeValue, subtractSizes, symbolSize, type Size } from "../../sizes/size.ts";
import type { Axis, Node, Position, ReduceNode } from "../graph.ts";
import { constantPosition, hasAxis, nodesOfPosition } from "../positions.ts";
import { candidateHalfPlanes, conditionsUnder, isLeftOut, valuesIn } from "../support.ts";
import { operands } from "../kinds.ts";
import { topologicalOrder } from "../topology.ts";
import { distanceBefore, isAtMost } from "./chosen.ts";
import { isTime, type Text } from "./readings.ts";
import { soFar } from "./room.ts";

/** For a value and one of its time axes: of how many last positions it is needed; undefined where that is of all, or isn't said. */
export type Reach = (node: Node, axis: Axis) => number | undefined;

/** `isKept` says which leaf has what was kept. The roots have no time axis. */
export function reachesOf(
  roots: readonly Node[],
  isKept: (node: Node) => boolean,
  text: Text,
  highs: ReadonlyMap<string, number>,
): Reach {
  const groups = createGroups();
  // The time axes of a value along which it has what was kept.
  const held = new Map<Node, readonly Axis[]>();
  const heldBy = (node: Node): readonly Axis[] => held.get(node) ?? [];
  const isHeld = (node: Node, axis: Axis): boolean => hasAxis(heldBy(node), axis);
  // What has all pairs of positions in it, or is put together along them, and what is computed from that position by position.
  const paired = new Set<Node>();
  for (const node of topologicalOrder(roots)) {
    const found = new Map<string, Axis>();
    /** The operand's positions along its axis are the node's along its own. */
    const follow = (operand: Node, from: Axis, to: Axis): void => {
      if (!isHeld(operand, from)) return;
      found.set(to.id, to);
      groups.join(keyOf(operand, from), keyOf(node, to));
    };
    const followAll = (operand: Node, but: readonly Axis[] = []): void => {
      for (const axis of heldBy(operand)) if (!hasAxis(but, axis)) follow(operand, axis, axis);
    };
    const end = (operand: Node, axis: Axis, reach: number | undefined): void => {
      if (isHeld(operand, axis)) groups.need(keyOf(operand, axis), reach ?? Infinity);
    };
    switch (node.kind) {
      case "leaf":
        if (isKept(node)) for (const axis of node.axes) if (isTime(axis, text)) found.set(axis.id, axis);
        break;
      case "map":
        for (const argument of node.arguments) followAll(argument);
        break;
      case "reduce":
        followAll(node.of, node.over);
        for (const axis of node.over)
          if (isTime(axis, text)) end(node.of, axis, reachOfReduce(node, axis, text, highs));
        break;
      case "index": {
        const { of, replaced, otherwise } = node;
        followAll(
          of,
          replaced.map(({ axis }) => axis),
        );
        if (otherwise !== undefined) followAll(otherwise);
        for (const { axis, at } of replaced) {
          for (const value of nodesOfPosition(at)) followAll(value);
          if (at.kind === "axis" && isTime(at.axis, text) && isTime(axis, text)) follow(of, axis, at.axis);
          else if (isTime(axis, text)) end(of, axis, reachOfIndex(at, text));
        }
        break;
      }
      default:
        for (const operand of operands<Node>(node))
          for (const axis of heldBy(operand)) end(operand, axis, undefined);
    }
    held.set(node, [...found.values()]);
    const times = node.axes.filter((axis) => isTime(axis, text));
    const isPlain = ["leaf", "map", "reduce", "index"].includes(node.kind);
    if (times.length === 0) continue;
    if (times.length > 1 || !isPlain || operands<Node>(node).some((each) => paired.has(each))) {
      paired.add(node);
      for (const axis of found.values()) groups.need(keyOf(node, axis), Infinity);
    }
  }
  const most = highs.get(text.symbol) ?? Infinity;
  return (node, axis) => {
    if (!isHeld(node, axis)) return undefined;
    const reach = groups.needed(keyOf(node, axis));
    return reach < most ? reach : undefined;
  };
}

function keyOf({ id }: Node, axis: Axis): string {
  return `${id} ${axis.id}`;
}

/** Things that go together, and what is needed of them: of a group that of its most demanding member. */
function createGroups() {
  const parents = new Map<string, string>();
  const needs = new Map<string, number>();
  const rootOf = (key: string): string => {
    const parent = parents.get(key);
    return parent === undefined ? key : rootOf(parent);
  };
  const needed = (key: string): number => needs.get(rootOf(key)) ?? 1;
  const need = (key: string, reach: number): void =>
    void needs.set(rootOf(key), Math.max(needed(key), reach));
  const join = (a: string, b: string): void => {
    const [first, second] = [rootOf(a), rootOf(b)];
    if (first === second) return;
    const reach = Math.max(needed(first), needed(second));
    parents.set(second, first);
    needs.set(first, reach);
  };
  return { join, need, needed };
}

/** The last positions that a reduction doesn't leave out. */
function reachOfReduce(
  node: ReduceNode,
  axis: Axis,
  text: Text,
  highs: ReadonlyMap<string, number>,
): number | undefined {
  const axes = { inner: axis, outer: soFar(text.symbol) };
  const bounds = {
    fixedValue: (size: Size) => sizeValue(size),
    highOf: (size: Size) =>
      size.terms.reduce(
        (sum, { symbols, coefficient }) =>
          sum + symbols.reduce((product, symbol) => product * (highs.get(symbol) ?? Infinity), coefficient),
        0,
      ) / size.divisor,
  };
  // What lacks the axis is the same for all of its positions, whatever it was made from.
  const below = topologicalOrder([node.of], (each) => !hasAxis(each.axes, axis));
  const found = candidateHalfPlanes(conditionsUnder(below, axis), axes, bounds).flatMap((half) => {
    // length - position >= least
    if (half.inner !== -1 || half.outer !== 1) return [];
    return isLeftOut(node, valuesIn(half, axes, bounds)) ? [Math.max(1, half.least - 1)] : [];
  });
  return found.length === 0 ? undefined : Math.min(...found);
}

function reachOfIndex(at: Position, text: Text): number | undefined {
  const last = constantPosition(subtractSizes(symbolSize(soFar(text.symbol)), literalSize(1)));
  const distance = distanceBefore(at, last);
  return distance === undefined || !isAtMost(at, last) ? undefined : 1 + distance;
}
