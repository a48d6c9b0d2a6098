/** Which next values of parameters and states are written straight to their place, and which go there by a copy at the end. */
import type { Entry, IndexNode, Node } from "../../3-graph/graph.ts";
import { sizeValue } from "../../sizes/size.ts";
import { InternalError } from "../../source/internal-error.ts";
import { copyOf, isLasting } from "./copies.ts";
import type { Blocks } from "./joined-updates.ts";
import { frontierOf, note, type Fused, type Group } from "./fuse.ts";
import type { Values } from "./materialise.ts";
import { hasAxis, sameAxes } from "../../3-graph/positions.ts";
import { numberAfter, readsOf } from "../reads.ts";
import type { Stored } from "./stored.ts";
import type { Part as StripPart } from "../strips/strips.ts";
import type { Ways } from "./ways.ts";
import type { Home } from "../homes.ts";

export interface Updates {
  /** Nodes that are written where a parameter or state lies. */
  readonly homes: ReadonlyMap<Node, Home>;
  /** The parameter or state whose place it is. */
  readonly targets: ReadonlyMap<Node, string>;
  readonly copies: readonly Group[];
}

/** The parameter or state in whose place the value lies. */
export function storedPath(
  node: Node,
  { updates, values }: { readonly updates: Updates; readonly values: Values },
): string | undefined {
  const block = values.blocks.get(node);
  if (block !== undefined) return block.paths[0];
  if (node.kind === "leaf" && (node.leaf.kind === "parameter" || node.leaf.kind === "state"))
    return node.leaf.path;
  return updates.targets.get(node);
}

/**
 * `appended` are rows that have their places already. In its place is written what is computed position by position, after everything else that reads the old value; the order
 * is noted in the groups.
 */
export function planUpdates(
  entry: Entry,
  values: Values,
  { groups, ways }: Fused,
  stored: Stored,
  appended: ReadonlyMap<Node, string> = new Map(),
): Updates {
  const homes = new Map<Node, Home>();
  const targets = new Map<Node, string>(appended);
  const copies: Group[] = [];
  const next = entry.outputs.filter(({ role }) => isLasting(role));
  if (next.length === 0) return { homes, targets, copies };
  const makers = new Map(groups.flatMap((group) => group.items.map((item) => [item, group] as const)));
  const readersOf = readersOfPaths(groups, values);
  const strips = firstParts(groups, values);
  const follow = (group: Group, all: readonly Group[]): void => {
    for (const before of all) {
      group.after.add(before);
      ways.follow(group, before);
    }
  };
  let nextId = numberAfter(values.nodes);
  for (const output of next) {
    if (appended.get(output.node) === output.name) continue;
    const { node, name: path } = output;
    const block = [...values.blocks.values()].find(({ paths: all }) => all[0] === path);
    const paths: Paths = { paths: new Set(block?.paths ?? [path]), blocks: values.blocks };
    if (isLeafOf(node, paths)) continue;
    const home = block?.home ?? stored.homes.get(path);
    if (home === undefined) throw new InternalError(`there is no parameter or state \`${path}\``, node.span);
    const part = strips.get(node);
    const maker = part?.group ?? makers.get(node);
    const reading = new Set([...paths.paths].flatMap((one) => [...(readersOf.get(one) ?? [])]));
    const readers = [...reading].filter((group) => group !== maker);
    if (
      part === undefined &&
      maker !== undefined &&
      !targets.has(node) &&
      canOverwrite(node, maker, paths, readers, values, ways)
    ) {
      follow(maker, readers);
      homes.set(node, home);
      targets.set(node, path);
      continue;
    }
    if (part !== undefined && canOverwriteInStrips(part, paths, readers, values, ways)) {
      follow(part.group, readers);
      homes.set(node, home);
      for (const one of [node, part.made]) targets.set(one, path);
      continue;
    }
    const copy = copyOf(node, nextId++);
    // A block, such as gradients that are a velocity without momentum, is there when its members are.
    const sources = [node, ...(values.blocks.get(node)?.nodes.keys() ?? [])];
    const written = sources.flatMap((source) => [source, ...(values.writers.get(source) ?? [])]);
    const wrote = written.flatMap((source) => makers.get(source) ?? []);
    const after = new Set([...readers, ...wrote]);
    copies.push({
      kind: "pointwise",
      axes: node.axes,
      over: [],
      items: [copy],
      written: new Set([copy]),
      after,
      loops: [],
    });
    homes.set(copy, home);
    targets.set(copy, path);
  }
  return { homes, targets, copies };
}

/** The parameters or states that are written together. */
interface Paths {
  readonly paths: ReadonlySet<string>;
  readonly blocks: Blocks;
}

function isLeafOf(node: Node, { paths, blocks }: Paths): boolean {
  return pathsOfLeaf(node, blocks).some((path) => paths.has(path));
}

/** By the path of a parameter or state, who reads it. */
function readersOfPaths(groups: readonly Group[], values: Values): ReadonlyMap<string, ReadonlySet<Group>> {
  const readers = new Map<string, Set<Group>>();
  for (const group of groups) {
    for (const item of group.items) {
      for (const read of frontierOf(item, values).keys())
        for (const path of pathsOfLeaf(read, values.blocks)) note(readers, path, group);
    }
  }
  return readers;
}

const noPaths: readonly string[] = [];

function pathsOfLeaf(node: Node, blocks: Blocks): readonly string[] {
  if (node.kind !== "leaf" || (node.leaf.kind !== "parameter" && node.leaf.kind !== "state")) return noPaths;
  return blocks.get(node)?.paths ?? [node.leaf.path];
}

function readsPath(group: Group, paths: Paths, values: Values): boolean {
  return group.items.some((item) =>
    [...frontierOf(item, values).keys()].some((read) => isLeafOf(read, paths)),
  );
}

function canOverwrite(
  node: Node,
  maker: Group,
  paths: Paths,
  readers: readonly Group[],
  values: Values,
  ways: Ways,
): boolean {
  if (ways.reach(readers, maker)) return false;
  if (!readsPath(maker, paths, values)) return true;
  if (maker.kind === "scatter" || allRead(node, maker, paths, values)) return false;
  const waitsFor = totalsOf(node, maker);
  // Each position is read by the thread that writes it, and only there.
  return maker.items.every((item) => {
    const read = [...frontierOf(item, values)].filter(([leaf]) => isLeafOf(leaf, paths));
    // What waits for a total that the node doesn't wait for reads the old value in a later loop than the one that writes the new one.
    if (read.length > 0 && totalsOf(item, maker).some((total) => !waitsFor.includes(total))) return false;
    return read.every(
      ([, { aligned }]) => aligned && item.kind !== "reduce" && sameAxes(item.axes, node.axes),
    );
  });
}

/** The reductions of the same kernel that a value is made of. */
function totalsOf(node: Node, { items }: Group): readonly Node[] {
  const totals = new Set(items.filter(({ kind }) => kind === "reduce"));
  const found: Node[] = [];
  const seen = new Set<Node>();
  const visit = (one: Node): void => {
    if (seen.has(one) || totals.size === 0) return;
    seen.add(one);
    if (totals.has(one)) found.push(one);
    readsOf(one).forEach(visit);
  };
  visit(node);
  return found;
}

/** Whether the node is one for a row, and all lanes that share the row read what it replaces: the one that writes it doesn't wait for them. */
function allRead(node: Node, { items, over }: Group, paths: Paths, values: Values): boolean {
  const isOfAll = ({ axes }: Node): boolean => over.some((axis) => hasAxis(axes, axis));
  if (over.length === 0 || isOfAll(node)) return false;
  const own = new Set(items);
  const seen = new Set<Node>();
  const reads = (one: Node): boolean => {
    if (seen.has(one)) return false;
    seen.add(one);
    if (isLeafOf(one, paths)) return true;
    // A total is known to every lane; another kernel's value is in memory.
    const isThere = own.has(one) ? one.kind === "reduce" : values.kept.has(one);
    return !isThere && readsOf(one).some(reads);
  };
  return items.some((item) => (item.kind === "reduce" ? reads(item.of) : isOfAll(item) && reads(item)));
}

/** What writes a whole, strip by strip. */
interface Part {
  readonly made: Node;
  readonly group: Group;
  readonly strip: StripPart;
}

/** By the whole, the first group that writes it. */
function firstParts(groups: readonly Group[], { strips }: Values): ReadonlyMap<Node, Part> {
  const found = new Map<Node, Part>();
  for (const group of groups) {
    for (const made of group.items) {
      const { whole, part } = strips.results.get(made) ?? {};
      // What is added up has been begun elsewhere.
      if (whole === undefined || part?.from.scan === undefined || found.has(whole)) continue;
      found.set(whole, { made, group, strip: part });
    }
  }
  return found;
}

/** Everyone else has read the old value before the first strip; a strip reads its own positions of it, each where it writes. */
function canOverwriteInStrips(
  { made, group, strip }: Part,
  paths: Paths,
  readers: readonly Group[],
  values: Values,
  ways: Ways,
): boolean {
  const around = group.loops.flatMap((loop) => [...loop.groups]);
  if (around.some((one) => ways.reach(readers, one))) return false;
  const isOwn = (item: Node): boolean => readsOwnPositions(item, strip, paths, values);
  return group.items.every(
    (item) =>
      ![...frontierOf(item, values).keys()].some((read) => isLeafOf(read, paths)) ||
      (item.kind === "map" && sameAxes(item.axes, made.axes) && isOwn(item)),
  );
}

/** Whether all that is read of the old value is at the reader's own position in the strip. */
function readsOwnPositions(item: Node, strip: StripPart, paths: Paths, values: Values): boolean {
  const seen = new Set<Node>();
  const visit = (node: Node): boolean => {
    if (seen.has(node) || (node !== item && values.kept.has(node))) return true;
    seen.add(node);
    if (isLeafOf(node, paths)) return false;
    if (node.kind === "index" && isLeafOf(node.of, paths)) return isViewOfStrip(node, strip);
    return readsOf(node).every(visit);
  };
  return visit(item);
}

function isViewOfStrip({ replaced, otherwise }: IndexNode, { axis, part, from }: StripPart): boolean {
  const [only, ...others] = replaced;
  if (only === undefined || others.length > 0 || otherwise !== undefined || only.axis.id !== axis.id)
    return false;
  const { at } = only;
  if (at.kind !== "add") return false;
  const [start, own] = at.terms;
  const isTurn =
    start?.kind === "scale" &&
    sizeValue(start.by) === from.step &&
    start.of.kind === "value" &&
    start.of.node.kind === "leaf" &&
    start.of.node.leaf.kind === "turn" &&
    start.of.node.leaf.scan === from.scan;
  return isTurn && at.terms.length === 2 && own?.kind === "axis" && own.axis.id === part.id;
}
