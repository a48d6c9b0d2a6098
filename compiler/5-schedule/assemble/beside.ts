/**
 * Which dispatches may run while those before them do: they read nothing that these write, and write nothing that these read or write. Threads
 * of the CPU then go on to the next without waiting for each other.
 */
import type { Place } from "./views.ts";

export interface Reach {
  readonly reads: readonly Place[];
  readonly writes: readonly Place[];
  /** Whether it reaches another place in each turn of a loop, or where a number of the day says. */
  readonly isMoving: boolean;
}

/** For each dispatch, in order, whether it may run beside those before it, back to the last that may not. */
export function besideOthers(dispatches: readonly Reach[]): readonly boolean[] {
  const reads: Place[] = [];
  const writes: Place[] = [];
  let isAlone = true;
  return dispatches.map((own) => {
    const isFree =
      !isAlone &&
      !own.isMoving &&
      !meet(own.reads, writes) &&
      !meet(own.writes, reads) &&
      !meet(own.writes, writes);
    if (!isFree) {
      reads.length = 0;
      writes.length = 0;
    }
    reads.push(...own.reads);
    writes.push(...own.writes);
    isAlone = own.isMoving;
    return isFree;
  });
}

function meet(some: readonly Place[], others: readonly Place[]): boolean {
  return some.some(({ arena, offset, count }) =>
    others.some(
      (other) =>
        other.arena === arena && other.offset < offset + count && offset < other.offset + other.count,
    ),
  );
}
