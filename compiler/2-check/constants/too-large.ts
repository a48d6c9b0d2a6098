import type { Diagnostic } from "../../source/diagnostic.ts";
import { report } from "../../source/diagnostic.ts";
import { evaluateSize, sizeSymbols, type Size } from "../../sizes/size.ts";
import type { AxisTable } from "../axes.ts";

/** Positions are integers of 32 bits. */
const most = 2 ** 31 - 1;

/** How many positions such an axis has at the bounds, where these are more than may be; undefined where they aren't, or aren't known. */
export function tooMany(size: Size, axes: AxisTable): number | undefined {
  const bounds = new Map<string, number>();
  for (const symbol of sizeSymbols(size)) {
    const origin = axes.get(symbol)?.origin;
    if (origin?.kind !== "bounded") return undefined;
    bounds.set(symbol, origin.high);
  }
  const count = evaluateSize(size, bounds);
  return count > most ? count : undefined;
}

/** Axes made of others with more positions than an integer counts; groups are told of where their positions are asked for. */
export function reportTooLarge(axes: AxisTable, diagnostics: Diagnostic[]): void {
  for (const { size, origin, span } of axes.values()) {
    const value = origin.kind === "twin" || origin.kind === "group" ? undefined : tooMany(size, axes);
    if (value !== undefined) report(diagnostics, "W0507", span, { value });
  }
}
