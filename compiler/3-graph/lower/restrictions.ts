/** What a restriction of an axis means for values: what counts, and what stands outside. */
import type { SourceBuilder } from "../graph-builder.ts";
import type { Axis, SourceNode } from "../graph.ts";
import { containsAxes, hasAxis } from "../positions.ts";
import type { Guard, Restricted, Scope } from "./scope.ts";

/** The guard by a condition for what has the axes. */
export function guardOf(builder: SourceBuilder, condition: SourceNode, axes: readonly Axis[]): Guard {
  return { condition, axes, parts: partsOf(builder, condition) };
}

/** What all must hold: the sides of `and`, and the opposites of those of an `or` that must not. */
function partsOf(builder: SourceBuilder, condition: SourceNode): readonly SourceNode[] {
  if (condition.kind !== "map") return [condition];
  if (condition.operator === "and") return condition.arguments.flatMap((part) => partsOf(builder, part));
  const [inner] = condition.arguments;
  if (condition.operator !== "not" || inner?.kind !== "map" || inner.operator !== "or") return [condition];
  return inner.arguments.flatMap((part) => partsOf(builder, builder.map("not", [part])));
}

/** What must hold for an operand to be read as it is, where the operator's arguments together have the axes. */
export function conditionsOf(
  { restrictions, guards }: Scope,
  operand: SourceNode,
  all: readonly Axis[],
): readonly SourceNode[] {
  const isWithin = ({ axes }: SourceNode): boolean => containsAxes(operand.axes, axes);
  const partsWithin = ({ parts }: Guard): readonly SourceNode[] => parts.filter(isWithin);
  return [
    // What lacks the axis is made of all that is seen, also where that is nothing.
    ...restrictions.flatMap((one) => (containsAxes(all, one.axes) ? one.reads : [])),
    ...guards.flatMap((one) => (containsAxes(operand.axes, one.axes) ? [one.condition] : partsWithin(one))),
  ];
}

/** A guard of axes beside which there are others along which all positions are seen, so that what is read at one position is of use at another. */
export function restrictedBy(guard: Guard, beside: readonly Axis[]): Restricted {
  const isFree = (part: SourceNode): boolean => !beside.some((axis) => hasAxis(part.axes, axis));
  return { ...guard, reads: isFree(guard.condition) ? [guard.condition] : guard.parts.filter(isFree) };
}

/** What guards the arguments that are given to the function. */
export function guardsOf({ condition, axes, parts, reads }: Restricted): readonly Guard[] {
  if (reads.includes(condition)) return [{ condition, axes, parts }];
  return reads.map((part) => ({ condition: part, axes, parts: [part] }));
}

/** What of the guards still holds inside of what reads other positions along the axes than its result's: what says nothing of these. */
export function guardsWithout(guards: readonly Guard[], axes: readonly Axis[]): readonly Guard[] {
  const isFree = (own: readonly Axis[]): boolean => !axes.some((axis) => hasAxis(own, axis));
  return guards.flatMap((guard) => {
    if (isFree(guard.condition.axes) && isFree(guard.axes)) return [guard];
    const parts = guard.parts.filter((part) => isFree(part.axes));
    return parts.map((part): Guard => ({ condition: part, axes: part.axes, parts: [part] }));
  });
}

/** A result that still has the axis is `otherwise` (0) outside; one that lacks it is `otherwise` where no position is inside, nor any along axes `beside` that it lacks, too. */
export function selectInside(
  scope: Scope,
  value: SourceNode,
  { axes, condition }: Restricted,
  beside: readonly Axis[],
  otherwise: SourceNode | undefined,
): SourceNode {
  const { builder } = scope.entry;
  if (axes.some((axis) => hasAxis(value.axes, axis)))
    return builder.map("select", [condition, value, otherwise ?? builder.constant(0, value.type)]);
  if (otherwise === undefined) return value;
  // What callers restrict it to is not seen, either.
  const around = scope.restrictions.filter((restricted) => containsAxes(axes, restricted.axes));
  const all = around.reduce(
    (seen, restricted) => builder.map("and", [seen, restricted.condition]),
    condition,
  );
  const lacking = beside.filter((axis) => hasAxis(all.axes, axis) && !hasAxis(value.axes, axis));
  const inside = builder.convert(builder.reduce("max", [...axes, ...lacking], all), "bool");
  return builder.map("select", [inside, value, otherwise]);
}
