/** What reductions in a kernel share: the passes over a row. */
import type { Axis, Node, ReduceNode } from "../../../3-graph/graph.ts";
import type { Group } from "../../arrange/fuse.ts";
import type { Run } from "../grid.ts";
import { hasAxis } from "../../../3-graph/positions.ts";
import { isStored, readsOf } from "../../reads.ts";
import { isRead, type Writer } from "../../writer/writer.ts";

export interface RowShape {
  readonly rows: readonly Axis[];
  readonly rowRuns: readonly Run[];
  readonly overRuns: readonly Run[];
  /** Every access steps by one along the fastest reduced axis, or not at all. */
  readonly isContiguous: boolean;
}

export interface Passes {
  /** The reductions of each pass over a row; a later one needs an earlier one's result. */
  readonly reductions: readonly (readonly ReduceNode[])[];
  /** Values of the whole row that are written after so many passes. */
  readonly writtenAfter: ReadonlyMap<Node, number>;
}

/** `isRepeated`: threads beyond a row's end read what is another's, for nothing. */
export function passesOf(group: Group, writer: Writer, isRepeated = false): Passes {
  const own = new Set(group.items);
  const levels = new Map<Node, number>();
  const levelOf = (node: Node): number => {
    const known = levels.get(node);
    if (known !== undefined) return known;
    const isRead = isStored(node) || (node.kind === "reduce" && !own.has(node)) || node.kind === "scatter";
    const below = isRead ? 0 : Math.max(0, ...readsOf(node).map(levelOf));
    const level = node.kind === "reduce" && own.has(node) ? below + 1 : below;
    levels.set(node, level);
    return level;
  };
  const reductions: ReduceNode[][] = [];
  const writtenAfter = new Map<Node, number>();
  for (const item of group.items) {
    const level = levelOf(item);
    if (item.kind === "reduce") (reductions[level - 1] ??= []).push(item);
    else if (group.over.some((axis) => hasAxis(item.axes, axis))) writtenAfter.set(item, level);
  }
  return { reductions, writtenAfter: afterReaders(group, reductions, writtenAfter, writer, isRepeated) };
}

/**
 * A parameter or state that a later pass still reads, be it to compute anew what replaces it, is replaced in the last such pass; after
 * it, where others than who replaces it read it there.
 */
function afterReaders(
  group: Group,
  reductions: readonly (readonly ReduceNode[])[],
  writtenAfter: ReadonlyMap<Node, number>,
  writer: Writer,
  isRepeated: boolean,
): ReadonlyMap<Node, number> {
  const isKept = (node: Node): boolean => {
    const arena = writer.homes.get(node)?.arena;
    return arena === "parameters" || arena === "states";
  };
  const known = new Map<Node, boolean>();
  const readsKept = (node: Node): boolean => {
    const before = known.get(node);
    if (before !== undefined) return before;
    const isTotal = node.kind === "reduce" && writer.own.has(node);
    const reads = isRead(writer, node) ? isKept(node) : !isTotal && readsOf(node).some(readsKept);
    known.set(node, reads);
    return reads;
  };
  const written = [...writtenAfter].filter(([node]) => group.written.has(node));
  const last = Math.max(
    0,
    ...reductions.flatMap((nodes, pass) =>
      nodes.some(({ of }) => readsKept(of)) ? [isRepeated ? pass + 1 : pass] : [],
    ),
    ...written.flatMap(([node, after]) => (readsKept(node) ? [after] : [])),
  );
  return new Map(
    [...writtenAfter].map(([node, after]) => [
      node,
      group.written.has(node) && isKept(node) ? Math.max(after, last) : after,
    ]),
  );
}
