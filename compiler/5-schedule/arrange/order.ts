/** Puts groups in an order in which each has what it needs, and which needs little memory at a time. */
import type { Node } from "../../3-graph/graph.ts";
import { InternalError } from "../../source/internal-error.ts";
import { frontierOf, note, type Group, type GroupLoop } from "./fuse.ts";
import { countOf, type Bounds } from "../layout.ts";
import type { Values } from "./materialise.ts";

/** A group by itself, or a loop with all that runs in it. */
interface Unit {
  readonly loop: GroupLoop | undefined;
  readonly groups: readonly Group[];
  readonly rank: number;
  /** The last part of the batch that it reads or makes; -1 for what is of the whole batch or of none. */
  readonly part: number;
  /** Among the units of its level. */
  readonly at: number;
}

/** What the order goes by. */
interface Order {
  readonly values: Values;
  readonly bounds: Bounds;
  /** What is written where a parameter or state lies, and so adds nothing. */
  readonly inPlace: ReadonlySet<Node>;
  readonly moments: ReadonlyMap<Node, number> | undefined;
}

/**
 * Among those that can run, the one that frees most beyond what it adds; else the one whose values come first in the graph. Where a batch
 * is computed in parts, one part ends before the next begins.
 */
export function orderGroups(
  groups: readonly Group[],
  values: Values,
  bounds: Bounds,
  inPlace: ReadonlySet<Node>,
): readonly Group[] {
  return orderLevel(groups, 0, new Set(), { values, bounds, inPlace, moments: undefined });
}

/** Among those that can run, the one with the earliest moment of an item; copies to a value's place have none, and run as soon as they can. */
export function orderAsGiven(
  groups: readonly Group[],
  values: Values,
  bounds: Bounds,
  moments: ReadonlyMap<Node, number>,
): readonly Group[] {
  return orderLevel(groups, 0, new Set(), { values, bounds, inPlace: new Set(), moments });
}

/** `depth`: of how many loops the groups are. */
function orderLevel(
  groups: readonly Group[],
  depth: number,
  before: ReadonlySet<Group>,
  order: Order,
): readonly Group[] {
  const { values, bounds, inPlace, moments } = order;
  const units = unitsOf(groups, depth, values);
  const unitOf = new Map(units.flatMap((unit) => unit.groups.map((group) => [group, unit] as const)));
  const made = new Map<Node, Unit>();
  for (const [group, unit] of unitOf) for (const node of group.written) made.set(node, unit);
  const reads = new Map(units.map((unit) => [unit, readsOfUnit(unit, values, made)]));
  const readers = new Map<Node, Set<Unit>>();
  for (const [unit, nodes] of reads) for (const node of nodes) note(readers, node, unit);
  const sizeOf = ({ axes }: Node): number => countOf(axes, bounds);
  const momentOf = ({ groups: own }: Unit): number =>
    Math.min(...own.flatMap(({ items }) => items.map((item) => moments?.get(item) ?? -1)));
  const gainOf = (unit: Unit): number => {
    let gain = 0;
    for (const node of reads.get(unit) ?? []) if (readers.get(node)?.size === 1) gain += sizeOf(node);
    for (const { written } of unit.groups)
      for (const node of written) if (!inPlace.has(node)) gain -= sizeOf(node);
    return gain;
  };
  // Counted once, and brought up to date where a unit's turn changes them: deep stacks have thousands of units.
  const gains = new Map(units.map((unit) => [unit, moments === undefined ? gainOf(unit) : -momentOf(unit)]));
  const waitsFor = new Map(units.map((unit) => [unit, groupsBefore(unit, before)]));
  const followers = new Map<Group, Set<Unit>>();
  for (const [unit, all] of waitsFor) for (const group of all) note(followers, group, unit);
  const ready = new Set(units.filter((unit) => waitsFor.get(unit)?.size === 0));
  const done = new Set<Group>(before);
  const ordered: Group[] = [];
  for (let left = units.length; left > 0; left--) {
    const unit = bestOf(ready, gains, moments === undefined);
    ready.delete(unit);
    ordered.push(
      ...(unit.loop === undefined ? unit.groups : orderLevel(unit.groups, depth + 1, done, order)),
    );
    for (const group of unit.groups) {
      done.add(group);
      for (const other of followers.get(group) ?? []) {
        const all = waitsFor.get(other);
        all?.delete(group);
        if (all?.size === 0) ready.add(other);
      }
    }
    for (const node of reads.get(unit) ?? []) {
      const others = readers.get(node);
      others?.delete(unit);
      const [last] = others ?? [];
      if (moments === undefined && last !== undefined && others?.size === 1)
        gains.set(last, (gains.get(last) ?? 0) + sizeOf(node));
    }
  }
  return ordered;
}

/** The one of the first part, of these the one that gains most, and of these the first. */
function bestOf(ready: ReadonlySet<Unit>, gains: ReadonlyMap<Unit, number>, byParts: boolean): Unit {
  let best: { readonly unit: Unit; readonly gain: number; readonly part: number } | undefined;
  for (const unit of ready) {
    const gain = gains.get(unit) ?? 0;
    const part = byParts ? unit.part : -1;
    const isBetter =
      best === undefined ||
      part < best.part ||
      (part === best.part && (gain > best.gain || (gain === best.gain && unit.at < best.unit.at)));
    if (isBetter) best = { unit, gain, part };
  }
  if (best === undefined) throw new InternalError("kernels that wait for each other");
  return best.unit;
}

/** What must run before the unit begins. */
function groupsBefore({ groups }: Unit, done: ReadonlySet<Group>): Set<Group> {
  const [only] = groups;
  if (groups.length === 1 && only !== undefined)
    return new Set([...only.after].filter((group) => !done.has(group) && group !== only));
  const own = new Set(groups);
  const all = groups.flatMap(({ after }) => [...after]);
  return new Set(all.filter((group) => !done.has(group) && !own.has(group)));
}

/** In the order in which their values come in the graph. */
function unitsOf(groups: readonly Group[], depth: number, values: Values): readonly Unit[] {
  const units: Omit<Unit, "at">[] = [];
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
  return units.sort((a, b) => a.rank - b.rank).map((unit, at) => ({ ...unit, at }));
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

/** What others make of all that it reads. */
function readsOfUnit(unit: Unit, values: Values, made: ReadonlyMap<Node, Unit>): ReadonlySet<Node> {
  const found = new Set<Node>();
  for (const { items } of unit.groups) {
    for (const item of items) {
      for (const read of frontierOf(item, values).keys()) {
        const maker = made.get(read);
        if (maker !== undefined && maker !== unit) found.add(read);
      }
    }
  }
  return found;
}
