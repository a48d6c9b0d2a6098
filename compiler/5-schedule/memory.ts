/**
 * Gives values of an entry their offsets in an arena: two that are needed at the same time never overlap, and none crosses the end of a
 * chunk, since a device binds no more than a chunk.
 */

/** Offsets are multiples of so many elements, so that vectors are aligned and bindings could begin there. */
export const alignment = 64;

/** The elements of 128 MiB: what every WebGPU device binds. */
export const smallestChunk = 2 ** 25;

export interface Lifetime<Key> {
  readonly key: Key;
  /** In elements. */
  readonly count: number;
  /** The dispatch that writes it first, or -1 for an input. */
  readonly from: number;
  /** The last dispatch that needs it. */
  readonly to: number;
  /** Where a value is written piece by piece: until a piece's own first dispatch, others may lie there. */
  readonly pieces?: readonly Piece[];
}

interface Piece {
  /** In elements, from the value's beginning. */
  readonly at: number;
  readonly count: number;
  readonly from: number;
}

interface Placement<Key> {
  readonly offsets: ReadonlyMap<Key, number>;
  /** In elements. */
  readonly size: number;
}

export function aligned(count: number): number {
  return Math.ceil(count / alignment) * alignment;
}

/** The first place from `from` on where so many elements lie in one chunk; a chunk's beginning for what is larger than one. */
export function placeInChunk(from: number, count: number, chunk: number): number {
  const next = Math.ceil(from / chunk) * chunk;
  return from + count <= next ? from : next;
}

/** The largest first, each at the smallest gap that it fits among those that live at the same time, from the element `begin` on. */
export function placeInMemory<Key>(
  lifetimes: readonly Lifetime<Key>[],
  chunk: number,
  begin = 0,
): Placement<Key> {
  const sorted = [...lifetimes].sort((a, b) => b.count - a.count || a.from - b.from);
  const offsets = new Map<Key, number>();
  // By their offsets: no list of those that live at the same time is made and sorted for each value.
  const placed: Placed[] = [];
  let size = begin;
  for (const one of sorted) {
    const wanted = aligned(one.count);
    let end = begin;
    let best = -1;
    let leastGap = Infinity;
    for (const other of placed) {
      if (other.from > one.to || other.to < one.from) continue;
      // A gap that is too small as it is needn't be looked for within a chunk.
      if (other.offset - end >= wanted) {
        const start = placeInChunk(end, wanted, chunk);
        const gap = other.offset - start;
        if (gap >= wanted && gap < leastGap) {
          best = start;
          leastGap = gap;
        }
      }
      if (other.end > end) end = other.end;
    }
    const offset = best < 0 ? placeInChunk(end, wanted, chunk) : best;
    offsets.set(one.key, offset);
    for (const { at, count, from } of piecesOf(one))
      insert(placed, { offset: offset + at, end: offset + at + aligned(count), from, to: one.to });
    size = Math.max(size, offset + wanted);
  }
  return { offsets, size };
}

interface Placed {
  readonly offset: number;
  readonly end: number;
  readonly from: number;
  readonly to: number;
}

/** Behind all that lie before it, or where it does. */
function insert(placed: Placed[], one: Placed): void {
  let [low, high] = [0, placed.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((placed[middle]?.offset ?? 0) <= one.offset) low = middle + 1;
    else high = middle;
  }
  placed.splice(low, 0, one);
}

function piecesOf<Key>({ count, from, pieces }: Lifetime<Key>): readonly Piece[] {
  return pieces ?? [{ at: 0, count, from }];
}

/** Elements that are live while a dispatch runs. */
export function liveAt<Key>(lifetimes: readonly Lifetime<Key>[], dispatch: number): number {
  return lifetimes
    .filter(({ to }) => dispatch <= to)
    .flatMap(piecesOf)
    .filter(({ from }) => from <= dispatch)
    .reduce((sum, { count }) => sum + aligned(count), 0);
}

/** Elements that are live while each of so many dispatches runs. */
export function liveThroughout<Key>(
  lifetimes: readonly Lifetime<Key>[],
  dispatches: number,
): readonly number[] {
  const changes = new Array<number>(dispatches + 1).fill(0);
  const change = (at: number, by: number): void => {
    const from = Math.min(Math.max(at, 0), dispatches);
    changes[from] = (changes[from] ?? 0) + by;
  };
  for (const lifetime of lifetimes) {
    for (const { count, from } of piecesOf(lifetime)) {
      if (from > lifetime.to) continue;
      change(from, aligned(count));
      change(lifetime.to + 1, -aligned(count));
    }
  }
  let live = 0;
  return changes.slice(0, dispatches).map((by) => (live += by));
}
