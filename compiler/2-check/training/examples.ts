/**
 * Whether a loss is a sum over the examples of a batch, each by itself: what `accumulate` adds part by part, and what `private` can
 * cut example by example.
 */
import type { Diagnostic, Fix } from "../../source/diagnostic.ts";
import { report } from "../../source/diagnostic.ts";
import type { Span } from "../../source/spans.ts";
import { isBatch } from "../axes.ts";
import type { AxisTable } from "../axes.ts";
import type { AxisId, BindingId, Expression, Layer, Model, Statement, Training } from "../model.ts";
import { partsOf } from "../walk.ts";

/** The same for every example; a value of each example; a sum over all examples; anything else. */
type Reach = "constant" | "each" | "total" | "coupled";

interface Reading {
  readonly axes: AxisTable;
  readonly layers: ReadonlyMap<string, Layer>;
  readonly values: Map<BindingId, readonly Reach[]>;
}

/** The losses that aren't such a sum, and whether they are made of several. */
function coupledLosses(
  training: Pick<Training, "body" | "fields">,
  layers: ReadonlyMap<string, Layer>,
  axes: AxisTable,
): readonly { readonly span: Span; readonly areTotals: boolean }[] {
  const reading: Reading = { axes, layers, values: new Map() };
  for (const { id } of training.fields) reading.values.set(id, ["each"]);
  const found: { readonly span: Span; readonly areTotals: boolean }[] = [];
  const formulas = new Map<BindingId, Expression>();
  for (const statement of training.body) {
    if (statement.kind === "report") continue;
    if (statement.kind !== "minimize") {
      bind([statement], reading);
      if (statement.kind === "bind")
        for (const { id } of statement.bindings) formulas.set(id, statement.value);
      continue;
    }
    const { loss } = statement;
    if (reachOf(loss, reading) === "total") continue;
    const formula = loss.kind === "reference" ? (formulas.get(loss.binding) ?? loss) : loss;
    found.push({ span: loss.span, areTotals: areTotals(formula, reading) });
  }
  return found;
}

/** Whether an expression adds up sums over the examples, and what is the same for every batch. */
function areTotals(expression: Expression, reading: Reading): boolean {
  if (expression.kind === "apply" && ["add", "subtract", "negate"].includes(expression.operator))
    return expression.arguments.every((each) => areTotals(each, reading));
  return ["total", "constant"].includes(reachOf(expression, reading));
}

function bind(statements: readonly Statement[], reading: Reading): void {
  for (const statement of statements) {
    if (statement.kind !== "bind") continue;
    const results = resultsOf(statement.value, reading);
    statement.bindings.forEach(({ id }, index) => reading.values.set(id, [results[index] ?? "coupled"]));
  }
}

function reachOf(expression: Expression, reading: Reading): Reach {
  return resultsOf(expression, reading)[0] ?? "coupled";
}

function join(parts: readonly Reach[]): Reach {
  if (parts.every((part) => part === "constant")) return "constant";
  return parts.every((part) => part === "constant" || part === "each") ? "each" : "coupled";
}

function resultsOf(expression: Expression, reading: Reading): readonly Reach[] {
  const of = (part: Expression): Reach => reachOf(part, reading);
  const overBatch = (axes: readonly AxisId[]): boolean => axes.some((axis) => isBatch(reading.axes, axis));
  switch (expression.kind) {
    case "reference":
      return reading.values.get(expression.binding) ?? ["coupled"];
    case "result":
      return [resultsOf(expression.of, reading)[expression.index] ?? "coupled"];
    case "position":
      return [overBatch([expression.axis]) ? "each" : "constant"];
    case "present":
      return reading.values.get(expression.of) ?? ["coupled"];
    case "apply":
      return [ofOperator(expression, reading)];
    case "reduce": {
      const inner = of(expression.of);
      if (!overBatch(expression.axes))
        return [inner === "total" && expression.operator !== "sum" ? "coupled" : inner];
      if (inner === "constant") return ["constant"];
      return [inner === "each" && expression.operator === "sum" ? "total" : "coupled"];
    }
    case "index": {
      if (overBatch(expression.replaced.map(({ axis }) => axis))) return ["coupled"];
      const parts = [
        expression.of,
        ...expression.replaced.map(({ at }) => at),
        ...(expression.otherwise === undefined ? [] : [expression.otherwise]),
      ];
      const joined = join(parts.map(of));
      // What is the same for every example ends where the longest of the batch does.
      const isOfLongest =
        expression.replaced.some(({ at }) => readsLast(at)) && of(expression.of) === "constant";
      return [isOfLongest ? "coupled" : joined];
    }
    case "last":
      return ["each"];
    case "spread":
      return [of(expression.of)];
    case "concat":
      return [join(expression.parts.map(({ value }) => of(value)))];
    case "stack":
      return [join(expression.parts.map(of))];
    case "stop":
      return [join([of(expression.of)])];
    case "gradient": {
      const inner = of(expression.of);
      const by = reading.values.get(expression.by)?.[0];
      return [inner === "total" && by === "each" ? "each" : "coupled"];
    }
    case "random":
      return [
        overBatch(expression.type.axes) || (expression.like !== undefined && of(expression.like) === "each")
          ? "each"
          : "constant",
      ];
    case "block": {
      if (overBatch(expression.restrictions.map(({ axis }) => axis)))
        return expression.results.map(() => "coupled");
      bind(expression.body, reading);
      const conditions = expression.restrictions.flatMap(({ condition, otherwise }) =>
        otherwise === undefined ? [of(condition)] : [of(condition), of(otherwise)],
      );
      return expression.results.map((result) =>
        conditions.length === 0 ? of(result) : join([of(result), ...conditions]),
      );
    }
    case "call": {
      const parts = join(expression.arguments.map(({ value }) => of(value)));
      return expression.types.map(() => (couples(expression, reading) ? "coupled" : parts));
    }
    case "scan":
      return expression.types.map(() => (overBatch([expression.axis]) ? "coupled" : "each"));
    case "row":
      return expression.types.map(() =>
        overBatch([expression.axis, expression.into]) ? "coupled" : join([of(expression.of)]),
      );
    default:
      return ["constant"];
  }
}

function readsLast(expression: Expression): boolean {
  return expression.kind === "last" || partsOf(expression).some(readsLast);
}

/** A sum may be divided or multiplied by what is the same for every batch, and no more. */
function ofOperator(
  { operator, arguments: given }: Extract<Expression, { kind: "apply" }>,
  reading: Reading,
): Reach {
  const parts = given.map((argument) => reachOf(argument, reading));
  if (!parts.includes("total")) return join(parts);
  const [left, right] = parts;
  switch (operator) {
    case "negate":
    case "to_real":
      return "total";
    case "multiply":
      return (left === "total" && right === "constant") || (left === "constant" && right === "total")
        ? "total"
        : "coupled";
    case "divide":
      return left === "total" && right === "constant" ? "total" : "coupled";
    default:
      return "coupled";
  }
}

/** What couples examples says so in its signature. */
function couples({ target }: Extract<Expression, { kind: "call" }>, { axes, layers }: Reading): boolean {
  let layer = target.kind === "model" ? layers.get(target.model) : undefined;
  if (layer?.twin !== undefined) layer = layers.get(layer.twin.of);
  for (const name of target.path) {
    const instance = layer?.instances.find((each) => each.name === name);
    layer = instance && layers.get(instance.layer);
  }
  if (layer === undefined) return true;
  const types = [
    ...layer.arguments.map(({ binding }) => binding.type),
    ...layer.results.map(({ type }) => type),
  ];
  return types.some((type) => type.axes.some((axis) => isBatch(axes, axis)));
}

/** Reports trainings that add up examples, where a loss isn't a sum over them. */
export function reportCoupled(
  model: Model,
  rewritten: (loss: Span) => Fix | undefined,
  diagnostics: Diagnostic[],
): void {
  const axes = new Map(model.axes.map((axis) => [axis.id, axis]));
  const layers = new Map(model.layers.map((layer) => [layer.name, layer]));
  for (const training of model.trainings) {
    const { accumulate, private: secret } = training.settings;
    const setting = secret !== undefined ? "private" : accumulate > 1 ? "accumulate" : undefined;
    if (setting === undefined) continue;
    for (const { span, areTotals } of coupledLosses(training, layers, axes)) {
      const fix = areTotals ? rewritten(span) : undefined;
      report(diagnostics, "W0716", span, { setting }, fix === undefined ? {} : { fixes: [fix] });
    }
  }
}
