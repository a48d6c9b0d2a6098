/** How long threads take for a contraction's workgroups, of which each takes runs, by what is laid out for each run and group. */

/** How long panels stay: a group's, those of a block while its groups come one after the other, or those of all blocks while a call does. */
export type Keep = "group" | "block" | "call";

/** A side of a product, in blocks. */
export interface Blocked {
  /** In whole tiles. */
  readonly size: number;
  readonly block: number;
  readonly count: number;
  readonly isPacked: boolean;
  readonly keep: Keep;
}

export interface Grid {
  /** Whose blocks follow each other first. */
  readonly fast: Blocked;
  readonly slow: Blocked;
  /** Which of them the rows are. */
  readonly rows: "fast" | "slow";
  readonly steps: number;
  readonly batches: number;
}

/**
 * Rough costs in cycles: of a product and sum of one step; of laying out an element, and of reading one of the rows for a block of columns;
 * of a row of a block besides, and of a workgroup.
 */
export const costs = {
  product: 1 / 6,
  element: 1.4,
  read: { inPanels: 0.1, direct: 0.5 },
  row: 50,
  group: 500,
} as const;

/** What all threads take together, waiting included. */
export function timeOf(grid: Grid, threads: number): number {
  const groups = groupsOf(grid);
  if (threads === 1) return costOf(grid, 0, groups);
  const shares = new Array<number>(threads).fill(0);
  for (let start = 0; start < groups;) {
    const end = endOfRun(start, groups, threads);
    let free = 0;
    for (let at = 1; at < threads; at += 1) if ((shares[at] ?? 0) < (shares[free] ?? 0)) free = at;
    shares[free] = (shares[free] ?? 0) + costOf(grid, start, end);
    start = end;
  }
  return threads * Math.max(...shares);
}

/** Which workgroups a thread takes next, from `start` on, as runtime/cpu/work-list.ts gives them out. */
export function endOfRun(start: number, groups: number, threads: number): number {
  const parts = 2 * threads;
  const fewest = Math.max(1, Math.floor(groups / (groups <= 16 ? parts : 16 * parts)));
  return Math.min(groups, start + Math.max(fewest, Math.ceil((groups - start) / parts)));
}

export function groupsOf({ fast, slow, batches }: Grid): number {
  return batches * fast.count * slow.count;
}

/** Of a run of workgroups, from `start` to below `end`. */
function costOf(grid: Grid, start: number, end: number): number {
  const { fast, slow } = grid;
  const each = fast.count * slow.count;
  const first = Math.floor(start / each);
  const last = Math.floor((end - 1) / each);
  if (first === last) return inBatch(grid, start - first * each, end - first * each);
  const whole = last - first - 1;
  return (
    inBatch(grid, start - first * each, each) +
    (whole === 0 ? 0 : whole * inBatch(grid, 0, each)) +
    inBatch(grid, 0, end - last * each)
  );
}

function inBatch({ fast, slow, rows, steps }: Grid, start: number, end: number): number {
  const [from, to] = [Math.floor(start / fast.count), Math.floor(end / fast.count)];
  const [skipped, more] = [start - from * fast.count, end - to * fast.count];
  const width = (at: number): number => before(slow, at + 1) - before(slow, at);
  const areaTo = (at: number, rest: number): number =>
    fast.size * before(slow, at) + (rest === 0 ? 0 : before(fast, rest) * width(at));
  const slowTo = (at: number, rest: number): number =>
    fast.count * before(slow, at) + (rest === 0 ? 0 : rest * width(at));
  const area = areaTo(to, more) - areaTo(from, skipped);
  // The sizes of all groups' blocks along each side.
  const fastOfAll = (to - from) * fast.size + before(fast, more) - before(fast, skipped);
  const slowOfAll = slowTo(to, more) - slowTo(from, skipped);
  const slowOnce = before(slow, more === 0 ? to : to + 1) - before(slow, from);
  const fastPacked = fast.keep === "call" ? Math.min(fast.size, fastOfAll) : fastOfAll;
  const slowPacked = slow.keep === "block" ? slowOnce : slowOfAll;
  const packed = (fast.isPacked ? fastPacked : 0) + (slow.isPacked ? slowPacked : 0);
  const [ofRows, inPanels] = rows === "fast" ? [fastOfAll, fast.isPacked] : [slowOfAll, slow.isPacked];
  const read = inPanels ? costs.read.inPanels : costs.read.direct;
  return (
    steps * (area * costs.product + packed * costs.element + ofRows * read) +
    ofRows * costs.row +
    (end - start) * costs.group
  );
}

/** How much lies in the first blocks. */
function before({ size, block }: Blocked, count: number): number {
  return Math.min(size, block * count);
}
