import type { Size } from "../../sizes/size.ts";
import { literalSize, multiplySizes, sizeSymbols, substituteSize, symbolSize } from "../../sizes/size.ts";
import type { Body } from "../context.ts";

/** Whether an axis may have so many positions. */
export function isSize(value: number): boolean {
  return Number.isInteger(value) && value >= 1 && value < 2 ** 31;
}

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
