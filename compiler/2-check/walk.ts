import type { Expression, Layer, Model, Statement, Training } from "./model.ts";

/** The expressions that an expression is made of, one level down; statements of blocks are not among them. */
export function partsOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case "constant":
    case "size":
    case "last":
    case "label":
    case "position":
    case "reference":
    case "parameter":
    case "state":
    case "present":
    case "setting":
    case "training":
      return [];
    case "apply":
      return expression.arguments;
    case "reduce":
    case "spread":
    case "stop":
    case "gradient":
    case "result":
    case "row":
      return [expression.of];
    case "index":
      return [
        expression.of,
        ...expression.replaced.map(({ at }) => at),
        ...(expression.otherwise === undefined ? [] : [expression.otherwise]),
      ];
    case "concat":
      return expression.parts.map(({ value }) => value);
    case "stack":
      return expression.parts;
    case "random":
      return expression.like === undefined ? [] : [expression.like];
    case "block":
      return [
        ...expression.results,
        ...expression.restrictions.flatMap(({ condition, otherwise }) =>
          otherwise === undefined ? [condition] : [condition, otherwise],
        ),
      ];
    case "call":
      return expression.arguments.map(({ value }) => value);
    case "scan":
      return expression.carried.map(({ initial }) => initial);
  }
}

/** The statements inside of an expression, one level down. */
export function statementsOf(expression: Expression): readonly Statement[] {
  return expression.kind === "block" || expression.kind === "scan" ? expression.body : [];
}

/** Calls `visit` for an expression and for everything in it, outermost first. */
export function walkExpression(expression: Expression, visit: (expression: Expression) => void): void {
  visit(expression);
  for (const part of partsOf(expression)) walkExpression(part, visit);
  for (const statement of statementsOf(expression)) walkStatement(statement, visit);
  const update = expression.kind === "block" ? expression.schedule?.update : undefined;
  for (const statement of update ?? []) walkStatement(statement, visit);
}

export function walkStatement(
  statement: Training["body"][number],
  visit: (expression: Expression) => void,
): void {
  if (statement.kind === "yield") for (const value of statement.values) walkExpression(value, visit);
  else if (statement.kind === "minimize") {
    walkExpression(statement.loss, visit);
    for (const inner of statement.optimizer.body) walkStatement(inner, visit);
  } else walkExpression(statement.value, visit);
}

export function walkLayer(layer: Layer, visit: (expression: Expression) => void): void {
  for (const statement of layer.body) walkStatement(statement, visit);
  for (const value of layer.returned) walkExpression(value, visit);
}

/** Calls `visit` for every expression of the formulas of a Model. */
export function walkModel(model: Omit<Model, "marked">, visit: (expression: Expression) => void): void {
  for (const layer of model.layers) walkLayer(layer, visit);
  for (const training of model.trainings)
    for (const statement of training.body) walkStatement(statement, visit);
  for (const { body, grow, returned } of model.generators) {
    for (const statement of body) walkStatement(statement, visit);
    for (const value of returned) walkExpression(value, visit);
    if (grow === undefined) continue;
    for (const statement of grow.body) walkStatement(statement, visit);
    walkExpression(grow.next, visit);
    if (grow.until !== undefined) walkExpression(grow.until, visit);
  }
}
