/** Which next values of parameters and states are written straight to their place, and which go there by a copy at the end. */
import type { Entry, IndexNode, Node, Output } from "../3-graph/graph.ts";
import { InternalError } from "../source/internal-error.ts";
import type { Blocks } from "./families.ts";
import { frontierOf, reaches, type Group } from "./fuse.ts";
import type { Values } from "./materialise.ts";
import { sameAxes } from "./reads.ts";
import type { Stored } from "./stored.ts";
import type { Home } from "./writer.ts";

export interface Updates {
  /** Nodes that are written where a parameter or state lies. */
  readonly homes: ReadonlyMap<Node, Home>;
  /** The parameter or state whose place it is. */
  readonly targets: ReadonlyMap<Node, string>;
  readonly copies: readonly Group[];
}

/**
 * `appended` are rows that have their places already. In its place is written what is computed position by position, after everything else that reads the old value; the order
 * is noted in the groups.
 */
export function planUpdates(
  entry: Entry,
  values: Values,
  groups: readonly Group[],
  stored: Stored,
  appended: ReadonlyMap<Node, string> = new Map(),
): Updates {
  const homes = new Map<Node, Home>();
  const targets = new Map<Node, string>(appended);
  const copies: Group[] = [];
  let nextId = Math.max(0, ...values.nodes.map(({ id }) => id)) + 1;
  for (const output of entry.outputs) {
    if (output.role !== "parameter" && output.role !== "state" && output.role !== "cache") continue;
    if (appended.get(output.node) === output.name) continue;
    const { node, name: path } = output;
    const block = [...values.blocks.values()].find(({ paths: all }) => all[0] === path);
    const paths: Paths = { paths: new Set(block?.paths ?? [path]), blocks: values.blocks };
    if (isLeafOf(node, paths)) continue;
    const home = block?.home ?? stored.homes.get(path);
    if (home === undefined) throw new InternalError(`there is no parameter or state \`${path}\``, node.span);
    const maker = groups.find((group) => group.items.includes(node));
    const readers = groups.filter((group) => group !== maker && readsPath(group, paths, values));
    if (maker !== undefined && !targets.has(node) && canOverwrite(node, maker, paths, readers, values)) {
      for (const reader of readers) maker.after.add(reader);
      homes.set(node, home);
      targets.set(node, path);
      continue;
    }
    const copy = copyOf(output, nextId++);
    // A block, such as gradients that are a velocity without momentum, is there when its members are.
    const sources = [node, ...(values.blocks.get(node)?.nodes.keys() ?? [])];
    const makers = sources.flatMap((source) => [source, ...(values.writers.get(source) ?? [])]);
    const wrote = groups.filter(({ items }) => items.some((item) => makers.includes(item)));
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
  if (node.kind !== "leaf" || (node.leaf.kind !== "parameter" && node.leaf.kind !== "state")) return false;
  const all = blocks.get(node)?.paths ?? [node.leaf.path];
  return all.some((path) => paths.has(path));
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
): boolean {
  if (readers.some((reader) => reaches(reader, maker))) return false;
  if (!readsPath(maker, paths, values)) return true;
  if (maker.kind === "scatter") return false;
  // Each position is read by the thread that writes it, and only there.
  return maker.items.every((item) => {
    const read = [...frontierOf(item, values)].filter(([leaf]) => isLeafOf(leaf, paths));
    return read.every(
      ([, { aligned }]) => aligned && item.kind !== "reduce" && sameAxes(item.axes, node.axes),
    );
  });
}

/** The identity, as a node of its own: what a copy makes. */
function copyOf({ node }: Output, id: number): IndexNode {
  const { axes, type, span, label, origin } = node;
  return { kind: "index", id, axes, type, span, label, origin, of: node, replaced: [], otherwise: undefined };
}
