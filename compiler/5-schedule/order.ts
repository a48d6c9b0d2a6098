/** Puts groups in an order in which each has what it needs. */
import { InternalError } from "../source/internal-error.ts";
import type { Group } from "./fuse.ts";

/** Among those that can run, the one whose values come first in the graph. */
export function orderGroups(groups: readonly Group[]): readonly Group[] {
  const waiting = [...groups].sort((a, b) => rank(a) - rank(b));
  const done = new Set<Group>();
  while (waiting.length > 0) {
    const at = waiting.findIndex((group) => [...group.after].every((before) => done.has(before)));
    const [next] = waiting.splice(at, 1);
    if (at < 0 || next === undefined) throw new InternalError("kernels that wait for each other");
    done.add(next);
  }
  return [...done];
}

function rank(group: Group): number {
  return Math.max(...group.items.map(({ id }) => id));
}
