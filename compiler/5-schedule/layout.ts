/** Where the elements of a value lie: an order of axes, with strides from the bounds of their sizes. */
import type { Axis, Entry, SizeSymbol } from "../3-graph/graph.ts";
import {
  evaluateSize,
  literalSize,
  multiplySizes,
  sizeValue,
  substituteSize,
  type Size,
} from "../sizes/size.ts";

/** What an entry says of sizes: symbols that have one value in it, and the largest value of each. */
export interface Bounds {
  readonly fixed: ReadonlyMap<string, Size>;
  readonly highs: ReadonlyMap<string, number>;
  readonly steps: ReadonlyMap<string, number>;
  /** Sizes that are others in each turn of a loop. */
  readonly turns: ReadonlyMap<string, TurnSize>;
}

export interface TurnSize extends SizeSymbol {
  readonly turn: NonNullable<SizeSymbol["turn"]>;
}

export interface Layout {
  /** The slowest first. */
  readonly order: readonly Axis[];
  /** By id of the axis, in elements. */
  readonly strides: ReadonlyMap<string, number>;
  readonly count: number;
}

export function boundsOf(entry: Pick<Entry, "symbols">): Bounds {
  const fixed = entry.symbols.filter(({ low, high }) => low === high);
  return {
    fixed: new Map(fixed.map(({ symbol, high }) => [symbol, literalSize(high)])),
    highs: new Map(entry.symbols.map(({ symbol, high }) => [symbol, high])),
    steps: new Map(entry.symbols.map(({ symbol, step }) => [symbol, step])),
    turns: new Map(
      entry.symbols.flatMap((size) => {
        const { turn, symbol } = size;
        return turn === undefined ? [] : [[symbol, { ...size, turn }] as const];
      }),
    ),
  };
}

/** The bounds in one turn of the loop: what its own sizes are there, at the bounds of the others. */
export function boundsInTurn(bounds: Bounds, scan: string, turn: number): Bounds {
  const own = [...bounds.turns.values()].filter((size) => size.turn.scan === scan);
  if (own.length === 0) return bounds;
  const known = new Map(bounds.highs).set("this turn", turn);
  const here = own.map(({ symbol, low, turn: { least } }) => {
    const values = least.map((size) => Math.floor(evaluateSize(sizeOfDay(size, bounds), known)));
    return [symbol, Math.max(low, Math.min(...values))] as const;
  });
  return { ...bounds, highs: new Map([...bounds.highs, ...here]) };
}

/** The size of the day: without the symbols that are fixed in the entry. */
export function sizeOfDay(size: Size, bounds: Bounds): Size {
  return substituteSize(size, bounds.fixed);
}

/** The largest value of a size. */
export function highOf(size: Size, bounds: Bounds): number {
  return sizeValue(size) ?? Math.floor(evaluateSize(size, bounds.highs));
}

/** The one value of a size in this entry, or undefined where it changes from call to call. */
export function fixedValue(size: Size, bounds: Bounds): number | undefined {
  return sizeValue(sizeOfDay(size, bounds));
}

/** The product of the axes' sizes of the day. */
export function productOfDay(axes: readonly Axis[], bounds: Bounds): Size {
  return axes.reduce((size, axis) => multiplySizes(size, sizeOfDay(axis.size, bounds)), literalSize(1));
}

/** The largest number of positions. */
export function countOf(axes: readonly Axis[], bounds: Bounds): number {
  let count = 1;
  for (const { size } of axes) count *= highOf(size, bounds);
  return count;
}

/** Row-major over `order`, without padding. */
export function layOut(order: readonly Axis[], bounds: Bounds): Layout {
  const strides = new Map<string, number>();
  let count = 1;
  for (const axis of [...order].reverse()) {
    strides.set(axis.id, count);
    count *= highOf(axis.size, bounds);
  }
  return { order, strides, count };
}

export function strideOf(layout: Layout, axis: Axis): number {
  return layout.strides.get(axis.id) ?? 0;
}
