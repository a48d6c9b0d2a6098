/** What a restriction of an axis means for values: what counts, and what stands outside. */
import type { SourceNode } from "../graph.ts";
import { containsAxes, hasAxis } from "../positions.ts";
import type { Guard, Restricted, Scope } from "./scope.ts";

export function guardOf({ axes, condition }: Restricted): Guard {
  return { condition, axes };
}

/** A result that still has the axis is `otherwise` (0) outside; one that lacks it is `otherwise` where no position is inside. */
export function selectInside(
  scope: Scope,
  value: SourceNode,
  { axes, condition }: Restricted,
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
  const inside = builder.convert(builder.reduce("max", axes, all), "bool");
  return builder.map("select", [inside, value, otherwise]);
}
