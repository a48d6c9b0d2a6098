/** Walks over the statements and expressions of a kernel. */
import type { Expression, Extent, Kernel, LoopBinding, Memory, Statement } from "../5-schedule/loops.ts";
import { InternalError } from "../source/internal-error.ts";

/** Every statement, outer ones first. */
export function* statementsOf(body: readonly Statement[]): Generator<Statement> {
  for (const statement of body) {
    yield statement;
    if (statement.kind === "loop") yield* statementsOf(statement.body);
    if (statement.kind === "if") yield* statementsOf([...statement.then, ...statement.otherwise]);
  }
}

/** The expression and all that it is made of. */
export function* partsOf(expression: Expression): Generator<Expression> {
  yield expression;
  switch (expression.kind) {
    case "load":
      yield* partsOf(expression.index);
      break;
    case "apply":
      for (const argument of expression.arguments) yield* partsOf(argument);
      break;
    case "index_quotient":
    case "index_remainder":
      yield* partsOf(expression.of);
      yield* partsOf(expression.by);
      break;
    case "splat":
    case "component":
      yield* partsOf(expression.of);
      break;
    case "vector":
      for (const component of expression.components) yield* partsOf(component);
      break;
    case "dot":
      yield* partsOf(expression.left);
      yield* partsOf(expression.right);
      break;
    case "random":
      yield* partsOf(expression.position);
      break;
    default:
  }
}

/** Of each side over which loops bind the kernel's workgroups: how long it is, and their variables. */
export function gridOf(
  kernel: Kernel,
): ReadonlyMap<LoopBinding, { readonly extent: Extent; readonly variables: ReadonlySet<string> }> {
  const grid = new Map<LoopBinding, { readonly extent: Extent; readonly variables: Set<string> }>();
  for (const statement of statementsOf(kernel.body)) {
    if (statement.kind !== "loop" || !statement.binding.startsWith("workgroup")) continue;
    const { binding, extent, variable } = statement;
    const known = grid.get(binding);
    if (known === undefined) grid.set(binding, { extent, variables: new Set([variable]) });
    else if (JSON.stringify(known.extent) === JSON.stringify(extent)) known.variables.add(variable);
    else throw new InternalError(`kernel ${kernel.name} has two lengths along ${binding}`);
  }
  return grid;
}

/** A workgroup's number is x + y * width + z * width * height. */
export const sides = ["workgroup.x", "workgroup.y", "workgroup.z"] as const;

function expressionsOf(statement: Statement): readonly Expression[] {
  switch (statement.kind) {
    case "let":
    case "variable":
    case "assign":
      return [statement.value];
    case "store":
      return [statement.index, statement.value];
    case "loop":
      return statement.part === undefined ? [] : [statement.part.first, statement.part.end];
    case "if":
      return [statement.condition];
    default:
      return [];
  }
}

/** Every load and store. */
export function* accessesOf(body: readonly Statement[]): Generator<{ memory: Memory; width: 1 | 4 }> {
  for (const statement of statementsOf(body)) {
    if (statement.kind === "store") yield statement;
    for (const expression of expressionsOf(statement)) {
      for (const part of partsOf(expression)) if (part.kind === "load") yield part;
    }
  }
}
