import type { Size } from "../sizes/size.ts";
import {
  addSizes,
  literalSize,
  multiplySizes,
  sizeSymbols,
  sizeValue,
  substituteSize,
  symbolSize,
} from "../sizes/size.ts";
import type { AxisTable } from "./axes.ts";
import type { Body } from "./context.ts";

/** Whether a size is a whole number whatever the sizes of the day are; sizes that are given later count as fitting. */
export function isWhole(size: Size, body: Body): boolean {
  if (size.divisor === 1) return true;
  const steps = new Map<string, Size>();
  for (const symbol of sizeSymbols(size)) {
    const origin = body.checker.axes.get(symbol)?.origin;
    if (origin?.kind !== "bounded") {
      body.layer?.sizes.push(size);
      return true;
    }
    steps.set(symbol, multiplySizes(literalSize(origin.step), symbolSize(symbol)));
  }
  return substituteSize(size, steps).divisor === 1;
}

/** The divisors of a number on either side of another. */
export function nearestDivisors(dividend: number, divisor: number): readonly number[] {
  const divisors: number[] = [];
  for (let at = 1; at * at <= dividend; at++) {
    if (dividend % at === 0) divisors.push(at, dividend / at);
  }
  const below = Math.max(...divisors.filter((candidate) => candidate < divisor));
  const above = Math.min(...divisors.filter((candidate) => candidate > divisor));
  return [below, above].filter(Number.isFinite);
}

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
