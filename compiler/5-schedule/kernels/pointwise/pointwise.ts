/** Kernels that compute each position by itself. */
import type { Axis, Node } from "../../../3-graph/graph.ts";
import type { Group } from "../../arrange/fuse.ts";
import { fixedValue } from "../../layout.ts";
import { readsOf } from "../../reads.ts";
import { constantLinear } from "../../writer/linear.ts";
import { cpuWriter, isRead, type Writer } from "../../writer/writer.ts";
import type { Draft } from "../grid.ts";
import { writeItems, writeItemsAt } from "../items.ts";
import { overGrid, spreadGrid, unitsOfGrid, type Write } from "../over-grid.ts";
import { nestRuns } from "./nested.ts";

/** Of an axis: more would leave too few threads. */
const mostBranches = 8;

/** `order` is that of the group's axes in memory. */
export function writePointwise(group: Group, order: readonly Axis[], newWriter: () => Writer): Draft {
  const branches = axisOfBranches(group, order, newWriter());
  if (branches === undefined) {
    const write: Write = (writer, place) => writeItems(writer, group, place);
    const units = unitsOfGrid(order, newWriter, write, "where possible");
    const draft = spreadGrid(units, newWriter(), write, undefined);
    const cpu = nestRuns(units, cpuWriter(newWriter(), draft.writer), write);
    return cpu === undefined ? draft : { ...draft, cpu };
  }
  const { axis, count } = branches;
  const positions = Array.from({ length: count }, (_, at) => constantLinear(at));
  const others = order.filter(({ id }) => id !== axis.id);
  return overGrid(others, newWriter, (writer, place) => {
    writeItemsAt(
      writer,
      group,
      positions.map((position) => new Map([...place, [axis.id, position]])),
    );
  });
}

/**
 * An axis with a formula for each of its few positions, as the gradient of gates has: a thread computes all of them, each once, and what
 * they share once. It isn't the fastest in memory, along which vectors run.
 */
function axisOfBranches(
  group: Group,
  order: readonly Axis[],
  writer: Writer,
): { readonly axis: Axis; readonly count: number } | undefined {
  const seen = new Set<Node>();
  const found = new Map<string, Set<number>>();
  const visit = (node: Node): void => {
    if (seen.has(node) || isRead(writer, node)) return;
    seen.add(node);
    const { axis, position } = branchOf(node) ?? {};
    if (axis !== undefined && position !== undefined)
      found.set(axis, (found.get(axis) ?? new Set()).add(position));
    readsOf(node).forEach(visit);
  };
  group.items.forEach(visit);
  for (const axis of order.slice(0, -1)) {
    const count = fixedValue(axis.size, writer.bounds);
    const positions = found.get(axis.id);
    if (count !== undefined && count <= mostBranches && positions !== undefined && positions.size > 1)
      return { axis, count };
  }
  return undefined;
}

/** At which position of which axis a choice takes a value that the axis doesn't have. */
function branchOf(node: Node): { readonly axis: string; readonly position: number } | undefined {
  if (node.kind !== "map" || node.operator !== "select") return undefined;
  const [condition, chosen] = node.arguments;
  if (condition?.kind !== "map" || condition.operator !== "equal") return undefined;
  const [left, right] = condition.arguments;
  if (left?.kind !== "leaf" || left.leaf.kind !== "position") return undefined;
  if (right?.kind !== "leaf" || right.leaf.kind !== "constant") return undefined;
  const { axis } = left.leaf;
  const isPlain = chosen?.kind === "map" && chosen.axes.every(({ id }) => id !== axis);
  return isPlain ? { axis, position: right.leaf.value } : undefined;
}
