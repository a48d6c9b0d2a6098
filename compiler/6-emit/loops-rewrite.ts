/** Rewrites of loops that a printer needs: folding of index arithmetic, substitution, division of indices by four. */
import { leastInt, withinInt } from "../operators/reference.ts";
import type { Size } from "../sizes/size.ts";
import type { Expression, Statement } from "../5-schedule/loops.ts";

function int(value: number): Expression {
  return { kind: "literal", type: "int", value };
}

function literal(expression: Expression | undefined): number | undefined {
  return expression?.kind === "literal" && expression.type === "int"
    ? withinInt(expression.value)
    : undefined;
}

type IntOperator = "add" | "subtract" | "multiply";

function apply(operator: IntOperator, left: Expression, right: Expression): Expression {
  return foldNode({ kind: "apply", operator, arguments: [left, right], type: "int", width: 1 });
}

/** Folds one node whose parts are folded: what is known of whole numbers is computed, and wraps around as it does in a run; sums keep their literal last. */
function foldNode(expression: Expression): Expression {
  if (expression.kind === "index_quotient" || expression.kind === "index_remainder") {
    const [of, by] = [literal(expression.of), literal(expression.by)];
    const isQuotient = expression.kind === "index_quotient";
    if (by === 1) return isQuotient ? expression.of : int(0);
    if (of !== undefined && by !== undefined && by > 0)
      return int(isQuotient ? Math.floor(of / by) : of % by);
    return expression;
  }
  if (expression.kind === "size") {
    const [term, ...others] = expression.size.terms;
    if (term === undefined) return int(0);
    const whole = term.coefficient / expression.size.divisor;
    return others.length === 0 && term.symbols.length === 0 && Number.isInteger(whole)
      ? int(whole)
      : expression;
  }
  if (expression.kind !== "apply" || expression.type !== "int" || expression.width !== 1) return expression;
  const [left, right] = expression.arguments;
  if (left === undefined || right === undefined) return expression;
  const [x, y] = [literal(left), literal(right)];
  switch (expression.operator) {
    case "add":
      if (x !== undefined && y !== undefined) return int((x + y) | 0);
      if (x === 0) return right;
      if (y === 0) return left;
      if (x !== undefined) return apply("add", right, left);
      if (y !== undefined && left.kind === "apply" && left.operator === "add") {
        const [first, second] = left.arguments;
        const inner = literal(second);
        if (first !== undefined && inner !== undefined) return apply("add", first, int((inner + y) | 0));
      }
      return y !== undefined && y < 0 && y > leastInt ? apply("subtract", left, int(-y)) : expression;
    case "subtract":
      if (x !== undefined && y !== undefined) return int((x - y) | 0);
      return y === 0 ? left : expression;
    case "multiply":
      if (x !== undefined && y !== undefined) return int(Math.imul(x, y));
      if (x === 0 || y === 0) return int(0);
      if (x === 1) return right;
      if (y === 1) return left;
      if (x !== undefined) return apply("multiply", right, left);
      return y === undefined ? expression : multiplyInto(expression, left, y);
    default:
      return expression;
  }
}

/** (a * 2) * 3 is a * 6, and (a + 1) * 3 is a * 3 + 3. */
function multiplyInto(product: Expression, of: Expression, by: number): Expression {
  if (of.kind !== "apply") return product;
  const [first, second] = of.arguments;
  const inner = literal(second);
  if (first === undefined || inner === undefined) return product;
  if (of.operator === "multiply") return apply("multiply", first, int(Math.imul(inner, by)));
  if (of.operator !== "add" && of.operator !== "subtract") return product;
  return apply(of.operator, apply("multiply", first, int(by)), int(Math.imul(inner, by)));
}

/** The same expression with each part replaced by `change`, from the inside out; what stays the same isn't made anew. */
export function mapExpression(expression: Expression, change: (part: Expression) => Expression): Expression {
  switch (expression.kind) {
    case "literal":
    case "variable":
    case "size":
    case "setting":
    case "turn":
    case "groups_before":
    case "groups_after":
      return change(expression);
    case "load": {
      const index = mapExpression(expression.index, change);
      return change(index === expression.index ? expression : { ...expression, index });
    }
    case "apply": {
      const given = mapAll(expression.arguments, change);
      return change(given === expression.arguments ? expression : { ...expression, arguments: given });
    }
    case "index_quotient":
    case "index_remainder": {
      const of = mapExpression(expression.of, change);
      const by = mapExpression(expression.by, change);
      return change(of === expression.of && by === expression.by ? expression : { ...expression, of, by });
    }
    case "splat":
    case "component": {
      const of = mapExpression(expression.of, change);
      return change(of === expression.of ? expression : { ...expression, of });
    }
    case "vector": {
      const [x, y, z, w] = expression.components;
      const components = [
        mapExpression(x, change),
        mapExpression(y, change),
        mapExpression(z, change),
        mapExpression(w, change),
      ] as const;
      return change({ ...expression, components });
    }
    case "dot": {
      const left = mapExpression(expression.left, change);
      const right = mapExpression(expression.right, change);
      return change({ ...expression, left, right });
    }
    case "random":
      return change({ ...expression, position: mapExpression(expression.position, change) });
  }
}

function mapAll(all: readonly Expression[], change: (part: Expression) => Expression): readonly Expression[] {
  let mapped: Expression[] | undefined;
  for (let at = 0; at < all.length; at += 1) {
    const one = all[at];
    if (one === undefined) continue;
    const other = mapExpression(one, change);
    if (other !== one) mapped ??= [...all];
    if (mapped !== undefined) mapped[at] = other;
  }
  return mapped ?? all;
}

export function fold(expression: Expression): Expression {
  return mapExpression(expression, foldNode);
}

/** The statement with each expression in it replaced by `change`. */
export function mapStatement(
  statement: Statement,
  change: (expression: Expression) => Expression,
): Statement {
  switch (statement.kind) {
    case "let":
    case "variable":
    case "assign":
      return { ...statement, value: change(statement.value) };
    case "store":
      return { ...statement, index: change(statement.index), value: change(statement.value) };
    case "loop":
      return {
        ...statement,
        ...(statement.part === undefined
          ? {}
          : { part: { first: change(statement.part.first), end: change(statement.part.end) } }),
        body: statement.body.map((inner) => mapStatement(inner, change)),
      };
    case "if":
      return {
        ...statement,
        condition: change(statement.condition),
        then: statement.then.map((inner) => mapStatement(inner, change)),
        otherwise: statement.otherwise.map((inner) => mapStatement(inner, change)),
      };
    case "barrier":
      return statement;
  }
}

/** One turn of an unrolled loop: the variable is a number, or an expression. */
export function atTurn(
  body: readonly Statement[],
  variable: string,
  turn: number | Expression,
): readonly Statement[] {
  const value = typeof turn === "number" ? int(turn) : turn;
  const put = (part: Expression): Expression =>
    part.kind === "variable" && part.name === variable ? value : foldNode(part);
  return body.map((statement) => mapStatement(statement, (expression) => mapExpression(expression, put)));
}

function quarterSize(size: Size): Size | undefined {
  if (size.divisor !== 1 || size.terms.some((term) => term.coefficient % 4 !== 0)) return undefined;
  return { terms: size.terms.map((term) => ({ ...term, coefficient: term.coefficient / 4 })), divisor: 1 };
}

/** A quarter of an int that is surely a multiple of four by its form, else undefined. */
function quarter(expression: Expression): Expression | undefined {
  const known = literal(expression);
  if (known !== undefined) return known % 4 === 0 ? int(known / 4) : undefined;
  if (expression.kind === "size") {
    const size = quarterSize(expression.size);
    return size === undefined ? undefined : { kind: "size", size };
  }
  if (expression.kind !== "apply" || expression.type !== "int") return undefined;
  const [left, right] = expression.arguments;
  if (left === undefined || right === undefined) return undefined;
  const [x, y] = [quarter(left), quarter(right)];
  switch (expression.operator) {
    case "add":
    case "subtract":
      return x === undefined || y === undefined ? undefined : apply(expression.operator, x, y);
    case "multiply":
      // The literal first, so that a stride is divided and not the index.
      if (literal(right) !== undefined && y !== undefined) return apply("multiply", left, y);
      return x !== undefined ? apply("multiply", x, right) : y && apply("multiply", left, y);
    default:
      return undefined;
  }
}

function terms(expression: Expression): readonly Expression[] {
  if (expression.kind !== "apply" || expression.type !== "int") return [expression];
  const [left, right] = expression.arguments;
  if (left === undefined || right === undefined) return [expression];
  const known = literal(right);
  if (expression.operator === "add") return [...terms(left), ...terms(right)];
  if (expression.operator === "subtract" && known !== undefined) return [...terms(left), int(-known)];
  return [expression];
}

/** index = 4 * whole + rest + lane, where `rest` is what can't be divided by its form. */
export interface Quarters {
  readonly whole: Expression;
  readonly rest: Expression | undefined;
  readonly lane: 0 | 1 | 2 | 3;
}

/** Splits an index of scalars into one of vectors and what is left. */
export function quarters(index: Expression): Quarters {
  let whole: Expression = int(0);
  let rest: Expression | undefined;
  let constant = 0;
  for (const term of terms(fold(index))) {
    const known = literal(term);
    const part = quarter(term);
    if (known !== undefined) constant += known;
    else if (part !== undefined) whole = apply("add", whole, part);
    else rest = rest === undefined ? term : apply("add", rest, term);
  }
  const lane = ((constant % 4) + 4) % 4;
  if (rest !== undefined && lane !== 0) return { whole, rest: apply("add", rest, int(constant)), lane: 0 };
  whole = apply("add", whole, int((constant - lane) / 4));
  return { whole, rest, lane: lane === 1 ? 1 : lane === 2 ? 2 : lane === 3 ? 3 : 0 };
}
