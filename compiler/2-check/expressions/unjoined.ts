import type { Fix, Related } from "../../source/diagnostic.ts";
import { hereToo, isSayable, sizeOfAxis } from "../../source/phrases.ts";
import type { Span } from "../../source/spans.ts";
import { shownAxes } from "../axes.ts";
import type { Body } from "../context.ts";
import { fail } from "../context.ts";
import type { AxisId, BindingId } from "../model.ts";
import { lookUpBinding } from "../scope.ts";
import type { Value } from "../values.ts";
import { axesOf } from "../values.ts";
import { walkExpression } from "../walk.ts";

/**
 * Reports values without a common axis. An index or a rename that is missing where a name is bound shows wherever that is read: it is told
 * at the first of these, with the others.
 */
export function reportUnjoined(
  values: readonly Value[],
  sides: readonly [left: readonly AxisId[], right: readonly AxisId[]],
  span: Span,
  operator: string,
  body: Body,
): void {
  const { axes, diagnostics, unjoined } = body.checker;
  const key = sides
    .map((side) => [...side].sort().join(" "))
    .sort()
    .join(" | ");
  const names = boundIn(values, body);
  const before = unjoined.find(
    (other) =>
      other.sides === key &&
      diagnostics.includes(other.told) &&
      [...names].some((name) => other.names.has(name)),
  );
  if (before !== undefined && body.call === undefined) {
    before.related.push({ span, label: hereToo() });
    return;
  }
  const related: Related[] = values.map((part) => ({
    span: part.expression.span,
    label: `[${shownAxes(axes, axesOf(part)).join(", ")}]`,
  }));
  const [left, right] = sides;
  const shown = { left: shownAxes(axes, left, right), right: shownAxes(axes, right, left) };
  const facts = { operator, ...shown, pairs: pairsOf(values, shown, body) };
  const count = diagnostics.length;
  fail(body, "W0205", span, facts, { related, fixes: operator === "/" ? sizesMeant(values, body) : [] });
  const told = diagnostics[count];
  if (told !== undefined) unjoined.push({ told, sides: key, names, related });
}

/** How it is said that all pairs are meant: of the side with fewer axes, constant along those of the other. */
function pairsOf(
  [first, second, ...others]: readonly Value[],
  { left, right }: { readonly left: readonly string[]; readonly right: readonly string[] },
  { checker: { files, ownNames }, inlining }: Body,
): string {
  const [of, along] = left.length <= right.length ? [first, right] : [second, left];
  // Of three values, such as those of `where`, none is known to be a side.
  const text = of === undefined || others.length > 0 ? "x" : files.text(of.expression.span);
  const around = inlining.at(-1);
  const own = around && ownNames.get(around.head);
  return `spread[${along.map((axis) => own?.get(axis) ?? axis).join(", ")}](${isSayable(text) ? text : "x"})`;
}

/** Where the positions of an axis divide: its size is meant, most likely. */
function sizesMeant(values: readonly Value[], { checker: { axes, files } }: Body): readonly Fix[] {
  const places: Span[] = [];
  let isOther = false;
  const [, divisor] = values;
  if (divisor === undefined) return [];
  walkExpression(divisor.expression, (part) => {
    if (part.kind === "position") places.push(part.span);
    else if (part.kind !== "apply" && part.kind !== "constant" && part.type.axes.length > 0) isOther = true;
  });
  const [first, ...others] = places;
  if (first === undefined || others.length > 0 || isOther) return [];
  const text = `|${files.text(first)}|`;
  const [axis = ""] = shownAxes(axes, axesOf(divisor));
  return [{ title: sizeOfAxis(axis), edits: [{ span: first, text }], applicability: "suggestion" }];
}

/** What formulas have bound, and brings axes to the values. */
function boundIn(values: readonly Value[], { scope }: Body): ReadonlySet<BindingId> {
  const bound = new Set<BindingId>();
  for (const { expression } of values)
    walkExpression(expression, (part) => {
      if (part.kind !== "reference" || part.type.axes.length === 0) return;
      if (lookUpBinding(scope, part.binding)?.source !== undefined) bound.add(part.binding);
    });
  return bound;
}
