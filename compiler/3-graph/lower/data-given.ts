/** What the data of trainings say of the inputs of models and generators that are given their fields as they are. */
import type { BindingId, Expression, Model, Statement, Template } from "../../2-check/model.ts";
import { statementsOf, walkExpression, walkStatement } from "../../2-check/walk.ts";

export interface DataGiven {
  /** Of a sound, in ascending order, where the sources say them. */
  readonly rates?: readonly number[];
  /** Of a text that entries make, where all of these have the same. */
  readonly template?: Template;
}

export function dataGivenTo(model: Model): ReadonlyMap<BindingId, DataGiven> {
  const same = sameBindings(model);
  const rates = new Map<BindingId, Set<number>>();
  const templates = new Map<BindingId, Template[]>();
  const given = new Set<BindingId>();
  for (const { data, fields } of model.trainings) {
    const declared = model.data.find(({ name }) => name === data);
    const rate = declared?.source.options.find(({ name }) => name === "rate")?.value;
    for (const { id, name } of fields) {
      const from = declared?.fields.find((field) => field.name === name)?.from;
      const template = from?.kind === "field" ? from.template : undefined;
      for (const reached of reachedFrom(id, same)) {
        given.add(reached);
        if (typeof rate === "number") rates.set(reached, (rates.get(reached) ?? new Set()).add(rate));
        if (template !== undefined) templates.set(reached, [...(templates.get(reached) ?? []), template]);
      }
    }
  }
  return new Map(
    [...given].map((id) => {
      const ascending = [...(rates.get(id) ?? [])].sort((a, b) => a - b);
      const [template, ...others] = templates.get(id) ?? [];
      const isOne = template !== undefined && others.every((other) => isSame(other, template));
      return [
        id,
        { ...(ascending.length === 0 ? {} : { rates: ascending }), ...(isOne ? { template } : {}) },
      ];
    }),
  );
}

function reachedFrom(id: BindingId, same: ReadonlyMap<BindingId, readonly BindingId[]>): Iterable<BindingId> {
  const reached = new Set([id]);
  for (const one of reached) for (const other of same.get(one) ?? []) reached.add(other);
  return reached;
}

function isSame(one: Template, other: Template): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** Names of one value, and the arguments of models and of calls that it is given as: each by each. */
function sameBindings(model: Model): ReadonlyMap<BindingId, readonly BindingId[]> {
  const same = new Map<BindingId, BindingId[]>();
  const join = (one: BindingId, value: Expression): void => {
    const other = referredTo(value);
    if (other === undefined) return;
    same.set(one, [...(same.get(one) ?? []), other]);
    same.set(other, [...(same.get(other) ?? []), one]);
  };
  const readStatement = (statement: Statement): void => {
    if (statement.kind !== "bind") return;
    const [binding, ...others] = statement.bindings;
    if (binding !== undefined && others.length === 0) join(binding.id, statement.value);
  };
  const read = (expression: Expression): void => {
    statementsOf(expression).forEach(readStatement);
    if (expression.kind !== "call") return;
    const { target } = expression;
    if (target.kind !== "model" || target.path.length > 0) return;
    const called = model.layers.find(({ kind, name }) => kind === "model" && name === target.model);
    for (const { binding } of called?.arguments ?? []) {
      const given = expression.arguments.find(({ name }) => name === binding.name);
      if (given !== undefined) join(binding.id, given.value);
    }
  };
  for (const { body, ends } of formulasOf(model)) {
    for (const statement of body) {
      if (statement.kind !== "minimize" && statement.kind !== "report") readStatement(statement);
      walkStatement(statement, read);
    }
    for (const end of ends) walkExpression(end, read);
  }
  return same;
}

interface Formulas {
  readonly body: Model["trainings"][number]["body"];
  readonly ends: readonly Expression[];
}

function formulasOf({ layers, trainings, generators }: Model): readonly Formulas[] {
  return [
    ...layers.map(({ body, returned }) => ({ body, ends: returned })),
    ...trainings.map(({ body }) => ({ body, ends: [] })),
    ...generators.flatMap(({ body, grow, returned }) => [
      { body, ends: returned },
      ...(grow === undefined ? [] : [{ body: grow.body, ends: [grow.next] }]),
    ]),
  ];
}

/** Of a name, also along other axes: what it is a name of. */
function referredTo(value: Expression): BindingId | undefined {
  if (value.kind === "reference") return value.binding;
  if (value.kind === "spread") return referredTo(value.of);
  const isRenamed = value.kind === "index" && value.replaced.every(({ at }) => at.kind === "position");
  return isRenamed && value.otherwise === undefined ? referredTo(value.of) : undefined;
}
