/** Which inputs of models and generators are sounds as data has them. */
import type { BindingId, Expression, Model, Statement } from "../../2-check/model.ts";
import { statementsOf, walkExpression, walkStatement } from "../../2-check/walk.ts";

/** By binding: the samples a second of the data that trainings give it as they are, in ascending order; where the source says them. */
export function soundRatesOf(model: Model): ReadonlyMap<BindingId, readonly number[]> {
  const same = sameBindings(model);
  const rates = new Map<BindingId, number[]>();
  for (const { data, fields } of model.trainings) {
    const source = model.data.find(({ name }) => name === data)?.source;
    const rate = source?.options.find(({ name }) => name === "rate")?.value;
    if (typeof rate !== "number") continue;
    const reached = new Set(fields.map(({ id }) => id));
    for (const id of reached) {
      const known = rates.get(id) ?? [];
      if (!known.includes(rate))
        rates.set(
          id,
          [...known, rate].sort((a, b) => a - b),
        );
      for (const other of same.get(id) ?? []) reached.add(other);
    }
  }
  return rates;
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
