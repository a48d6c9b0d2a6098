import { axesInBrackets } from "../../source/phrases.ts";
import type { Span } from "../../source/spans.ts";
import type * as Tree from "../../1-parse/tree.ts";
import { nameText } from "../../1-parse/tree.ts";
import { matchArguments } from "./arguments.ts";
import { axisOf } from "../axes.ts";
import type { BracketEntry } from "./brackets.ts";
import { readBrackets, restricted, restrictionsOf, together, typeBeside } from "./brackets.ts";
import type { Body } from "../context.ts";
import { fail, uniqueId } from "../context.ts";
import { convertValue } from "../convert.ts";
import { missingAxis } from "./missing.ts";
import type { AxisId, Expression, Restriction, Statement } from "../model.ts";
import type { FunctionEntity, Scope } from "../scope.ts";
import { childScope } from "../scope.ts";
import { resolveAxis, resolveTerm } from "../constants/terms.ts";
import type { Value } from "../values.ts";
import { axesOf, brokenValue, typeOf, valueOf } from "../values.ts";

/** A call of a `fn`: its body, checked with the types of this call. A schedule's `form` has states of its own. */
export function callFunction(
  tree: Tree.Call,
  entity: FunctionEntity,
  body: Body,
  form: Pick<Body, "kind"> & Partial<Pick<Body, "nexts" | "states">> = { kind: "function" },
): Value {
  const { declaration } = entity;
  const name = declaration.head.name.text;
  if (body.inlining.includes(declaration)) {
    fail(body, "W0602", tree.callee.span, { chain: [...body.inlining.map((fn) => fn.head.name.text), name] });
    return brokenValue(tree.span);
  }
  const { head } = declaration;
  const wanted = head.parameters.map(({ name, initial }) => ({
    name: name.text,
    optional: initial !== undefined,
  }));
  const given = matchArguments(name, wanted, tree.arguments, tree.span, body);
  if (given === undefined) return brokenValue(tree.span);
  const values = new Map([...given].map(([key, value]) => [key, body.checker.expression(value, body)]));
  const written = readBrackets(tree.brackets ?? [], body, [...values.values()]);
  // A lone axis parameter takes all of them.
  const entries = written && head.axes.length === 1 ? together(written, body) : written;
  if (entries === undefined) return brokenValue(tree.span);
  const scope = childScope(entity.scope);
  if (!bindAxes(head, entries, tree, scope, body)) return brokenValue(tree.span);
  const sink: Statement[] = [];
  const carried = new Set<AxisId>();
  const inner: Body = {
    ...body,
    ...form,
    owner: name,
    scope,
    sink,
    carried: new Set(),
    call: body.call ?? { name, span: tree.callee.span },
    inlining: [...body.inlining, declaration],
    indexed: undefined,
  };
  const hasAll = head.parameters.every((parameter) => {
    const value = values.get(parameter.name.text);
    return bindArgument(parameter, value, tree, inner, body, carried, entries);
  });
  if (!hasAll || [...values.values()].some((value) => value.broken)) return brokenValue(tree.span);
  body.checker.called.add(head);
  // A condition counts as an argument: what it has beside the restricted axes passes through.
  const own = new Set(entries.flatMap(({ ids }) => ids));
  for (const { condition } of entries)
    for (const axis of condition === undefined ? [] : axesOf(condition))
      if (!own.has(axis)) carried.add(axis);
  const run: Body = { ...inner, carried, restrictions: restricted(inner, entries) };
  return inlined(declaration, run, entries, tree.span);
}

/** The function's axis parameters stand for the axes in the bracket. */
function bindAxes(
  head: Tree.Head,
  entries: readonly BracketEntry[],
  tree: Tree.Call,
  scope: Scope,
  body: Body,
): boolean {
  const { axes, name } = head;
  if (axes.length === entries.length) {
    const { checker } = body;
    const ownNames = checker.ownNames.get(head) ?? new Map<string, string>();
    checker.ownNames.set(head, ownNames);
    axes.forEach((axis, at) => {
      const ids = entries[at]?.ids ?? [];
      const [only] = ids;
      if (only !== undefined && ids.length === 1) ownNames.set(axisOf(checker.axes, only).name, axis.text);
      scope.axes.set(axis.text, { kind: "axes", ids, span: axis.span });
    });
    return true;
  }
  const span = tree.bracketSpan ?? tree.callee.span;
  const wanted = axes.map((axis) => axis.text);
  const notes = entries.length === 0 ? [axesInBrackets(name.text, wanted)] : [];
  fail(body, "W0215", span, { callee: name.text, wanted, found: entries.length }, { notes });
  return false;
}

/** Binds one argument in the body of a function and checks it against its declared type; false where it is reported. */
function bindArgument(
  parameter: Tree.Parameter,
  given: Value | undefined,
  tree: Tree.Call,
  inner: Body,
  outer: Body,
  carried: Set<AxisId>,
  entries: readonly BracketEntry[],
): boolean {
  const { type } = parameter;
  let value = given ?? (parameter.initial && inner.checker.expression(parameter.initial, inner));
  if (value === undefined) return false;
  const declared = type?.axes.map(({ term }) => resolveTerm(term, inner));
  if (declared?.includes(undefined)) return false;
  const wanted = declared?.flatMap((ids) => ids ?? []) ?? [];
  const optional = type?.axes
    .filter((axis) => axis.optional)
    .flatMap(({ term }) => resolveTerm(term, inner) ?? []);
  if (type !== undefined && !value.broken) {
    const isDefault = given === undefined;
    const absent = wanted.filter((axis) => !axesOf(value ?? brokenValue(tree.span)).includes(axis));
    const missing = isDefault ? [] : absent.filter((axis) => !optional?.includes(axis));
    if (missing.length > 0) {
      missingAxis(tree, parameter.name.text, value, missing, entries, outer);
      return false;
    }
    if (type.element.kind === "index") {
      const axis = resolveAxis(type.element.into, inner);
      if (axis === undefined) return false;
      value = convertValue(value, "int", axis, `\`${parameter.name.text}\``, outer);
    } else if (type.element.kind !== "real" || value.text !== undefined) {
      value = convertValue(value, type.element.kind, undefined, `\`${parameter.name.text}\``, outer);
    }
  }
  const declaredSet = new Set(wanted);
  for (const axis of axesOf(value)) if (!declaredSet.has(axis)) carried.add(axis);
  bindValue(parameter.name, value, parameter.span, inner, restrictionsOf(entries, inner.checker.axes));
  return !value.broken;
}

/** Binds a name in the body's scope, as a statement of its own. */
export function bindValue(
  name: Tree.Name,
  value: Value,
  span: Span,
  body: Body,
  under: readonly Restriction[] = [],
): void {
  const text = nameText(name);
  const binding = {
    id: uniqueId(body.checker, `${body.owner}.${text}`),
    name: text,
    type: value.expression.type,
    span: name.span,
  };
  body.scope.values.set(text, {
    kind: "value",
    binding,
    value,
    source: undefined,
    isSource: false,
    span: name.span,
  });
  if (value.text === undefined)
    body.sink.push({
      kind: "bind",
      bindings: [binding],
      value: value.expression,
      isArgument: true,
      ...(under.length === 0 ? {} : { under }),
      span,
    });
}

/** The body of a function as a block; under restrictions its arguments stand outside of them. */
function inlined(
  declaration: Tree.FunctionDeclaration,
  body: Body,
  entries: readonly BracketEntry[],
  span: Span,
): Value {
  const restrictions = restrictionsOf(entries, body.checker.axes);
  const own: Statement[] = [];
  const inner = restrictions.length > 0 ? { ...body, sink: own } : body;
  const results = resultsOf(declaration, inner);
  const [first] = results;
  if (first === undefined) return brokenValue(span);
  if (results.some((value) => value.broken)) return brokenValue(span);
  const types = results.map((value) => typeUnder(value, entries, body));
  const type = types[0] ?? first.expression.type;
  const name = declaration.head.name.text;
  const values = results.map((value) => value.expression);
  const block = (
    statements: readonly Statement[],
    given: readonly Expression[],
    where: readonly Restriction[],
  ): Expression => ({
    kind: "block",
    name,
    body: statements,
    results: given,
    restrictions: where,
    type,
    span,
  });
  let expression: Expression;
  if (restrictions.length === 0) expression = block(body.sink, values, []);
  else {
    const under = block(own, values, restrictions);
    const outer = types.map((of, index): Expression =>
      types.length === 1 ? under : { kind: "result", of: under, index, type: of, span },
    );
    expression = block(body.sink, outer, []);
  }
  const conditions = entries.flatMap(({ condition }) => (condition === undefined ? [] : [condition]));
  const value = valueOf(
    expression,
    [...results, ...conditions],
    results.every((part) => part.positional),
  );
  return types.length > 1 ? { ...value, results: types } : value;
}

/**
 * A result that still has the restricted axis has the axes of the condition too: it is 0 where that does not hold. One that lacks it is what
 * `else` says where the condition holds nowhere along the axes of the bracket that it lacks.
 */
function typeUnder(value: Value, entries: readonly BracketEntry[], body: Body): Expression["type"] {
  const { type } = value.expression;
  const outside = entries.flatMap(({ otherwise }) => otherwise ?? []);
  const own = entries.flatMap(({ ids }) => ids);
  const added = entries.flatMap(({ ids, condition, otherwise }) => {
    if (condition === undefined) return [];
    if (ids.some((id) => type.axes.includes(id))) return axesOf(condition);
    return otherwise === undefined ? [] : axesOf(condition).filter((axis) => !own.includes(axis));
  });
  const axes = [...type.axes, ...added, ...outside.flatMap(axesOf)];
  const expressions = outside.map(({ expression }) => expression);
  return typeBeside(typeOf(axes, type.element, type.indexes), expressions, body);
}

/** What the body of a function gives; a block that returns nothing is reported. */
export function resultsOf(declaration: Tree.FunctionDeclaration, body: Body): readonly Value[] {
  const { body: tree } = declaration;
  if (tree.kind !== "block") return [body.checker.expression(tree, body)];
  const { returned } = body.checker.statements(tree.statements, body);
  if (returned === undefined)
    fail(body, "W0610", declaration.head.span, { name: declaration.head.name.text });
  return returned ?? [];
}
