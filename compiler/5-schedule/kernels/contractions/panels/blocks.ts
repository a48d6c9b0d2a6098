/**
 * In which blocks workgroups make a contraction's result, and what of their panels stays for the next ones: so that little is laid out
 * twice, and that threads get even shares.
 */
import { rowsMade } from "./ends.ts";
import { costs, groupsOf, timeOf, type Blocked, type Grid, type Keep } from "./shares.ts";

/** In elements: the panels of a block, of rows as of columns, stay in the second cache. */
const mostPanel = 50688;
/** In elements: panels that stay are read once for many products, and may lie farther away; each worker has memory for them. */
const mostKept = 2 ** 18;
/** In elements: a larger result is written along memory, so that pages are visited one after the other. */
const mostTurned = 2 ** 21;
/** Rows that are read where they lie take no memory; still a block shouldn't be all there is. */
const mostRows = 192;
/** Of more blocks than this, some of the largest sizes are looked at, not all. */
const [manyBlocks, mostSizes] = [16, 6];
/** So many of the best are looked at for all of these; by what one thread takes the others are hardly better. */
const mostTried = 30;

interface Threads {
  readonly threads: number;
  readonly weight: number;
}
/** Of how many threads the shares are looked at, and how much each counts. */
const wanted: readonly Threads[] = [
  { threads: 16, weight: 1 },
  { threads: 8, weight: 1 },
  { threads: 4, weight: 1 },
  { threads: 2, weight: 2 },
  { threads: 1, weight: 2 },
];
/** What a thread should have to do, in cycles, so that it is worth waiting for. */
const worthwhile = 20_000;

interface Extent {
  readonly size: number;
  /** Of a tile of registers. */
  readonly tile: number;
  /** Whether it is laid out in panels. */
  readonly isPacked: boolean;
}

export interface Product {
  readonly rows: Extent;
  readonly columns: Extent;
  /** The most steps of a panel. */
  readonly steps: number;
  /** In how many parts the steps come. */
  readonly parts: number;
  readonly batches: number;
  /** Whether panels may stay. */
  readonly keeps: boolean;
}

export interface Blocks {
  readonly rows: number;
  readonly columns: number;
  /** Whose blocks follow each other first. */
  readonly fastest: "rows" | "columns";
  readonly keep: { readonly rows: Keep; readonly columns: Keep };
}

interface Candidate {
  readonly blocks: Blocks;
  readonly grid: Grid;
  /** On one thread. */
  readonly time: number;
}

/** Whole numbers of tiles; the last block may have fewer. */
export function blocksOf(product: Product): Blocks {
  const { rows, columns, steps, parts, batches } = product;
  const mostOf = ({ isPacked }: Extent): number => (isPacked ? Math.floor(mostPanel / steps) : mostRows);
  const mayTurn = product.keeps && batches * rows.size * columns.size < mostTurned;
  const all = sizesOf(rows, mostOf(rows)).flatMap((height) =>
    sizesOf(columns, mostOf(columns)).flatMap((width) => [
      candidate(product, height, width, "columns"),
      ...(mayTurn ? [candidate(product, height, width, "rows")] : []),
    ]),
  );
  const work = batches * rows.size * columns.size * steps * parts * costs.product;
  const counts = wanted.filter(({ threads }) => threads === 1 || threads * worthwhile <= work);
  const bounded = all
    .map((one) => ({ ...one, bound: boundOf(one, counts) }))
    .sort((a, b) => a.bound - b.bound);
  let best: Blocks | undefined;
  let least = Infinity;
  for (const one of bounded.slice(0, mostTried)) {
    if (one.bound >= least) break;
    const score = scoreOf(one, counts, least);
    if (score < least) [best, least] = [one.blocks, score];
  }
  return best ?? candidate(product, rows.tile, columns.tile, "columns").blocks;
}

/** What so many threads take together at least: no less than one does, and some wait where there are too few workgroups. */
function leastOf({ grid, time }: Candidate, threads: number): number {
  return time * Math.max(1, threads / groupsOf(grid));
}

function boundOf(one: Candidate, counts: readonly Threads[]): number {
  return counts.reduce((sum, { threads, weight }) => sum + weight * leastOf(one, threads), 0);
}

/** What all numbers of threads take, or something above `most` where it is more. */
function scoreOf(
  one: Candidate & { readonly bound: number },
  counts: readonly Threads[],
  most: number,
): number {
  let score = one.bound;
  for (const { threads, weight } of counts) {
    if (score >= most) break;
    if (threads > 1) score += weight * (timeOf(one.grid, threads) - leastOf(one, threads));
  }
  return score;
}

/** Of about one size, for every number of blocks that isn't too large: of many only the largest, which lay out least. */
function sizesOf({ size, tile }: Extent, most: number): readonly number[] {
  const found = new Set<number>();
  const tiles = Math.ceil(size / tile);
  for (let count = 1; count <= tiles; count += 1) {
    const block = Math.ceil(tiles / count) * tile;
    if (block <= Math.max(most, tile)) found.add(block);
    if (count > manyBlocks && found.size >= mostSizes) break;
  }
  return [...found];
}

function candidate(product: Product, height: number, width: number, fastest: "rows" | "columns"): Candidate {
  const { rows, columns, steps, parts, batches } = product;
  const bare = {
    rows: { ...blocked(rows, height), size: rowsMade(rows.size, rows.tile, height) },
    columns: blocked(columns, width),
  };
  const [fast, slow] = fastest === "rows" ? [bare.rows, bare.columns] : [bare.columns, bare.rows];
  const all = steps * parts;
  const staysForCall = product.keeps && slow.count > 1 && fast.count * fast.block * all <= mostKept;
  const staysForBlock = product.keeps && fast.count > 1 && slow.block * all <= mostKept;
  const keepFast: Keep = fast.isPacked && staysForCall ? "call" : "group";
  const keepSlow: Keep = slow.isPacked && staysForBlock ? "block" : "group";
  const sides = { fast: { ...fast, keep: keepFast }, slow: { ...slow, keep: keepSlow } };
  const grid: Grid = { ...sides, rows: fastest === "rows" ? "fast" : "slow", steps: all, batches };
  const keep =
    fastest === "rows" ? { rows: keepFast, columns: keepSlow } : { rows: keepSlow, columns: keepFast };
  return { blocks: { rows: height, columns: width, fastest, keep }, grid, time: timeOf(grid, 1) };
}

function blocked({ size, tile, isPacked }: Extent, block: number): Omit<Blocked, "keep"> {
  return { size: Math.ceil(size / tile) * tile, block, count: Math.ceil(size / block), isPacked };
}
