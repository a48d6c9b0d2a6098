/** From which dispatch to which each value of an entry is needed, and how much memory it takes there. */
import type { Entry, Node } from "../../3-graph/graph.ts";
import type { ArenaName } from "../../../runtime/plan.ts";
import type { Group } from "../arrange/fuse.ts";
import type { Bounds } from "../layout.ts";
import type { Values } from "../arrange/materialise.ts";
import type { Lifetime } from "../memory.ts";
import type { HeldLifetime } from "./peak.ts";
import type { Looped, Repeat } from "../rewrite/repeats.ts";
import type { Slot, Slots } from "./slots.ts";
import { spanOf, type PlacedRepeat, type stackKeys } from "../arrange/stacks.ts";
import { homeOfInput } from "../arrange/stored.ts";
import { storedPath, type Updates } from "../arrange/updates.ts";
import { wordsOf, type Home, type Homes } from "../homes.ts";
import type { WrittenGroup } from "./written.ts";

interface Parts {
  readonly entry: Entry;
  readonly looped: Looped;
  readonly bounds: Bounds;
  readonly values: Values;
  /** In the order in which they run. */
  readonly groups: readonly Group[];
  readonly homes: Homes;
  readonly updates: Updates;
}

export interface Lifetimes {
  readonly work: readonly HeldLifetime[];
  readonly integers: readonly HeldLifetime[];
}

interface Found {
  readonly arena: ArenaName;
  count: number;
  from: number;
  to: number;
  node: Node | undefined;
}

/** Notes that so many words of a slot are used at a moment. */
function touch(
  found: Map<Slot, Found>,
  slot: Slot,
  arena: ArenaName,
  count: number,
  at: number,
  node: Node | undefined,
): void {
  const known = found.get(slot);
  if (known === undefined) {
    found.set(slot, { arena, count, from: at, to: at, node });
    return;
  }
  known.count = Math.max(known.count, count);
  known.from = Math.min(known.from, at);
  known.to = Math.max(known.to, at);
  if (known.node === undefined || node?.label !== undefined) known.node = node;
}

export function lifetimesOf(
  parts: Parts,
  drafts: readonly WrittenGroup[],
  repeats: readonly PlacedRepeat[],
  slots: Slots,
  stackOf: ReturnType<typeof stackKeys>,
): Lifetimes {
  const { entry, looped, bounds, homes } = parts;
  const inLoops = parts.groups.filter(({ loops }) => loops.length > 0);
  const made = new Map(inLoops.flatMap((group) => group.items.map((item) => [item, group] as const)));
  const found = new Map<Slot, Found>();
  const homeLoop = (node: Node): Repeat | undefined => {
    const stack = stackOf(node);
    if (stack !== undefined) return looped.stacks.get(stack)?.repeat.parent;
    // What strips leave behind is everyone's.
    if (parts.values.strips.results.has(node)) return undefined;
    return made.get(node)?.loops.at(-1)?.repeat;
  };
  const firsts = new Map<Node, number>();
  // Gradients share a place, and each fills its part of it when it is there.
  const piecesOfBlock = (key: Slot, from: number): Pick<Lifetime<Slot>, "pieces"> => {
    const block = slots.blockAt(key);
    if (block === undefined || block.nodes.size === 0) return {};
    const pieces = [...block.nodes].map(([node, at]) => ({
      at,
      count: homes.get(node)?.layout.count ?? 0,
      from: firsts.get(node) ?? from,
    }));
    return { pieces };
  };
  const touchNode = (node: Node, home: Home, at: number): void => {
    const { slot, within } = slots.of(node);
    const whole = parts.values.strips.results.get(node)?.whole ?? node;
    firsts.set(whole, Math.min(firsts.get(whole) ?? at, at));
    const { layout } = home;
    const toItsEnd = within === 0 ? home : { ...home, layout: { ...layout, count: within + layout.count } };
    touch(found, slot, home.arena, wordsOf(toItsEnd), at, node);
  };
  for (const input of entry.inputs) {
    const home = homeOfInput(input, undefined, bounds);
    touch(found, `input ${input.name}`, home.arena, wordsOf(home), -1, undefined);
  }
  for (const node of parts.values.nodes) {
    const home = homes.get(node);
    if (node.kind === "leaf" && node.leaf.kind === "length" && home !== undefined) touchNode(node, home, -1);
  }
  for (const [at, { touched }] of drafts.entries()) {
    for (const { node } of touched) {
      const home = homes.get(node);
      if (home === undefined || storedPath(node, parts) !== undefined) continue;
      const loops = parts.groups[at]?.loops ?? [];
      const { from, to } =
        loops.length === 0 ? { from: at, to: at } : spanOf(at, loops, homeLoop(node), repeats);
      touchNode(node, home, from);
      if (to !== from) touchNode(node, home, to);
    }
  }
  for (const { node, role } of entry.outputs) {
    if (role === "scan") continue;
    const home = homes.get(node);
    if (home !== undefined && storedPath(node, parts) === undefined) touchNode(node, home, drafts.length);
  }
  const all = [...found].map(([key, lifetime]) => ({
    key,
    ...lifetime,
    ...piecesOfBlock(key, lifetime.from),
  }));
  return {
    work: all.filter(({ arena }) => arena === "work"),
    integers: all.filter(({ arena }) => arena === "integers"),
  };
}
