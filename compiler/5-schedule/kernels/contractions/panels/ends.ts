/** How tiles end where an operand's end isn't theirs: cut, or begun earlier, or by a narrower one with code of its own. */
import { sizeValue, type Size } from "../../../../sizes/size.ts";
import type { Bounds } from "../../../layout.ts";
import { isMultipleOfDay } from "../../grid.ts";
import type { LastTiles, Side } from "./depth.ts";

/** Twelve sums, two vectors of columns and an element of a row: what the registers of every processor hold. */
const mostRows = 6;
export const mostColumns = 8;
/** How long a step of a tile of so many rows takes, measured: lower ones load more for each sum, and wait for the step before. */
const stepTimes = new Map([
  [4, 4.6],
  [5, 5.3],
  [6, 6],
]);
const heights = [...stepTimes.keys()];

/** How many rows a tile has: six, or where few rows would leave one to three over, four or five. */
export function heightOf(size: Size, high: number): number {
  if (high <= mostRows) return high;
  const fixed = sizeValue(size);
  if (fixed === undefined) return mostRows;
  const times = heights.map((tile) => ({ tile, time: timeOf(fixed, tile, lowerTiles(fixed, tile)) }));
  return times.reduce((best, one) => (one.time <= best.time ? one : best)).tile;
}

type End = Pick<Side, "isEven" | "overlaps" | "last">;
type Tiles = Pick<Side, "size" | "tile" | "block">;
type Lower = Pick<LastTiles, "tile" | "count">;

/** Lower tiles have code of their own; that is worth so much of a product's time, and not less. */
const leastGain = 0.01;
/** With more tiles, code of its own for a narrower last one saves less than it costs. */
const fewColumnTiles = 9;

/** In units of a step, where some tiles are lower. */
function timeOf(size: number, tile: number, lower: Lower | undefined): number {
  const { count, tile: height } = lower ?? { count: 0, tile };
  const time = (rows: number): number => stepTimes.get(rows) ?? Infinity;
  return (Math.ceil(size / tile) - count) * time(tile) + count * time(height);
}

/** What whole tiles have too much, some may have less, so that all come out even; `most`: of how many. */
function lowerTiles(size: number, tile: number, most = Infinity): Lower | undefined {
  const tiles = Math.ceil(size / tile);
  const excess = tiles * tile - size;
  const even = heights.map((height) => ({ tile: height, count: excess / (tile - height) }));
  const possible = even.filter(
    ({ tile: height, count }) =>
      height < tile && Number.isInteger(count) && count > 0 && count < tiles && count <= most,
  );
  const [first, ...others] = possible;
  if (first === undefined) return undefined;
  const timeWith = (lower: Lower | undefined): number => timeOf(size, tile, lower);
  const best = others.reduce((one, other) => (timeWith(other) < timeWith(one) ? other : one), first);
  const whole = timeWith(undefined);
  return whole - timeWith(best) < leastGain * whole ? undefined : best;
}

/** `isPlain`: sums are stored as they are, so that the same ones may be stored twice. */
export function endOfRows(tiles: Tiles, isPlain: boolean, bounds: Bounds): End {
  const { size, tile, block } = tiles;
  const { fixed, rest } = restOf(tiles);
  if (fixed === undefined || rest === 0 || fixed < tile) return cutOf(size, tile, bounds);
  const lower = lowerTiles(fixed, tile, tilesOfLast(fixed, tile, block));
  if (lower !== undefined)
    return cutOf(size, tile, bounds, { ...lower, from: fixed - lower.count * lower.tile });
  return isPlain ? overlapping : cutOf(size, tile, bounds);
}

function tilesOfLast(size: number, tile: number, block: number): number {
  return Math.ceil((size - (Math.ceil(size / block) - 1) * block) / tile);
}

/** How many rows are made where so many are wanted: whole tiles, or as many where the last block has room for lower ones. */
export function rowsMade(size: number, tile: number, block: number): number {
  const isEven = lowerTiles(size, tile, tilesOfLast(size, tile, block)) !== undefined;
  return isEven ? size : Math.ceil(size / tile) * tile;
}

/** `isWhole`: each sum is made at once, so that making it twice changes nothing, and a tile's sums have a place for each column of the block. */
export function endOfColumns(tiles: Tiles, isWhole: boolean, isPlain: boolean, bounds: Bounds): End {
  const { tile } = tiles;
  const { fixed, rest, isAlone } = restOf(tiles);
  if (fixed === undefined || rest === 0) return cutOf(tiles.size, tile, bounds);
  const canOverlap = isWhole && (isPlain || !isAlone) && fixed > tile;
  if (rest <= 4 && tile > 4 && fixed <= fewColumnTiles * tile)
    return cutOf(tiles.size, tile, bounds, {
      from: canOverlap ? fixed - 4 : fixed - rest,
      tile: 4,
      count: 1,
    });
  return canOverlap ? overlapping : cutOf(tiles.size, tile, bounds);
}

/** Whether the last block has as many tiles as others. */
export function fillsBlocks({ size, tile, block }: Tiles): boolean {
  const fixed = sizeValue(size);
  return fixed !== undefined && Math.ceil(fixed / block) * block - fixed < tile;
}

const overlapping: End = { isEven: true, overlaps: true, last: undefined };

/** Tiles of one width, of which the last is cut where they aren't even. */
export function cutOf(size: Size, tile: number, bounds: Bounds, last?: End["last"]): End {
  return { isEven: isMultipleOfDay(size, tile, bounds), overlaps: false, last };
}

/** Of a size that is known: what whole tiles leave, and whether it is all of its block. */
function restOf({ size, tile, block }: Tiles): {
  readonly fixed: number | undefined;
  readonly rest: number;
  readonly isAlone: boolean;
} {
  const fixed = sizeValue(size);
  const rest = (fixed ?? 0) % tile;
  return { fixed, rest, isAlone: ((fixed ?? 0) - rest) % block === 0 };
}
