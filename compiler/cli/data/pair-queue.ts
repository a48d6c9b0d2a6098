/** Counts of keys, of which the largest is asked for again and again. */

export interface Counted {
  readonly key: number;
  readonly count: number;
}

export interface Queue {
  readonly add: (key: number, count: number) => void;
  /** The key with the largest count above 0, of equal ones the smallest key. */
  readonly largest: () => Counted | undefined;
}

/**
 * A heap in which a key may stand several times, with what it counted once. Only the first is looked at, and put in order where its count
 * is another by now: a count that grew is put in anew, one that fell is found too early.
 */
export function createQueue(): Queue {
  const counts = new Map<number, number>();
  const grown = new Set<number>();
  const heap: Counted[] = [];
  return {
    add: (key, count) => {
      counts.set(key, (counts.get(key) ?? 0) + count);
      if (count > 0) grown.add(key);
    },
    largest: () => {
      for (const key of grown) {
        const count = counts.get(key) ?? 0;
        if (count > 0) insert(heap, { key, count });
      }
      grown.clear();
      for (let top = heap[0]; top !== undefined; top = heap[0]) {
        const count = counts.get(top.key) ?? 0;
        if (count === top.count) return top;
        removeFirst(heap);
        if (count > 0 && count < top.count) insert(heap, { key: top.key, count });
      }
      return undefined;
    },
  };
}

function comesFirst(a: Counted, b: Counted): boolean {
  return a.count > b.count || (a.count === b.count && a.key < b.key);
}

function insert(heap: Counted[], added: Counted): void {
  let at = heap.length;
  for (;;) {
    const above = (at - 1) >> 1;
    const other = heap[above];
    if (at === 0 || other === undefined || !comesFirst(added, other)) break;
    heap[at] = other;
    at = above;
  }
  heap[at] = added;
}

function removeFirst(heap: Counted[]): void {
  const last = heap.pop();
  if (last === undefined || heap.length === 0) return;
  let at = 0;
  for (;;) {
    const left = heap[2 * at + 1];
    const right = heap[2 * at + 2];
    const isRight = left !== undefined && right !== undefined && comesFirst(right, left);
    const below = isRight ? right : left;
    if (below === undefined || !comesFirst(below, last)) break;
    heap[at] = below;
    at = 2 * at + (isRight ? 2 : 1);
  }
  heap[at] = last;
}
