/** Schedules with state: a step reads what they keep, and the end of an evaluation changes it. */
import type { Expression, ScheduleState } from "../../2-check/model.ts";
import { InternalError } from "../../source/internal-error.ts";
import type { SourceNode } from "../graph.ts";
import { constantOf } from "./constants.ts";
import { bindValue, type Scope } from "./scope.ts";

type Block = Extract<Expression, { readonly kind: "block" }>;

/** The results for the step. In a training's step the next values of the states are kept for the entry `follow`. */
export function lowerSchedule(
  scope: Scope,
  { body, results }: Block,
  { site, states, update }: ScheduleState,
): readonly SourceNode[] {
  const { entry } = scope;
  const { owner, next } = entry.schedules;
  const paths = new Map(
    states.map(({ name, initial }) => {
      const path = `${owner}/${site}.${name}`;
      if (!entry.lowering.states.has(path))
        entry.lowering.states.set(path, { path, axes: [], initial: constantOf(scope, initial) });
      return [name, path] as const;
    }),
  );
  const inner: Scope = { ...scope, schedule: paths };
  entry.statements(inner, body);
  const values = results.map((result) => entry.expression(inner, result));
  if (!entry.training) return values;
  for (const statement of update) {
    if (statement.kind !== "next") {
      entry.statements(inner, [statement]);
      continue;
    }
    const path = paths.get(statement.name);
    if (path === undefined) throw new InternalError(`no state ${statement.name}`, statement.span);
    const value = entry.expression(inner, statement.value);
    entry.builder.within({ span: statement.span }, () => entry.builder.labelled(value, path));
    if (statement.binding !== undefined) bindValue(inner, statement.binding.id, value);
    next.set(path, entry.builder.convert(value, "real"));
  }
  return values;
}
