/** What an optimizer's body binds whichever parameter it runs for, such as the rate of a step: it is made for the first one alone. */
import type { Expression, Optimizer, Statement } from "../../2-check/model.ts";
import { walkStatement } from "../../2-check/walk.ts";

export type Bind = Extract<Statement, { readonly kind: "bind" }>;

/** Bindings of numbers that follow from no parameter's values, states, or axes. */
export function commonBindings({ given, body }: Optimizer): ReadonlySet<Bind> {
  const own = new Set([given.gradient, given.parameter, given.matrix]);
  const isCommon = (expression: Expression): boolean => {
    switch (expression.kind) {
      case "reference":
        return !own.has(expression.binding);
      case "block":
        return expression.restrictions.length === 0 && expression.schedule === undefined;
      case "constant":
      case "setting":
      case "training":
      case "apply":
      case "result":
        return true;
      default:
        return false;
    }
  };
  const found = new Set<Bind>();
  for (const statement of body) {
    let isFound = statement.kind === "bind" && statement.under === undefined;
    walkStatement(statement, (expression) => {
      isFound &&= isCommon(expression);
    });
    if (statement.kind === "bind" && isFound) found.add(statement);
    else if (statement.kind === "bind") for (const { id } of statement.bindings) own.add(id);
    else if (statement.kind === "next" && statement.binding !== undefined) own.add(statement.binding.id);
  }
  return found;
}
