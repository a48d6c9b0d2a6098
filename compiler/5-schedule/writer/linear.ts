/**
 * Linear expressions over integer variables: how the schedule thinks of positions and addresses, so that renames, splits and merges
 * cost nothing in a kernel. A variable is a loop's, a named integer's, or `lane`, the component of a vector.
 */
import { greatestCommonDivisor } from "../../sizes/size.ts";

export interface Linear {
  /** Without zero factors. */
  readonly factors: ReadonlyMap<string, number>;
  readonly constant: number;
}

/** Both ends are possible values. */
export interface Range {
  readonly low: number;
  readonly high: number;
  /** All values are multiples of it, if it's there. */
  readonly step?: number;
}

/** The component of a vector of four, 0 to 3: where a position mentions it, the value there is a vector. */
export const lane = "lane of the vector";

export function constantLinear(constant: number): Linear {
  return { factors: new Map(), constant };
}

export function variableLinear(name: string, factor = 1, constant = 0): Linear {
  return { factors: new Map(factor === 0 ? [] : [[name, factor]]), constant };
}

export function addLinear(...all: readonly Linear[]): Linear {
  const factors = new Map<string, number>();
  let constant = 0;
  for (const one of all) {
    constant += one.constant;
    for (const [name, factor] of one.factors) {
      const sum = (factors.get(name) ?? 0) + factor;
      if (sum === 0) factors.delete(name);
      else factors.set(name, sum);
    }
  }
  return { factors, constant };
}

export function scaleLinear(of: Linear, by: number): Linear {
  if (by === 0) return constantLinear(0);
  return {
    factors: new Map([...of.factors].map(([name, factor]) => [name, factor * by])),
    constant: of.constant * by,
  };
}

/** Puts a linear expression in the place of a variable. */
export function replaceVariable(of: Linear, name: string, by: Linear): Linear {
  const factor = of.factors.get(name);
  if (factor === undefined) return of;
  const rest = new Map(of.factors);
  rest.delete(name);
  return addLinear({ factors: rest, constant: of.constant }, scaleLinear(by, factor));
}

export function hasLane(of: Linear): boolean {
  return of.factors.has(lane);
}

/** Equal exactly for equal expressions. */
export function linearKey(of: Linear): string {
  const parts = [...of.factors]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, factor]) => `${factor}*${name}`);
  return [...parts, String(of.constant)].join("+");
}

/** Equal exactly for expressions that differ by their constants at most. */
export function formKey({ factors }: Linear): string {
  return linearKey({ factors, constant: 0 });
}

/** The smallest range that holds every value, or undefined where a variable's range isn't known. */
export function rangeOf(of: Linear, ranges: ReadonlyMap<string, Range>): Range | undefined {
  let { low, high } = { low: of.constant, high: of.constant };
  for (const [name, factor] of of.factors) {
    const range = name === lane ? { low: 0, high: 3 } : ranges.get(name);
    if (range === undefined) return undefined;
    low += Math.min(factor * range.low, factor * range.high);
    high += Math.max(factor * range.low, factor * range.high);
  }
  return { low, high };
}

/** The largest number of which every value is known to be a multiple. */
export function stepOf(of: Linear, ranges: ReadonlyMap<string, Range>): number {
  const steps = [...of.factors].map(([name, factor]) => factor * (ranges.get(name)?.step ?? 1));
  return steps.reduce(greatestCommonDivisor, Math.abs(of.constant));
}

/**
 * `of` = divisor * quotient + remainder with the remainder in 0 … divisor - 1, as far as that is plain: `coarse` is what remains
 * to be divided, and `fine` lies below the common divisor of `coarse` and `divisor`, so it belongs to the remainder.
 */
export function splitByDivisor(
  of: Linear,
  divisor: number,
  ranges: ReadonlyMap<string, Range>,
): { readonly whole: Linear; readonly coarse: Linear; readonly fine: Linear } {
  const whole = new Map<string, number>();
  let rest = new Map<string, number>();
  for (const [name, factor] of of.factors) (factor % divisor === 0 ? whole : rest).set(name, factor);
  const wholeConstant = Math.floor(of.constant / divisor);
  const constant = of.constant - wholeConstant * divisor;
  const quotient = scaleLinear({ factors: whole, constant: 0 }, 1 / divisor);
  const wholePart = addLinear(quotient, constantLinear(wholeConstant));
  const small = rangeOf({ factors: rest, constant }, ranges);
  if (small !== undefined && small.low >= 0 && small.high < divisor) {
    return { whole: wholePart, coarse: constantLinear(0), fine: { factors: rest, constant } };
  }
  // The largest step that the coarse terms share with the divisor, such that all else stays below it.
  const multipleOf = (name: string, factor: number): number => factor * (ranges.get(name)?.step ?? 1);
  const steps = [...rest]
    .map(([name, factor]) => greatestCommonDivisor(multipleOf(name, factor), divisor))
    .sort((a, b) => b - a);
  for (const step of steps) {
    if (step === 1) break;
    const coarse = new Map([...rest].filter(([name, factor]) => multipleOf(name, factor) % step === 0));
    const fine = new Map([...rest].filter(([name, factor]) => multipleOf(name, factor) % step !== 0));
    const fineConstant = constant % step;
    const fineRange = rangeOf({ factors: fine, constant: fineConstant }, ranges);
    if (fineRange === undefined || fineRange.low < 0 || fineRange.high >= step) continue;
    rest = coarse;
    return {
      whole: wholePart,
      coarse: { factors: rest, constant: constant - fineConstant },
      fine: { factors: fine, constant: fineConstant },
    };
  }
  return { whole: wholePart, coarse: { factors: rest, constant }, fine: constantLinear(0) };
}
