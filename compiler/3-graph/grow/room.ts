/**
 * How long a text is, and for how many positions there is room. In an entry `extend` the symbol of the text's axis is the room: a multiple
 * of a step, so that shapes seldom change, and the order of a sum doesn't depend on the length.
 */
import { sizeSymbols, substituteSize, symbolSize, type Size } from "../../sizes/size.ts";

/** The symbol of the length. */
export function soFar(symbol: string): string {
  return `${symbol} so far`;
}

/** In positions. A bound that isn't a multiple of it has room for each position by itself. */
export function roomStep(bound: number): number {
  return bound % 4 === 0 ? 4 : 1;
}

/** The size of a text as long as it is, where it is that of its room. */
export function withLength(size: Size, symbol: string): Size {
  if (!sizeSymbols(size).includes(symbol)) return size;
  return substituteSize(size, new Map([[symbol, symbolSize(soFar(symbol))]]));
}
