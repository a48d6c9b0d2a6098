/**
 * What a strip sees of another axis: where a `where` rules out the first or last positions for all of its rows, sums and products over
 * that axis needn't go there. How far it sees changes from turn to turn, and is linear in the turn.
 */
import type { Axis, Node, SizeSymbol } from "../../3-graph/graph.ts";
import {
  addSizes,
  divideSizes,
  evaluateSize,
  literalSize,
  multiplySizes,
  subtractSizes,
  symbolSize,
  type Size,
} from "../../sizes/size.ts";
import { InternalError } from "../../source/internal-error.ts";
import {
  candidateHalfPlanes,
  conditionsUnder,
  isLeftOut,
  valuesIn,
  type Axes,
  type HalfPlane,
} from "../../3-graph/support.ts";
import { fixedValue, highOf, type Bounds } from "../layout.ts";
import { hasAxis } from "../../3-graph/positions.ts";

/** The loop whose strips have so many positions of an axis. */
export interface Turns {
  readonly scan: string;
  readonly axis: Axis;
  readonly rows: number;
  readonly count: number;
}

/** The positions of an axis that a strip sees: from `start` on, as many as `part` has. */
export interface Seen {
  readonly axis: Axis;
  readonly part: Axis;
  readonly start: Size;
  readonly symbols: readonly SizeSymbol[];
}

/** Less than this share of all positions has to be seen: other sizes in each turn cost a little, too. */
const worthwhile = 0.9;

/**
 * The axis of which a strip sees least, if it sees less than all of one. `nodes` are all that is made in the strip; `isWritten` says of
 * which the whole is needed elsewhere, and `addsUp` of which the strips' results are added up there.
 */
export function seenIn(
  nodes: readonly Node[],
  isWritten: (node: Node) => boolean,
  addsUp: (node: Node) => boolean,
  turns: Turns,
  bounds: Bounds,
): Seen | undefined {
  const axes = new Map(nodes.flatMap((node) => node.axes).map((axis) => [axis.id, axis]));
  axes.delete(turns.axis.id);
  const sizes = {
    fixedValue: (size: Size) => fixedValue(size, bounds),
    highOf: (size: Size) => highOf(size, bounds),
  };
  const all = [...axes.values()].flatMap((inner) => {
    const pair: Axes = { inner, outer: turns.axis };
    const ruledOut = candidateHalfPlanes(conditionsUnder(nodes, inner), pair, sizes).filter((half) =>
      isRuledOut(inner, nodes, isWritten, addsUp, valuesIn(half, pair, sizes)),
    );
    const found = ruledOut.length === 0 ? undefined : rangeOf(ruledOut, inner, turns, bounds);
    return found === undefined ? [] : [found];
  });
  return all.sort((a, b) => a.share - b.share)[0]?.seen;
}

/** Whether nothing that leaves the strip, or no longer has the inner axis, depends on what is in the half. */
function isRuledOut(
  inner: Axis,
  nodes: readonly Node[],
  isWritten: (node: Node) => boolean,
  addsUp: (node: Node) => boolean,
  valueIn: (node: Node) => number | undefined,
): boolean {
  return nodes.every((node) => {
    const isOver = (node.kind === "reduce" || node.kind === "scatter") && hasAxis(node.over, inner);
    if (isOver && !isLeftOut(node, valueIn)) return false;
    if (node.kind === "index" && node.replaced.some(({ axis }) => axis.id === inner.id)) return false;
    if (node.kind === "scatter" && node.table.some(({ axis }) => axis.id === inner.id)) return false;
    if (!hasAxis(node.axes, inner) || !isWritten(node)) return true;
    return addsUp(node) && isLeftOut(node, valueIn);
  });
}

/** The first and the last position that some row of a strip sees, as multiples of `unit`, and the share of all that is then seen. */
function rangeOf(
  halfPlanes: readonly HalfPlane[],
  axis: Axis,
  turns: Turns,
  bounds: Bounds,
): { readonly seen: Seen; readonly share: number } | undefined {
  const size = fixedValue(axis.size, bounds);
  if (size === undefined) return undefined;
  const unit = unitOf(size);
  const units = size / unit;
  const at = Array.from({ length: turns.count }, (_, turn) => new Map([["this turn", turn]]));
  const inTurns = (of: Size): readonly number[] => at.map((known) => Math.floor(evaluateSize(of, known)));
  const total = (of: Size): number =>
    inTurns(of).reduce((sum, value) => sum + Math.max(0, Math.min(units, value)), 0);
  const ends = halfPlanes.filter(({ inner }) => inner > 0).map((half) => endOf(half, turns, unit));
  const begins = halfPlanes.filter(({ inner }) => inner < 0).map((half) => beginOf(half, turns, unit));
  const [end] = ends.sort((a, b) => total(a) - total(b));
  const [begin] = begins.sort((a, b) => total(b) - total(a));
  // In units, in each turn: at least one, inside of the axis.
  const clamp = (value: number, low: number, high: number): number => Math.max(low, Math.min(high, value));
  const firsts =
    begin === undefined ? at.map(() => 0) : inTurns(begin).map((one) => clamp(one, 0, units - 1));
  const lasts = end === undefined ? at.map(() => units) : inTurns(end).map((one) => clamp(one, 1, units));
  const window = Math.max(...firsts.map((first, turn) => Math.max(1, (lasts[turn] ?? units) - first)));
  const sum = (values: readonly number[]): number => values.reduce((one, other) => one + other, 0);
  const all = units * turns.count;
  const part = (own: Size): Axis => ({ id: `${axis.id} of ${turns.scan}`, name: axis.name, size: own });
  const symbol = `${axis.name} seen in ${turns.scan}`;
  const counted = (low: number, high: number, least: readonly Size[]): readonly SizeSymbol[] => [
    { symbol, low, high, step: 1, turn: { scan: turns.scan, least } },
  ];
  const wide = multiplySizes(symbolSize(symbol), literalSize(unit));
  const ways = [
    {
      share: (window * turns.count) / all,
      make: (): Omit<Seen, "axis"> => {
        const least = [begin ?? literalSize(0), literalSize(units - window)];
        return {
          start: wide,
          part: part(literalSize(window * unit)),
          symbols: counted(0, units - window, least),
        };
      },
    },
    {
      share: sum(lasts) / all,
      make: (): Omit<Seen, "axis"> => {
        const least = [end ?? literalSize(units), literalSize(units)];
        return { start: literalSize(0), part: part(wide), symbols: counted(1, units, least) };
      },
    },
    {
      share: 1 - sum(firsts) / all,
      make: (): Omit<Seen, "axis"> => {
        const least = [subtractSizes(literalSize(units), begin ?? literalSize(0)), literalSize(units)];
        const start = subtractSizes(literalSize(size), wide);
        return { start, part: part(wide), symbols: counted(1, units, least) };
      },
    },
  ];
  const [best] = ways.sort((a, b) => a.share - b.share);
  if (best === undefined || best.share > worthwhile) return undefined;
  return { seen: { axis, ...best.make() }, share: best.share };
}

/** Whole vectors, and of a long axis whole cache lines, where they divide it. */
function unitOf(size: number): number {
  const wanted = [32, 16, 8, 4].find((unit) => size % unit === 0 && (unit === 4 || size >= 8 * unit));
  return wanted ?? 1;
}

const turn = symbolSize("this turn");

/** What the least or the largest of factor * y comes to in a strip. */
function extremeOf(factor: number, { rows }: Turns): Size {
  const first = multiplySizes(turn, literalSize(factor * rows));
  return factor >= 0 ? first : addSizes(first, literalSize(factor * (rows - 1)));
}

/** Of a half that rules out the last positions: after how many units all are ruled out for every row. */
function endOf({ inner, outer, least }: HalfPlane, turns: Turns, unit: number): Size {
  const first = subtractSizes(literalSize(least), extremeOf(outer, turns));
  return quotient(addSizes(first, literalSize(inner * unit - 1)), inner * unit);
}

/** Of a half that rules out the first positions: how many whole units are ruled out for every row. */
function beginOf({ inner, outer, least }: HalfPlane, turns: Turns, unit: number): Size {
  const last = subtractSizes(extremeOf(outer, turns), literalSize(least));
  return quotient(addSizes(last, literalSize(-inner)), -inner * unit);
}

function quotient(size: Size, by: number): Size {
  const found = divideSizes(size, literalSize(by));
  if (found === undefined) throw new InternalError("a size that no whole number divides");
  return found;
}
