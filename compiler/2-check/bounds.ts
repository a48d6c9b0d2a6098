import type { Size } from "../sizes/size.ts";
import {
  addSizes,
  divideSizes,
  literalSize,
  multiplySizes,
  sizeKey,
  sizeValue,
  subtractSizes,
} from "../sizes/size.ts";
import { axisOf } from "./axes.ts";
import type { Body } from "./context.ts";
import type { AxisId, Expression } from "./model.ts";
import { lookUpBinding } from "./scope.ts";
import { isNonNegative } from "./whole.ts";

/** An integer as a sum of positions times sizes, or as anything between two sizes. */
interface Range {
  /** Of a linear expression: the factor of each axis's position. */
  readonly factors: ReadonlyMap<AxisId, Size> | undefined;
  readonly constant: Size;
  /** Where it isn't linear: sizes that it never falls below or rises above. */
  readonly low: Size | undefined;
  readonly high: Size | undefined;
}

const zero = literalSize(0);
const one = literalSize(1);

/** Whether an integer expression is at least 0 and less than the size of an axis, at all positions and sizes. */
export function staysInside(expression: Expression, axis: AxisId, body: Body): boolean {
  const range = rangeOf(expression, body);
  if (range === undefined) return false;
  const low = lowOf(range, body);
  const high = highOf(range, body);
  if (low === undefined || high === undefined) return false;
  const last = subtractSizes(axisOf(body.checker.axes, axis).size, one);
  return isNonNegative(low, body) && isNonNegative(subtractSizes(last, high), body);
}

function linear(factors: ReadonlyMap<AxisId, Size>, constant: Size): Range {
  return { factors, constant, low: undefined, high: undefined };
}

function between(low: Size | undefined, high: Size | undefined): Range {
  return { factors: undefined, constant: zero, low, high };
}

function lowOf(range: Range, body: Body): Size | undefined {
  return range.factors === undefined ? range.low : extreme(range, body, false);
}

function highOf(range: Range, body: Body): Size | undefined {
  return range.factors === undefined ? range.high : extreme(range, body, true);
}

/** The least or the largest value of a linear expression: each position at the end that its factor's sign asks for. */
function extreme(range: Range, body: Body, largest: boolean): Size | undefined {
  let total = range.constant;
  for (const [axis, factor] of range.factors ?? []) {
    const rises = isNonNegative(factor, body);
    if (!rises && !isNonNegative(subtractSizes(zero, factor), body)) return undefined;
    if (rises !== largest) continue;
    const last = subtractSizes(axisOf(body.checker.axes, axis).size, one);
    total = addSizes(total, multiplySizes(factor, last));
  }
  return total;
}

function rangeOf(expression: Expression, body: Body): Range | undefined {
  const { type } = expression;
  switch (expression.kind) {
    case "constant":
      return Number.isInteger(expression.value)
        ? linear(new Map(), literalSize(expression.value))
        : undefined;
    case "size":
      return linear(new Map(), expression.size);
    case "position":
      return linear(new Map([[expression.axis, one]]), zero);
    case "apply":
      return rangeOfOperator(expression, body);
    case "reference": {
      const entity = lookUpBinding(body.scope, expression.binding);
      const known =
        entity && entity.value.expression !== expression && rangeOf(entity.value.expression, body);
      if (known) return known;
      break;
    }
    default:
  }
  if (type.element === "bool") return between(zero, one);
  if (type.indexes === undefined) return undefined;
  return between(zero, subtractSizes(axisOf(body.checker.axes, type.indexes).size, one));
}

function rangeOfOperator(expression: Extract<Expression, { kind: "apply" }>, body: Body): Range | undefined {
  const ranges = expression.arguments.map((argument) => rangeOf(argument, body));
  const [a, b, c] = ranges;
  switch (expression.operator) {
    case "add":
      return a && b && sum(a, b, body);
    case "subtract": {
      const negated = b && scale(b, literalSize(-1), body);
      return a && negated && sum(a, negated, body);
    }
    case "negate":
      return a && scale(a, literalSize(-1), body);
    case "multiply":
      if (a === undefined || b === undefined) return undefined;
      return isConstant(a)
        ? scale(b, a.constant, body)
        : isConstant(b)
          ? scale(a, b.constant, body)
          : undefined;
    case "quotient":
      return a && b && quotient(a, b, body);
    case "modulo":
      if (b === undefined || !isConstant(b) || !isNonNegative(subtractSizes(b.constant, one), body))
        return undefined;
      return between(zero, subtractSizes(b.constant, one));
    case "minimum":
      return a && b && joined([a, b], body, "least");
    case "maximum":
      return a && b && joined([a, b], body, "largest");
    case "select":
      return b && c && joined([b, c], body, "either");
    case "to_int":
      return a;
    default:
      return undefined;
  }
}

function isConstant(range: Range): boolean {
  return range.factors?.size === 0;
}

function sum(a: Range, b: Range, body: Body): Range {
  if (a.factors !== undefined && b.factors !== undefined) {
    const factors = new Map(a.factors);
    for (const [axis, factor] of b.factors) {
      const total = addSizes(factors.get(axis) ?? zero, factor);
      if (sizeKey(total) === "0") factors.delete(axis);
      else factors.set(axis, total);
    }
    return linear(factors, addSizes(a.constant, b.constant));
  }
  return between(added(lowOf(a, body), lowOf(b, body)), added(highOf(a, body), highOf(b, body)));
}

function added(a: Size | undefined, b: Size | undefined): Size | undefined {
  return a && b && addSizes(a, b);
}

function scale(range: Range, by: Size, body: Body): Range | undefined {
  if (range.factors !== undefined) {
    const factors = [...range.factors].map(([axis, factor]) => [axis, multiplySizes(factor, by)] as const);
    return linear(new Map(factors), multiplySizes(range.constant, by));
  }
  const [low, high] = [range.low, range.high].map((end) => end && multiplySizes(end, by));
  if (isNonNegative(by, body)) return between(low, high);
  return isNonNegative(subtractSizes(zero, by), body) ? between(high, low) : undefined;
}

/** Floored division by a positive constant: (n*q + n - 1) div n is q. */
function quotient(a: Range, b: Range, body: Body): Range | undefined {
  if (!isConstant(b) || !isNonNegative(subtractSizes(b.constant, one), body)) return undefined;
  const low = lowOf(a, body);
  const high = highOf(a, body);
  const next = high && divideSizes(addSizes(high, one), b.constant);
  const highest =
    next !== undefined && next.divisor === 1 ? subtractSizes(next, one) : floored(high, b.constant);
  const lowest = low && isNonNegative(low, body) ? zero : floored(low, b.constant);
  return between(lowest, highest);
}

function floored(value: Size | undefined, by: Size): Size | undefined {
  const [number, divisor] = [value && sizeValue(value), sizeValue(by)];
  return number === undefined || divisor === undefined
    ? undefined
    : literalSize(Math.floor(number / divisor));
}

/** The ends of a value that is one of two, their least or their largest: an end counts where it is proven to hold. */
function joined(ranges: readonly [Range, Range], body: Body, which: "least" | "largest" | "either"): Range {
  const lows = ranges.map((range) => lowOf(range, body));
  const highs = ranges.map((range) => highOf(range, body));
  const low = which === "largest" ? outer(lows, body, true) : outer(lows, body, false);
  const high = which === "least" ? outer(highs, body, false) : outer(highs, body, true);
  const inexactLow = which === "largest" ? (low ?? lows[0] ?? lows[1]) : low;
  const inexactHigh = which === "least" ? (high ?? highs[0] ?? highs[1]) : high;
  return between(inexactLow, inexactHigh);
}

/** The larger or the smaller of two sizes, where one is known to be it. */
function outer(ends: readonly (Size | undefined)[], body: Body, larger: boolean): Size | undefined {
  const [a, b] = ends;
  if (a === undefined || b === undefined) return undefined;
  if (isNonNegative(subtractSizes(a, b), body)) return larger ? a : b;
  if (isNonNegative(subtractSizes(b, a), body)) return larger ? b : a;
  return undefined;
}
