/** Puts groups in an order in which each has what it needs, and which needs little memory at a time. */
import type { Node } from "../3-graph/graph.ts";
import { InternalError } from "../source/internal-error.ts";
import { frontierOf, type Group, type GroupLoop } from "./fuse.ts";
import { countOf, type Bounds } from "./layout.ts";
import type { Values } from "./materialise.ts";

/** A group by itself, or a loop with all that runs in it. */
interface Unit {
  readonly loop: GroupLoop | undefined;
  readonly groups: readonly Group[];
  readonly rank: number;
  /** The last part of the batch that it reads or makes; -1 for what is of the whole batch or of none. */
  readonly part: number;
}

/**
 * Among those that can run, the one that frees most beyond what it adds; else the one whose values come first in the graph. Where a batch
 * is computed in parts, one part ends before the next begins.
 */
export function orderGroups(groups: readonly Group[], values: Values, bounds: Bounds): readonly Group[] {
  return orderLevel(groups, 0, new Set(), values, bounds, undefined);
}

/** Among those that can run, the one with the earliest moment of an item; copies to a value's place have none, and run as soon as they can. */
export function orderAsGiven(
  groups: readonly Group[],
  values: Values,
  bounds: Bounds,
  moments: ReadonlyMap<Node, number>,
): readonly Group[] {
  return orderLevel(groups, 0, new Set(), values, bounds, moments);
}

/** `depth`: of how many loops the groups are. */
function orderLevel(
  groups: readonly Group[],
  depth: number,
  before: ReadonlySet<Group>,
  values: Values,
  bounds: Bounds,
  moments: ReadonlyMap<Node, number> | undefined,
): readonly Group[] {
  const waiting = unitsOf(groups, depth, values).sort((a, b) => a.rank - b.rank);
  const made = new Map<Node, Unit>();
  for (const unit of waiting)
    for (const group of unit.groups) for (const node of group.written) made.set(node, unit);
  const reads = new Map(waiting.map((unit) => [unit, readsOfUnit(unit, values, made)]));
  const readers = new Map<Node, number>();
  for (const all of reads.values()) for (const node of all) readers.set(node, (readers.get(node) ?? 0) + 1);
  const size = (nodes: readonly Node[]): number =>
    nodes.reduce((sum, { axes }) => sum + countOf(axes, bounds), 0);
  const momentOf = ({ groups: own }: Unit): number =>
    Math.min(...own.flatMap(({ items }) => items.map((item) => moments?.get(item) ?? -1)));
  const gainOf = (unit: Unit): number => {
    const freed = (reads.get(unit) ?? []).filter((node) => readers.get(node) === 1);
    return size(freed) - size(unit.groups.flatMap(({ written }) => [...written]));
  };
  const done = new Set<Group>(before);
  const ordered: Group[] = [];
  while (waiting.length > 0) {
    let best: { readonly unit: Unit; readonly gain: number; readonly part: number } | undefined;
    for (const unit of waiting) {
      const { groups: own } = unit;
      if (!own.every(({ after }) => [...after].every((group) => done.has(group) || own.includes(group))))
        continue;
      const gain = moments === undefined ? gainOf(unit) : -momentOf(unit);
      const part = moments === undefined ? unit.part : -1;
      const isBetter = best === undefined || part < best.part || (part === best.part && gain > best.gain);
      if (isBetter) best = { unit, gain, part };
    }
    if (best === undefined) throw new InternalError("kernels that wait for each other");
    const { unit } = best;
    waiting.splice(waiting.indexOf(unit), 1);
    ordered.push(
      ...(unit.loop === undefined
        ? unit.groups
        : orderLevel(unit.groups, depth + 1, done, values, bounds, moments)),
    );
    for (const group of unit.groups) done.add(group);
    for (const node of reads.get(unit) ?? []) readers.set(node, (readers.get(node) ?? 0) - 1);
  }
  return ordered;
}

function unitsOf(groups: readonly Group[], depth: number, values: Values): Unit[] {
  const units: Unit[] = [];
  const loops = new Set<GroupLoop>();
  for (const group of groups) {
    const loop = group.loops[depth];
    if (loop === undefined)
      units.push({ loop, groups: [group], rank: rank(group), part: partOf([group], values) });
    else if (!loops.has(loop)) {
      loops.add(loop);
      const own = groups.filter(({ loops: around }) => around[depth] === loop);
      units.push({ loop, groups: own, rank: Math.min(...own.map(rank)), part: partOf(own, values) });
    }
  }
  return units;
}

function partOf(groups: readonly Group[], values: Values): number {
  if (values.parts.length === 0) return -1;
  const items = groups.flatMap((group) => group.items);
  const read = items.flatMap((item) => [item, ...frontierOf(item, values).keys()]);
  const ids = new Set(
    read.flatMap((node) => [...node.axes, ...(node.kind === "reduce" ? node.over : [])].map(({ id }) => id)),
  );
  return values.parts.findLastIndex((id) => ids.has(id));
}

function rank(group: Group): number {
  return Math.max(...group.items.map(({ id }) => id));
}

function readsOfUnit(unit: Unit, values: Values, made: ReadonlyMap<Node, Unit>): readonly Node[] {
  const items = unit.groups.flatMap((group) => group.items);
  const all = new Set(items.flatMap((item) => [...frontierOf(item, values).keys()]));
  return [...all].filter((node) => made.has(node) && made.get(node) !== unit);
}
