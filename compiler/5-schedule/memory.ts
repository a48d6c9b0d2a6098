/**
 * Gives values of an entry their offsets in an arena: two that are needed at the same time never overlap, and none crosses the end of a
 * chunk, since a device binds no more than a chunk.
 */

/** Values lie at multiples of so many elements, so that bindings could begin there. */
export const alignment = 64;

/** Parameters of a family, their states and gradients lie at multiples of so many, those of a vector, so that fewer gaps part them. */
export const vector = 4;

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

export interface Placement<Key> {
  readonly offsets: ReadonlyMap<Key, number>;
  /** In elements. */
  readonly size: number;
}

export function aligned(count: number): number {
  return Math.ceil(count / alignment) * alignment;
}

/** How much room a member of a family takes. */
export function packed(count: number): number {
  return Math.ceil(count / vector) * vector;
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
  const placed = noneSorted(sorted.reduce((sum, { pieces }) => sum + (pieces?.length ?? 1), 0));
  let size = begin;
  for (const one of sorted) {
    const wanted = aligned(one.count);
    const offset = bestOffset(placed, one, wanted, chunk, begin);
    offsets.set(one.key, offset);
    for (const { at, count, from } of piecesOf(one))
      insert(placed, offset + at, offset + aligned(at + count), from, one.to);
    size = Math.max(size, offset + wanted);
  }
  return { offsets, size };
}

/** What is placed, by its offsets: where each begins and ends, and when. A deep stack looks through them a million times. */
interface Sorted {
  count: number;
  readonly begins: Float64Array<ArrayBuffer>;
  readonly ends: Float64Array<ArrayBuffer>;
  readonly from: Int32Array<ArrayBuffer>;
  readonly to: Int32Array<ArrayBuffer>;
}

function noneSorted(most: number): Sorted {
  return {
    count: 0,
    begins: new Float64Array(most),
    ends: new Float64Array(most),
    from: new Int32Array(most),
    to: new Int32Array(most),
  };
}

function bestOffset(
  placed: Sorted,
  { from, to }: Pick<Lifetime<unknown>, "from" | "to">,
  wanted: number,
  chunk: number,
  begin: number,
): number {
  let end = begin;
  let best = -1;
  let leastGap = Infinity;
  for (let at = 0; at < placed.count; at++) {
    if ((placed.from[at] ?? 0) > to || (placed.to[at] ?? 0) < from) continue;
    const otherBegin = placed.begins[at] ?? 0;
    // A gap that is too small as it is needn't be looked for within a chunk.
    if (otherBegin - end >= wanted) {
      const start = placeInChunk(end, wanted, chunk);
      const gap = otherBegin - start;
      if (gap >= wanted && gap < leastGap) {
        best = start;
        leastGap = gap;
      }
    }
    end = Math.max(end, placed.ends[at] ?? 0);
  }
  return best < 0 ? placeInChunk(end, wanted, chunk) : best;
}

/** Behind all that lie before it, or where it does. */
function insert(placed: Sorted, offset: number, end: number, from: number, to: number): void {
  const { count, begins } = placed;
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((begins[middle] ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  for (const numbers of [begins, placed.ends, placed.from, placed.to])
    numbers.copyWithin(low + 1, low, count);
  begins[low] = offset;
  placed.ends[low] = end;
  placed.from[low] = from;
  placed.to[low] = to;
  placed.count += 1;
}

function piecesOf<Key>({ count, from, pieces }: Lifetime<Key>): readonly Piece[] {
  return pieces ?? [{ at: 0, count: aligned(count), from }];
}

/** Elements that are live while a dispatch runs. */
export function liveAt<Key>(lifetimes: readonly Lifetime<Key>[], dispatch: number): number {
  return lifetimes
    .filter(({ to }) => dispatch <= to)
    .flatMap(piecesOf)
    .filter(({ from }) => from <= dispatch)
    .reduce((sum, { count }) => sum + packed(count), 0);
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
      change(from, packed(count));
      change(lifetime.to + 1, -packed(count));
    }
  }
  let live = 0;
  return changes.slice(0, dispatches).map((by) => (live += by));
}
