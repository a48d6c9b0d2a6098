/**
 * Sums of what data send to a position, as of a graph's edges by the node that each goes to: sum[edge where to == node](v). As a reduction every node would look
 * at every edge; as a scatter each edge is added where it goes, once. What else the sum reads along the axis of the nodes is read at the one position
 * for which it counts.
 */
import type { Axis, Entry, LeafNode, MapNode, Node, ReduceNode, ScatterNode } from "../../3-graph/graph.ts";
import { withOperands } from "../../3-graph/kinds.ts";
import { conjunctsOf } from "../../3-graph/position-values.ts";
import { quasiAffine } from "../../3-graph/places.ts";
import { axesOfIndex, hasAxis, unionAxes } from "../../3-graph/positions.ts";
import { nodesOf, placesFor } from "../reads.ts";

/** The entry with such sums in that form; nodes are numbered anew then. */
export function scatterSums(entry: Entry): Entry {
  const nodes = nodesOf(entry);
  const found = new Map<Node, Sent>();
  for (const node of nodes) {
    const sent = node.kind === "reduce" ? sentBy(node) : undefined;
    if (sent !== undefined) found.set(node, sent);
  }
  if (found.size === 0) return entry;
  const made = placesFor(nodes);
  const get = (node: Node): Node => made[node.id] ?? node;
  let next = 0;
  for (const node of nodes) {
    const sent = found.get(node);
    if (sent === undefined || node.kind !== "reduce") {
      made[node.id] = withOperands(node, get, next++);
      continue;
    }
    const { span, origin, type } = node;
    const from = { span, origin, label: undefined };
    const leaf = { kind: "constant", value: 0 } as const;
    const zero: LeafNode = { kind: "leaf", id: next++, leaf, axes: [], type, ...from };
    const choose = (value: Node, condition: Node): MapNode => ({
      ...({ kind: "map", id: next++, operator: "select", type, ...from } as const),
      arguments: [condition, value, zero],
      axes: unionAxes(condition.axes, value.axes),
    });
    const table = sent.table.map(({ axis, at }) => ({ axis, at: get(at) }));
    const chosen = sent.others.map(get).reduce(choose, get(sent.value));
    const replaced = table.flatMap(({ axis, at }) =>
      hasAxis(chosen.axes, axis) ? [{ axis, at: { kind: "value", node: at } as const }] : [],
    );
    const axes = axesOfIndex(chosen, replaced, zero);
    const values: Node =
      replaced.length === 0
        ? chosen
        : { kind: "index", id: next++, of: chosen, replaced, otherwise: zero, axes, type, ...from };
    const scatter: ScatterNode = {
      ...({ kind: "scatter", id: next++, values, table, over: node.over, axes: node.axes } as const),
      ...({ type, span, origin, label: node.label } as const),
    };
    made[node.id] = scatter;
  }
  return { ...entry, outputs: entry.outputs.map((output) => ({ ...output, node: get(output.node) })) };
}

interface Sent {
  readonly table: ScatterNode["table"];
  /** Of the condition, what says no place. */
  readonly others: readonly Node[];
  readonly value: Node;
}

function sentBy({ operator, of, over }: ReduceNode): Sent | undefined {
  if (operator !== "sum" || of.kind !== "map" || of.operator !== "select") return undefined;
  const [condition, value, zero] = of.arguments;
  if (condition === undefined || value === undefined || zero === undefined || !isZero(zero)) return undefined;
  const others: Node[] = [];
  const table: { readonly axis: Axis; readonly at: Node }[] = [];
  for (const conjunct of conjunctsOf(condition)) {
    const goal = goalOf(conjunct, over);
    const isNew = goal !== undefined && !table.some(({ axis }) => hasAxis([axis], goal.axis));
    if (isNew) table.push(goal);
    else others.push(conjunct);
  }
  // A place that depends on another place would be read at one of them only.
  const isFree = table.every(({ at }) => !table.some(({ axis }) => hasAxis(at.axes, axis)));
  table.sort((a, b) => (a.axis.id < b.axis.id ? -1 : 1));
  return table.length > 0 && isFree ? { table, others, value } : undefined;
}

/** The position that data give, of an axis that the sum keeps. */
function goalOf(condition: Node, over: readonly Axis[]): ScatterNode["table"][number] | undefined {
  if (condition.kind !== "map" || condition.operator !== "equal") return undefined;
  const [x, y] = condition.arguments;
  for (const [position, at] of [
    [x, y],
    [y, x],
  ]) {
    if (position?.kind !== "leaf" || position.leaf.kind !== "position" || at?.type !== "int") continue;
    const [axis] = position.axes;
    if (axis === undefined || hasAxis(over, axis) || hasAxis(at.axes, axis)) continue;
    if (quasiAffine(at) === undefined && at.axes.some((own) => hasAxis(over, own))) return { axis, at };
  }
  return undefined;
}

function isZero(node: Node): boolean {
  return node.kind === "leaf" && node.leaf.kind === "constant" && node.leaf.value === 0;
}
