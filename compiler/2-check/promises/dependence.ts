import type { Span } from "../../source/spans.ts";
import type { AxisId } from "../model.ts";

/**
 * What a value may read of the inputs along an index space, "time". A value has some of the axes of that space, perhaps
 * several twins; at a position of them it reads only inputs at positions up to the largest of those in `axes`
 * (for `causal`), or at exactly those (for `independent`), unless `all` says that it may read any.
 */
export interface Dependence {
  readonly all: Cause | undefined;
  readonly axes: ReadonlySet<AxisId>;
  /** The value is 0, or false, unless the first is at most the second at its position. */
  readonly support: readonly Order[];
}

/** The formula by which a value reads everything, and why. */
export interface Cause {
  readonly span: Span;
  readonly reason: string;
}

/** `low <= high`, for the times of two axes of the space. */
export interface Order {
  readonly low: AxisId;
  readonly high: AxisId;
}

export const independent: Dependence = { all: undefined, axes: new Set(), support: [] };

/** Reads what either reads; nothing is known of where it is 0. */
export function join(parts: readonly Dependence[]): Dependence {
  return {
    all: parts.find((part) => part.all !== undefined)?.all,
    axes: new Set(parts.flatMap((part) => [...part.axes])),
    support: [],
  };
}

export function withSupport(value: Dependence, support: readonly Order[]): Dependence {
  const unique = new Map(support.map((order) => [`${order.low} ${order.high}`, order]));
  return { ...value, support: [...unique.values()] };
}

/** What holds where either of two values is not 0. */
export function common(a: readonly Order[], b: readonly Order[]): readonly Order[] {
  return a.filter((order) => b.some((other) => other.low === order.low && other.high === order.high));
}

/** The value read at another axis in the place of one: the same position of a twin, or an earlier one. */
export function moved(value: Dependence, from: AxisId, to: AxisId, same: boolean): Dependence {
  if (from === to && same) return value;
  const axes = new Set([...value.axes].map((axis) => (axis === from ? to : axis)));
  const support = value.support.flatMap(({ low, high }): readonly Order[] => {
    if (low !== from && high !== from) return [{ low, high }];
    // An earlier position that is at most `high` says nothing of the later one; one that is at least `low` does.
    if (!same && low === from) return [];
    return [{ low: low === from ? to : low, high: high === from ? to : high }];
  });
  return { ...value, axes, support };
}

/**
 * The value summed over an axis: where only positions up to another axis count, it reads up to that one; else all. The cause
 * is asked for only then.
 */
export function summed(value: Dependence, axis: AxisId, cause: () => Cause): Dependence {
  const bound = value.support.find(({ low, high }) => low === axis && high !== axis)?.high;
  const support = value.support.filter(({ low, high }) => low !== axis && high !== axis);
  const rest = new Set([...value.axes].filter((other) => other !== axis));
  if (bound === undefined) return { all: value.all ?? cause(), axes: rest, support };
  return { all: value.all, axes: rest.add(bound), support };
}
