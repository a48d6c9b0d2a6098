/** Where an index runs outside: the first position, found by trying, so that the message can show it. */
import { operator } from "../operators/table.ts";
import type { Extras } from "../source/diagnostic.ts";
import type { FirstOutside } from "../source/messages-types.ts";
import { evaluateSize, sizeSymbols, type Size } from "../sizes/size.ts";
import { axisNames, axisOf } from "./axes.ts";
import { resultOf, type Known } from "./bounds.ts";
import type { Body } from "./context.ts";
import { fail, knownIn } from "./context.ts";
import type { AxisId, Expression } from "./model.ts";
import { partsOf } from "./walk.ts";

/** More positions than these aren't tried one by one: then only the ends of each axis are. */
const mostTried = 20_000;

/** Reports an index that isn't proven to stay inside of an axis, with the first position at which it is outside. */
export function failOutside(
  index: Expression,
  axis: AxisId,
  facts: { readonly hasElse: boolean; readonly isNegative?: boolean },
  body: Body,
  extras: Extras = {},
): void {
  const { name } = axisOf(body.checker.axes, axis);
  const first = firstOutside(index, axis, knownIn(body));
  const own = first === undefined ? {} : { first };
  fail(body, "W0403", index.span, { axis: name, ...facts, ...own }, extras);
}

/** The first position at which an integer expression is outside of an axis; undefined where it follows from data, or none was found. */
function firstOutside(expression: Expression, axis: AxisId, known: Known): FirstOutside | undefined {
  const positions = positionsOf(expression, known);
  if (positions === undefined) return undefined;
  const { size } = axisOf(known.axes, axis);
  const symbols = new Set(
    [size, ...positions.sizes, ...positions.axes.map((id) => axisOf(known.axes, id).size)].flatMap(
      sizeSymbols,
    ),
  );
  for (const isLargest of [true, false]) {
    const sizes = new Map([...symbols].map((symbol) => [symbol, sizeOfDay(symbol, isLargest, known)]));
    const found = firstOf(expression, size, positions.axes, sizes, known);
    // Before the first position an index is at any size, if it is at the largest.
    if (found !== undefined) return found.value < 0 && isLargest ? { ...found, sizes: [] } : found;
  }
  return undefined;
}

function sizeOfDay(symbol: string, isLargest: boolean, { axes }: Known): number {
  const origin = axes.get(symbol)?.origin;
  if (origin?.kind !== "bounded") return 1;
  return isLargest ? origin.high : origin.low;
}

interface Followed {
  readonly axes: readonly AxisId[];
  readonly sizes: readonly Size[];
}

/** The positions and sizes that an integer follows from; undefined where it follows from anything else. */
function positionsOf(expression: Expression, known: Known): Followed | undefined {
  switch (expression.kind) {
    case "constant":
      return { axes: [], sizes: [] };
    case "size":
      return { axes: [], sizes: [expression.size] };
    case "last":
      return { axes: [], sizes: [axisOf(known.axes, expression.axis).size] };
    case "position":
      return { axes: [expression.axis], sizes: [] };
    case "reference": {
      const value = known.valueOf(expression.binding);
      return value === undefined || value === expression ? undefined : positionsOf(value, known);
    }
    case "block": {
      const made = resultOf(expression, known);
      return made && positionsOf(made.result, made.known);
    }
    case "apply": {
      const parts = partsOf(expression).map((part) => positionsOf(part, known));
      const all = parts.filter((part) => part !== undefined);
      if (all.length < parts.length) return undefined;
      return {
        axes: [...new Set(all.flatMap(({ axes }) => axes))],
        sizes: all.flatMap(({ sizes }) => sizes),
      };
    }
    default:
      return undefined;
  }
}

type Numbers = ReadonlyMap<string, number>;

function firstOf(
  expression: Expression,
  size: Size,
  axes: readonly AxisId[],
  sizes: Numbers,
  known: Known,
): FirstOutside | undefined {
  const count = evaluateSize(size, sizes);
  const counts = axes.map((axis) => evaluateSize(axisOf(known.axes, axis).size, sizes));
  const all = counts.reduce((product, each) => product * each, 1);
  const tried = counts.map((each) =>
    all <= mostTried ? Array.from({ length: each }, (_, at) => at) : [...new Set([0, each - 1])],
  );
  const number = tried.reduce((product, each) => product * each.length, 1);
  for (let at = 0; at < number; at++) {
    let rest = at;
    const places = new Map<AxisId, number>();
    for (const [index, axis] of [...axes.entries()].reverse()) {
      const own = tried[index] ?? [];
      places.set(axis, own[rest % own.length] ?? 0);
      rest = Math.floor(rest / own.length);
    }
    const value = valueAt(expression, places, sizes, known);
    if (value >= 0 && value < count) continue;
    const symbols = [...sizes.keys()];
    return {
      sizes: axisNames(known.axes, symbols).map((name, index) => [
        name,
        sizes.get(symbols[index] ?? "") ?? 1,
      ]),
      places: axisNames(known.axes, axes).map((name, index) => [name, places.get(axes[index] ?? "") ?? 0]),
      value,
      count,
    };
  }
  return undefined;
}

function valueAt(expression: Expression, places: Numbers, sizes: Numbers, known: Known): number {
  switch (expression.kind) {
    case "constant":
      return expression.value;
    case "size":
      return evaluateSize(expression.size, sizes);
    case "last":
      return evaluateSize(axisOf(known.axes, expression.axis).size, sizes) - 1;
    case "position":
      return places.get(expression.axis) ?? NaN;
    case "reference": {
      const value = known.valueOf(expression.binding);
      return value === undefined ? NaN : valueAt(value, places, sizes, known);
    }
    case "block": {
      const made = resultOf(expression, known);
      return made === undefined ? NaN : valueAt(made.result, places, sizes, made.known);
    }
    case "apply": {
      const parts = expression.arguments.map((part) => valueAt(part, places, sizes, known));
      const value = operator(expression.operator).evaluate(...parts);
      if (expression.type.element !== "int") return value;
      return expression.operator === "multiply" ? Math.imul(parts[0] ?? NaN, parts[1] ?? NaN) : value | 0;
    }
    default:
      return NaN;
  }
}
