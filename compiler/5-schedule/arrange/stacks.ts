/** Where the stacks of loops lie, and how long what loops read and write must be kept. */
import type { Axis, Node } from "../../3-graph/graph.ts";
import type { PlanRepeat } from "../../../runtime/plan.ts";
import { InternalError } from "../../source/internal-error.ts";
import type { Group } from "./fuse.ts";
import { highOf, layOut, sizeOfDay, strideOf, type Bounds } from "../layout.ts";
import type { Values } from "./materialise.ts";
import { hasAxis } from "../../3-graph/positions.ts";
import type { Looped, Repeat, Stack } from "../rewrite/scans.ts";
import type { Home } from "../homes.ts";

/** Rows are the slowest; of the rest what a contraction sums over is the fastest, and a batch the slowest. */
export function homesOfStacks(
  values: Values,
  { entry, stacks, sinks }: Looped,
  bounds: Bounds,
): ReadonlyMap<Node, Home> {
  const summed = [...values.contractions.values()].flatMap(({ over }) => over);
  const rank = (axis: Axis): number => (axis.id === "batch" ? 0 : hasAxis(summed, axis) ? 2 : 1);
  const homeOf = ({ rows, axes, type }: Stack): Home => {
    const order = [rows, ...[...axes].sort((a, b) => rank(a) - rank(b))];
    return { arena: type === "real" ? "work" : "integers", layout: layOut(order, bounds) };
  };
  const homes = new Map<Node, Home>();
  for (const node of values.nodes) {
    const stack = node.kind === "leaf" && node.leaf.kind === "stack" ? stacks.get(node.leaf.key) : undefined;
    if (stack !== undefined) homes.set(node, homeOf(stack));
  }
  for (const { role, name, node } of entry.outputs) {
    const sink = role === "scan" ? sinks.get(name) : undefined;
    if (sink === undefined) continue;
    const { stack, turn, plus } = sink;
    const { arena, layout } = homeOf(stack);
    const order = layout.order.filter(({ id }) => id !== stack.rows.id);
    const from = {
      at: plus,
      stride: strideOf(layout, stack.rows),
      ...(turn ? { scan: stack.repeat.scan } : {}),
    };
    homes.set(node, { arena, layout: { ...layout, order }, from });
  }
  return homes;
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
