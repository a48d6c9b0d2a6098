import type { Diagnostic } from "../../source/diagnostic.ts";
import { report } from "../../source/diagnostic.ts";
import { readsPositionsOf } from "../../source/phrases.ts";
import type { AxisTable } from "../axes.ts";
import { axisOf } from "../axes.ts";
import type { Expression, Layer, Model, Training } from "../model.ts";
import { breachOf } from "../promises/promises.ts";

/**
 * Warns where a model that may read later positions predicts a field that is another one shifted: it is given the next position, which it is
 * to predict.
 */
export function reportSeenTarget(
  call: Extract<Expression, { kind: "call" }>,
  target: Extract<Expression, { kind: "reference" }>,
  model: Model,
  axes: AxisTable,
  library: ReadonlySet<string>,
  diagnostics: Diagnostic[],
): void {
  const training = model.trainings.find(({ fields }) => fields.some(({ id }) => id === target.binding));
  const field = training && fieldOf(target, training, model);
  if (training === undefined || field?.from.kind !== "shifted" || field.from.by <= 0) return;
  const { of } = field.from;
  const seen = call.arguments.find(
    ({ value }) => value.kind === "reference" && fieldOf(value, training, model)?.name === of,
  );
  const layer = model.layers.find(({ name }) => call.target.kind === "model" && name === call.target.model);
  const [axis, ...others] = field.type.axes;
  if (seen === undefined || layer === undefined || axis === undefined || others.length > 0) return;
  if (isPromised(layer, axis)) return;
  const layers = new Map(model.layers.map((each) => [each.name, each]));
  const breach = breachOf(layer, "causal", axis, { axes, layers, library, incomplete: new Map() });
  if (breach === undefined) return;
  const reason = breach.all?.reason ?? readsPositionsOf(axisOf(axes, breach.other ?? axis).name);
  const related = breach.all === undefined ? [] : [{ span: breach.all.span, label: reason }];
  report(
    diagnostics,
    "W0915",
    target.span,
    { target: field.name, of, model: layer.name, axis: axisOf(axes, axis).name },
    { related },
  );
}

function fieldOf(value: Extract<Expression, { kind: "reference" }>, training: Training, model: Model) {
  const name = training.fields.find(({ id }) => id === value.binding)?.name;
  const data = model.data.find((each) => each.name === training.data);
  return data?.fields.find((field) => field.name === name);
}

function isPromised(layer: Layer, axis: string): boolean {
  return layer.promises.some((promise) => promise.kind === "causal" && promise.axis === axis);
}
