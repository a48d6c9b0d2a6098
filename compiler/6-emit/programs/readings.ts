/** How the models that a generator calls are called once more, over the whole of its text, for what they expose. */
import type { Reading, ReadingSource } from "../../../runtime/called.ts";
import type { PlanEntry, PlanOutput } from "../../../runtime/plan.ts";
import type { BindingId, Expression, Generator, Statement } from "../../2-check/model.ts";
import { statementsOf, walkExpression, walkStatement } from "../../2-check/walk.ts";
import type { Source } from "../options.ts";

type Call = Extract<Expression, { readonly kind: "call" }>;

/**
 * By the generator that may show maps: readings of models that expose something, each after those whose results it takes. One that grows
 * nothing needs none: what it calls exposes its values among its results, which are shown, too.
 */
export function readingsOf({ plan, model }: Source): Readonly<Record<string, readonly Reading[]>> {
  const { entries } = plan.model;
  const models = entries.filter(({ kind }) => kind === "infer");
  const found = model.generators.flatMap((generator) => {
    const { name } = generator;
    const readings = neededOf(readAll(generator, models), models);
    const entry = entries.find((one) => one.kind === "generate" && one.name === name);
    const showsResults = generator.grow === undefined && entry?.outputs.some(mayBeMap) === true;
    return readings.length === 0 && !showsResults ? [] : [[name, readings] as const];
  });
  return Object.fromEntries(found);
}

/** Of each model one call at most, whose inputs are known when the text has grown. */
function readAll(
  { grow, arguments: parameters, body }: Generator,
  models: readonly PlanEntry[],
): readonly Reading[] {
  if (grow === undefined) return [];
  const given = new Map<BindingId, string>(
    [grow.binding, ...parameters.map(({ binding }) => binding)].map(({ id, name }) => [id, name]),
  );
  const values = new Map<BindingId, { readonly of: Expression; readonly index: number }>();
  const calls: Call[] = [];
  const bind = (statement: Statement): void => {
    if (statement.kind !== "bind") return;
    for (const [index, { id }] of statement.bindings.entries())
      values.set(id, { of: statement.value, index });
  };
  const visit = (expression: Expression): void => {
    if (expression.kind === "call") calls.push(expression);
    statementsOf(expression).forEach(bind);
  };
  for (const statement of [...body, ...grow.body]) {
    bind(statement);
    walkStatement(statement, visit);
  }
  walkExpression(grow.next, visit);

  const readings: Reading[] = [];
  /** The entry of the model that is called, where that call is the one that is read. */
  const read = (call: Call): PlanEntry | undefined => {
    const { target } = call;
    const entry =
      target.kind === "model" && target.path.length === 0
        ? models.find(({ name }) => name === target.model)
        : undefined;
    if (entry === undefined) return undefined;
    const inputs: Record<string, ReadingSource> = {};
    for (const { name, value } of call.arguments) {
      const source = sourceOf(value, 0);
      if (source === undefined) return undefined;
      inputs[name] = source;
    }
    const known = readings.find(({ model }) => model === entry.name);
    if (known === undefined) readings.push({ model: entry.name, inputs });
    else if (JSON.stringify(known.inputs) !== JSON.stringify(inputs)) return undefined;
    return entry;
  };
  const sourceOf = (expression: Expression, index: number): ReadingSource | undefined => {
    switch (expression.kind) {
      case "constant":
        return { kind: "number", value: expression.value };
      case "reference": {
        const name = given.get(expression.binding);
        if (name !== undefined) return { kind: "given", name };
        const value = values.get(expression.binding);
        return value && sourceOf(value.of, value.index);
      }
      case "present": {
        const name = given.get(expression.of);
        return name === undefined ? undefined : { kind: "present", name };
      }
      case "result":
        return sourceOf(expression.of, expression.index);
      case "call": {
        const output = read(expression)?.outputs.filter(({ role }) => role === "result")[index];
        return output && { kind: "result", model: modelOf(expression), name: output.name };
      }
      default:
        return undefined;
    }
  };
  for (const call of calls) read(call);
  return readings;
}

function mayBeMap({ axes, indexes }: PlanOutput): boolean {
  return axes.length > 0 && indexes === undefined;
}

function exposes({ outputs }: PlanEntry): boolean {
  return outputs.some(({ role }) => role === "exposed");
}

function modelOf({ target }: Call): string {
  return target.kind === "model" ? target.model : "";
}

/** Those of models that expose something, and those whose results such a one takes. */
function neededOf(readings: readonly Reading[], models: readonly PlanEntry[]): readonly Reading[] {
  const needed = new Set(models.filter(exposes).map(({ name }) => name));
  for (const { model, inputs } of readings.toReversed())
    for (const source of Object.values(inputs))
      if (needed.has(model) && source.kind === "result") needed.add(source.model);
  return readings.filter(({ model }) => needed.has(model));
}
