/** Puts groups in an order in which each has what it needs, and which needs little memory at a time. */
import type { Node } from "../3-graph/graph.ts";
import { InternalError } from "../source/internal-error.ts";
import { frontierOf, type Group } from "./fuse.ts";
import { countOf, type Bounds } from "./layout.ts";
import type { Values } from "./materialise.ts";

/** Among those that can run, the one that frees most beyond what it adds; else the one whose values come first in the graph. */
export function orderGroups(groups: readonly Group[], values: Values, bounds: Bounds): readonly Group[] {
  const waiting = [...groups].sort((a, b) => rank(a) - rank(b));
  const made = new Map<Node, Group>();
  for (const group of groups) for (const node of group.written) made.set(node, group);
  const reads = new Map(waiting.map((group) => [group, readsOfGroup(group, values, made)]));
  const readers = new Map<Node, number>();
  for (const all of reads.values()) for (const node of all) readers.set(node, (readers.get(node) ?? 0) + 1);
  const size = (nodes: readonly Node[]): number =>
    nodes.reduce((sum, { axes }) => sum + countOf(axes, bounds), 0);
  const done = new Set<Group>();
  while (waiting.length > 0) {
    let best: { readonly group: Group; readonly gain: number } | undefined;
    for (const group of waiting) {
      if (![...group.after].every((before) => done.has(before))) continue;
      const freed = (reads.get(group) ?? []).filter((node) => readers.get(node) === 1);
      const gain = size(freed) - size([...group.written]);
      if (best === undefined || gain > best.gain) best = { group, gain };
    }
    if (best === undefined) throw new InternalError("kernels that wait for each other");
    waiting.splice(waiting.indexOf(best.group), 1);
    done.add(best.group);
    for (const node of reads.get(best.group) ?? []) readers.set(node, (readers.get(node) ?? 0) - 1);
  }
  return [...done];
}

function rank(group: Group): number {
  return Math.max(...group.items.map(({ id }) => id));
}

function readsOfGroup(group: Group, values: Values, made: ReadonlyMap<Node, Group>): readonly Node[] {
  const all = new Set(group.items.flatMap((item) => [...frontierOf(item, values).keys()]));
  return [...all].filter((node) => made.has(node) && made.get(node) !== group);
}
