import type { Diagnostic } from "../../source/diagnostic.ts";
import { report } from "../../source/diagnostic.ts";
import type { Builder, OperatorName } from "../../operators/operator.ts";
import { operator } from "../../operators/table.ts";
import type { BindingId, CallTarget, Expression, Layer, Model, Statement } from "../model.ts";
import { partsOf, statementsOf } from "../walk.ts";

/** What the losses of a model reach, with and without a gradient. */
interface Reach {
  readonly layers: ReadonlyMap<string, Layer>;
  readonly values: Map<BindingId, Expression>;
  /** `Layer.W` for each parameter that a gradient gets to. */
  readonly trained: Set<string>;
  /** Every layer that a loss has to do with. */
  readonly used: Set<Layer>;
  /** What was gone through, by whether a gradient was. */
  readonly seen: { readonly with: Set<object>; readonly without: Set<object> };
  /** What is still to be gone through: a list, since a formula may follow from a thousand others. */
  readonly pending: Followed[];
}

interface Followed {
  readonly expression: Expression;
  /** Whether a gradient comes along. */
  readonly learns: boolean;
  readonly layer: Layer | undefined;
}

/** Warns of parameters that the losses use, but by no way that a gradient takes: behind `stop`, in an index, in a condition. */
export function reportUntrained(model: Model, diagnostics: Diagnostic[]): void {
  const reach: Reach = {
    layers: new Map(model.layers.map((layer) => [layer.name, layer])),
    values: new Map(),
    trained: new Set(),
    used: new Set(),
    seen: { with: new Set(), without: new Set() },
    pending: [],
  };
  for (const { body } of model.trainings) {
    for (const statement of body)
      if (statement.kind !== "minimize" && statement.kind !== "report") remember(statement, reach);
    for (const statement of body)
      if (statement.kind === "minimize")
        reach.pending.push({ expression: statement.loss, learns: true, layer: undefined });
    for (let next = reach.pending.pop(); next !== undefined; next = reach.pending.pop()) follow(next, reach);
  }
  for (const layer of reach.used)
    for (const { name, span } of layer.parameters) {
      const unused = !layer.body
        .concat(asStatements(layer))
        .some((statement) => mentionsParameter(statement, name));
      if (!unused && !reach.trained.has(`${layer.name}.${name}`))
        report(diagnostics, "W0905", span, { name });
    }
}

function asStatements(layer: Layer): readonly Statement[] {
  return layer.returned.map((value) => ({ kind: "yield", values: [value], span: layer.span }));
}

function mentionsParameter(statement: Statement, name: string): boolean {
  const values = statement.kind === "yield" ? statement.values : [statement.value];
  const inside = (value: Expression): boolean =>
    (value.kind === "parameter" && value.of === undefined && value.name === name) ||
    partsOf(value).some(inside) ||
    statementsOf(value).some((inner) => mentionsParameter(inner, name));
  return values.some(inside);
}

function remember(statement: Statement, reach: Reach): void {
  if (statement.kind !== "bind") return;
  for (const { id } of statement.bindings) reach.values.set(id, statement.value);
}

/** Goes through a value, and puts what it is made of on the list. */
function follow({ expression, learns, layer }: Followed, reach: Reach): void {
  const seen = learns ? reach.seen.with : reach.seen.without;
  if (seen.has(expression) || reach.seen.with.has(expression)) return;
  seen.add(expression);
  for (const statement of statementsOf(expression)) remember(statement, reach);
  const go = (part: Expression, still: boolean): void => {
    reach.pending.push({ expression: part, learns: learns && still, layer });
  };
  switch (expression.kind) {
    case "parameter": {
      const owner = expression.of === undefined ? layer : layerOf(expression.of, layer, reach);
      if (learns && owner !== undefined) reach.trained.add(`${owner.name}.${expression.name}`);
      return;
    }
    case "reference": {
      const value = reach.values.get(expression.binding);
      if (value !== undefined) go(value, true);
      return;
    }
    case "stop":
      go(expression.of, false);
      return;
    case "apply": {
      const slopes = slopesOf(expression.operator, expression.arguments.length);
      expression.arguments.forEach((argument, at) => go(argument, slopes[at] === true));
      return;
    }
    case "index":
      go(expression.of, true);
      for (const { at } of expression.replaced) go(at, false);
      if (expression.otherwise !== undefined) go(expression.otherwise, true);
      return;
    case "block":
      for (const result of expression.results) go(result, true);
      for (const { condition, otherwise } of expression.restrictions) {
        go(condition, false);
        if (otherwise !== undefined) go(otherwise, true);
      }
      return;
    case "scan":
      for (const { initial } of expression.carried) go(initial, true);
      for (const statement of expression.body) {
        if (statement.kind === "yield") for (const value of statement.values) go(value, true);
        else go(statement.value, true);
      }
      return;
    case "call":
      followCall(expression, learns, layer, reach);
      return;
    default:
      for (const part of partsOf(expression)) go(part, true);
  }
}

function followCall(
  expression: Extract<Expression, { kind: "call" }>,
  learns: boolean,
  from: Layer | undefined,
  reach: Reach,
): void {
  for (const { value } of expression.arguments)
    reach.pending.push({ expression: value, learns, layer: from });
  const layer = layerOf(expression.target, from, reach);
  if (layer === undefined) return;
  reach.used.add(layer);
  for (const statement of layer.body) {
    remember(statement, reach);
    // The next value of a state is set, and no gradient goes from one step to the next.
    if (statement.kind === "next") reach.pending.push({ expression: statement.value, learns: false, layer });
  }
  for (const value of layer.returned) reach.pending.push({ expression: value, learns, layer });
}

function layerOf(target: CallTarget, from: Layer | undefined, reach: Reach): Layer | undefined {
  let layer = target.kind === "model" ? reach.layers.get(target.model) : from;
  for (const name of target.path) {
    const instance = layer?.instances.find((candidate) => candidate.name === name);
    layer = instance && reach.layers.get(instance.layer);
  }
  return layer;
}

const nothing: Builder<number> = { constant: () => 0, apply: () => 0 };

/** Through which of its arguments an operator lets a gradient. */
function slopesOf(name: OperatorName, count: number): readonly boolean[] {
  const zeros = Array.from({ length: count }, () => 0);
  return operator(name)
    .gradient(nothing, 0, 0, ...zeros)
    .map((slope) => slope !== undefined);
}
