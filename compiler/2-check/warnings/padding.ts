import type { Diagnostic } from "../../source/diagnostic.ts";
import { report } from "../../source/diagnostic.ts";
import type { Checker } from "../context.ts";
import type { AxisTable } from "../axes.ts";
import { axisOf, boundedBelow, membersOf, spaceOf } from "../axes.ts";
import type { AxisId, BindingId, Expression, Model } from "../model.ts";
import type { Placed } from "./placed.ts";
import { visitPlaced } from "./placed.ts";
import { partsOf, statementsOf } from "../walk.ts";

/**
 * Warns of reductions in models and layers over axes along which the records of some training are padded, where nothing says which
 * positions are real, or that all are meant. Those in a training itself are looked at where their bracket is read.
 */
export function reportPadding(
  model: Model,
  axes: AxisTable,
  values: ReadonlyMap<BindingId, Expression>,
  meantWhole: Checker["meantWhole"],
  diagnostics: Diagnostic[],
): void {
  const padded = paddedSpaces(model, axes);
  if (padded.size === 0) return;
  for (const { span, body, returned } of model.layers) {
    if (span.file !== model.file) continue;
    const told = new Set<AxisId>();
    visitPlaced(body, returned, model.file, (placed) => {
      const { expression, place } = placed;
      if (expression.kind !== "reduce") return;
      for (const axis of expression.axes) {
        const space = spaceOf(axes, axis);
        const isMeant = meantWhole.some(
          ({ ids, span: at }) =>
            at.file === place.file &&
            place.start <= at.start &&
            at.end <= place.end &&
            ids.some((id) => spaceOf(axes, id) === space),
        );
        if (isMeant) continue;
        if (!padded.has(space) || told.has(space) || isGuarded(placed, axis, axes, values)) continue;
        told.add(space);
        report(diagnostics, "W0910", place, { axis: axisOf(axes, axis).name });
      }
    });
  }
}

/** The spaces of bounded axes of records that are not windows of one long text. */
function paddedSpaces(model: Model, axes: AxisTable): ReadonlySet<AxisId> {
  const trained = new Set<string | undefined>(model.trainings.map(({ data }) => data));
  return new Set(
    model.data.flatMap(({ name, source, fields }) =>
      source.kind === "text" || !trained.has(name)
        ? []
        : fields.flatMap(({ type }) =>
            type.axes.flatMap((axis) => {
              const bounded = boundedBelow(axes, axis);
              return bounded === undefined ? [] : [spaceOf(axes, bounded)];
            }),
          ),
    ),
  );
}

/** Whether a condition says which positions count: around the reduction, or in what is reduced. */
function isGuarded(
  { expression, inside }: Placed,
  axis: AxisId,
  axes: AxisTable,
  values: ReadonlyMap<BindingId, Expression>,
): boolean {
  const space = spaceOf(axes, axis);
  const restricts = (block: Placed["inside"][number]): boolean =>
    block.restrictions.some((entry) =>
      membersOf(axes, entry.axis).some((restricted) => spaceOf(axes, restricted) === space),
    );
  if (inside.some(restricts)) return true;
  const ownAxes = (part: Expression): readonly AxisId[] =>
    part.type.axes.filter((own) => spaceOf(axes, own) === space);
  // `filter[lag = seq - src else 0]` says which pairs of positions count, as a condition of both does.
  const isBetween = ({ at }: { readonly at: Expression }): boolean => ownAxes(at).length > 1;
  const seen = new Set<Expression>();
  const guards = (part: Expression, isGiven = false): boolean => {
    if (seen.has(part)) return false;
    seen.add(part);
    const along = ownAxes(part);
    // Where a layer is given the edges between positions, what it returns may yet be anything at those that aren't real.
    if (part.type.element === "bool" && along.length > 0) return !isGiven || along.length === 1;
    if (part.kind === "index" && part.otherwise !== undefined && part.replaced.some(isBetween)) return true;
    const isLayer = isGiven || part.kind === "call";
    if (part.kind === "block" && restricts(part)) return true;
    const value = part.kind === "reference" ? values.get(part.binding) : undefined;
    if (value !== undefined && guards(value, isLayer)) return true;
    const statements = statementsOf(part).flatMap((statement) =>
      statement.kind === "yield" ? statement.values : [statement.value],
    );
    return [...partsOf(part), ...statements].some((inner) => guards(inner, isLayer));
  };
  return guards(expression);
}
