/**
 * Sums that are read only where data tell, as the products of a graph's nodes are only where an edge goes: they are made there, and not for all pairs. So is
 * what lies between, from the reader down to the sum.
 */
import { createBuilder } from "../../3-graph/builder.ts";
import type { Entry, IndexNode, Node } from "../../3-graph/graph.ts";
import { operands, rebuild } from "../../3-graph/kinds.ts";
import { mapOutputs } from "../../3-graph/outputs.ts";
import { insideCondition } from "../../3-graph/position-values.ts";
import { containsAxes, hasAxis } from "../../3-graph/positions.ts";
import { countOf, type Bounds } from "../layout.ts";
import { orderOf } from "../../3-graph/topology.ts";
import { goalOf, type Goal } from "./scattered-reductions.ts";

/** Of fewer positions all are made as fast: a product of two goes by tiles. */
const fewPlaces = 96;

/** The entry with such sums made where they are read; nodes are numbered anew then. */
export function sampleSums(entry: Entry, bounds: Bounds): Entry {
  const nodes = orderOf(entry);
  const goals = goalsOf(entry, nodes, bounds);
  if (!nodes.some((node) => node.kind === "reduce" && goals.get(node) !== undefined)) return entry;
  return mapOutputs(entry, (roots) => {
    const b = createBuilder(nodes.length);
    const made = new Map<Node, Node>();
    const get = (node: Node): Node => made.get(node) ?? node;
    const there = (node: Node, { axis, at }: Goal): Node => {
      if (!hasAxis(node.axes, axis) || goals.get(node) !== undefined) return get(node);
      return b.index(get(node), [{ axis, at: { kind: "value", node: get(at) } }], b.constant(0, node.type));
    };
    const makeAt = (node: Node, goal: Goal): Node => {
      if (node.kind === "reduce") return b.reduce(node.operator, node.over, there(node.of, goal));
      if (node.kind !== "map") return there(node, goal);
      const [condition, value] = node.arguments;
      if (node.operator === "select" && value !== undefined && isGoal(condition, goal))
        return b.spread(
          there(value, goal),
          node.axes.filter((axis) => !hasAxis([goal.axis], axis)),
        );
      return b.map(
        node.operator,
        node.arguments.map((argument) => there(argument, goal)),
      );
    };
    const makeIndex = (node: IndexNode): Node => {
      const value = b.spread(get(node.of), node.axes);
      const replaced = node.replaced.map(({ axis, at }) =>
        at.kind === "value" ? { axis, at: { ...at, node: get(at.node) } } : { axis, at },
      );
      const inside = node.otherwise && insideCondition<Node>(b, replaced);
      return inside && node.otherwise ? b.map("select", [inside, value, get(node.otherwise)]) : value;
    };
    for (const node of nodes) {
      const goal = goals.get(node);
      const same = b.within(node, () => {
        if (goal !== undefined) return makeAt(node, goal);
        if (node.kind === "index" && goals.get(node.of) !== undefined) return makeIndex(node);
        return rebuild(b, node, get);
      });
      made.set(
        node,
        b.within(node, () => b.labelled(same, node.label)),
      );
    }
    return roots.map(get);
  });
}

/** Where each node is wanted, if at one goal only. */
function goalsOf(entry: Entry, nodes: readonly Node[], bounds: Bounds): ReadonlyMap<Node, Goal | undefined> {
  const goals = new Map<Node, Goal | undefined>();
  const places = new Map(nodes.map((node, at) => [node, at]));
  const isBefore = (one: Node, other: Node): boolean => (places.get(one) ?? 0) < (places.get(other) ?? 0);
  const want = (node: Node, goal: Goal | undefined): void => {
    const isKnown = goal !== undefined && isBefore(goal.at, node);
    const own = isKnown && canSample(node, goal, bounds) ? goal : undefined;
    const isSame = !goals.has(node) || sameGoal(goals.get(node), own);
    goals.set(node, isSame ? own : undefined);
  };
  for (const { node } of entry.outputs) want(node, undefined);
  for (const node of [...nodes].reverse()) {
    const own = goals.get(node);
    const [first, ...others] = operands(node);
    if (first === undefined) continue;
    want(first, node.kind === "index" ? readBy(node) : own);
    for (const operand of others) want(operand, node.kind === "index" ? undefined : own);
  }
  return goals;
}

/** Where an index reads what it is of, if along one axis that data give. */
function readBy({ replaced }: IndexNode): Goal | undefined {
  const [only, ...others] = replaced;
  if (only?.at.kind !== "value" || others.length > 0) return undefined;
  return { axis: only.axis, at: only.at.node };
}

/** Whether the node can be made without the goal's axis: where it has the goal's own axes itself. */
function canSample(node: Node, { axis, at }: Goal, bounds: Bounds): boolean {
  if (node.kind !== "map" && node.kind !== "reduce") return false;
  if (!hasAxis(node.axes, axis) || !containsAxes(node.axes, at.axes)) return false;
  if (hasAxis(at.axes, axis) || countOf([axis], bounds) < fewPlaces) return false;
  return node.kind === "map" || !node.over.some((own) => hasAxis(at.axes, own));
}

function sameGoal(one: Goal | undefined, other: Goal | undefined): boolean {
  return one?.axis.id === other?.axis.id && one?.at === other?.at;
}

/** Whether the condition says no more than that the position is the goal. */
function isGoal(condition: Node | undefined, goal: Goal): boolean {
  return condition !== undefined && sameGoal(goalOf(condition), goal);
}
