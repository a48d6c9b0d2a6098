import { report } from "../../source/diagnostic.ts";
import type { Span } from "../../source/spans.ts";
import type * as Tree from "../../1-parse/tree.ts";
import { shownAxes } from "../axes.ts";
import type { Body, Checker, StateParts } from "../context.ts";
import { fail, uniqueId } from "../context.ts";
import { callFunction } from "./functions.ts";
import type { BindingId, Expression, Statement, Training, Type } from "../model.ts";
import { lookUpBinding } from "../scope.ts";
import type { ScheduleEntity } from "../scope.ts";
import type { Value } from "../values.ts";
import { brokenValue } from "../values.ts";
import { walkExpression, walkStatement } from "../walk.ts";

/** A call of a `schedule`: a function of `step` and of what else the training gives; as a block it may have state. */
export function callSchedule(tree: Tree.Call, entity: ScheduleEntity, body: Body): Value {
  const { head, body: formulas, span, documentation } = entity.declaration;
  const declaration: Tree.FunctionDeclaration = { kind: "fn", head, body: formulas, documentation, span };
  const name = head.name.text;
  if (body.inlining.some((fn) => fn.head === head)) {
    fail(body, "W0602", tree.callee.span, { chain: [name, name] });
    return brokenValue(tree.span);
  }
  const called = { kind: "function", declaration, scope: entity.scope, span } as const;
  const states: StateParts[] = [];
  const form = { kind: "schedule", nexts: new Map<string, Type>(), states } as const;
  const value = callFunction(tree, called, { ...body, settings: true }, form);
  if (value.broken || states.length === 0 || value.expression.kind !== "block") return value;
  const inside: Body = { ...body, call: body.call ?? { name, span: tree.callee.span } };
  const outside = body.settings ? undefined : "something that is known outside of trainings";
  if (outside !== undefined) {
    fail(body, "W0303", tree.callee.span, { name, is: "a schedule with state", wanted: outside });
    return brokenValue(tree.span);
  }
  const wide = states.find(({ type }) => type.axes.length > 0);
  if (wide !== undefined) {
    const axes = shownAxes(body.checker.axes, wide.type.axes);
    fail(inside, "W0701", wide.span, { what: `\`${wide.name}\``, axes });
    return brokenValue(tree.span);
  }
  return withStates(name, value, value.expression, states, tree, inside);
}

type Block = Extract<Expression, { readonly kind: "block" }>;

/** What follows from the evaluation loss is worked out when an evaluation ends, the rest in every step. */
function withStates(
  name: string,
  value: Value,
  block: Block,
  states: readonly StateParts[],
  tree: Tree.Call,
  body: Body,
): Value {
  const following = new Set<BindingId>();
  const isFollowing = (statement: Statement): boolean => {
    let follows = statement.kind === "next";
    walkStatement(statement, (part) => {
      if (readsEvaluation(part) || (part.kind === "reference" && following.has(part.binding))) follows = true;
    });
    return follows;
  };
  const update: Statement[] = [];
  const steps: Statement[] = [];
  const bound = new Set<BindingId>();
  for (const statement of block.body) {
    const follows = isFollowing(statement);
    (follows ? update : steps).push(statement);
    const own = statement.kind === "bind" ? statement.bindings : [];
    const next = statement.kind === "next" && statement.binding !== undefined ? [statement.binding] : [];
    for (const { id } of [...own, ...next]) {
      bound.add(id);
      if (follows) following.add(id);
    }
  }
  const unknown = firstPart(
    block.results,
    (part) => part.kind === "reference" && following.has(part.binding),
  );
  if (unknown !== undefined) {
    fail(body, "W0718", unknown.span, {});
    return brokenValue(tree.span);
  }
  const changes = block.body.some(
    (statement) =>
      (statement.kind === "bind" || statement.kind === "next") && followsBatch(statement.value, bound, body),
  );
  if (changes) {
    report(body.checker.diagnostics, "W0720", tree.callee.span, { name });
    return brokenValue(tree.span);
  }
  const schedule = {
    site: uniqueId(body.checker, `schedule ${name}`).slice("schedule ".length),
    states: states.map((state) => ({ name: state.name, initial: state.initial })),
    update,
  };
  return { ...value, expression: { ...block, body: steps, schedule } };
}

function readsEvaluation(part: Expression): boolean {
  return part.kind === "setting" && part.name === "evaluation_loss";
}

function firstPart(
  expressions: readonly Expression[],
  matches: (part: Expression) => boolean,
): Expression | undefined {
  let found: Expression | undefined;
  for (const expression of expressions)
    walkExpression(expression, (part) => {
      if (found === undefined && matches(part)) found = part;
    });
  return found;
}

/** Whether an expression is only known within a step, since it follows from the batch or the parameters. `bound` are the schedule's own names. */
function followsBatch(expression: Expression, bound: ReadonlySet<BindingId>, body: Body): boolean {
  const own = new Set(bound);
  walkExpression(expression, (part) => {
    if (part.kind !== "block" && part.kind !== "scan") return;
    for (const statement of part.body)
      if (statement.kind === "bind") for (const { id } of statement.bindings) own.add(id);
    if (part.kind === "scan") for (const { binding } of part.carried) own.add(binding);
  });
  const found = firstPart([expression], (part) => {
    if (part.kind === "call" || part.kind === "random" || part.kind === "present" || part.kind === "last")
      return true;
    if (part.kind !== "reference" || own.has(part.binding)) return false;
    const value = lookUpBinding(body.scope, part.binding)?.value.expression;
    // What is given, a field or a gradient, is bound to itself.
    const isGiven = value === undefined || (value.kind === "reference" && value.binding === part.binding);
    return isGiven || followsBatch(value, bound, body);
  });
  return found !== undefined;
}

/** Reports what in a training asks for the loss of an evaluation where none is known, and a schedule that waits for one that never comes. */
export function reportEvaluationLoss(training: Training, checker: Checker): void {
  const { diagnostics } = checker;
  const inUpdates = new Set<Expression>();
  const asked: Expression[] = [];
  const scheduled: { readonly name: string; readonly span: Span }[] = [];
  for (const statement of training.body)
    walkStatement(statement, (part) => {
      if (readsEvaluation(part)) asked.push(part);
      if (part.kind !== "block" || part.schedule === undefined) return;
      scheduled.push({ name: part.name ?? "", span: part.span });
      for (const inner of part.schedule.update) walkStatement(inner, (each) => inUpdates.add(each));
    });
  const early = asked.find((part) => !inUpdates.has(part));
  if (early !== undefined) report(diagnostics, "W0718", early.span, {});
  const [waiting] = scheduled;
  if (waiting === undefined) return;
  if (training.data === undefined) report(diagnostics, "W0733", waiting.span, { name: waiting.name });
  else if (training.settings.evaluateEvery === undefined)
    report(diagnostics, "W0719", waiting.span, { name: waiting.name });
}
