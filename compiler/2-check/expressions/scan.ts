import type * as Tree from "../../1-parse/tree.ts";
import { nameText } from "../../1-parse/tree.ts";
import type { Fix } from "../../source/diagnostic.ts";
import { nextValueIs } from "../../source/phrases.ts";
import { axisNames, isBatch, membersOf, shownAxes } from "../axes.ts";
import type { Body } from "../context.ts";
import { fail, uniqueId, warn } from "../context.ts";
import { convertValue, elementKept } from "../convert.ts";
import type { AxisId, Expression, Statement, Type } from "../model.ts";
import { childScope } from "../scope.ts";
import type { Entity, ParameterEntity, Scope } from "../scope.ts";
import { resolveAxis, resolveTerm } from "../constants/terms.ts";
import type { Value } from "../values.ts";
import { brokenValue, typeOf, valueOf } from "../values.ts";

type Carried = Extract<Expression, { kind: "scan" }>["carried"][number];

/**
 * Checks a scan: in its body every value with the axis is seen at the current position, without the axis. The axes that pass through a
 * carried value with its next one are found by trying: with them the body is checked anew.
 */
export function checkScan(tree: Tree.Scan, body: Body): Value {
  const axis = resolveAxis(tree.axis, body);
  if (axis === undefined) return brokenValue(tree.span);
  if (membersOf(body.checker.axes, axis).some((member) => body.restrictions.has(member))) {
    const [name = axis] = axisNames(body.checker.axes, [axis]);
    fail(body, "W0216", tree.axis.span, { axis: name, done: "scanned" });
    return brokenValue(tree.span);
  }
  const { diagnostics, names } = body.checker;
  const reported = diagnostics.length;
  const taken = [...names];
  const passing = new Map<string, readonly AxisId[]>();
  const count = (): number => [...passing.values()].flat().length;
  for (;;) {
    const known = count();
    const value = checkWith(tree, axis, passing, body);
    if (count() === known) return value;
    diagnostics.length = reported;
    names.clear();
    for (const [name, times] of taken) names.set(name, times);
  }
}

/** `passing` are the axes of each carried value beyond those that are declared; what next values bring along is added to it. */
function checkWith(
  tree: Tree.Scan,
  axis: AxisId,
  passing: Map<string, readonly AxisId[]>,
  body: Body,
): Value {
  const { span } = tree;
  const along = membersOf(body.checker.axes, axis);
  const scope = along.reduce(seenScope, body.scope);
  const carried: Carried[] = [];
  const nexts = new Map<string, Type>();
  for (const parameter of tree.carries) {
    const entry = readCarried(parameter, passing, body);
    if (entry === undefined) {
      scope.values.set(parameter.name.text, { kind: "broken", span: parameter.span });
      continue;
    }
    const { value, expression } = entry;
    carried.push(expression);
    nexts.set(expression.name, expression.type);
    const binding = {
      id: expression.binding,
      name: expression.name,
      type: expression.type,
      span: parameter.span,
    };
    scope.values.set(expression.name, {
      kind: "value",
      binding,
      value,
      source: undefined,
      isSource: false,
      span: parameter.span,
    });
  }
  const sink: Statement[] = [];
  const scanned = new Set([...body.scanned, ...along]);
  const nextsAround = new Set([...body.nextsAround, ...body.nexts.keys()]);
  const inner: Body = { ...body, kind: "scan", scope, sink, nexts, nextsAround, passing, scanned };
  const { yields } = body.checker.statements(tree.body.statements, inner);
  if (yields.length === 0) fail(body, "W0610", tree.axis.span, { name: "scan" });
  warnOfStanding(tree, inner);
  if (carried.length < tree.carries.length || yields.length === 0) return brokenValue(span);
  if (yields.some((value) => value.broken)) return brokenValue(span);
  const types = yields.map(({ expression: { type } }) =>
    typeOf([...type.axes, ...along], type.element, type.indexes),
  );
  const type = types[0] ?? typeOf(along, "real");
  const value = valueOf({ kind: "scan", axis, carried, body: sink, types, type, span }, yields);
  return types.length > 1 ? { ...value, results: types } : value;
}

/** What is carried and never gets a next value is as it began, at every position. */
function warnOfStanding(tree: Tree.Scan, body: Body): void {
  const targets = new Map(
    tree.body.statements.flatMap((statement) =>
      statement.kind === "binding"
        ? statement.targets.map((target) => [nameText(target), target] as const)
        : [],
    ),
  );
  for (const { name } of tree.carries) {
    if (targets.has(`${name.text}'`)) continue;
    const bound = targets.get(name.text)?.span;
    const edits = bound === undefined ? [] : [{ span: { ...bound, start: bound.end }, text: "'" }];
    const fix: Fix = { title: nextValueIs(name.text), edits, applicability: "suggestion" };
    const extras = bound === undefined ? { notes: [fix.title] } : { fixes: [fix] };
    warn(body, "W0919", name.span, { name: name.text }, extras);
  }
}

function readCarried(
  parameter: Tree.Parameter,
  passing: ReadonlyMap<string, readonly AxisId[]>,
  body: Body,
): { readonly value: Value; readonly expression: Carried } | undefined {
  const { name, type, initial } = parameter;
  const value = initial && body.checker.expression(initial, body);
  const declared = type?.axes.map(({ term }) => resolveTerm(term, body)) ?? [];
  if (value === undefined || value.broken || declared.includes(undefined)) return undefined;
  const axes = declared.flatMap((ids) => ids ?? []);
  const element = elementKept(type, value);
  const into = type?.element.kind === "index" ? resolveAxis(type.element.into, body) : undefined;
  const wanted = element === "index" ? "int" : element;
  const first = convertValue(value, wanted, into, `\`${name.text}\``, body);
  if (first.broken) return undefined;
  const extra = first.expression.type.axes.filter((axis) => !axes.includes(axis));
  if (!extra.every((axis) => passesThrough(axis, body))) {
    const [declaredNames, found] = [axes, first.expression.type.axes].map((ids) =>
      shownAxes(body.checker.axes, ids),
    );
    const facts = { what: `\`${name.text}\``, wanted: declaredNames ?? [], found: found ?? [] };
    fail(body, "W0209", first.expression.span, facts);
    return undefined;
  }
  const all = new Set([...axes, ...extra, ...(passing.get(name.text) ?? [])]);
  const own = typeOf([...all], wanted, into);
  const binding = uniqueId(body.checker, `${body.owner}.${name.text}`);
  const expression = { binding, name: name.text, type: own, initial: first.expression };
  // What it begins with says nothing of what it becomes: an index by it is proven by its type alone.
  const { span } = first.expression;
  const here: Expression = { kind: "reference", binding, type: own, span };
  return { value: valueOf(here, [first]), expression };
}

/** Whether a value may have the axis without saying so: a batch, and in a function what its arguments bring along. */
export function passesThrough(axis: AxisId, body: Body): boolean {
  return isBatch(body.checker.axes, axis) || body.carried.has(axis);
}

/** The scope in which every value that has the axis is seen without it. */
function seenScope(scope: Scope, axis: AxisId): Scope {
  const inner = childScope(scope);
  const names = new Set<string>();
  for (let at: Scope | undefined = scope; at !== undefined; at = at.parent) {
    for (const [name, entity] of at.values) {
      if (names.has(name)) continue;
      names.add(name);
      const here = seen(entity, axis);
      if (here !== entity) inner.values.set(name, here);
    }
  }
  return inner;
}

function seen(entity: Entity, axis: AxisId): Entity {
  const rest = (axes: readonly AxisId[]): readonly AxisId[] => axes.filter((id) => id !== axis);
  if (entity.kind === "parameter") return seenParameter(entity, axis);
  if (entity.kind === "state") {
    const { axes, element, indexes } = entity.type;
    return axes.includes(axis) ? { ...entity, type: typeOf(rest(axes), element, indexes) } : entity;
  }
  if (entity.kind !== "value" || !entity.binding.type.axes.includes(axis)) return entity;
  const { axes, element, indexes } = entity.binding.type;
  const type = typeOf(rest(axes), element, indexes);
  const origins = new Map([...entity.value.origins].filter(([id]) => id !== axis));
  return {
    ...entity,
    whole: entity.whole ?? entity.binding.type,
    binding: { ...entity.binding, type },
    value: { ...entity.value, origins, expression: { ...entity.value.expression, type } },
  };
}

/** A parameter in a scan along the axis, at one position of it. */
export function seenParameter(entity: ParameterEntity, axis: AxisId): ParameterEntity {
  const { family, inside, outside } = entity.parameter;
  // A map from the axis reads all of it.
  if (inside.includes(axis) || ![...family, ...outside].includes(axis)) return entity;
  const rest = (axes: readonly AxisId[]): readonly AxisId[] => axes.filter((id) => id !== axis);
  return { ...entity, parameter: { ...entity.parameter, family: rest(family), outside: rest(outside) } };
}
