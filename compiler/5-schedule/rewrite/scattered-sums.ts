/**
 * Sums of what data send to a position, as of a graph's edges by the node that each goes to: sum[edge where to == node](v). As a reduction every node would look
 * at every edge; as a scatter each edge is added where it goes, once. A sum over the nodes themselves has one term, at the node that data tell.
 */
import { createBuilder } from "../../3-graph/builder.ts";
import type { GraphBuilder } from "../../3-graph/graph-builder.ts";
import type { Axis, Entry, Node, ReduceNode } from "../../3-graph/graph.ts";
import { rebuild } from "../../3-graph/kinds.ts";
import { mapOutputs } from "../../3-graph/outputs.ts";
import { quasiAffine } from "../../3-graph/places.ts";
import { conjunctsOf, insideCondition } from "../../3-graph/position-values.ts";
import { hasAxis, withoutAxes } from "../../3-graph/positions.ts";
import { countOf, type Bounds } from "../layout.ts";
import { orderOf } from "../../3-graph/topology.ts";

/** With fewer places to look at a sum is as fast as it is, and as a product of two with fewer of these. */
const [fewPlaces, fewOfProduct] = [16, 96];

/** The entry with such sums in that form; nodes are numbered anew then. */
export function scatterSums(entry: Entry, bounds: Bounds): Entry {
  const nodes = orderOf(entry);
  if (!nodes.some((node) => node.kind === "reduce" && sentBy(node, bounds) !== undefined)) return entry;
  return mapOutputs(entry, (roots) => {
    const b = createBuilder(nodes.length);
    const made = new Map<Node, Node>();
    const get = (node: Node): Node => made.get(node) ?? node;
    for (const node of nodes) {
      const same = rebuild(b, node, get);
      const sent = same.kind === "reduce" ? sentBy(same, bounds) : undefined;
      const sum = sent && same.kind === "reduce" ? b.within(node, () => addSent(b, same, sent)) : same;
      made.set(
        node,
        b.within(node, () => b.labelled(sum, node.label)),
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
  /** What is summed is the product of these there. */
  readonly factors: readonly Node[];
}

function addSent(b: GraphBuilder<Node>, { over, type }: ReduceNode, { goals, others, factors }: Sent): Node {
  const zero = b.constant(0, type);
  const product = factors.reduce((done, factor) => b.map("multiply", [done, factor]));
  const chosen = others.reduce((value, condition) => b.map("select", [condition, value, zero]), product);
  const places = goals.map(({ axis, at }) => ({ axis, at: { kind: "value", node: at } }) as const);
  const there = b.index(
    chosen,
    places.filter(({ axis }) => hasAxis(chosen.axes, axis)),
    zero,
  );
  const summed = places.filter(({ axis }) => hasAxis(over, axis));
  const inside = insideCondition<Node>(b, summed);
  const value = inside === undefined ? there : b.map("select", [inside, there, zero]);
  const rest = withoutAxes(
    over,
    summed.map(({ axis }) => axis),
  );
  const table = goals.filter(({ axis }) => !hasAxis(over, axis));
  return table.length === 0 ? b.reduce("sum", rest, value) : b.scatter(value, table, rest);
}

function sentBy({ operator, of, over, type }: ReduceNode, bounds: Bounds): Sent | undefined {
  if (operator !== "sum") return undefined;
  const factors = type === "real" ? factorsOf(of) : [of];
  for (const factor of factors) {
    const sent = chosenBy(factor, over);
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

/** What a choice of 0 leaves, if data tell where. */
function chosenBy(node: Node, over: readonly Axis[]): Sent | undefined {
  if (node.kind !== "map" || node.operator !== "select") return undefined;
  const [condition, value, zero] = node.arguments;
  if (condition === undefined || value === undefined || zero === undefined || !isZero(zero)) return undefined;
  const others: Node[] = [];
  const goals: Goal[] = [];
  for (const conjunct of conjunctsOf(condition)) {
    const goal = goalOf(conjunct);
    const isNew = goal !== undefined && !goals.some(({ axis }) => axis.id === goal.axis.id);
    if (isNew && isWanted(goal, over)) goals.push(goal);
    else others.push(conjunct);
  }
  // A place that depends on another place would be read at one of them only.
  const isFree = goals.every(({ at }) => !goals.some(({ axis }) => hasAxis(at.axes, axis)));
  return goals.length > 0 && isFree ? { goals, others, factors: [value] } : undefined;
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

function isZero(node: Node): boolean {
  return node.kind === "leaf" && node.leaf.kind === "constant" && node.leaf.value === 0;
}
