/**
 * Values of half precision lie in 16 bits each, two in a word of `integers`: what `half` makes and kernels keep between them. A word is written
 * by one lane, so the kernel that makes such a value must store vectors; others, such as rows of an odd length, take 32 bits as any value does.
 */
import type { Entry, Node } from "../../3-graph/graph.ts";
import type { Group } from "../arrange/fuse.ts";
import type { Values } from "../arrange/materialise.ts";
import type { Home, Homes } from "../homes.ts";
import type { WrittenGroup } from "./written.ts";

interface Parts {
  readonly entry: Entry;
  readonly groups: readonly Group[];
  readonly values: Values;
  readonly homes: Homes;
  readonly drafts: readonly WrittenGroup[];
  /** What has its place for other reasons: in a stack, or where a parameter or state lies. */
  readonly isPlaced: (node: Node) => boolean;
}

/** The homes, with these values in 16 bits; the same homes where there are none. */
export function packHalves(parts: Parts): Homes {
  const { entry, groups, values, drafts, isPlaced } = parts;
  if (!values.nodes.some(isHalf)) return parts.homes;
  const packed = new Map<Node, Home>();
  const given = new Set<Node>([
    ...entry.outputs.map(({ node }) => node),
    ...[...values.strips.results].flatMap(([node, { whole }]) => [node, whole]),
    ...[...values.blocks.values()].flatMap(({ nodes }) => [...nodes.keys()]),
  ]);
  for (const [at, group] of groups.entries()) {
    for (const node of group.written) {
      const home = parts.homes.get(node);
      if (home?.arena !== "work" || home.from !== undefined || given.has(node) || isPlaced(node)) continue;
      if (!isHalf(node) || !storesVectors(drafts[at], node)) continue;
      packed.set(node, { ...home, arena: "integers", halves: true });
    }
  }
  if (packed.size === 0) return parts.homes;
  return { get: (node) => packed.get(node) ?? parts.homes.get(node), has: parts.homes.has };
}

function isHalf(node: Node): boolean {
  return node.kind === "map" && node.operator === "half";
}

function storesVectors(written: WrittenGroup | undefined, node: Node): boolean {
  return written?.touched.some((touch) => touch.node === node && touch.stores && touch.isVector) === true;
}
