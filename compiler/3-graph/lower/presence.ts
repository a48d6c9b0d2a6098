/** Which positions of a value from outside are real: known of inputs, carried along by renames and indexing. */
import type { AxisId, BindingId, Expression } from "../../2-check/model.ts";
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
    const outside = expression.otherwise === undefined ? undefined : builder.constant(0, "bool");
    const here = builder.index(present, own, own.length === 0 ? undefined : outside);
    // A window's entries, `x[seq = seq + tap else 0]`, are real or not each by itself.
    const now = moved === undefined ? [id] : axesOfPosition(moved.at).map((axis) => axis.id);
    for (const axis of now) after.set(axis, here);
  }
  return after;
}

/** Of an argument with these axes: a position is real where anything there is, for each row. */
export function presenceAlong(
  scope: Scope,
  present: SourceNode,
  along: string,
  declared: readonly AxisId[],
): SourceNode {
  const { builder } = scope.entry;
  const inner = declared.filter((id) => !isRow(scope, id)).flatMap((id) => axesOf(scope, id));
  const over = inner.filter((axis) => axis.id !== along && hasAxis(present.axes, axis));
  return over.length === 0 ? present : builder.convert(builder.reduce("max", over, present), "bool");
}

/** Whether positions of an axis are examples, which have lengths of their own. */
function isRow(scope: Scope, id: AxisId): boolean {
  const origin = scope.entry.lowering.axes.get(id)?.origin;
  return origin?.kind === "twin" ? isRow(scope, origin.of) : origin?.kind === "free";
}
