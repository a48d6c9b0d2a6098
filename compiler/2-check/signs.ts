import { largestInt, leastInt } from "../operators/reference.ts";
import type { Size } from "../sizes/size.ts";
import { addSizes, literalSize, sizeSymbols, sizeValue, substituteSize, symbolSize } from "../sizes/size.ts";
import type { AxisTable } from "./axes.ts";

/** Whether a size is at least 0 whatever its symbols are: free sizes and vocabularies are at least 1. */
export function isNonNegative(size: Size, axes: AxisTable): boolean {
  const shifted = new Map<string, Size>();
  for (const symbol of sizeSymbols(size)) {
    const origin = axes.get(symbol)?.origin;
    const low = origin?.kind === "bounded" ? origin.low : 1;
    shifted.set(symbol, addSizes(symbolSize(symbol), literalSize(low)));
  }
  const terms = substituteSize(size, shifted).terms;
  if (terms.every((term) => term.coefficient >= 0)) return true;
  return isNonNegativeAtBounds(size, axes);
}

/** Whether there are enough positions to choose from; of a vocabulary whose size the data say, that is judged when they are read. */
export function mayBeNonNegative(size: Size, axes: AxisTable): boolean {
  const isUnread = sizeSymbols(size).some((symbol) => axes.get(symbol)?.origin.kind === "tokenizer");
  return isUnread || isNonNegative(size, axes);
}

/** The other way to see it, for sizes that fall: linear in bounded sizes, it is least at one of their ends. */
function isNonNegativeAtBounds(size: Size, axes: AxisTable): boolean {
  let least: Size = size;
  for (const symbol of sizeSymbols(size)) {
    const origin = axes.get(symbol)?.origin;
    const terms = size.terms.filter((term) => term.symbols.includes(symbol));
    if (origin?.kind !== "bounded" || terms.some((term) => term.symbols.length > 1)) return false;
    const falls = terms.some((term) => term.coefficient < 0);
    least = substituteSize(least, new Map([[symbol, literalSize(falls ? origin.high : origin.low)]]));
  }
  const value = sizeValue(least);
  return value !== undefined && value >= 0;
}

/** What a size of which no bound is known is taken to be at most, alone or times others of its kind, as the axes of a group are. */
const usualMost = 2 ** 20;

/** Whether 32 bits hold a whole number at all sizes. */
export function isWithinInt({ terms, divisor }: Size, axes: AxisTable): boolean {
  let [low, high] = [0, 0];
  for (const { symbols, coefficient } of terms) {
    let [least, most, isKnown] = [1, 1, true];
    for (const symbol of symbols) {
      const origin = axes.get(symbol)?.origin;
      least *= origin?.kind === "bounded" ? origin.low : 1;
      most *= origin?.kind === "bounded" ? origin.high : 1;
      isKnown &&= origin?.kind === "bounded";
    }
    const ends = [coefficient * least, coefficient * most * (isKnown ? 1 : usualMost)];
    low += Math.min(...ends) / divisor;
    high += Math.max(...ends) / divisor;
  }
  return low >= leastInt && high <= largestInt;
}
