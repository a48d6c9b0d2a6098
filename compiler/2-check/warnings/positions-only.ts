import type { Diagnostic } from "../../source/diagnostic.ts";
import { report } from "../../source/diagnostic.ts";
import type { AxisTable } from "../axes.ts";
import { axisOf, isBatch, membersOf, sameSpace } from "../axes.ts";
import type { AxisId, BindingId, Expression, Model } from "../model.ts";
import { bodiesOf, visitPlaced } from "./placed.ts";
import { partsOf } from "../walk.ts";

/**
 * Warns of a reduction over an axis that its operand has by a condition or another formula of positions only, while the data in it have
 * a twin of that axis: most likely they were to be renamed.
 */
export function reportPositionsOnly(
  model: Model,
  axes: AxisTable,
  values: ReadonlyMap<BindingId, Expression>,
  diagnostics: Diagnostic[],
): void {
  const known = new Map<Expression, ReadonlySet<AxisId>>();
  for (const { statements, returned } of bodiesOf(model)) {
    const told = new Set<string>();
    visitPlaced(statements, returned, model.file, ({ expression, place }) => {
      if (expression.kind !== "reduce") return;
      const varies = variesAlong(expression.of, axes, values, known);
      if ([...varies].every((axis) => isBatch(axes, axis))) return;
      for (const axis of expression.axes) {
        if (varies.has(axis) || !expression.of.type.axes.includes(axis)) continue;
        const twin = [...varies].find((other) => sameSpace(axes, other, axis));
        const key = `${place.start} ${axis}`;
        if (twin === undefined || told.has(key)) continue;
        told.add(key);
        report(diagnostics, "W0913", place, { axis: axisOf(axes, axis).name, twin: axisOf(axes, twin).name });
      }
    });
  }
}

/** The axes along which a value varies by more than positions. */
function variesAlong(
  expression: Expression,
  axes: AxisTable,
  values: ReadonlyMap<BindingId, Expression>,
  known: Map<Expression, ReadonlySet<AxisId>>,
): ReadonlySet<AxisId> {
  const already = known.get(expression);
  if (already !== undefined) return already;
  const of = (part: Expression): ReadonlySet<AxisId> => variesAlong(part, axes, values, known);
  const found = new Set(axesThatVary(expression, of, axes, values));
  known.set(expression, found);
  return found;
}

function axesThatVary(
  expression: Expression,
  of: (part: Expression) => ReadonlySet<AxisId>,
  axes: AxisTable,
  values: ReadonlyMap<BindingId, Expression>,
): readonly AxisId[] {
  switch (expression.kind) {
    case "position":
      return [];
    case "reference": {
      const value = values.get(expression.binding);
      return value === undefined ? expression.type.axes : [...of(value)];
    }
    case "apply":
    case "stop":
      return partsOf(expression).flatMap((part) => [...of(part)]);
    case "reduce":
      return [...of(expression.of)].filter((axis) => !expression.axes.includes(axis));
    case "index": {
      const own = of(expression.of);
      const moved = expression.replaced.flatMap(({ axis, at }) => [
        ...(membersOf(axes, axis).some((member) => own.has(member)) ? at.type.axes : []),
        ...of(at),
      ]);
      const gone = expression.replaced.flatMap(({ axis }) => membersOf(axes, axis));
      const kept = [...own].filter((axis) => !gone.includes(axis));
      return [...kept, ...moved, ...(expression.otherwise === undefined ? [] : of(expression.otherwise))];
    }
    case "block": {
      const [result] = expression.results;
      const conditions = expression.restrictions.flatMap(({ condition }) => [...of(condition)]);
      return result === undefined ? expression.type.axes : [...of(result), ...conditions];
    }
    default:
      return expression.type.axes;
  }
}
