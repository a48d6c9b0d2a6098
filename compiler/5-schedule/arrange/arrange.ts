/** From an entry's nodes to kernels' groups in their order, and where what they make lies. */
import type { Entry, Node } from "../../3-graph/graph.ts";
import { setOf } from "../../3-graph/by-node.ts";
import type { Blocks } from "./joined-updates.ts";
import { fuse, type Group } from "./fuse.ts";
import type { Bounds } from "../layout.ts";
import { chooseHomes } from "./layouts.ts";
import { chooseValues, type Values } from "./materialise.ts";
import { orderAsGiven, orderGroups } from "./order.ts";
import { inOrder, nodesOf } from "../reads.ts";
import type { Looped } from "../rewrite/repeats.ts";
import { accessToStacks } from "./stacks.ts";
import { homesOfLeaves, type Stored } from "./stored.ts";
import type { Strips } from "../strips/strips.ts";
import { planUpdates, type Updates } from "./updates.ts";
import type { Home, Homes } from "../homes.ts";

/** What an entry is arranged from. */
export interface Form {
  readonly entry: Entry;
  readonly loops: Omit<Looped, "entry">;
  readonly strips: Strips;
  readonly blocks: Blocks;
  /** Where gradients in blocks and appended rows lie. */
  readonly homes: ReadonlyMap<Node, Home>;
  /** Rows that are written where a kept value lies. */
  readonly targets: ReadonlyMap<Node, string>;
  /** Where values are made again. */
  readonly remade?: Remade;
}

/** Follows an arrangement of the same values, in which none was made again. */
export interface Remade {
  /** What has memory or a register. */
  readonly kept: ReadonlySet<Node>;
  /** When each of these is made: the order of groups. */
  readonly moments: ReadonlyMap<Node, number>;
  /** Of the nodes, those that are made again. */
  readonly copies: ReadonlySet<Node>;
  readonly homes: ReadonlyMap<Node, Home>;
}

export interface Arranged {
  readonly looped: Looped;
  readonly values: Values;
  /** In the order in which they run. */
  readonly groups: readonly Group[];
  readonly homes: Homes;
  readonly updates: Updates;
}

export function arrange(form: Form, stored: Stored, bounds: Bounds): Arranged {
  const { entry, strips, blocks, remade } = form;
  const looped: Looped = { ...form.loops, entry };
  const outputs = entry.outputs.map(({ node }) => node);
  // What blocks stand for is needed too, though no output reads it by itself.
  const members = [...blocks.values()].flatMap(({ nodes }) => [...nodes.keys()]);
  const parts = entry.parts?.axes.map(({ id }) => id);
  // So is what says in which row something lies.
  const rows = [...form.homes.values()].flatMap(({ from }) =>
    from !== undefined && "kind" in from.at ? [from.at] : [],
  );
  const besides = [...members, ...rows];
  const nodes = besides.length === 0 ? nodesOf(entry) : inOrder([...outputs, ...besides]);
  const chosen = chooseValues(nodes, outputs, blocks, looped, strips, bounds, parts);
  const values: Values = remade === undefined ? chosen : { ...chosen, kept: setOf(nodes, remade.kept) };
  const fused = fuse(values, outputs, bounds, remade);
  const updates = planUpdates(entry, values, fused, stored, form.targets);
  const all = [...fused.groups, ...updates.copies];
  const groups =
    remade === undefined
      ? orderGroups(all, values, bounds, new Set(updates.homes.keys()))
      : orderAsGiven(all, values, bounds, remade.moments);
  const homesOfBlocks = [...blocks].map(([leaf, { home }]) => [leaf, home] as const);
  const leaves = homesOfLeaves(values.nodes, entry.inputs, stored, bounds);
  const stacks = accessToStacks(values.nodes, looped);
  const given = new Map([
    ...(remade?.homes ?? []),
    ...[...leaves, ...homesOfBlocks, ...form.homes, ...updates.homes],
  ]);
  return { looped, values, groups, updates, homes: chooseHomes(groups, values, given, stacks, bounds) };
}
