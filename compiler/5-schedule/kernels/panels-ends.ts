/** How tiles end where an operand's end isn't theirs: cut, or begun earlier, or by a narrower one with code of its own. */
import { sizeValue, type Size } from "../../sizes/size.ts";
import type { Bounds } from "../layout.ts";
import { isMultipleOfDay } from "./grid.ts";
import type { Side } from "./panels-depth.ts";

/** Twelve sums, two vectors of columns and an element of a row: what the registers of every processor hold. */
export const mostRows = 6;
export const mostColumns = 8;
/** How long a step of a tile of so many rows takes, measured: lower ones load more for each sum, and wait for the step before. */
const stepTimes = new Map([
  [6, 6],
  [5, 5.3],
  [4, 4.6],
]);

/** How many rows a tile has: six, or where few rows would leave one to three over, four or five. */
export function heightOf(size: Size, high: number): number {
  if (high <= mostRows) return high;
  const fixed = sizeValue(size);
  if (fixed === undefined) return mostRows;
  const timeOf = (rows: number): number => stepTimes.get(rows) ?? Infinity;
  const times = [...stepTimes.keys()].map((rows) => {
    const rest = fixed % rows;
    const last = rest === 0 ? 0 : timeOf(rest >= fewestRest ? rest : rows);
    return { rows, time: Math.floor(fixed / rows) * timeOf(rows) + last };
  });
  return times.reduce((best, one) => (one.time < best.time ? one : best)).rows;
}

type End = Pick<Side, "isEven" | "overlaps" | "last">;
type Tiles = Pick<Side, "size" | "tile" | "block">;

/** With more tiles, code of its own for a narrower last one saves less than it costs. */
const [fewRowTiles, fewColumnTiles] = [24, 9];
/** Fewer rows have so few sums that each step waits for the one before. */
const fewestRest = 4;

/** `isPlain`: sums are stored as they are, so that the same ones may be stored twice. */
export function endOfRows(tiles: Tiles, isPlain: boolean, bounds: Bounds): End {
  const { tile } = tiles;
  const { fixed, rest, isAlone } = restOf(tiles);
  if (fixed !== undefined && rest >= fewestRest && !isAlone && fixed <= fewRowTiles * tile)
    return cutOf(tiles.size, tile, bounds, { from: fixed - rest, tile: rest });
  if (fixed !== undefined && rest > 0 && fixed > tile && isPlain) return overlapping;
  return cutOf(tiles.size, tile, bounds);
}

/** `isWhole`: each sum is made at once, so that making it twice changes nothing, and a tile's sums have a place for each column of the block. */
export function endOfColumns(tiles: Tiles, isWhole: boolean, isPlain: boolean, bounds: Bounds): End {
  const { tile } = tiles;
  const { fixed, rest, isAlone } = restOf(tiles);
  if (fixed === undefined || rest === 0) return cutOf(tiles.size, tile, bounds);
  const canOverlap = isWhole && (isPlain || !isAlone) && fixed > tile;
  if (rest <= 4 && tile > 4 && fixed <= fewColumnTiles * tile)
    return cutOf(tiles.size, tile, bounds, { from: canOverlap ? fixed - 4 : fixed - rest, tile: 4 });
  return canOverlap ? overlapping : cutOf(tiles.size, tile, bounds);
}

/** Whether the last block has as many tiles as others. */
export function fillsBlocks({ size, tile, block }: Tiles): boolean {
  const fixed = sizeValue(size);
  return fixed !== undefined && Math.ceil(fixed / block) * block - fixed < tile;
}

const overlapping: End = { isEven: true, overlaps: true, last: undefined };

function cutOf(size: Size, tile: number, bounds: Bounds, last?: End["last"]): End {
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
