/** Where the stacks of loops lie, and how long what loops read and write must be kept. */
import type { Axis, Node } from "../../3-graph/graph.ts";
import type { PlanRepeat } from "../../../runtime/plan.ts";
import { InternalError } from "../../source/internal-error.ts";
import type { Group } from "./fuse.ts";
import { highOf, layOut, sizeOfDay, strideOf, type Bounds } from "../layout.ts";
import type { Looped, Repeat, Sink, Stack } from "../rewrite/repeats.ts";
import type { Home } from "../homes.ts";
import { addTo } from "./wishes.ts";

/** What reads and writes the stacks of an entry. */
export interface StackAccess {
  /** By the key of the stack. */
  readonly leaves: ReadonlyMap<string, readonly Node[]>;
  readonly writers: ReadonlyMap<string, readonly Node[]>;
  readonly sinks: ReadonlyMap<Node, Sink>;
}

export function accessToStacks(nodes: readonly Node[], { entry, stacks, sinks }: Looped): StackAccess {
  const found = {
    leaves: new Map<string, Node[]>(),
    writers: new Map<string, Node[]>(),
    sinks: new Map<Node, Sink>(),
  };
  if (stacks.size === 0) return found;
  for (const node of nodes)
    if (node.kind === "leaf" && node.leaf.kind === "stack") addTo(found.leaves, node.leaf.key, node);
  for (const { role, name, node } of entry.outputs) {
    const sink = role === "scan" ? sinks.get(name) : undefined;
    if (sink === undefined) continue;
    found.sinks.set(node, sink);
    addTo(found.writers, sink.stack.key, node);
  }
  return found;
}

/** The homes of all that reads and writes a stack, of which a row lies in that order: rows are the slowest. */
export function homesOfStack(
  { key, rows, type, repeat }: Stack,
  order: readonly Axis[],
  { leaves, writers, sinks }: StackAccess,
  bounds: Bounds,
): readonly (readonly [Node, Home])[] {
  const arena = type === "real" ? "work" : "integers";
  const layout = layOut([rows, ...order], bounds);
  const home: Home = { arena, layout };
  const ofLeaves = (leaves.get(key) ?? []).map((leaf) => [leaf, home] as const);
  const ofWriters = (writers.get(key) ?? []).flatMap((node) => {
    const sink = sinks.get(node);
    if (sink === undefined) return [];
    const { turn, plus } = sink;
    const from = { at: plus, stride: strideOf(layout, rows), ...(turn ? { scan: repeat.scan } : {}) };
    return [[node, { arena, layout: { ...layout, order }, from }] as const];
  });
  return [...ofLeaves, ...ofWriters];
}

/** Says of a node which stack it is, or writes to. */
export function stackKeys({ entry, sinks }: Looped): (node: Node) => string | undefined {
  const written = new Map<Node, string | undefined>();
  for (const { role, name, node } of entry.outputs)
    if (role === "scan" && !written.has(node)) written.set(node, sinks.get(name)?.stack.key);
  return (node) => {
    if (node.kind === "leaf") return node.leaf.kind === "stack" ? node.leaf.key : undefined;
    return written.get(node);
  };
}

export interface PlacedRepeat {
  readonly repeat: Repeat;
  readonly plan: PlanRepeat;
}

/** The loops over the groups as they are ordered, outer ones first. */
export function placeRepeats(groups: readonly Group[], bounds: Bounds): readonly PlacedRepeat[] {
  const found = new Map<Repeat, { from: number; to: number; depth: number }>();
  for (const [at, { loops }] of groups.entries()) {
    for (const [depth, { repeat }] of loops.entries()) {
      const known = found.get(repeat);
      if (known !== undefined && known.to !== at)
        throw new InternalError("a loop that is left and entered again");
      found.set(repeat, { from: known?.from ?? at, to: at + 1, depth });
    }
  }
  return [...found]
    .sort(([, a], [, b]) => a.depth - b.depth || a.from - b.from)
    .map(([repeat, { from, to }]) => {
      const { axis, reversed, scan } = repeat;
      const count = sizeOfDay(axis.size, bounds);
      const sizes = [...bounds.turns.values()].flatMap(({ symbol, low, turn }) => {
        const least = turn.least.map((size) => sizeOfDay(size, bounds));
        return turn.scan === scan ? [{ symbol, low, least }] : [];
      });
      const own = sizes.length === 0 ? {} : { sizes };
      return {
        repeat,
        plan: { axis: axis.name, from, to, count, most: highOf(axis.size, bounds), reversed, ...own },
      };
    });
}

/** From when to when a dispatch needs a value that is made in the loop `home`: all of the outermost loop around the dispatch alone. */
export function spanOf(
  at: number,
  loops: Group["loops"],
  home: Repeat | undefined,
  placed: readonly PlacedRepeat[],
): { readonly from: number; readonly to: number } {
  const around = new Set<Repeat>();
  for (let repeat = home; repeat !== undefined; repeat = repeat.parent) around.add(repeat);
  const foreign = loops.find(({ repeat }) => !around.has(repeat))?.repeat;
  const plan = placed.find(({ repeat }) => repeat === foreign)?.plan;
  return plan === undefined ? { from: at, to: at } : { from: plan.from, to: plan.to - 1 };
}
