import type { Size } from "../sizes/size.ts";
import {
  addSizes,
  divideSizes,
  literalSize,
  multiplySizes,
  sizeKey,
  sizeSymbols,
  sizeValue,
  subtractSizes,
} from "../sizes/size.ts";
import type { AxisTable } from "./axes.ts";
import { axisOf } from "./axes.ts";
import type { OperatorName } from "../operators/operator.ts";
import type { AxisId, BindingId, Expression } from "./model.ts";
import { isNonNegative, isWithinInt } from "./signs.ts";

/** What the ends of an integer follow from: the sizes of axes, and what names are bound to. */
export interface Known {
  readonly axes: AxisTable;
  readonly valueOf: (binding: BindingId) => Expression | undefined;
  /** Axes whose sizes can't be read, which was reported: nothing more is said of what lies in them. */
  readonly unsized?: ReadonlySet<AxisId>;
  /** Whether a quotient is seen as the fraction that it is near to, rather than by its ends. */
  readonly nearFractions?: boolean;
}

/** An integer: a sum of positions times sizes and a constant, and something between two sizes where they are known. */
interface Range {
  readonly factors: ReadonlyMap<AxisId, Size>;
  readonly constant: Size;
  /** Absent for a linear expression; without an end it may be anything on that side. */
  readonly rest: Ends | undefined;
}
interface Ends {
  readonly low: Size | undefined;
  readonly high: Size | undefined;
}

const zero = literalSize(0);
const one = literalSize(1);

/** Whether an integer expression is at least 0 and less than the size of an axis, at all positions and sizes. */
export function staysInside(expression: Expression, axis: AxisId, known: Known): boolean {
  const { size } = axisOf(known.axes, axis);
  if (sizeSymbols(size).some((symbol) => known.unsized?.has(symbol) === true)) return true;
  return isNeverNegative(expression, known) && staysBelow(expression, size, known);
}

/** Whether an integer expression is less than a size, at all positions and sizes. */
export function staysBelow(expression: Expression, size: Size, known: Known): boolean {
  return isBelow(expression, known, (range) => {
    const high = highOf(range, known);
    if (high === undefined) return false;
    // What is whole and at most n / 2 is below m, if m - n / 2 is at least 1 / 2.
    const least = divideSizes(one, literalSize(high.divisor)) ?? one;
    return isNonNegative(subtractSizes(subtractSizes(size, high), least), known.axes);
  });
}

/** Whether an index is never beyond the position of an axis and a size. */
export function staysAtMost(expression: Expression, axis: AxisId, ahead: Size, known: Known): boolean {
  const position = linear(new Map([[axis, one]]), ahead);
  return isBelow(expression, known, (range) =>
    neverNegative(sum(position, scaled(range, literalSize(-1), false)), known),
  );
}

/** Whether an index is the position of an axis and a size. */
export function staysAt(expression: Expression, axis: AxisId, ahead: Size, known: Known): boolean {
  const range = rangeOf(expression, known);
  const rest = range && sum(range, linear(new Map([[axis, literalSize(-1)]]), subtractSizes(zero, ahead)));
  return rest !== undefined && isConstant(rest) && sizeKey(rest.constant) === "0";
}

/** Whether an integer is at least 0, where its own ends or those of what it is chosen from say so. */
export function isNeverNegative(expression: Expression, known: Known): boolean {
  if (rangesOf(expression, known).some((range) => neverNegative(range, known))) return true;
  const parts = choiceOf(expression, known);
  if (parts === undefined) return false;
  const { operator, from } = parts;
  const holds = (part: Expression): boolean => isNeverNegative(part, parts.known);
  return operator === "maximum" ? from.some(holds) : operator !== "modulo" && from.every(holds);
}

/** Whether an integer is at most something that is never negative: where that holds of its own range, or of what it is chosen from. */
function isBelow(expression: Expression, known: Known, holds: (range: Range) => boolean): boolean {
  if (rangesOf(expression, known).some(holds)) return true;
  const parts = choiceOf(expression, known);
  if (parts === undefined) return false;
  const { operator, from } = parts;
  const isPartBelow = (part: Expression): boolean => isBelow(part, parts.known, holds);
  // What is left of a negative number is positive.
  if (operator === "modulo" && !from.every((part) => isNeverNegative(part, parts.known))) return false;
  return operator === "minimum" ? from.some(isPartBelow) : from.every(isPartBelow);
}

/** What a function gives where it is one value at all positions, and what is known where it is made. */
export function resultOf(
  expression: Extract<Expression, { kind: "block" }>,
  known: Known,
): { readonly result: Expression; readonly known: Known } | undefined {
  const { body, results, restrictions } = expression;
  const [result, ...others] = results;
  if (result === undefined || others.length > 0 || restrictions.length > 0) return undefined;
  const bound = new Map<BindingId, Expression>();
  for (const statement of body) {
    if (statement.kind !== "bind") continue;
    const [binding, ...more] = statement.bindings;
    if (binding !== undefined && more.length === 0) bound.set(binding.id, statement.value);
  }
  return { result, known: { ...known, valueOf: (binding) => bound.get(binding) ?? known.valueOf(binding) } };
}

interface Choice {
  readonly operator: OperatorName;
  readonly from: readonly Expression[];
  /** What is known where these stand. */
  readonly known: Known;
}

/** A value that is one of others, or a part of one: of a positive integer a quotient and a remainder are no larger. */
function choiceOf(expression: Expression, known: Known): Choice | undefined {
  if (expression.kind === "reference") {
    const value = known.valueOf(expression.binding);
    return value === undefined || value === expression ? undefined : choiceOf(value, known);
  }
  if (expression.kind === "block") {
    const made = resultOf(expression, known);
    return made && choiceOf(made.result, made.known);
  }
  if (expression.kind === "spread") return choiceOf(expression.of, known);
  if (expression.kind !== "apply") return undefined;
  const { operator, arguments: given } = expression;
  const [, by] = given;
  switch (operator) {
    case "minimum":
    case "maximum":
      return { operator, from: given, known };
    case "select":
      return { operator, from: given.slice(1), known };
    case "quotient":
    case "modulo":
      return by !== undefined && isPositive(rangeOf(by, known), known)
        ? { operator, from: given.slice(0, 1), known }
        : undefined;
    case "to_int":
      return { operator, from: given, known };
    default:
      return undefined;
  }
}

function isPositive(range: Range | undefined, known: Known): boolean {
  return (
    range !== undefined && isConstant(range) && isNonNegative(subtractSizes(range.constant, one), known.axes)
  );
}

function neverNegative(range: Range, known: Known): boolean {
  const low = lowOf(range, known);
  return low !== undefined && isNonNegative(low, known.axes);
}

function linear(factors: ReadonlyMap<AxisId, Size>, constant: Size): Range {
  return { factors, constant, rest: undefined };
}

function between(low: Size | undefined, high: Size | undefined): Range {
  return { factors: new Map(), constant: zero, rest: { low, high } };
}

function lowOf(range: Range, known: Known): Size | undefined {
  return added(extreme(range, known, false), range.rest === undefined ? zero : range.rest.low);
}

function highOf(range: Range, known: Known): Size | undefined {
  return added(extreme(range, known, true), range.rest === undefined ? zero : range.rest.high);
}

/** The least or the largest value of the linear part: each position at the end that its factor's sign asks for. */
function extreme(range: Range, known: Known, largest: boolean): Size | undefined {
  let total = range.constant;
  for (const [axis, factor] of range.factors) {
    const rises = isNonNegative(factor, known.axes);
    if (!rises && !isNonNegative(subtractSizes(zero, factor), known.axes)) return undefined;
    if (rises !== largest) continue;
    const last = subtractSizes(axisOf(known.axes, axis).size, one);
    total = addSizes(total, multiplySizes(factor, last));
  }
  return total;
}

/** An integer as it is seen either way: `seq div 2` is at least 0, and `2 * (seq div 2)` is at most `seq`. */
function rangesOf(expression: Expression, known: Known): readonly Range[] {
  return [false, true].flatMap((nearFractions) => rangeOf(expression, { ...known, nearFractions }) ?? []);
}

function rangeOf(expression: Expression, known: Known): Range | undefined {
  const { type } = expression;
  switch (expression.kind) {
    case "constant":
      return Number.isInteger(expression.value)
        ? linear(new Map(), literalSize(expression.value))
        : undefined;
    case "size":
      return linear(new Map(), expression.size);
    case "last":
      return between(zero, subtractSizes(axisOf(known.axes, expression.axis).size, one));
    case "position":
      return linear(new Map([[expression.axis, one]]), zero);
    case "apply": {
      const range = rangeOfOperator(expression, known);
      return range !== undefined && mayWrap(expression, range, known) ? undefined : range;
    }
    case "reference": {
      const value = known.valueOf(expression.binding);
      const range = value && value !== expression ? rangeOf(value, known) : undefined;
      if (range !== undefined) return range;
      break;
    }
    case "block": {
      const made = resultOf(expression, known);
      const range = made && rangeOf(made.result, made.known);
      if (range !== undefined) return range;
      break;
    }
    case "spread":
      return rangeOf(expression.of, known);
    default:
  }
  if (type.element === "bool") return between(zero, one);
  if (type.indexes === undefined) return undefined;
  return between(zero, subtractSizes(axisOf(known.axes, type.indexes).size, one));
}

/** Whether a whole number may be larger than 32 bits hold: then it is another than its range says. */
function mayWrap({ type }: Expression, range: Range, known: Known): boolean {
  const ends = [lowOf(range, known), highOf(range, known)];
  return type.element === "int" && ends.some((end) => end !== undefined && !isWithinInt(end, known.axes));
}

type Applied = Extract<Expression, { kind: "apply" }>;

function rangeOfOperator(expression: Applied, known: Known): Range | undefined {
  const ranges = expression.arguments.map((argument) => rangeOf(argument, known));
  const [a, b, c] = ranges;
  switch (expression.operator) {
    case "add":
      return a && b && sum(a, b);
    case "subtract": {
      const whole = wholeMultiple(expression);
      if (whole !== undefined) return rangeOf(whole, known);
      return a && b && sum(a, scaled(b, literalSize(-1), false));
    }
    case "negate":
      return a && scaled(a, literalSize(-1), false);
    case "multiply":
      return a && b && product(a, b, known);
    case "power":
      return a && neverNegative(a, known) ? between(zero, undefined) : undefined;
    case "quotient":
      return a && b && quotient(a, b, known);
    case "modulo":
      if (b === undefined || !isPositive(b, known)) return undefined;
      return between(zero, subtractSizes(b.constant, one));
    case "minimum":
      return a && b && joined([a, b], known, "least");
    case "maximum":
      return a && b && joined([a, b], known, "largest");
    case "select":
      return b && c && joined([b, c], known, "either");
    case "to_int":
    case "round":
    case "floor":
      return a;
    default:
      return undefined;
  }
}

function isConstant(range: Range): boolean {
  return range.factors.size === 0 && range.rest === undefined;
}

function sum(a: Range, b: Range): Range {
  const factors = new Map(a.factors);
  for (const [axis, factor] of b.factors) {
    const total = addSizes(factors.get(axis) ?? zero, factor);
    if (sizeKey(total) === "0") factors.delete(axis);
    else factors.set(axis, total);
  }
  const constant = addSizes(a.constant, b.constant);
  if (a.rest === undefined || b.rest === undefined) return { factors, constant, rest: a.rest ?? b.rest };
  return {
    factors,
    constant,
    rest: { low: added(a.rest.low, b.rest.low), high: added(a.rest.high, b.rest.high) },
  };
}

function added(a: Size | undefined, b: Size | undefined): Size | undefined {
  return a && b && addSizes(a, b);
}

/** A range times a size whose sign is known. */
function scaled(range: Range, by: Size, isPositive: boolean): Range {
  const factors = [...range.factors].map(([axis, factor]) => [axis, multiplySizes(factor, by)] as const);
  const constant = multiplySizes(range.constant, by);
  if (range.rest === undefined) return linear(new Map(factors), constant);
  const [low, high] = [range.rest.low, range.rest.high].map((end) => end && multiplySizes(end, by));
  return { factors: new Map(factors), constant, rest: isPositive ? { low, high } : { low: high, high: low } };
}

function product(a: Range, b: Range, known: Known): Range | undefined {
  const [by, of] = isConstant(a) ? [a, b] : [b, a];
  if (isConstant(by)) {
    if (isNonNegative(by.constant, known.axes)) return scaled(of, by.constant, true);
    if (isNonNegative(subtractSizes(zero, by.constant), known.axes)) return scaled(of, by.constant, false);
    return undefined;
  }
  if (!neverNegative(a, known) || !neverNegative(b, known)) return undefined;
  const [high, other] = [highOf(a, known), highOf(b, known)];
  return between(zero, high && other && multiplySizes(high, other));
}

/** Floored division by a positive constant: (n*q + n - 1) div n is q, and what isn't known to come out whole is at most the fraction. */
function quotient(a: Range, b: Range, known: Known): Range | undefined {
  if (!isPositive(b, known)) return undefined;
  if (known.nearFractions === true) return fraction(a, b.constant);
  const low = lowOf(a, known);
  const high = highOf(a, known);
  const next = high && divideSizes(addSizes(high, one), b.constant);
  const highest =
    next !== undefined && isWhole(next, known)
      ? subtractSizes(next, one)
      : (floored(high, b.constant) ?? (high && divideSizes(high, b.constant)));
  const lowest = low && isNonNegative(low, known.axes) ? zero : floored(low, b.constant);
  return between(lowest, highest);
}

/** a div b is a / b less what is left: at most (b - 1) / b. */
function fraction(a: Range, by: Size): Range | undefined {
  const share = divideSizes(one, by);
  const most = divideSizes(subtractSizes(by, one), by);
  if (share === undefined || most === undefined) return undefined;
  return sum(scaled(a, share, true), between(subtractSizes(zero, most), zero));
}

/** a - a % b is b * (a div b). */
function wholeMultiple({ type, arguments: given, span }: Applied): Applied | undefined {
  const [of, left] = given;
  if (of === undefined || left?.kind !== "apply" || left.operator !== "modulo") return undefined;
  const [same, by] = left.arguments;
  if (same === undefined || by === undefined || !isSame(of, same)) return undefined;
  const quotient: Expression = { kind: "apply", operator: "quotient", arguments: [of, by], type, span };
  return { kind: "apply", operator: "multiply", arguments: [quotient, by], type, span };
}

/** Whether two formulas are one position, or names of one value. */
function isSame(a: Expression, b: Expression): boolean {
  if (a.kind === "position") return b.kind === "position" && a.axis === b.axis;
  return a.kind === "reference" && b.kind === "reference" && a.binding === b.binding;
}

/** Of a quotient of sizes: it is whole if it is the size of an axis. */
function isWhole(size: Size, { axes }: Known): boolean {
  return size.divisor === 1 || [...axes.values()].some((axis) => sizeKey(axis.size) === sizeKey(size));
}

function floored(value: Size | undefined, by: Size): Size | undefined {
  const [number, divisor] = [value && sizeValue(value), sizeValue(by)];
  return number === undefined || divisor === undefined
    ? undefined
    : literalSize(Math.floor(number / divisor));
}

/** The ends of a value that is one of two, their least or their largest: an end counts where it is proven to hold. */
function joined(ranges: readonly [Range, Range], known: Known, which: "least" | "largest" | "either"): Range {
  const lows = ranges.map((range) => lowOf(range, known));
  const highs = ranges.map((range) => highOf(range, known));
  const low = which === "largest" ? outer(lows, known, true) : outer(lows, known, false);
  const high = which === "least" ? outer(highs, known, false) : outer(highs, known, true);
  const inexactLow = which === "largest" ? (low ?? lows[0] ?? lows[1]) : low;
  const inexactHigh = which === "least" ? (high ?? highs[0] ?? highs[1]) : high;
  return between(inexactLow, inexactHigh);
}

/** The larger or the smaller of two sizes, where one is known to be it. */
function outer(ends: readonly (Size | undefined)[], known: Known, larger: boolean): Size | undefined {
  const [a, b] = ends;
  if (a === undefined || b === undefined) return undefined;
  if (isNonNegative(subtractSizes(a, b), known.axes)) return larger ? a : b;
  if (isNonNegative(subtractSizes(b, a), known.axes)) return larger ? b : a;
  return undefined;
}
