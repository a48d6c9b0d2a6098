/**
 * Reductions of what data send to a position, as of a graph's edges by the node that each goes to: sum[edge where to == node](v), or a max. As a reduction every node
 * would look at every edge; as a scatter each edge is looked at where it goes, once. A reduction over the nodes themselves has one term, at the node that data tell.
 */
import { createBuilder } from "../../3-graph/builder.ts";
import type { GraphBuilder } from "../../3-graph/graph-builder.ts";
import type { Axis, Entry, Node, ReduceNode } from "../../3-graph/graph.ts";
import { rebuild } from "../../3-graph/kinds.ts";
import { mapOutputs } from "../../3-graph/outputs.ts";
import { quasiAffine } from "../../3-graph/places.ts";
import { conjunctsOf, insideCondition } from "../../3-graph/position-values.ts";
import { hasAxis, withoutAxes } from "../../3-graph/positions.ts";
import { isNeutral, neutralOf } from "../../3-graph/neutral.ts";
import { orderOf } from "../../3-graph/topology.ts";
import { InternalError } from "../../source/internal-error.ts";
import { countOf, type Bounds } from "../layout.ts";

/** With fewer places to look at a reduction is as fast as it is, and a sum of products of two with fewer of these. */
const [fewPlaces, fewOfProduct] = [16, 96];

/** The entry with such reductions in that form; nodes are numbered anew then. */
export function scatterReductions(entry: Entry, bounds: Bounds): Entry {
  const nodes = orderOf(entry);
  if (!nodes.some((node) => node.kind === "reduce" && sentBy(node, bounds) !== undefined)) return entry;
  return mapOutputs(entry, (roots) => {
    const b = createBuilder(nodes.length);
    const made = new Map<Node, Node>();
    const get = (node: Node): Node => made.get(node) ?? node;
    for (const node of nodes) {
      const same = rebuild(b, node, get);
      const sent = same.kind === "reduce" ? sentBy(same, bounds) : undefined;
      const result = sent && same.kind === "reduce" ? b.within(node, () => reduceSent(b, same, sent)) : same;
      made.set(
        node,
        b.within(node, () => b.labelled(result, node.label)),
      );
    }
    return roots.map(get);
  });
}

/** The position of an axis that data give. */
export interface Goal {
  readonly axis: Axis;
  readonly at: Node;
}

interface Sent {
  readonly goals: readonly Goal[];
  /** What else has to hold. */
  readonly others: readonly Node[];
  /** What is reduced is the product of these there; without any it is whether the rest holds, 1 or 0. */
  readonly factors: readonly Node[];
}

function reduceSent(b: GraphBuilder<Node>, node: ReduceNode, { goals, others, factors }: Sent): Node {
  const { operator, over, type } = node;
  const nothing = b.constant(neutralOf(node), type);
  const [first, ...further] = factors.length === 0 ? [b.constant(1, type)] : factors;
  if (first === undefined) throw new InternalError("nothing is reduced", node.span);
  const product = further.reduce((done, factor) => b.map("multiply", [done, factor]), first);
  const chosen = others.reduce((value, condition) => b.map("select", [condition, value, nothing]), product);
  const places = goals.map(({ axis, at }) => ({ axis, at: { kind: "value", node: at } }) as const);
  const there = b.index(
    chosen,
    places.filter(({ axis }) => hasAxis(chosen.axes, axis)),
    nothing,
  );
  const summed = places.filter(({ axis }) => hasAxis(over, axis));
  const inside = insideCondition<Node>(b, summed);
  const value = inside === undefined ? there : b.map("select", [inside, there, nothing]);
  const rest = withoutAxes(
    over,
    summed.map(({ axis }) => axis),
  );
  const table = goals.filter(({ axis }) => !hasAxis(over, axis));
  const reduced =
    table.length === 0 ? b.reduce(operator, rest, value) : b.scatter(operator, value, table, rest);
  return factors.length === 0 ? b.map("maximum", [reduced, b.constant(0, type)]) : reduced;
}

function sentBy(node: ReduceNode, bounds: Bounds): Sent | undefined {
  const { operator, of, type } = node;
  const factors = operator === "sum" && type === "real" ? factorsOf(of) : [of];
  for (const factor of factors) {
    const sent = sentIn(factor, node);
    if (sent === undefined) continue;
    const places = sent.goals.map(({ axis }) => axis);
    if (countOf(places, bounds) < (factors.length > 1 ? fewOfProduct : fewPlaces)) continue;
    return { ...sent, factors: factors.flatMap((one) => (one === factor ? sent.factors : [one])) };
  }
  return undefined;
}

function factorsOf(node: Node): readonly Node[] {
  return node.kind === "map" && node.operator === "multiply" ? node.arguments.flatMap(factorsOf) : [node];
}

/** What a choice leaves, or a condition of which `any` is asked, if data tell where. */
function sentIn(node: Node, reduction: ReduceNode): Sent | undefined {
  if (node.kind !== "map") return undefined;
  const [condition, value, otherwise] = node.arguments;
  if (condition === undefined) return undefined;
  if (node.operator === "to_int" && reduction.operator === "max")
    return sentWhere(condition, [], reduction.over);
  if (node.operator !== "select" || value === undefined) return undefined;
  if (otherwise?.kind !== "leaf" || otherwise.leaf.kind !== "constant") return undefined;
  const isLeft = isNeutral(reduction, otherwise.leaf.value);
  return isLeft ? sentWhere(condition, [value], reduction.over) : undefined;
}

function sentWhere(condition: Node, factors: readonly Node[], over: readonly Axis[]): Sent | undefined {
  const others: Node[] = [];
  const goals: Goal[] = [];
  for (const conjunct of conjunctsOf(condition)) {
    const goal = goalOf(conjunct);
    if (goal !== undefined && isWanted(goal, over) && goals.every((one) => areApart(one, goal)))
      goals.push(goal);
    else others.push(conjunct);
  }
  return goals.length > 0 ? { goals, others, factors } : undefined;
}

/** A place that depends on another place would be read at one of them only. */
function areApart(one: Goal, other: Goal): boolean {
  return (
    one.axis.id !== other.axis.id && !hasAxis(one.at.axes, other.axis) && !hasAxis(other.at.axes, one.axis)
  );
}

/** One term of a sum, or of what is summed where it goes. */
function isWanted({ axis, at }: Goal, over: readonly Axis[]): boolean {
  return hasAxis(over, axis) || at.axes.some((own) => hasAxis(over, own));
}

/** An equation that says a position by data. */
export function goalOf(condition: Node): Goal | undefined {
  if (condition.kind !== "map" || condition.operator !== "equal") return undefined;
  const [x, y] = condition.arguments;
  for (const [position, at] of [
    [x, y],
    [y, x],
  ]) {
    if (position?.kind !== "leaf" || position.leaf.kind !== "position" || at?.type !== "int") continue;
    const [axis] = position.axes;
    if (axis !== undefined && !hasAxis(at.axes, axis) && quasiAffine(at) === undefined) return { axis, at };
  }
  return undefined;
}
