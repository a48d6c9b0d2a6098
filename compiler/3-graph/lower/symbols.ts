/** Between which numbers the sizes of the day of an entry lie. */
import { InternalError } from "../../source/internal-error.ts";
import type { SizeSymbol } from "../graph.ts";
import type { EntryScope } from "./scope.ts";

/** The largest batch that an inference takes where nothing else bounds a free axis. */
const freeAxisBound = 64;

/** Of a symbol that isn't fixed in the entry. */
export function symbolBounds(entry: EntryScope, symbol: string): SizeSymbol {
  const axis = entry.lowering.axes.get(symbol);
  switch (axis?.origin.kind) {
    case "bounded":
      return { symbol, low: axis.origin.low, high: axis.origin.high, step: axis.origin.step };
    case "free":
      return { symbol, low: 1, high: entry.highs.get(symbol) ?? freeAxisBound, step: 1 };
    default:
      throw new InternalError(`the size of ${symbol} isn't known when the package is built`, axis?.span);
  }
}
