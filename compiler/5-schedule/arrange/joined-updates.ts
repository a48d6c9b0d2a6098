/** One update in the place of those of a family, over a block in which all their values lie one after the other. */
import type { Axis, Entry, Node, Output } from "../../3-graph/graph.ts";
import { operands, withOperands } from "../../3-graph/kinds.ts";
import { unionAxes } from "../../3-graph/positions.ts";
import { literalSize } from "../../sizes/size.ts";
import type { Home } from "../homes.ts";
import { countOf, highOf, layOut, type Bounds, type Layout } from "../layout.ts";
import { packed } from "../memory.ts";
import { nodesOf, numberAfter } from "../reads.ts";
import type { Family, Member } from "./families.ts";

/** A leaf that stands for the values of several parameters, states or gradients, one after the other. */
export interface Block {
  readonly name: string;
  readonly home: Home;
  /** Of parameters or states. */
  readonly paths: readonly string[];
  /** Gradients, and where each begins in the block. */
  readonly nodes: ReadonlyMap<Node, number>;
}

export type Blocks = ReadonlyMap<Node, Block>;

export interface Joined {
  readonly entry: Entry;
  readonly blocks: Blocks;
  /** Where the gradients in blocks lie. */
  readonly homes: ReadonlyMap<Node, Home>;
}

/** Puts one update of a block in the place of its members' updates, wherever these lie one after the other. */
export function joinUpdates(
  entry: Entry,
  families: readonly Family[],
  offsets: ReadonlyMap<string, number>,
  bounds: Bounds,
  chunk: number,
): Joined {
  const blocks = new Map<Node, Block>();
  const homes = new Map<Node, Home>();
  if (families.length === 0) return { entry, blocks, homes };
  const gone = new Set<Output>();
  const added: Output[] = [];
  let next = numberAfter(nodesOf(entry));
  for (const { along, members } of families) {
    for (const run of runsOf({ along, members }, offsets, bounds, chunk)) {
      if (run.length < 2 || hasSharedGradient(run)) continue;
      const joined = joinRun(run, along, bounds, next);
      next = joined.next;
      for (const [leaf, block] of joined.blocks) blocks.set(leaf, block);
      for (const [node, home] of joined.homes) homes.set(node, home);
      added.push(...joined.outputs);
      for (const member of run) for (const output of member.outputs.values()) gone.add(output);
    }
  }
  const outputs = [...entry.outputs.filter((output) => !gone.has(output)), ...added];
  return { entry: { ...entry, outputs }, blocks, homes };
}

/** Several members, which lie one after the other. */
type Run = readonly [Member, ...Member[]];

interface JoinedRun extends Omit<Joined, "entry"> {
  readonly outputs: readonly Output[];
  /** The number that the next node gets. */
  readonly next: number;
}

function joinRun(run: Run, along: Family["along"], bounds: Bounds, from: number): JoinedRun {
  const [first] = run;
  const blocks = new Map<Node, Block>();
  const homes = new Map<Node, Home>();
  let next = from;
  const count = along === "parameters" ? run.length : run.reduce((sum, member) => sum + member.count, 0);
  const axis: Axis = {
    id: `block ${first.path}`,
    name: along === "parameters" ? "parameter" : "element",
    size: literalSize(count),
  };
  /** Of all members, where one has these. */
  const axesOf = (own: readonly Axis[]): readonly Axis[] =>
    along === "parameters" ? [axis, ...own] : [axis];
  const leafOf = (name: string, own: readonly Axis[], place: Pick<Home, "arena" | "lasts">): LeafOfBlock => {
    const order = axesOf(own);
    const bare = { type: "real", span: undefined, label: undefined, origin: undefined } as const;
    const leaf: Node = {
      ...{ kind: "leaf", id: next++, leaf: { kind: "parameter", path: name }, axes: unionAxes(order) },
      ...bare,
    };
    const layout = along === "parameters" ? layOutEach(axis, own, bounds) : layOut(order, bounds);
    return { leaf, name, home: { ...place, layout } };
  };
  /** What stands for a member's node. */
  const made = new Map<Node, Node>();
  for (const node of first.form.shared) made.set(node, node);
  const stored = new Map<string, Node>();
  for (const [name, { order }] of first.outputs) {
    const shown = name === "" ? "parameter" : name.slice(name.lastIndexOf(".") + 1);
    const arena = name === "" ? "parameters" : "states";
    const { leaf, ...block } = leafOf(shown, order, { arena, lasts: true });
    blocks.set(leaf, { ...block, paths: run.map(({ path }) => path + name), nodes: new Map() });
    stored.set(name, leaf);
  }
  for (const [at, gradient] of first.form.gradients.entries()) {
    const nodes = new Map<Node, number>();
    let begin = 0;
    for (const member of run) {
      const node = member.form.gradients[at];
      if (node === undefined) continue;
      nodes.set(node, begin);
      homes.set(node, { arena: "work", layout: layOut(member.axes, bounds) });
      begin += packed(member.count);
    }
    const { leaf, ...block } = leafOf("gradient", first.axes, { arena: "work" });
    blocks.set(leaf, { ...block, paths: [], nodes });
    made.set(gradient, leaf);
  }
  const join = (node: Node): Node => {
    const known = made.get(node);
    if (known !== undefined) return known;
    const result = joinedNode(node);
    made.set(node, result);
    return result;
  };
  const joinedNode = (node: Node): Node => {
    const { leaf } = node.kind === "leaf" ? node : {};
    if (leaf?.kind === "parameter" || leaf?.kind === "state")
      return stored.get(leaf.path.slice(first.path.length)) ?? node;
    const all = operands(node).map(join);
    // What is the same for all parameters stays as it is.
    if (along === "parameters" && all.every((of, at) => of === operands(node)[at])) return node;
    const axes = along === "parameters" ? unionAxes(node.axes, [axis]) : [axis];
    return { ...withOperands(node, join, next++), axes, label: withoutPath(node.label, first.path) };
  };
  const outputs = [...first.outputs].map(([name, output]) => ({
    ...output,
    name: first.path + name,
    node: join(output.node),
    order: axesOf(output.order),
  }));
  return { blocks, homes, outputs, next };
}

/** Each begins where a vector does. */
function layOutEach(axis: Axis, own: readonly Axis[], bounds: Bounds): Layout {
  const { strides, count } = layOut(own, bounds);
  const stride = packed(count);
  return {
    order: [axis, ...own],
    strides: new Map(strides).set(axis.id, stride),
    count: (highOf(axis.size, bounds) - 1) * stride + count,
  };
}

interface LeafOfBlock extends Pick<Block, "name" | "home"> {
  readonly leaf: Node;
}

/** `parameters/adamw.m` */
function withoutPath(label: string | undefined, path: string): string | undefined {
  return label?.startsWith(path) === true ? `parameters${label.slice(path.length)}` : label;
}

function hasSharedGradient(run: Run): boolean {
  const all = run.flatMap(({ form }) => form.gradients);
  return new Set(all).size < all.length;
}

/** Members whose every value lies right after the one before, in the same chunk. */
function runsOf(
  { along, members }: Family,
  offsets: ReadonlyMap<string, number>,
  bounds: Bounds,
  chunk: number,
): readonly Run[] {
  const runs: [Member, ...Member[]][] = [];
  for (const member of members) {
    const run = runs.at(-1);
    const before = run?.at(-1);
    const follows =
      before !== undefined &&
      [...before.outputs].every(([name, { order }]) => {
        const offset = offsets.get(before.path + name);
        const count = countOf(order, bounds);
        const end = offset === undefined ? chunk : offset + (along === "parameters" ? packed(count) : count);
        return end % chunk !== 0 && end === offsets.get(member.path + name);
      });
    if (follows && run !== undefined) run.push(member);
    else runs.push([member]);
  }
  return runs;
}
