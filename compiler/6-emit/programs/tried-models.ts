/** The models that a page lets a person try: those that no generator calls, which one tries there by the generator. */
import type { PlanEntry } from "../../../runtime/plan.ts";
import { walkExpression, walkStatement } from "../../2-check/walk.ts";
import type { Expression, Generator } from "../../2-check/model.ts";
import type { Source } from "../options.ts";

/** Their entries, in the order of the plan. */
export function triedModels({ plan, model }: Pick<Source, "plan" | "model">): readonly PlanEntry[] {
  const called = new Set(model.generators.flatMap(calledBy));
  return plan.model.entries.filter(({ kind, name }) => kind === "infer" && !called.has(name));
}

function calledBy({ body, grow, returned }: Generator): readonly string[] {
  const names: string[] = [];
  const visit = (expression: Expression): void => {
    if (expression.kind === "call" && expression.target.kind === "model") names.push(expression.target.model);
  };
  for (const statement of [...body, ...(grow?.body ?? [])]) walkStatement(statement, visit);
  const asked = grow === undefined ? [] : [grow.next, ...(grow.until === undefined ? [] : [grow.until])];
  for (const expression of [...returned, ...asked]) walkExpression(expression, visit);
  return names;
}
