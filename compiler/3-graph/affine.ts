import {
  addSizes,
  divideSizes,
  literalSize,
  multiplySizes,
  sameSize,
  sizeValue,
  subtractSizes,
} from "../sizes/size.ts";
import type { Size } from "../sizes/size.ts";
import type { Position } from "./graph.ts";
import { addPositions, constantPosition, positionKey, scalePosition } from "./positions.ts";

interface Numbered {
  readonly id: number;
}

/** An expression as a constant plus multiples of parts that are no sums: axes, quotients, remainders, data. */
export interface Affine<N> {
  readonly constant: Size;
  /** Each part once, no coefficient 0. */
  readonly terms: readonly { readonly coefficient: Size; readonly part: Position<N> }[];
}

export function affineOf<N extends Numbered>(position: Position<N>): Affine<N> {
  let constant = literalSize(0);
  const terms = new Map<string, { coefficient: Size; part: Position<N> }>();
  const add = (part: Position<N>, by: Size): void => {
    switch (part.kind) {
      case "constant":
        constant = addSizes(constant, multiplySizes(part.value, by));
        return;
      case "add":
        for (const term of part.terms) add(term, by);
        return;
      case "scale":
        add(part.of, multiplySizes(part.by, by));
        return;
      default: {
        const key = positionKey(part);
        terms.set(key, { part, coefficient: addSizes(terms.get(key)?.coefficient ?? literalSize(0), by) });
      }
    }
  };
  add(position, literalSize(1));
  return { constant, terms: [...terms.values()].filter(({ coefficient }) => sizeValue(coefficient) !== 0) };
}

function positionOfAffine<N>({ constant, terms }: Affine<N>): Position<N> {
  return addPositions([
    ...terms.map(({ coefficient, part }) => scalePosition(part, coefficient)),
    constantPosition(constant),
  ]);
}

export function subtractPositions<N>(a: Position<N>, b: Position<N>): Position<N> {
  return addPositions([a, scalePosition(b, literalSize(-1))]);
}

/** Whether it holds for all symbols of 1 and more; false also where it isn't seen. */
export function isNonNegative(size: Size): boolean {
  let least = 0;
  for (const { symbols, coefficient } of size.terms) {
    if (coefficient < 0 && symbols.length > 0) return false;
    least += coefficient;
  }
  return least >= 0;
}

export interface Bounds {
  readonly low: Size;
  readonly high: Size;
}

/** Between which sizes the values of an expression lie; undefined where that isn't known. */
export function boundsOf<N>(position: Position<N>): Bounds | undefined {
  switch (position.kind) {
    case "axis":
      return { low: literalSize(0), high: subtractSizes(position.axis.size, literalSize(1)) };
    case "constant":
      return { low: position.value, high: position.value };
    case "add": {
      let [low, high] = [literalSize(0), literalSize(0)];
      for (const term of position.terms) {
        const bounds = boundsOf(term);
        if (bounds === undefined) return undefined;
        low = addSizes(low, bounds.low);
        high = addSizes(high, bounds.high);
      }
      return { low, high };
    }
    case "scale": {
      const bounds = boundsOf(position.of);
      if (bounds === undefined) return undefined;
      const [a, b] = [multiplySizes(bounds.low, position.by), multiplySizes(bounds.high, position.by)];
      if (isNonNegative(position.by)) return { low: a, high: b };
      return isNonNegative(multiplySizes(position.by, literalSize(-1))) ? { low: b, high: a } : undefined;
    }
    case "quotient": {
      const bounds = boundsOf(position.of);
      if (bounds === undefined || !isNonNegative(bounds.low)) return undefined;
      return { low: literalSize(0), high: quotientBound(bounds.high, position.by) };
    }
    case "remainder":
      return { low: literalSize(0), high: subtractSizes(position.by, literalSize(1)) };
    case "value":
      return undefined;
  }
}

/** At least as large: n * (p div m) is at most n / m * p. */
export function withoutQuotients<N extends Numbered>(position: Position<N>): Position<N> {
  const { constant, terms } = affineOf(position);
  let isChanged = false;
  const least = terms.map(({ coefficient, part }) => {
    const share = part.kind === "quotient" && isNonNegative(coefficient) && divideSizes(coefficient, part.by);
    if (share === false || share === undefined || part.kind !== "quotient") return { coefficient, part };
    isChanged = true;
    return { coefficient: share, part: part.of };
  });
  const found = positionOfAffine({ constant, terms: least });
  return isChanged ? withoutQuotients(found) : found;
}

/** At least high div by. */
function quotientBound(high: Size, by: Size): Size {
  const [a, b] = [sizeValue(high), sizeValue(by)];
  if (a !== undefined && b !== undefined) return literalSize(Math.floor(a / b));
  const count = divideSizes(addSizes(high, literalSize(1)), by);
  return count?.divisor === 1 ? subtractSizes(count, literalSize(1)) : high;
}

/** Whether all values are known to lie in 0 … size - 1. */
export function isInside<N>(position: Position<N>, size: Size): boolean {
  const bounds = boundsOf(position);
  if (bounds === undefined || !isNonNegative(bounds.low)) return false;
  return isNonNegative(subtractSizes(subtractSizes(size, literalSize(1)), bounds.high));
}

/** The quotient where the division is exact for all values. */
function exactQuotient(coefficient: Size, by: Size): Size | undefined {
  const quotient = divideSizes(coefficient, by);
  return quotient?.divisor === 1 ? quotient : undefined;
}

/** What of an expression is a multiple of a size, divided by it, and the rest. */
function splitBy<N extends Numbered>(of: Position<N>, by: Size): { whole: Position<N>; rest: Position<N> } {
  const { constant, terms } = affineOf(of);
  const whole: Position<N>[] = [];
  const rest: Position<N>[] = [];
  for (const { coefficient, part } of terms) {
    const quotient = exactQuotient(coefficient, by);
    if (quotient === undefined) rest.push(scalePosition(part, coefficient));
    else whole.push(scalePosition(part, quotient));
  }
  const [number, divisor] = [sizeValue(constant), sizeValue(by)];
  const count =
    number !== undefined && divisor !== undefined
      ? literalSize(Math.floor(number / divisor))
      : (exactQuotient(constant, by) ?? literalSize(0));
  whole.push(constantPosition(count));
  rest.push(constantPosition(subtractSizes(constant, multiplySizes(count, by))));
  return { whole: addPositions(whole), rest: addPositions(rest) };
}

/** of div by, floored, in its simplest form. */
export function quotientPosition<N extends Numbered>(of: Position<N>, by: Size): Position<N> {
  if (sizeValue(by) === 1) return of;
  if (of.kind === "quotient") return quotientPosition(of.of, multiplySizes(of.by, by));
  const { whole, rest } = splitBy(of, by);
  const left: Position<N> = isInside(rest, by) ? constantPosition(0) : { kind: "quotient", of: rest, by };
  return addPositions([whole, left]);
}

/** of % by, in its simplest form. */
export function remainderPosition<N extends Numbered>(of: Position<N>, by: Size): Position<N> {
  if (sizeValue(by) === 1) return constantPosition(0);
  const { rest } = splitBy(of, by);
  return isInside(rest, by) ? rest : { kind: "remainder", of: rest, by };
}

/** An equal expression in normal form: s * (p div s) + p % s is p, and multiples of a divisor leave a quotient. */
export function normalisePosition<N extends Numbered>(position: Position<N>): Position<N> {
  switch (position.kind) {
    case "axis":
    case "constant":
    case "value":
      return position;
    case "quotient":
      return quotientPosition(normalisePosition(position.of), position.by);
    case "remainder":
      return remainderPosition(normalisePosition(position.of), position.by);
    case "scale":
      return joinParts(scalePosition(normalisePosition(position.of), position.by));
    case "add":
      return joinParts(addPositions(position.terms.map((term) => normalisePosition(term))));
  }
}

function joinParts<N extends Numbered>(position: Position<N>): Position<N> {
  const affine = affineOf(position);
  for (const low of affine.terms) {
    if (low.part.kind !== "remainder") continue;
    const { of, by } = low.part;
    const quotient = quotientPosition(of, by);
    const high = affine.terms.find(
      ({ coefficient, part }) =>
        positionKey(part) === positionKey(quotient) &&
        sameSize(coefficient, multiplySizes(low.coefficient, by)),
    );
    if (high === undefined) continue;
    const others = affine.terms.filter((term) => term !== low && term !== high);
    const joined = { coefficient: low.coefficient, part: of };
    return joinParts(positionOfAffine({ constant: affine.constant, terms: [...others, joined] }));
  }
  return positionOfAffine(affine);
}
