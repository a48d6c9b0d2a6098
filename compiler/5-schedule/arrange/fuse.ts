/** Groups what is computed into kernels, so that pointwise work rides with the reduction or contraction next to it. */
import type { Axis, Node } from "../../3-graph/graph.ts";
import { tableOf, type NodeTable } from "../../3-graph/by-node.ts";
import { countOf, type Bounds } from "../layout.ts";
import { mostReads, type Frontier, type Values } from "./materialise.ts";
import { hasAxis, sameAxes } from "../../3-graph/positions.ts";
import { isStored, readsOf } from "../reads.ts";
import type { Repeat } from "../rewrite/repeats.ts";
import { newWays, type Ways } from "./ways.ts";
import { madeFor, mostWork, ownWork, workOf } from "../work.ts";

const fewRows = 32;
const shortRow = 2048;

export interface Group {
  readonly kind: "pointwise" | "row" | "contract" | "scatter";
  /** Of a result for each position: a row group's rows. */
  readonly axes: readonly Axis[];
  /** What a row group reduces. */
  readonly over: readonly Axis[];
  /** In the order in which they are computed. */
  readonly items: Node[];
  /** The items that are needed outside, or elsewhere than where they are made. */
  readonly written: Set<Node>;
  /** Groups that must run before. */
  readonly after: Set<Group>;
  /** The loops in which it runs, the innermost last, each with all that runs in it. */
  readonly loops: readonly GroupLoop[];
}

export interface GroupLoop {
  readonly repeat: Repeat;
  readonly groups: Set<Group>;
}

/** What is made again, and when: it shares no kernel with what is made at another time. */
export interface Again {
  readonly copies: ReadonlySet<Node>;
  readonly moments: ReadonlyMap<Node, number>;
}

const nothingAgain: Again = { copies: new Set(), moments: new Map() };

/** What is known while groups come to be. */
interface Fusing {
  readonly values: Values;
  readonly bounds: Bounds;
  readonly again: Again;
  readonly groupOf: NodeTable<Group>;
  /** Numbered as they were made. */
  readonly numbers: Map<Group, number>;
  readonly groups: Group[];
  /** The numbers of those that read a value, and of those of a set of axes: whom a node could join is looked up, however many groups there are. */
  readonly readersOf: NodeTable<number[]>;
  readonly withAxes: Map<string, Set<number>>;
  /** A text for each list of axes: nodes share them, and so there are few. */
  readonly keys: Map<readonly Axis[], string>;
  readonly ways: Ways;
  /** What each group makes at a position, and how much work that is. */
  readonly made: Map<Group, { readonly nodes: Set<Node>; work: number }>;
}

export interface Fused {
  /** In an order in which they can run. */
  readonly groups: readonly Group[];
  readonly ways: Ways;
}

export function fuse(
  values: Values,
  outputs: readonly Node[],
  bounds: Bounds,
  again: Again = nothingAgain,
): Fused {
  const fusing: Fusing = {
    values,
    bounds,
    again,
    groupOf: tableOf(values.nodes),
    numbers: new Map(),
    groups: [],
    readersOf: tableOf(values.nodes),
    withAxes: new Map(),
    keys: new Map(),
    ways: newWays(),
    made: new Map(),
  };
  const { groupOf, numbers, groups } = fusing;
  const loops = new Map<Repeat, GroupLoop>();
  const loopsAround = (repeat: Repeat | undefined): readonly GroupLoop[] => {
    if (repeat === undefined) return [];
    const loop = loops.get(repeat) ?? { repeat, groups: new Set() };
    loops.set(repeat, loop);
    return [...loopsAround(repeat.parent), loop];
  };
  for (const node of values.nodes) {
    if (!values.kept.has(node)) continue;
    const frontier = frontierOf(node, values);
    const group =
      hostOf(node, frontier, fusing) ?? newGroup(node, values, loopsAround(values.loops.get(node)));
    if (!numbers.has(group)) {
      for (const loop of group.loops) loop.groups.add(group);
      numbers.set(group, groups.length);
      note(fusing.withAxes, keyOf(group.axes, fusing), groups.length);
      groups.push(group);
      fusing.ways.add(group);
    }
    // A slope stands beside its value, since a kernel is called after its last item.
    const value = values.slopes.get(node);
    group.items.splice(value === undefined ? group.items.length : group.items.indexOf(value) + 1, 0, node);
    groupOf.set(node, group);
    noteWork(node, group, fusing);
    const number = numbers.get(group) ?? 0;
    for (const read of frontier.keys()) {
      noteReader(fusing.readersOf, read, number);
      const from = groupOf.get(read);
      if (from === undefined || from === group || group.after.has(from)) continue;
      group.after.add(from);
      fusing.ways.follow(group, from);
    }
  }
  for (const output of outputs) {
    // A block that is an output itself is there when its members are.
    const members = values.blocks.get(output)?.nodes.keys() ?? [];
    for (const made of [output, ...members]) groupOf.get(made)?.written.add(made);
  }
  for (const node of values.nodes) {
    const group = groupOf.get(node);
    if (group === undefined) continue;
    frontierOf(node, values).forEach(({ aligned }, read) => {
      const from = groupOf.get(read);
      if (from !== undefined && (from !== group || !aligned)) from.written.add(read);
    });
  }
  return { groups, ways: fusing.ways };
}

/** A group that reads it several times, with others between, stands there as often. */
function noteReader(readers: NodeTable<number[]>, read: Node, number: number): void {
  const known = readers.get(read);
  if (known === undefined) readers.set(read, [number]);
  else if (known.at(-1) !== number) known.push(number);
}

export function note<Key, Member>(sets: Map<Key, Set<Member>>, key: Key, member: Member): void {
  const set = sets.get(key);
  if (set === undefined) sets.set(key, new Set([member]));
  else set.add(member);
}

function keyOf(axes: readonly Axis[], { keys }: Fusing): string {
  const known = keys.get(axes);
  if (known !== undefined) return known;
  const key = axes
    .map(({ id }) => id)
    .sort()
    .join();
  keys.set(axes, key);
  return key;
}

function newGroup(node: Node, values: Values, loops: readonly GroupLoop[]): Group {
  const base = { items: [], written: new Set<Node>(), after: new Set<Group>(), loops };
  if (node.kind === "scatter") return { kind: "scatter", axes: node.axes, over: node.over, ...base };
  if (node.kind !== "reduce") return { kind: "pointwise", axes: node.axes, over: [], ...base };
  const kind = values.contractions.has(node) ? "contract" : "row";
  return { kind, axes: node.axes, over: node.over, ...base };
}

/** The group that can compute the node beside what it has, the latest first. */
function hostOf(node: Node, frontier: Frontier, fusing: Fusing): Group | undefined {
  const { values, bounds, groupOf, numbers, groups, ways, again } = fusing;
  if (node.kind === "scatter" || values.contractions.has(node)) return undefined;
  const waits = node.axes.length === 0 || isPartial(node, values);
  const sources = new Set<Group>();
  const near = new Set<number>(waits ? fusing.withAxes.get(keyOf(node.axes, fusing)) : undefined);
  for (const read of frontier.keys()) {
    const source = groupOf.get(read);
    if (source !== undefined) {
      sources.add(source);
      near.add(numbers.get(source) ?? 0);
    }
    if (waits || read.axes.length === 0) continue;
    for (const reader of fusing.readersOf.get(read) ?? []) near.add(reader);
  }
  for (const number of [...near].sort((a, b) => b - a)) {
    const group = groups[number];
    if (group === undefined || group.loops.at(-1)?.repeat !== values.loops.get(node)) continue;
    const isApart = (item: Node): boolean =>
      (again.copies.has(node) || again.copies.has(item)) &&
      again.moments.get(item) !== again.moments.get(node);
    if (again.copies.size > 0 && group.items.some(isApart)) continue;
    const isNext = sources.has(group);
    if (isNext && group.items.some((item) => frontier.get(item)?.aligned === false)) continue;
    if ((!isNext && group.kind === "contract") || !fits(node, group, values, bounds)) continue;
    const others = isNext ? [...sources].filter((source) => source !== group) : sources;
    if (ways.reach(others, group) || readsTooMuch(group, frontier, values)) continue;
    if (!isTooMuch(node, group, fusing)) return group;
  }
  return undefined;
}

/** The first stage of a reduction to one number: all of them can wait for each other. */
function isPartial(node: Node, values: Values): boolean {
  const readers = values.readers.get(node) ?? [];
  const isStage = (reader: Node): boolean => reader.kind === "reduce" && reader.axes.length === 0;
  // What nothing reads, such as a gradient that lies in a block, is no stage.
  return node.kind === "reduce" && readers.length > 0 && readers.every(isStage);
}

function fits(node: Node, group: Group, values: Values, bounds: Bounds): boolean {
  if (node.kind === "reduce") {
    return group.kind === "row" && sameAxes(node.axes, group.axes) && sameAxes(node.over, group.over);
  }
  if (group.kind === "scatter") return false;
  if (sameAxes(node.axes, group.axes)) return true;
  if (group.kind !== "row" || !sameAxes(node.axes, [...group.axes, ...group.over])) return false;
  // Each pass over a row may make its values again.
  if (values.compared.has(node)) return false;
  // One long row is one workgroup's, which is too few for work that doesn't depend on its sum alone.
  return countOf(group.axes, bounds) >= fewRows || countOf(group.over, bounds) <= shortRow;
}

/** Whether the group would read and make more values than a kernel can. */
function readsTooMuch(group: Group, frontier: Frontier, values: Values): boolean {
  const frontiers = [frontier, ...group.items.map((item) => frontierOf(item, values))];
  const bound = frontiers.reduce((sum, { size }) => sum + size, group.items.length);
  if (bound <= mostReads) return false;
  const reads = new Set<Node>(group.items);
  for (const one of frontiers) for (const [read, { waits }] of one) if (!waits) reads.add(read);
  return reads.size > mostReads;
}

function noteWork(node: Node, group: Group, { made, values }: Fusing): void {
  const known = made.get(group) ?? { nodes: new Set(), work: 0 };
  made.set(group, known);
  madeFor(node, values.kept, (each) => {
    if (!known.nodes.has(each)) known.work += ownWork(each);
    known.nodes.add(each);
    return true;
  });
}

/** Whether the group, which may do much alone, does too much with the node. */
function isTooMuch(node: Node, group: Group, { made, values }: Fusing): boolean {
  const known = made.get(group);
  if (known === undefined) return false;
  const room = mostWork - known.work;
  return workOf(node, values.kept, known.nodes, room) > Math.max(0, room);
}

const atReader = { aligned: true, waits: false } as const;
const elsewhere = { aligned: false, waits: false } as const;
const waiting = { aligned: false, waits: true } as const;

/** `aligned`: read at the reader's own position, so that a register will do. */
export function frontierOf(node: Node, values: Values): Frontier {
  const known = values.frontiers.get(node);
  if (known !== undefined) return known;
  const found = new Map<Node, typeof atReader | typeof elsewhere | typeof waiting>();
  // By the moved axes on the way: most ways move none.
  const seen = new Set<Node>();
  let seenMoved: Map<string, Set<Node>> | undefined;
  const isNew = (read: Node, moved: readonly Axis[]): boolean => {
    if (moved.length > 0) {
      const way = moved.map(({ id }) => id).join();
      seenMoved ??= new Map<string, Set<Node>>();
      if (seenMoved.get(way)?.has(read) === true) return false;
      note(seenMoved, way, read);
      return true;
    }
    const before = seen.size;
    return seen.add(read).size > before;
  };
  const wait = (writer: Node): void => {
    found.set(writer, found.get(writer)?.waits === false ? elsewhere : waiting);
  };
  const visit = (read: Node, moved: readonly Axis[]): void => {
    if (!isNew(read, moved)) return;
    if (values.kept.has(read) || isStored(read)) {
      const aligned = !moved.some((axis) => hasAxis(read.axes, axis));
      found.set(read, aligned && found.get(read)?.aligned !== false ? atReader : elsewhere);
      for (const member of values.blocks.get(read)?.nodes.keys() ?? []) {
        wait(member);
        for (const writer of values.writers.get(member) ?? []) wait(writer);
      }
      for (const writer of values.writers.get(read) ?? []) wait(writer);
    } else {
      step(read, moved);
    }
  };
  const step = (of: Node, moved: readonly Axis[]): void => {
    if (of.kind !== "index" || of.replaced.length === 0) {
      for (const read of readsOf(of)) visit(read, moved);
      return;
    }
    const further = [...moved, ...of.replaced.map(({ axis }) => axis)];
    for (const read of readsOf(of)) visit(read, read === of.of ? further : moved);
  };
  step(node, node.kind === "scatter" ? node.axes : []);
  values.frontiers.set(node, found);
  return found;
}
