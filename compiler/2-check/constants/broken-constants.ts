/** What numbers and sizes of the spec alone make, and that is no number on any target. Where sizes come from data, the graph tells it. */
import { report, type Diagnostic } from "../../source/diagnostic.ts";
import { brokenOperator } from "./constants.ts";
import type { Expression, Model } from "../model.ts";
import { partsOf, statementsOf, walkExpression, walkModel, walkStatement } from "../walk.ts";

/** Each place is told once, however often its function is called. What a condition may leave out is left to the graph. */
export function reportBrokenConstants(model: Omit<Model, "marked">, diagnostics: Diagnostic[]): void {
  const conditional = new Set<Expression>();
  const told = new Set<string>();
  walkModel(model, (expression) => {
    if (conditional.has(expression)) return;
    if (isConditional(expression)) {
      for (const part of partsOf(expression)) walkExpression(part, (inner) => conditional.add(inner));
      for (const statement of statementsOf(expression))
        walkStatement(statement, (inner) => conditional.add(inner));
    }
    const facts = brokenOperator(expression);
    if (facts === undefined) return;
    const { span } = expression;
    const place = `${span.file} ${span.start} ${span.end}`;
    if (!told.has(place)) report(diagnostics, "W0416", span, facts);
    told.add(place);
  });
}

/** Whether it has parts that aren't computed where a condition doesn't hold. */
function isConditional(expression: Expression): boolean {
  if (expression.kind === "apply") return expression.operator === "select";
  return expression.kind === "block" && expression.restrictions.length > 0;
}
