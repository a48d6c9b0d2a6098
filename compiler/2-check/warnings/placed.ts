import type { BindingId, Expression, Model, Statement, Training } from "../model.ts";
import type { Span } from "../../source/spans.ts";
import { partsOf, statementsOf } from "../walk.ts";

/** An expression of a Model, with what stands around it. */
export interface Placed {
  readonly expression: Expression;
  /** The innermost place in the user's text: for what stands in a function of the library, its call. */
  readonly place: Span;
  /** The calls of functions and the restrictions around it, outermost first. */
  readonly inside: readonly Extract<Expression, { kind: "block" }>[];
}

/** Calls `visit` for each expression in some statements, the innermost first of those that stand around others last. */
export function visitPlaced(
  statements: readonly Training["body"][number][],
  returned: readonly Expression[],
  file: string,
  visit: (placed: Placed) => void,
): void {
  const go = (expression: Expression, around: Span, inside: Placed["inside"]): void => {
    const place = expression.span.file === file ? expression.span : around;
    const within = expression.kind === "block" ? [...inside, expression] : inside;
    for (const part of partsOf(expression)) go(part, place, within);
    for (const statement of statementsOf(expression))
      for (const value of valuesOf(statement)) go(value, place, within);
    visit({ expression, place, inside });
  };
  for (const statement of statements) for (const value of valuesOf(statement)) go(value, statement.span, []);
  for (const value of returned) go(value, value.span, []);
}

function valuesOf(statement: Training["body"][number]): readonly Expression[] {
  if (statement.kind === "yield") return statement.values;
  return statement.kind === "minimize" ? [statement.loss] : [statement.value];
}

/** What each name of one result is bound to, in all formulas of a Model. */
export function boundValues(statements: readonly Statement[]): ReadonlyMap<BindingId, Expression> {
  const values = new Map<BindingId, Expression>();
  for (const statement of statements) {
    const [binding, ...others] = statement.kind === "bind" ? statement.bindings : [];
    if (statement.kind === "bind" && binding !== undefined && others.length === 0)
      values.set(binding.id, statement.value);
  }
  return values;
}

/** The formulas of the user's file: bodies with what they return. */
export function bodiesOf(model: Model): readonly {
  readonly statements: readonly Training["body"][number][];
  readonly returned: readonly Expression[];
}[] {
  const layers = model.layers.filter(({ span }) => span.file === model.file);
  return [
    ...layers.map(({ body, returned }) => ({ statements: body, returned })),
    ...model.trainings.map(({ body }) => ({ statements: body, returned: [] })),
    ...model.generators.map(({ body, grow, returned }) => ({
      statements: [...body, ...(grow?.body ?? [])],
      returned: grow === undefined ? returned : [...returned, grow.next],
    })),
  ];
}
