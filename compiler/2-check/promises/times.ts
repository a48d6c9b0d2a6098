import { addSizes, literalSize, sizeKey, sizeSymbols, subtractSizes } from "../../sizes/size.ts";
import type { Size } from "../../sizes/size.ts";
import { axisOf, membersOf, sizeOfAxes, spaceOf } from "../axes.ts";
import type { AxisTable } from "../axes.ts";
import type { Known } from "../bounds.ts";
import { staysAt, staysAtMost } from "../bounds.ts";
import type { AxisId, BindingId, Expression } from "../model.ts";

const zero = literalSize(0);

/** Which axes are time for a promise. A position of a group, of which time is a member, has that member's position as its time. */
export interface Times {
  readonly axes: AxisTable;
  /** The spaces whose axes are time here: that of the promised axis, and the axis parameters that stand for one. */
  readonly spaces: ReadonlySet<AxisId>;
  /** Of these, the parameters that stand for a group or a sum of axes. */
  readonly apart: ReadonlySet<AxisId>;
  /** Of these, such that time isn't the slowest axis: a position before another may be a later one. */
  readonly unordered: ReadonlySet<AxisId>;
  /** Whether earlier positions may be read too. */
  readonly mode: "causal" | "independent";
  /** What names are bound to, for the bounds of integers. */
  readonly values: ReadonlyMap<BindingId, Expression>;
}

export function knownOf({ axes, values }: Times): Known {
  return { axes, valueOf: (binding) => values.get(binding) };
}

export function isTime(times: Times, axis: AxisId): boolean {
  return timesIn(times, axis).length > 0;
}

/** The axes of a group, or of its twin, that are time; of another axis itself, where it is. */
function timesIn(times: Times, axis: AxisId): readonly AxisId[] {
  const { axes, spaces } = times;
  return membersOf(axes, spaceOf(axes, axis)).filter(
    (member) => spaces.has(spaceOf(axes, member)) || startOf(times, member) !== undefined,
  );
}

/**
 * Where time begins on a sum of axes of which the last part is time and nothing else is, `tokens = patch ++ seq`: its positions have those of
 * the last part as their time, less what is before, which reads nothing of time.
 */
export function startOf(times: Times, axis: AxisId): Size | undefined {
  const { axes, mode } = times;
  const { origin } = axisOf(axes, spaceOf(axes, axis));
  if (mode !== "causal" || origin.kind !== "sum") return undefined;
  const [last = axis, ...before] = origin.parts.toReversed();
  if (!isTime(times, last) || countsApart(times, last)) return undefined;
  const start = before.map((part) => axisOf(axes, part).size).reduce(addSizes, zero);
  const others = [...before, ...sizeSymbols(start)];
  return others.some((id) => axes.has(id) && isTime(times, id)) ? undefined : start;
}

/** Whether earlier positions of an axis are never later in time, and stay where they are when there is more of it. */
export function isOrdered(times: Times, axis: AxisId): boolean {
  const space = spaceOf(times.axes, axis);
  return isGroup(times, space)
    ? areOrdered(times, membersOf(times.axes, space))
    : !times.unordered.has(space);
}

/** Whether the first of several axes is time, and neither the others nor their sizes are. */
export function areOrdered(times: Times, [slowest, ...others]: readonly AxisId[]): boolean {
  if (slowest === undefined || !isTime(times, slowest) || !isOrdered(times, slowest)) return false;
  const sizes = sizeSymbols(sizeOfAxes(times.axes, others));
  return ![...others, ...sizes].some((id) => times.axes.has(id) && isTime(times, id));
}

/** The axis that a type has where a value reads along this one: a group's own time. */
export function timeOf(times: Times, axis: AxisId): AxisId {
  const [only, ...more] = isGroup(times, axis) ? timesIn(times, axis) : [];
  return only !== undefined && more.length === 0 ? only : axis;
}

function isGroup({ axes }: Times, axis: AxisId): boolean {
  return axisOf(axes, axis).origin.kind === "group";
}

/** Whether it is a group of several axes or a sum of them, a twin of one, or an axis parameter that stands for one: its positions aren't those of time. */
export function countsApart(times: Times, axis: AxisId): boolean {
  const space = spaceOf(times.axes, axis);
  return isGroup(times, space) || times.apart.has(space) || startOf(times, space) !== undefined;
}

/** Whether the positions of two axes count the same: all of time do, and twins of one group or sum. */
export function countAlike(times: Times, a: AxisId, b: AxisId): boolean {
  const both = [a, b].map((axis) => (countsApart(times, axis) ? spaceOf(times.axes, axis) : ""));
  return both[0] === both[1];
}

/** The axis that an index reads along time instead of another one, at the same or at an earlier position; undefined where neither is proven. */
export function readAlong(
  axis: AxisId,
  at: Expression,
  times: Times,
): { readonly target: AxisId; readonly isSame: boolean } | undefined {
  for (const counted of countedBy(at, times)) {
    const target = timeOf(times, counted);
    const ahead = aheadOf(axis, counted, times);
    const part = ahead === undefined ? partOf(at, axis, counted, times) : { of: at, isSlowest: true };
    if (part === undefined) continue;
    if (staysAt(part.of, counted, ahead ?? zero, knownOf(times))) return { target, isSame: true };
    if (times.mode !== "causal" || !part.isSlowest) continue;
    if (![axis, counted].every((one) => isOrdered(times, one))) continue;
    if (staysAtMost(part.of, counted, ahead ?? zero, knownOf(times))) return { target, isSame: false };
  }
  return undefined;
}

/** By how much a position of one axis is larger than that of another at the same time; undefined where that isn't one size. */
function aheadOf(axis: AxisId, counted: AxisId, times: Times): Size | undefined {
  if (countAlike(times, axis, counted)) return zero;
  const [start, other] = [axis, counted].map(
    (one) => startOf(times, one) ?? (countsApart(times, one) ? undefined : zero),
  );
  return start && other && subtractSizes(start, other);
}

/** Whether an index of an axis that isn't time is its part of a group's position, `x[group as twin]`: which part that is depends on no size. */
export function isPartOfGroup(axis: AxisId, at: Expression, times: Times): boolean {
  return countedBy(at, times).some((group) => {
    const part = partOf(at, axis, group, times);
    return part !== undefined && isPosition(part.of, group);
  });
}

function isPosition(expression: Expression, axis: AxisId): boolean {
  return expression.kind === "position" && expression.axis === axis;
}

/** The axes of time by whose positions an index may count: those of its type, and groups, of which the type has the members. */
function countedBy(at: Expression, times: Times): readonly AxisId[] {
  const own = at.type.axes.filter((id) => isTime(times, id));
  if (own.length === 0) return [];
  return [
    ...own,
    ...[...times.axes.keys()].filter((id) => isGroup(times, id) && own.includes(timeOf(times, id))),
  ];
}

/** The position of a group that an index is the part of one member of: `position div inner % size`, row by row. */
function partOf(
  at: Expression,
  member: AxisId,
  group: AxisId,
  times: Times,
): { readonly of: Expression; readonly isSlowest: boolean } | undefined {
  const { axes } = times;
  const space = spaceOf(axes, group);
  if (axisOf(axes, space).origin.kind !== "group") return undefined;
  const members = membersOf(axes, space);
  const isMember = (each: AxisId): boolean =>
    each === member || ([each, member].every((one) => isTime(times, one)) && countAlike(times, each, member));
  const place = members.findIndex(isMember);
  if (place < 0) return undefined;
  const inner = members.slice(place + 1);
  const divided = place === 0 ? at : operand(at, "modulo", [member], axes);
  const of = divided && (inner.length === 0 ? divided : operand(divided, "quotient", inner, axes));
  return of && { of, isSlowest: place === 0 };
}

/** What is divided by the size of these axes. */
function operand(
  expression: Expression,
  operator: "quotient" | "modulo",
  by: readonly AxisId[],
  axes: AxisTable,
): Expression | undefined {
  if (expression.kind !== "apply" || expression.operator !== operator) return undefined;
  const [of, size] = expression.arguments;
  const isSize = size?.kind === "size" && sizeKey(size.size) === sizeKey(sizeOfAxes(axes, by));
  return isSize ? of : undefined;
}
