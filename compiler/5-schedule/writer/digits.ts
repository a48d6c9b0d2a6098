/** Whole numbers as digits of others: an address that needs only the base says so, and others divide. */
import { apply, integer, quotient, remainder, variable, vectorOfLanes } from "./expressions.ts";
import {
  addLinear,
  constantLinear,
  hasLane,
  lane,
  linearKey,
  rangeOf,
  scaleLinear,
  splitByDivisor,
  stepOf,
  variableLinear,
} from "./linear.ts";
import type { Linear, Range } from "./linear.ts";
import type { Expression } from "../loops.ts";
import { greatestCommonDivisor } from "../../sizes/size.ts";
import { InternalError } from "../../source/internal-error.ts";
import { bindCached, declareVariable } from "./writer.ts";
import type { Value, Writer } from "./writer.ts";

/**
 * Axes over which `base` runs row-major: `sizes` of all but the outermost, slowest first. Returns a variable for each axis; an
 * address that needs only `base` will say so, others divide.
 */
export function declareDigits(
  writer: Writer,
  base: string,
  names: readonly string[],
  sizes: readonly number[],
): readonly string[] {
  if (names.length === 1) return [base];
  const depth = writer.depths.get(base) ?? 0;
  const range = writer.ranges.get(base);
  const group = `${base}/${sizes.join("/")}`;
  const known = [...writer.digits].filter(([, digit]) => digit.group === group).map(([name]) => name);
  if (known.length > 0) return known;
  return names.map((name, at) => {
    const weight = sizes.slice(at).reduce((product, size) => product * size, 1);
    const size = at === 0 ? undefined : sizes[at - 1];
    const high = size === undefined ? range && Math.floor(range.high / weight) : size - 1;
    const digit = declareVariable(writer, name, depth, high === undefined ? undefined : { low: 0, high });
    writer.digits.set(digit, { base, group, weight, size });
    return digit;
  });
}

/** Says digits by their base where they recombine to it, and names the others. */
function resolveDigits(writer: Writer, linear: Linear): Linear {
  const groups = new Map<string, string>();
  for (const name of linear.factors.keys()) {
    const digit = writer.digits.get(name);
    if (digit !== undefined) groups.set(digit.group, digit.base);
  }
  let result = linear;
  for (const [group, base] of groups) {
    const members = [...writer.digits].filter(([, digit]) => digit.group === group);
    const innermost = members.find(([, digit]) => digit.weight === 1);
    const factorOf = (name: string): number => result.factors.get(name) ?? 0;
    const unit = innermost === undefined ? 0 : factorOf(innermost[0]);
    const recombines = members.every(([name, { weight }]) => factorOf(name) === unit * weight);
    const factors = new Map(result.factors);
    for (const [name] of members) factors.delete(name);
    const rest: Linear = { factors, constant: result.constant };
    const named = members.filter(([name]) => factorOf(name) !== 0);
    const digits = recombines
      ? [variableLinear(base, unit)]
      : named.map(([name]) => scaleLinear(nameDigit(writer, name), factorOf(name)));
    result = addLinear(rest, ...digits);
  }
  // A base may be a digit itself.
  return groups.size === 0 || [...groups.values()].every((base) => !writer.digits.has(base))
    ? result
    : resolveDigits(writer, result);
}

/** A `let` of the digit; its name is another than the digit's, which stays symbolic. */
function nameDigit(writer: Writer, name: string): Linear {
  const digit = writer.digits.get(name);
  if (digit === undefined) throw new InternalError(`\`${name}\` isn't a digit`);
  const base = linearValue(writer, variableLinear(digit.base));
  const whole = quotient(base.expression, integer(digit.weight));
  const expression = digit.size === undefined ? whole : remainder(whole, integer(digit.size));
  const range = writer.ranges.get(name);
  return bindCached(writer, `digit ${name}`, name, { ...base, expression }, range);
}

/** The value of a linear expression: a vector where it mentions the lane. */
export function linearValue(writer: Writer, of: Linear): Value {
  const linear = resolveDigits(writer, of);
  for (const name of of.factors.keys()) writer.pinned.add(name);
  return valueOfResolved(writer, linear);
}

function valueOfResolved(writer: Writer, linear: Linear): Value {
  let depth = 0;
  let sum: Expression | undefined;
  const terms = [...linear.factors].filter(([name]) => name !== lane);
  terms.sort(([, a], [, b]) => Math.abs(b) - Math.abs(a));
  for (const [name, factor] of terms) {
    const known = writer.depths.get(name);
    if (known === undefined) throw new InternalError(`\`${name}\` isn't a variable of the kernel`);
    depth = Math.max(depth, known);
    const one = variable(name, "int", 1);
    if (sum !== undefined && factor === -1) sum = apply("subtract", sum, one);
    else {
      const product = factor === 1 ? one : apply("multiply", one, integer(factor));
      sum = sum === undefined ? product : apply("add", sum, product);
    }
  }
  if (sum === undefined) sum = integer(linear.constant);
  else if (linear.constant > 0) sum = apply("add", sum, integer(linear.constant));
  else if (linear.constant < 0) sum = apply("subtract", sum, integer(-linear.constant));
  const factor = linear.factors.get(lane);
  if (factor === undefined) return { expression: sum, type: "int", width: 1, depth };
  return { expression: vectorOfLanes(sum, factor), type: "int", width: 4, depth };
}

/** The floored quotient; undefined where lanes differ in it. */
export function quotientOf(writer: Writer, of: Linear, by: number): Linear | undefined {
  const { whole, coarse } = splitByDivisor(of, by, writer.ranges);
  const { of: reduced, by: divisor } = reduceFraction(coarse, by);
  if (divisor === 1) return addLinear(whole, reduced);
  if (reduced.factors.size === 0)
    return addLinear(whole, constantLinear(Math.floor(reduced.constant / divisor)));
  if (hasLane(reduced)) return undefined;
  const digits = digitsOf(writer, reduced, divisor);
  if (digits !== undefined) return addLinear(whole, digits.quotient);
  const value = linearValue(writer, reduced);
  const divided = { ...value, expression: flooring(writer, reduced, value, divisor, "quotient") };
  return addLinear(whole, bindCached(writer, `${linearKey(reduced)} div ${divisor}`, "quotient_", divided));
}

/** The remainder, never negative; undefined where lanes differ in more than the last digit. */
export function remainderOf(writer: Writer, of: Linear, by: number): Linear | undefined {
  const { coarse, fine } = splitByDivisor(of, by, writer.ranges);
  const { of: reduced, by: divisor, common } = reduceFraction(coarse, by);
  if (divisor === 1) return fine;
  if (reduced.factors.size === 0) {
    const rest = reduced.constant - divisor * Math.floor(reduced.constant / divisor);
    return addLinear(fine, constantLinear(rest * common));
  }
  if (hasLane(reduced)) return undefined;
  const digits = digitsOf(writer, reduced, divisor);
  if (digits !== undefined) return addLinear(fine, scaleLinear(digits.remainder, common));
  const key = `${linearKey(reduced)} mod ${divisor}`;
  const near = nearRange(reduced, divisor, writer);
  const left = near === undefined ? dividing(writer, reduced, divisor) : turning(writer, near, divisor, key);
  const rest = bindCached(writer, key, "rest", left, { low: 0, high: divisor - 1 });
  return addLinear(fine, scaleLinear(rest, common));
}

function dividing(writer: Writer, of: Linear, by: number): Value {
  const value = linearValue(writer, of);
  return { ...value, expression: flooring(writer, of, value, by, "modulo") };
}

/** A position that is at most one turn too low or too high. */
interface Near {
  readonly of: Linear;
  readonly range: Range;
}

/** The position, or one that is whole turns away from it, if it is near: as of windows that wrap around. */
function nearRange(of: Linear, by: number, { ranges }: Writer): Near | undefined {
  const range = rangeOf(of, ranges);
  if (range === undefined) return undefined;
  const turns = Math.floor(range.low / by);
  for (const shift of [-turns * by, -(turns + 1) * by]) {
    const moved = { low: range.low + shift, high: range.high + shift };
    if (moved.high < 2 * by) return { of: addLinear(of, constantLinear(shift)), range: moved };
  }
  return undefined;
}

/** The remainder of a position that is near, without a division. */
function turning(writer: Writer, { of, range }: Near, by: number, key: string): Value {
  const value = linearValue(writer, of);
  const { expression: whole } = linearValue(writer, bindCached(writer, `${key}, near`, "near", value, range));
  let rest = whole;
  if (range.high >= by)
    rest = apply("select", apply("less", whole, integer(by)), whole, apply("subtract", whole, integer(by)));
  if (range.low < 0)
    rest = apply("select", apply("less", whole, integer(0)), apply("add", whole, integer(by)), rest);
  return { ...value, expression: rest };
}

/** Without a factor that dividend and divisor share. */
function reduceFraction(of: Linear, by: number): { of: Linear; by: number; common: number } {
  const common = [...of.factors.values(), of.constant].reduce(greatestCommonDivisor, by);
  return { of: scaleLinear(of, 1 / common), by: by / common, common };
}

/** Quotient and remainder of one variable stay symbolic, so that an address that needs both needs neither. */
function digitsOf(
  writer: Writer,
  of: Linear,
  by: number,
): { readonly quotient: Linear; readonly remainder: Linear } | undefined {
  const [only, ...others] = of.factors;
  if (only === undefined || others.length > 0 || only[1] !== 1 || of.constant !== 0) return undefined;
  const [base] = only;
  if ((writer.ranges.get(base)?.low ?? -1) < 0) return undefined;
  const group = `${base}/${by}`;
  let members = [...writer.digits].filter(([, digit]) => digit.group === group).map(([name]) => name);
  if (members.length === 0)
    members = [...declareDigits(writer, base, [`${base}_major`, `${base}_minor`], [by])];
  const [major, minor] = members;
  if (major === undefined || minor === undefined) return undefined;
  return { quotient: variableLinear(major), remainder: variableLinear(minor) };
}

function flooring(
  writer: Writer,
  of: Linear,
  value: Value,
  by: number,
  operator: "quotient" | "modulo",
): Expression {
  const positive = [...of.factors].every(
    ([name, factor]) => factor >= 0 && (writer.ranges.get(name)?.low ?? -1) >= 0,
  );
  if (!positive || of.constant < 0) return apply(operator, value.expression, integer(by));
  const divide = operator === "quotient" ? quotient : remainder;
  return divide(value.expression, integer(by));
}

/** The integer index of an address, `contiguous` where its lanes are four in a row that one access may take. */
export function indexOfAddress(
  writer: Writer,
  address: Linear,
): Value & { readonly contiguous: boolean; readonly linear: Linear } {
  const linear = resolveDigits(writer, address);
  const factors = new Map(linear.factors);
  const step = factors.get(lane);
  factors.delete(lane);
  const base = { factors, constant: linear.constant };
  const contiguous = step === 1 && (writer.anywhere || stepOf(base, writer.ranges) % 4 === 0);
  const value = valueOfResolved(writer, step === undefined || contiguous ? base : linear);
  return { ...value, contiguous, linear };
}
