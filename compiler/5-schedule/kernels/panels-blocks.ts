/** In which blocks workgroups make a contraction's result: so that little is laid out twice, and that threads get even shares. */

/** In elements: the panels of a block, of rows as of columns, stay in the second cache. */
const mostPanel = 50688;
/** Rows that are read where they lie take no memory; still a block shouldn't be all there is. */
const mostRows = 192;
/** So many workgroups keep a few threads busy; more of them lay out more. */
const enoughGroups = 4;
/** Of more blocks than this, some of the largest sizes are looked at, not all. */
const [manyBlocks, mostSizes] = [16, 6];
/** Of how many threads the shares are looked at. */
const threads = [1, 2, 4] as const;

/**
 * Rough costs in cycles: of a product and sum of one step, of laying out an element, and of a workgroup; and what a thread should have
 * to do, so that it is worth waiting for.
 */
const costs = { product: 1 / 6, element: 1 / 2, group: 2000, thread: 20_000 } as const;

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
  readonly batches: number;
}

export interface Blocks {
  readonly rows: number;
  readonly columns: number;
}

/** Whole numbers of tiles; the last block may have fewer. */
export function blocksOf(product: Product): Blocks {
  const { rows, columns, steps, batches } = product;
  const mostOf = ({ isPacked }: Extent): number => (isPacked ? Math.floor(mostPanel / steps) : mostRows);
  const groupsOf = (block: Blocks): number =>
    batches * Math.ceil(rows.size / block.rows) * Math.ceil(columns.size / block.columns);
  const all = candidates(rows, mostOf(rows)).flatMap((height) =>
    candidates(columns, mostOf(columns)).map((width) => ({ rows: height, columns: width })),
  );
  const work = batches * rows.size * columns.size * steps * costs.product;
  const worthwhile = Math.max(1, Math.floor(work / costs.thread));
  const wanted = Math.min(enoughGroups, worthwhile, Math.max(...all.map(groupsOf)));
  const scored = all
    .filter((block) => groupsOf(block) >= wanted)
    .map((block) => ({ block, score: scoreOf(product, block, wanted) }));
  const [first, ...others] = scored;
  const best = others.reduce(
    (one, other) => (one === undefined || other.score < one.score ? other : one),
    first,
  );
  return best?.block ?? { rows: rows.tile, columns: columns.tile };
}

/** Blocks of about one size, for every number of them that isn't too large: of many only the largest, which lay out least. */
function candidates({ size, tile }: Extent, most: number): readonly number[] {
  const found = new Set<number>();
  const tiles = Math.ceil(size / tile);
  for (let count = 1; count <= tiles; count += 1) {
    const block = Math.ceil(tiles / count) * tile;
    if (block <= Math.max(most, tile)) found.add(block);
    if (count > manyBlocks && found.size >= mostSizes) break;
  }
  return [...found];
}

/** So many groups of one cost, one after the other. */
interface Run {
  readonly cost: number;
  readonly count: number;
}

/** What all threads take together, waiting included, for each number of threads up to `most`. */
function scoreOf({ rows, columns, steps, batches }: Product, block: Blocks, most: number): number {
  const packed = ({ isPacked }: Extent, count: number): number => (isPacked ? count * costs.element : 0);
  const costOf = (height: number, width: number): number =>
    height * width * costs.product + packed(rows, height) + packed(columns, width) + costs.group / steps;
  const widths = partsOf(columns, block.columns);
  const runs = partsOf(rows, block.rows).flatMap((height) =>
    Array.from({ length: height.count }, () =>
      widths.map(({ size, count }): Run => ({ cost: costOf(height.size, size), count })),
    ).flat(),
  );
  const total = batches * runs.reduce((sum, { cost, count }) => sum + cost * count, 0);
  return threads.reduce((sum, count) => {
    if (count > most) return sum;
    // Many batches are even enough.
    if (count === 1 || batches >= 8) return sum + total;
    const shares = new Array<number>(count).fill(0);
    for (let batch = 0; batch < batches; batch += 1) for (const run of runs) share(shares, run);
    return sum + count * Math.max(...shares);
  }, 0);
}

/** Blocks along a side: those that are whole, and the last one, if it isn't; in whole tiles. */
function partsOf(
  { size, tile }: Extent,
  block: number,
): readonly { readonly size: number; readonly count: number }[] {
  const count = Math.ceil(size / block);
  const last = Math.ceil((size - (count - 1) * block) / tile) * tile;
  return [
    { size: block, count: count - 1 },
    { size: last, count: 1 },
  ];
}

/** The thread that is the first to be done takes the next group. Where none is a group ahead, each takes one before any takes a second. */
function share(shares: number[], { cost, count }: Run): void {
  let left = count;
  while (left > 0) {
    const [least, largest] = [Math.min(...shares), Math.max(...shares)];
    const turns = largest - least <= cost ? Math.floor(left / shares.length) : 0;
    for (const at of shares.keys()) shares[at] = (shares[at] ?? 0) + turns * cost;
    left -= turns * shares.length;
    if (left === 0) return;
    const free = shares.indexOf(Math.min(...shares));
    shares[free] = (shares[free] ?? 0) + cost;
    left -= 1;
  }
}
