/** Which values get memory of their own; all others are made where they are read. */
import type { IndexNode, Node } from "../../3-graph/graph.ts";
import { nodesOfPosition } from "../../3-graph/positions.ts";
import { comparedWithThemselves } from "./compared.ts";
import { contractionOf, mostUnfolded, underViews, type Contraction } from "../contraction.ts";
import { setOf, tableOf, type ByNode, type NodeSet, type NodeTable } from "../../3-graph/by-node.ts";
import type { KnownHalfPlanes } from "./cut.ts";
import { endOfEpilogue } from "./epilogue.ts";
import type { Blocks } from "./joined-updates.ts";
import { countOf, type Bounds } from "../layout.ts";
import { isStored, readersOf, readsOf } from "../reads.ts";
import { keepSlopes } from "./slopes.ts";
import type { Strips } from "../strips/strips.ts";
import { costOf, isDear, madeFor, mostWork, ownWork, workOf } from "../work.ts";
import { loopsOf, writersOf, type Looped, type Repeat } from "../rewrite/repeats.ts";

/** A value that costs this much isn't made again for each of many positions that share it. */
const worthKeeping = 4;
const fewReaders = 8;
/** What is dear is stored once and read by as many kernels, or made by each. */
const fewForms = 3;
/** What is read at so many positions that data tell is searched. */
const fewSearches = 4;
/** More aren't counted. */
const mostUsers = 4;

/** How many values a kernel reads and makes: a dispatch has room for 64 words, of offsets, turns, sizes and sites. */
export const mostReads = 56;

/**
 * What a value reads, through all that is made on the way; `aligned` where it is read at the reader's own position only, `waits` where
 * it isn't read by itself, but writes what is read.
 */
export type Frontier = ReadonlyMap<Node, { readonly aligned: boolean; readonly waits: boolean }>;

export interface Values {
  /** Operands first. */
  readonly nodes: readonly Node[];
  /** Who reads each node, where anyone does: a reader stands as often as it reads. */
  readonly readers: ByNode<readonly Node[]>;
  readonly contractions: ReadonlyMap<Node, Contraction>;
  /** What has memory or a register of a kernel: reductions, scatters, and the maps that are worth it. */
  readonly kept: NodeSet;
  /** Of these, the values that are compared with themselves: they aren't made again. */
  readonly compared: ReadonlySet<Node>;
  /** What is kept in the place of another value, which is made in the same kernel. */
  readonly slopes: ReadonlyMap<Node, Node>;
  /** Leaves that stand for several values. */
  readonly blocks: Blocks;
  /** The innermost loop in which each node is computed. */
  readonly loops: ReadonlyMap<Node, Repeat | undefined>;
  /** Who writes what a leaf of a stack reads. */
  readonly writers: ReadonlyMap<Node, readonly Node[]>;
  /** Ids of the axes of a batch that is computed in parts, in their order. */
  readonly parts: readonly string[];
  readonly strips: Strips;
  /** Those found so far. */
  readonly frontiers: NodeTable<Frontier>;
  readonly halfPlanes: KnownHalfPlanes;
}

/** `parts` are ids of the axes of a batch that is computed in parts: sums over them are added up as they come. */
export function chooseValues(
  nodes: readonly Node[],
  outputs: readonly Node[],
  blocks: Blocks,
  looped: Looped,
  strips: Strips,
  bounds: Bounds,
  parts: readonly string[] = [],
): Values {
  const readers = readersOf(nodes);
  const contractions = new Map<Node, Contraction>();
  const members = [...blocks.values()].flatMap(({ nodes: all }) => [...all.keys()]);
  const needed = new Set([...outputs, ...members].filter((node) => !isStored(node)));
  const kept = setOf(nodes, needed);
  for (const node of nodes) {
    if (node.kind === "reduce" || (node.kind === "scatter" && node.over.length > 0)) kept.add(node);
    if (isRunningSum(node, parts)) kept.add(node);
    const contraction = contractionOf(node);
    if (contraction !== undefined) contractions.set(node, contraction);
  }
  for (const { node, leftOperand, rightOperand } of contractions.values()) {
    for (const operand of [leftOperand, rightOperand]) keepOperand(operand, readers, kept, bounds);
    if (!needed.has(node)) kept.add(endOfEpilogue(node, readers, kept));
  }
  const compared = comparedWithThemselves(nodes);
  for (const node of compared) kept.add(node);
  keepSharedWork(nodes, readers, kept, bounds);
  keepMeetings(nodes, readers, kept, bounds);
  keepSearched(nodes, readers, kept);
  const loops = loopsOf(nodes, looped);
  keepDearWork(nodes, readers, kept, loops);
  keepParts(nodes, kept);
  keepStages(nodes, readers, kept);
  const slopes = keepSlopes({ nodes, readers, contractions, kept, loops }, needed);
  const writers = new Map([...writersOf(nodes, looped), ...strips.makers]);
  return {
    nodes,
    readers,
    contractions,
    kept,
    compared,
    slopes,
    blocks,
    loops,
    writers,
    strips,
    parts,
    frontiers: tableOf(nodes),
    halfPlanes: new Map(),
  };
}

function isRunningSum(node: Node, parts: readonly string[]): boolean {
  if (node.kind !== "map" || parts.length === 0) return false;
  return node.arguments.some(
    (argument) =>
      (argument.kind === "reduce" || argument.kind === "scatter") &&
      argument.over.some(({ id }) => parts.includes(id)),
  );
}

function keepOperand(operand: Node, readers: Values["readers"], kept: NodeSet, bounds: Bounds): void {
  const base = underViews(operand);
  if (isStored(base) || base.kind === "leaf") return;
  if (base.kind === "index" && countOf(base.axes, bounds) > mostUnfolded) {
    keepOperand(base.of, readers, kept, bounds);
    return;
  }
  kept.add(base);
  const whole = base.kind === "map" && base.operator === "half" ? base.arguments[0] : undefined;
  // Who reads it without the rounding, such as the gradient of what it is added to, would make it again.
  if (whole !== undefined && (readers.get(whole) ?? []).length > 1) keepOperand(whole, readers, kept, bounds);
}

/** Values that are dear and that many positions share, such as the rate of a step or the scale of a row. */
function keepSharedWork(
  nodes: readonly Node[],
  readers: Values["readers"],
  kept: NodeSet,
  bounds: Bounds,
): void {
  const work = tableOf<number>(nodes);
  for (const node of nodes) {
    let cost = node.kind === "map" ? costOf(node.operator) : 0;
    for (const read of readsOf(node)) cost += kept.has(read) ? 0 : (work.get(read) ?? 0);
    if (node.kind === "leaf" && node.leaf.kind === "random") cost = 16;
    work.set(node, cost);
    if (cost < worthKeeping || kept.has(node) || node.kind !== "map") continue;
    const count = countOf(node.axes, bounds);
    const isMany = (reader: Node): boolean => positionsOf(reader, bounds) >= fewReaders * count;
    if ([node, ...viewsOf(node, readers)].some((view) => (readers.get(view) ?? []).some(isMany)))
      kept.add(node);
  }
}

/** What reads it only at other positions, one view after the other. */
function viewsOf(node: Node, readers: Values["readers"]): readonly Node[] {
  const views = (readers.get(node) ?? []).filter(({ kind }) => kind === "index");
  return views.flatMap((view) => [view, ...viewsOf(view, readers)]);
}

/**
 * What is made from several values of its size and needed by several others, such as the gradient of a residual sum beside the one that
 * dropout lets through: made for each of them it would read all of these again, and a stack of them all that lie before.
 */
function keepMeetings(
  nodes: readonly Node[],
  readers: Values["readers"],
  kept: NodeSet,
  bounds: Bounds,
): void {
  const users = usersOf(nodes, readers, kept);
  const loads = tableOf<readonly Node[]>(nodes);
  for (const node of nodes) {
    if (kept.has(node) || isStored(node)) {
      loads.set(node, [node]);
      continue;
    }
    if (node.kind !== "map" || node.axes.length === 0) continue;
    const count = countOf(node.axes, bounds);
    let own: readonly Node[] = [];
    for (const read of node.arguments)
      own = joined(
        own,
        large(loads.get(read) ?? [], (one) => countOf(one.axes, bounds) >= count),
      );
    // Stored once and read by all but the one that makes it, or all that it is made from read by each.
    const others = (users.get(node)?.length ?? 0) - 1;
    const gain = others * (own.length - 1);
    if (gain > 1) kept.add(node);
    loads.set(node, gain > 1 ? [node] : own);
  }
}

/**
 * What is read at many positions that data tell, as the runs of a sort are by bisection: each read would make it again, with nothing in
 * common. And what is found at the same positions beside it, so that these aren't looked for again.
 */
function keepSearched(nodes: readonly Node[], readers: Values["readers"], kept: NodeSet): void {
  const positions = new Set<Node>();
  for (const node of nodes) {
    if (node.kind !== "index") continue;
    const own = positionsByData(node);
    const reads = (readers.get(node) ?? []).filter(
      (reader) => reader.kind === "index" && reader.of === node && positionsByData(reader).length > 0,
    );
    if (reads.length < fewSearches || own.length === 0) continue;
    kept.add(node);
    for (const position of own) positions.add(position);
  }
  if (positions.size === 0) return;
  for (const node of nodes) {
    const own = node.kind === "index" ? positionsByData(node) : [];
    if (own.length > 0 && own.every((position) => positions.has(position))) kept.add(node);
  }
}

/** The nodes that tell where an index reads. */
function positionsByData({ replaced }: IndexNode): readonly Node[] {
  return replaced.flatMap(({ at }) => nodesOfPosition(at)).filter(({ kind }) => kind !== "leaf");
}

/** The same list where all are large, as mostly they are. */
function large(nodes: readonly Node[], isLarge: (node: Node) => boolean): readonly Node[] {
  return nodes.every(isLarge) ? nodes : nodes.filter(isLarge);
}

/** Each once; the same list where the other adds nothing. */
function joined(nodes: readonly Node[], others: readonly Node[]): readonly Node[] {
  if (others.length === 0 || others === nodes) return nodes;
  return nodes.length === 0 ? others : [...new Set([...nodes, ...others])];
}

/** What has memory or a register and needs each node, as far as it matters how many these are. */
function usersOf(
  nodes: readonly Node[],
  readers: Values["readers"],
  kept: NodeSet,
): NodeTable<readonly Node[]> {
  const users = tableOf<readonly Node[]>(nodes);
  for (let at = nodes.length - 1; at >= 0; at--) {
    const node = nodes[at];
    if (node === undefined) continue;
    let own: readonly Node[] = [];
    for (const reader of readers.get(node) ?? []) {
      own = joined(own, kept.has(reader) ? [reader] : (users.get(reader) ?? []));
      if (own.length >= mostUsers) break;
    }
    users.set(node, own);
  }
  return users;
}

/** What is dear and needed by kernels of several forms, none of which can share it with another, such as the decays of a scan. */
function keepDearWork(
  nodes: readonly Node[],
  readers: Values["readers"],
  kept: NodeSet,
  loops: Values["loops"],
): void {
  const isCandidate = (node: Node): boolean =>
    node.kind === "map" && isDear(node.operator) && node.axes.length > 0 && !kept.has(node);
  const formsOf = (node: Node, forms: Set<string>, seen: Set<Node>): void => {
    for (const reader of readers.get(node) ?? []) {
      if (forms.size >= fewForms || seen.has(reader)) continue;
      seen.add(reader);
      if (kept.has(reader)) forms.add(formOf(reader, loops));
      else formsOf(reader, forms, seen);
    }
  };
  for (const node of nodes) {
    if (!isCandidate(node)) continue;
    const forms = new Set<string>();
    formsOf(node, forms, new Set());
    if (forms.size >= fewForms) kept.add(node);
  }
}

/** What the kernels agree in that make values beside each other. */
function formOf(node: Node, loops: Values["loops"]): string {
  const over = node.kind === "reduce" || node.kind === "scatter" ? node.over : [];
  return (
    [node.axes, over].map((axes) => axes.map(({ id }) => id).join()).join("|") + (loops.get(node)?.scan ?? "")
  );
}

/** Parts of what would read more values than a kernel can, such as the sum of a square for each of many parameters. */
function keepParts(nodes: readonly Node[], kept: NodeSet): void {
  const wide = wideNodes(nodes, kept);
  const reads = new Map<Node, ReadonlySet<Node>>();
  const readsBy = (node: Node): ReadonlySet<Node> =>
    kept.has(node) || isStored(node) ? new Set([node]) : (reads.get(node) ?? new Set());
  for (const node of nodes) {
    if (!wide.has(node)) continue;
    const parts = readsOf(node);
    const all = (): ReadonlySet<Node> => new Set(parts.flatMap((part) => [...readsBy(part)]));
    let found = all();
    while (found.size > mostReads) {
      const [widest] = [...parts].sort((a, b) => readsBy(b).size - readsBy(a).size);
      if (widest === undefined || readsBy(widest).size < 2) break;
      kept.add(widest);
      found = all();
    }
    reads.set(node, found);
  }
}

/** What may read too many values, and all that is made for it. */
function wideNodes(nodes: readonly Node[], kept: NodeSet): ReadonlySet<Node> {
  // At least as many as are read, since what several parts read is counted as often.
  const most = tableOf<number>(nodes);
  const wide = new Set<Node>();
  for (const node of nodes) {
    let bound = 0;
    for (const part of readsOf(node)) bound += kept.has(part) || isStored(part) ? 1 : (most.get(part) ?? 0);
    most.set(node, bound);
    if (bound <= mostReads) continue;
    const stack = [node];
    for (let made = stack.pop(); made !== undefined; made = stack.pop()) {
      if (wide.has(made)) continue;
      wide.add(made);
      for (const part of readsOf(made)) if (!kept.has(part) && !isStored(part)) stack.push(part);
    }
  }
  return wide;
}

/**
 * Stages of what would be more work than a kernel does at a position, such as a chain of hundreds of formulas. On the way to it what
 * several read is kept early: a gradient makes again all that leads from one stage to the next, for each value between.
 */
function keepStages(nodes: readonly Node[], readers: Values["readers"], kept: NodeSet): void {
  const crowded = crowdedNodes(nodes, kept);
  for (const node of nodes) {
    if (!crowded.has(node) || kept.has(node) || isStored(node)) continue;
    const parts = (): readonly { readonly part: Node; readonly work: number }[] =>
      readsOf(node)
        .filter((part) => !kept.has(part) && !isStored(part))
        .map((part) => ({ part, work: workOf(part, kept) }))
        .sort((a, b) => b.work - a.work);
    let work = workOf(node, kept);
    for (let [widest] = parts(); work > mostWork && widest !== undefined; [widest] = parts()) {
      if (widest.work < worthKeeping) break;
      kept.add(widest.part);
      work = workOf(node, kept);
    }
    if (work >= mostWork / 4 && new Set(readers.get(node)).size > 1) kept.add(node);
  }
}

/** All that is made for values which are too much work. */
function crowdedNodes(nodes: readonly Node[], kept: NodeSet): ReadonlySet<Node> {
  // At least the work, since what several parts share is counted as often: where this is little, nothing has to be counted.
  const most = tableOf<number>(nodes);
  const crowded = new Set<Node>();
  for (const node of nodes) {
    let bound = ownWork(node);
    for (const part of readsOf(node)) bound += kept.has(part) ? 0 : (most.get(part) ?? 0);
    most.set(node, bound);
    if (!kept.has(node) || bound <= mostWork || workOf(node, kept) <= mostWork) continue;
    madeFor(node, kept, (made) => crowded.add(made).size > 0);
  }
  return crowded;
}

/** How often a reader's value, or what it reduces, is made. */
function positionsOf(reader: Node, bounds: Bounds): number {
  return countOf(reader.kind === "reduce" ? reader.of.axes : reader.axes, bounds);
}
