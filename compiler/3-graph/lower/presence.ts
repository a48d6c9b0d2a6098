/** Which positions of a value from outside are real: known of inputs, carried along by renames and indexing. */
import type { BindingId, Expression } from "../../2-check/model.ts";
import type { Axis, SourceNode } from "../graph.ts";
import { axesOfPosition, hasAxis } from "../positions.ts";
import { axesOf } from "./axes.ts";
import { replacedGroup } from "./groups.ts";
import type { Scope } from "./scope.ts";

/** True everywhere where nothing is known to be padding: then every position of the size of the day is real. */
export function presentNode(scope: Scope, binding: BindingId, axis: Axis): SourceNode {
  const known = scope.presence.get(binding)?.get(axis.id);
  return known ?? scope.entry.builder.constant(1, "bool", [axis]);
}

export function presenceOf(
  scope: Scope,
  expression: Expression,
): ReadonlyMap<string, SourceNode> | undefined {
  if (expression.kind === "reference") return scope.presence.get(expression.binding);
  if (expression.kind !== "index") return undefined;
  const before = presenceOf(scope, expression.of);
  if (before === undefined) return undefined;
  const { builder } = scope.entry;
  const after = new Map<string, SourceNode>();
  const replaced = expression.replaced.flatMap(({ axis, at }) =>
    replacedGroup(builder, axesOf(scope, axis), scope.entry.expression(scope, at)),
  );
  for (const [id, present] of before) {
    const own = replaced.filter(({ axis }) => hasAxis(present.axes, axis));
    const moved = replaced.find(({ axis }) => axis.id === id);
    const [to, ...others] = moved === undefined ? [] : axesOfPosition(moved.at);
    const now = moved === undefined ? id : others.length === 0 ? to?.id : undefined;
    if (now !== undefined) {
      const outside = expression.otherwise === undefined ? undefined : builder.constant(0, "bool");
      after.set(now, builder.index(present, own, own.length === 0 ? undefined : outside));
    }
  }
  return after;
}
