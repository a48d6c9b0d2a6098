/** Which numbers of an exposed value lie where on a map, and how dark they are. */
import { denseStrides } from "../sizes.ts";
import type { Exposed } from "./messages.ts";

/** Places of axes in a value: two are its map, and of the others one position each is chosen. A value with one axis is a row. */
export interface MapLayout {
  readonly rows: number | undefined;
  readonly columns: number | undefined;
  readonly choices: readonly number[];
}

/** The last two axes, but those of texts first. Where the numbers are weights of means, a row has those of one. */
export function layOut(value: Exposed): MapLayout {
  const { axes } = value;
  const places = axes.map((_, place) => place);
  const isText = (place: number): boolean => axes[place]?.isText === true;
  const byUse = [...places.filter((place) => !isText(place)), ...places.filter(isText)];
  const shown = byUse.slice(-2).sort((a, b) => a - b);
  const choices = places.filter((place) => !shown.includes(place));
  const [first, second] = shown;
  if (second === undefined) return { rows: undefined, columns: first, choices };
  const declared = { rows: first, columns: second, choices };
  const turned = { rows: second, columns: first, choices };
  return !rowsAreMeans(value, declared) && rowsAreMeans(value, turned) ? turned : declared;
}

/** Whether each row of the first map sums to 1, but for rounding. */
function rowsAreMeans(value: Exposed, layout: MapLayout): boolean {
  const numbers = numbersOfMap(value, layout, []);
  const count = value.axes[layout.columns ?? 0]?.size ?? 1;
  const sums: number[] = [];
  for (const [cell, number] of numbers.entries()) {
    const row = Math.floor(cell / count);
    sums[row] = (sums[row] ?? 0) + number;
  }
  return sums.every((sum) => Math.abs(sum - 1) < 1e-3);
}

/** The map's numbers, row by row, where `chosen` are positions of the choices. */
export function numbersOfMap(
  { axes, data }: Exposed,
  layout: MapLayout,
  chosen: readonly number[],
): number[] {
  const sizes = axes.map(({ size }) => size);
  const strides = denseStrides(sizes);
  const along = (place: number | undefined): { readonly size: number; readonly stride: number } =>
    place === undefined ? { size: 1, stride: 0 } : { size: sizes[place] ?? 1, stride: strides[place] ?? 0 };
  const rows = along(layout.rows);
  const columns = along(layout.columns);
  const begin = layout.choices.reduce((sum, place, at) => sum + (chosen[at] ?? 0) * (strides[place] ?? 0), 0);
  return Array.from({ length: rows.size * columns.size }, (_, cell) => {
    const row = Math.floor(cell / columns.size);
    return data[begin + row * rows.stride + (cell % columns.size) * columns.stride] ?? 0;
  });
}

/** The ends of a map's scale. */
export interface Range {
  readonly low: number;
  readonly high: number;
}

/** Beyond it a number stands for an infinite one. */
const finite = 1e30;

/** From 0, or what is less, to the largest of a value: that of all its maps, so that these can be compared. */
export function rangeOf(data: ArrayLike<number>): Range {
  let low = 0;
  let high = -Infinity;
  for (let at = 0; at < data.length; at += 1) {
    const number = data[at] ?? 0;
    if (!(Math.abs(number) < finite)) continue;
    low = Math.min(low, number);
    high = Math.max(high, number);
  }
  return { low, high: high > low ? high : low + 1 };
}

/**
 * How dark a number is, from 0 to 1: by the square root, so that little of much can be told from nothing, but in proportion where numbers
 * below 0 have shades, too.
 */
export function shadeOf(number: number, { low, high }: Range): number {
  if (Number.isNaN(number)) return 0;
  const share = Math.min(1, Math.max(0, (number - low) / (high - low)));
  return low < 0 ? share : Math.sqrt(share);
}
