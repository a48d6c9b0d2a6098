/** What a choice of values to make again is made from: when each value of an arranged entry is made and read, and what it takes to make it. */
import type { Node } from "../../3-graph/graph.ts";
import type { Arranged, Form } from "../arrange/arrange.ts";
import { operationsOf } from "../assemble/operations.ts";
import { frontierOf, type Group } from "../arrange/fuse.ts";
import { aligned } from "../memory.ts";
import { isStored } from "../reads.ts";
import { stackKeys } from "../arrange/stacks.ts";
import type { Bounds } from "../layout.ts";

/** A place in memory. */
export interface Place {
  /** In elements. */
  readonly count: number;
  /** The step that makes it first; -1 for an input. */
  readonly made: number;
  /** The steps that read it, in order; the number of steps for what a caller gets. */
  readonly uses: readonly number[];
  /** How it can be made again; undefined where it can't. */
  readonly again: Recipe | undefined;
}

export interface Recipe {
  readonly node: Node;
  /** The node, and what it needs that only registers hold; operands first. */
  readonly items: readonly Node[];
  /** Places that it reads. */
  readonly reads: readonly Place[];
  readonly flops: number;
}

export interface Steps {
  /** A loop with all that runs in it is one step. */
  readonly count: number;
  /** The first group of each step, by the group. */
  readonly stepOf: ReadonlyMap<Group, number>;
  /** Operands first. */
  readonly places: readonly Place[];
}

interface Draft {
  count: number;
  made: number;
  readonly uses: Set<number>;
  /** Its only maker. */
  node: Node | undefined;
  group: Group | undefined;
}

export function stepsOf(form: Form, arranged: Arranged, bounds: Bounds): Steps {
  const { values, groups, homes, looped } = arranged;
  const { results } = form.strips;
  const stepOf = stepsOfGroups(groups);
  const count = Math.max(0, ...stepOf.values()) + 1;
  const isInWork = (node: Node): boolean => {
    const home = homes.get(node);
    return home !== undefined && home.lasts !== true && !arranged.updates.targets.has(node);
  };
  const stackOf = stackKeys(looped);
  const keyOf = (node: Node): string => {
    const stack = stackOf(node);
    if (stack !== undefined) return `stack ${stack}`;
    const whole = results.get(node)?.whole ?? node;
    const isInput = whole.kind === "leaf" && whole.leaf.kind === "input" && !form.strips.makers.has(whole);
    return isInput ? `input ${whole.leaf.name}` : `node ${whole.id}`;
  };
  const drafts = new Map<string, Draft>();
  const touch = (node: Node, step: number, isMade: boolean, group?: Group): void => {
    if (!isInWork(node) || form.blocks.has(node)) return;
    const key = keyOf(node);
    const known = drafts.get(key) ?? { count: 0, made: step, uses: new Set(), node, group };
    known.count = Math.max(known.count, aligned(homes.get(node)?.layout.count ?? 0));
    known.made = Math.min(known.made, step);
    if (known.node !== node) known.node = undefined;
    if (!isMade) known.uses.add(step);
    drafts.set(key, known);
  };
  for (const node of values.nodes)
    if (node.kind === "leaf" && (node.leaf.kind === "input" || node.leaf.kind === "length"))
      touch(node, -1, true);
  for (const group of groups) {
    const step = stepOf.get(group) ?? 0;
    for (const node of group.written) touch(node, step, true, group);
    for (const item of group.items)
      for (const read of frontierOf(item, values).keys())
        if (isStored(read) || group.written.has(read) || !group.items.includes(read))
          touch(read, step, false);
  }
  const fixed = new Set<Node>([
    ...form.entry.outputs.map(({ node }) => node),
    ...[...form.blocks.values()].flatMap(({ nodes }) => [...nodes.keys()]),
  ]);
  for (const { node, role } of form.entry.outputs) if (role !== "scan") touch(node, count, false);

  const places = new Map<string, Place>();
  const ordered = [...drafts].sort(
    ([, a], [, b]) => a.made - b.made || (a.node?.id ?? 0) - (b.node?.id ?? 0),
  );
  for (const [key, { node, group, made, uses, count: elements }] of ordered) {
    const isFixed =
      node === undefined ||
      group === undefined ||
      node.kind === "leaf" ||
      node.axes.length === 0 ||
      fixed.has(node) ||
      values.compared.has(node) ||
      results.has(node) ||
      group.loops.length > 0;
    const again = isFixed ? undefined : recipeOf(arranged, node, group, keyOf, places, bounds);
    places.set(key, { count: elements, made, uses: [...uses].sort((a, b) => a - b), again });
  }
  return { count, stepOf, places: [...places.values()] };
}

function stepsOfGroups(groups: readonly Group[]): ReadonlyMap<Group, number> {
  const found = new Map<Group, number>();
  let step = -1;
  let loop: Group["loops"][number] | undefined;
  for (const group of groups) {
    const [outer] = group.loops;
    if (outer === undefined || outer !== loop) step += 1;
    loop = outer;
    found.set(group, step);
  }
  return found;
}

function recipeOf(
  { values }: Arranged,
  node: Node,
  group: Group,
  keyOf: (node: Node) => string,
  places: ReadonlyMap<string, Place>,
  bounds: Bounds,
): Recipe | undefined {
  const items: Node[] = [];
  const reads = new Set<Place>();
  const visit = (item: Node): boolean => {
    if (items.includes(item)) return true;
    for (const read of frontierOf(item, values).keys()) {
      const isRegister = !isStored(read) && group.items.includes(read) && !group.written.has(read);
      if (isRegister) {
        if (values.compared.has(read) || !visit(read)) return false;
        continue;
      }
      const place = places.get(keyOf(read));
      if (place !== undefined) reads.add(place);
      else if (!isStored(read)) return false;
    }
    items.push(item);
    return true;
  };
  if (!visit(node)) return undefined;
  return { node, items, reads: [...reads], flops: operationsOf({ ...group, items }, values, bounds) };
}
