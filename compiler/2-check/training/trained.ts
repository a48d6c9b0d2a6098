/** Whether a minimization trains anything, a parameter that its loss has to do with, that it names, and that may be trained; and what its optimizer can move. */
import type { Diagnostic } from "../../source/diagnostic.ts";
import { report } from "../../source/diagnostic.ts";
import type { Facts } from "../../source/messages.ts";
import type { Untrained } from "../../source/messages-training.ts";
import type { BindingId, Expression, Layer, Minimization, Model, Statement, Training } from "../model.ts";
import { matchesPath, parameterPaths, parametersBelow, patternOf } from "./paths.ts";
import { partsOf, statementsOf } from "../walk.ts";

type Layers = ReadonlyMap<string, Layer>;
type Values = ReadonlyMap<BindingId, Expression>;

/** Reports each minimization that would change nothing, and each for maps that would change something else. */
export function reportTrained(model: Model, diagnostics: Diagnostic[]): void {
  const layers = new Map(model.layers.map((layer) => [layer.name, layer]));
  for (const training of model.trainings) {
    const values = valuesOf(training);
    for (const statement of training.body) {
      if (statement.kind !== "minimize") continue;
      const why = averageNamed(statement, layers) ?? whyNothing(statement, values, layers);
      if (why !== undefined) report(diagnostics, "W0728", statement.span, { why });
      const others = withoutSides(statement, values, layers);
      if (others !== undefined) report(diagnostics, "W0730", statement.span, others);
    }
  }
}

/** An average that `over` names, whose parameters never are trained. */
function averageNamed({ over }: Minimization, layers: Layers): Untrained | undefined {
  for (const pattern of over) {
    const model = layers.get(pattern.split(".")[0] ?? "");
    if (model?.twin?.kind === "average") return { name: model.name, ...model.twin };
  }
  return undefined;
}

function whyNothing(minimization: Minimization, values: Values, layers: Layers): Untrained | undefined {
  const models = modelsIn(minimization.loss, values, layers);
  if (models.some((model) => isTrained(model, minimization, layers))) return undefined;
  if (models.every((model) => parameterPaths(model, layers, [model.name]).length === 0))
    return { kind: "none" };
  const isNamed = minimization.over.length + minimization.except.length > 0;
  const [first] = models;
  const areTwins = models.every(({ twin }) => twin !== undefined);
  return areTwins && first?.twin !== undefined && !isNamed
    ? { name: first.name, ...first.twin }
    : { kind: "others" };
}

function isTrained(model: Layer, minimization: Minimization, layers: Layers): boolean {
  return trainedBelow(model, minimization, layers).length > 0;
}

/** The parameters of a model that a minimization changes, where its loss depends on them. */
function trainedBelow(
  model: Layer,
  { over, except }: Minimization,
  layers: Layers,
): ReturnType<typeof parametersBelow> {
  const { name, twin } = model;
  if (twin?.kind === "average") return [];
  // A copy is trained only where its own name is said.
  const isSaid = twin === undefined || over.some((pattern) => pattern.split(".")[0] === name);
  const matches = (patterns: readonly string[], path: readonly string[]): boolean =>
    patterns.some((pattern) => matchesPath(pattern.split("."), path));
  if (!isSaid) return [];
  return parametersBelow(model, layers, [name]).filter(
    ({ path }) => (over.length === 0 || matches(over, path)) && !matches(except, path),
  );
}

/** What an optimizer for maps would move that is no map. */
function withoutSides(
  minimization: Minimization,
  values: Values,
  layers: Layers,
): Facts["W0730"] | undefined {
  const { optimizer } = minimization;
  if (optimizer.axes.kind === "all") return undefined;
  const models = modelsIn(minimization.loss, values, layers);
  const all = models.flatMap((model) => trainedBelow(model, minimization, layers));
  const others = all.filter(({ parameter }) => !parameter.isMap);
  if (others.length === 0) return undefined;
  const mapNames = new Set(all.flatMap(({ parameter }) => (parameter.isMap ? [parameter.name] : [])));
  const patterns = others.map(({ path, parameter: { name } }) =>
    mapNames.has(name) ? patternOf(path) : `**.${name}`,
  );
  const names = others.map(({ path }) => patternOf(path));
  return { optimizer: optimizer.name, names, patterns: [...new Set(patterns)] };
}

/** What each name of a training stands for; several results of one call stand for the call. */
function valuesOf({ body }: Training): Values {
  const values = new Map<BindingId, Expression>();
  for (const statement of body)
    if (statement.kind === "bind") for (const { id } of statement.bindings) values.set(id, statement.value);
  return values;
}

/** The models whose parameters a loss may read. */
function modelsIn(loss: Expression, values: Values, layers: Layers): readonly Layer[] {
  const found = new Set<Layer>();
  const seen = new Set<object>();
  const pending: Expression[] = [loss];
  const goThrough = (statements: readonly Statement[]): void => {
    for (const statement of statements)
      if (statement.kind === "yield") pending.push(...statement.values);
      else pending.push(statement.value);
  };
  const enter = (name: string): void => {
    const model = layers.get(name);
    if (model === undefined || found.has(model)) return;
    found.add(model);
    enterFormulas(model);
  };
  const enterFormulas = (layer: Layer): void => {
    if (seen.has(layer)) return;
    seen.add(layer);
    goThrough(layer.body);
    pending.push(...layer.returned);
    const others = [...layer.instances.map((instance) => instance.layer), layer.twin?.of];
    for (const name of others) {
      const other = name === undefined ? undefined : layers.get(name);
      if (other !== undefined) enterFormulas(other);
    }
  };
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    pending.push(...partsOf(next));
    goThrough(statementsOf(next));
    if (next.kind === "reference") {
      const value = values.get(next.binding);
      if (value !== undefined) pending.push(value);
    }
    const target = next.kind === "call" ? next.target : next.kind === "parameter" ? next.of : undefined;
    if (target?.kind === "model") enter(target.model);
  }
  return [...found];
}
