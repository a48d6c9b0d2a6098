import type * as Tree from "../../1-parse/tree.ts";
import type { Extras } from "../../source/diagnostic.ts";
import { onlyLast, sameTypeAs, sizesOfAxis } from "../../source/phrases.ts";
import { sizeSymbols } from "../../sizes/size.ts";
import { axisNames, axisOf, shownAxes, spaceOf } from "../axes.ts";
import { constantOfTree } from "../constants/constants.ts";
import { resolveTerm } from "../constants/terms.ts";
import type { Body, Checker } from "../context.ts";
import { countErrors, emptyBody, fail, uniqueId } from "../context.ts";
import { conditionValue, convertValue, indexValue, labelValue, textWithoutAxis } from "../convert.ts";
import { readArgument, readType } from "./layers.ts";
import type { AxisId, Binding, Expression, Generator, LayerArgument, Statement, Type } from "../model.ts";
import { printType } from "../print.ts";
import type { Scope } from "../scope.ts";
import { childScope, lookUpAxis } from "../scope.ts";
import { announceNames } from "./statements.ts";
import type { Value } from "../values.ts";
import { walkExpression, walkStatement } from "../walk.ts";
import { axesOf, brokenValue, valueOf } from "../values.ts";

type Grow = NonNullable<Generator["grow"]>;

/** Checks a `generate` block; undefined where it can't be run, which has been reported. */
export function checkGenerator(
  tree: Tree.GenerateDeclaration,
  fileScope: Scope,
  checker: Checker,
): Generator | undefined {
  const { head } = tree;
  const scope = childScope(fileScope);
  const sink: Statement[] = [];
  const body: Body = { ...emptyBody(checker, scope, head.name.text, "generate"), sink };
  const count = countErrors(checker);
  const args = head.parameters.flatMap((parameter) => readArgument(parameter, true, body) ?? []);
  refuseTaken(args, body);
  let grow: Grow | undefined;
  let grows = 0;
  const rest: Tree.Statement[] = [];
  announceNames(tree.body.statements, body);
  for (const statement of tree.body.statements) {
    if (statement.kind !== "grow") {
      rest.push(statement);
      continue;
    }
    checker.statements(rest.splice(0), body);
    grows += 1;
    if (grows > 1) fail(body, "W0711", statement.span, {});
    else grow = checkGrow(statement, args, body);
  }
  const { returned } = checker.statements(rest, body);
  if (grow !== undefined) checkBesides(grow, args, sink, body);
  if (grows === 0 && returned === undefined) fail(body, "W0610", head.name.span, { name: head.name.text });
  const errors = countErrors(checker);
  if (errors > count) return undefined;
  return {
    name: head.name.text,
    ...(tree.documentation === undefined ? {} : { documentation: tree.documentation.text }),
    span: tree.span,
    arguments: args,
    body: sink,
    ...(grow === undefined ? {} : { grow }),
    returned: returned?.map((value) => value.expression) ?? [],
  };
}

/** What is given at each call beside the options has these names, and those of the axes whose sizes are told then. */
const givenAtCalls: ReadonlySet<string> = new Set(["seed", "step", "batch"]);

function refuseTaken(args: readonly LayerArgument[], body: Body): void {
  for (const { binding, initial } of args) {
    const { name, span, type } = binding;
    if (initial === undefined || type.axes.length > 0) continue;
    const term: Tree.Term = { kind: "axis-name", name, span };
    const axes = lookUpAxis(body.scope, name) === undefined ? [] : (resolveTerm(term, body) ?? []);
    const varies = axes.some((id) => sizeSymbols(axisOf(body.checker.axes, id).size).length > 0);
    if (varies || givenAtCalls.has(name)) fail(body, "W0302", span, { name });
  }
}

function checkGrow(tree: Tree.Grow, args: readonly LayerArgument[], outer: Body): Grow | undefined {
  const read = readType(tree.type, outer);
  const from = outer.checker.expression(tree.from, outer);
  const window = tree.window && countOf("window", tree.window, outer);
  const beam = tree.beam && countOf("beam", tree.beam, outer);
  const isLimited = args.some(({ binding, initial }) => binding.name === "length" && initial !== undefined);
  // Beams show nothing before the end, which may never come: a window takes the bound away.
  if (tree.beam !== undefined && tree.window !== undefined && !isLimited)
    fail(outer, "W0723", tree.window.span, {});
  const scope = childScope(outer.scope);
  const sink: Statement[] = [];
  const body: Body = { ...outer, kind: "grow", scope, sink };
  const [axis, ...others] = read?.order ?? [];
  if (read !== undefined && (axis === undefined || others.length > 0))
    fail(body, "W0712", tree.type.span, {});
  else if (read !== undefined && read.type.indexes === undefined) fail(body, "W0721", tree.type.span, {});
  if (read?.type.indexes === undefined || axis === undefined) {
    scope.values.set(tree.name.text, { kind: "broken", span: tree.name.span });
    outer.scope.values.set(tree.name.text, { kind: "broken", span: tree.name.span });
    body.checker.statements(tree.body.statements, body);
    return undefined;
  }
  if (isOfAnother(tree, axis, read.type, from, body)) {
    for (const { values } of [scope, outer.scope])
      values.set(tree.name.text, { kind: "broken", span: tree.name.span });
    body.checker.statements(tree.body.statements, body);
    return undefined;
  }
  const binding = bindText(tree.name, read.type, body, outer.scope);
  const begin = others.length > 0 ? undefined : startOf(from, read.type, tree.from, body);
  checkLengths(tree, axis, begin, window, body);
  const { yields } = body.checker.statements(tree.body.statements, body);
  const until = tree.until && conditionOf(tree.until, body);
  const [first] = yields;
  if (yields.length !== 1) fail(body, "W0713", tree.name.span, { found: yields.length });
  const next = first && nextOf(first, read.type, tree.beam !== undefined, body);
  if (begin === undefined || next === undefined || next.broken || until?.broken === true) return undefined;
  return {
    binding,
    axis,
    from: begin,
    ...(window === undefined ? {} : { window }),
    ...(beam === undefined ? {} : { beam }),
    body: sink,
    next: next.expression,
    ...(until === undefined ? {} : { until: until.expression }),
  };
}

/** Whether a text grows along an axis that can't, though what it begins from has another: its type is meant, which is told. */
function isOfAnother(tree: Tree.Grow, id: AxisId, type: Type, from: Value, body: Body): boolean {
  const { axes } = body.checker;
  const isTyped = !from.broken && from.text === undefined && !sameAxes(axesOf(from), type.axes);
  const { origin } = axisOf(axes, spaceOf(axes, id));
  if (!isTyped || origin.kind === "bounded") return false;
  const title = sameTypeAs(body.checker.files.text(tree.from.span));
  const edits = [{ span: tree.type.span, text: printType(from.expression.type, axes) }];
  const fixes = [{ title, edits, applicability: "suggestion" as const }];
  const kind = origin.kind === "free" ? "unbounded" : "other";
  fail(body, "W0724", tree.type.span, { axis: axisOf(axes, id).name, found: { kind } }, { fixes });
  return true;
}

/**
 * What is given beside the text has a size that stays, so it has none of the axes that grow with the text; and the beginning is seen as
 * the text itself.
 */
function checkBesides(
  grow: Grow,
  args: readonly LayerArgument[],
  before: readonly Statement[],
  body: Body,
): void {
  const { axes } = body.checker;
  const text = grow.binding.name;
  const growing = sizeSymbols(axisOf(axes, grow.axis).size);
  const isGrowing = (id: AxisId): boolean =>
    sizeSymbols(axisOf(axes, id).size).some((symbol) => growing.includes(symbol));
  const begun = grow.from.kind === "value" ? grow.from.value : undefined;
  const beginning = args.find(
    ({ binding }) => begun?.kind === "reference" && begun.binding === binding.id,
  )?.binding;
  if (begun !== undefined && beginning === undefined) {
    fail(body, "W0726", begun.span, { text });
    return;
  }
  for (const { binding } of args) {
    const { name, span, type } = binding;
    if (binding === beginning) continue;
    const along = type.axes.find(isGrowing);
    const into = type.indexes !== undefined && isGrowing(type.indexes) ? type.indexes : undefined;
    const found = along ?? into;
    if (found === undefined) continue;
    const axis = axisOf(axes, found).name;
    fail(body, "W0725", span, { name, axis, text, indexed: along === undefined });
  }
  if (beginning === undefined) return;
  const told = new Set<number>();
  const visit = (expression: Expression): void => {
    const read =
      expression.kind === "reference"
        ? expression.binding
        : expression.kind === "present"
          ? expression.of
          : undefined;
    if (read !== beginning.id || told.has(expression.span.start)) return;
    told.add(expression.span.start);
    fail(body, "W0726", expression.span, { text, argument: beginning.name });
  };
  for (const statement of [...before, ...grow.body]) walkStatement(statement, visit);
  walkExpression(grow.next, visit);
  if (grow.until !== undefined) walkExpression(grow.until, visit);
}

/** How many positions are left, or how many texts grow side by side. */
function countOf(name: "window" | "beam", tree: Tree.Expression, body: Body): number | undefined {
  const count = constantOfTree(tree, body);
  if (count === undefined || (Number.isInteger(count) && count > 0)) return count;
  fail(body, "W0702", tree.span, { name, wanted: "a whole number above 0" });
  return undefined;
}

function bindText(name: Tree.Name, type: Type, body: Body, outer: Scope): Binding {
  const binding = {
    id: uniqueId(body.checker, `${body.owner}.${name.text}`),
    name: name.text,
    type,
    span: name.span,
  };
  const value = valueOf({ kind: "reference", binding: binding.id, type, span: name.span }, []);
  const entity = {
    kind: "value",
    binding,
    value,
    source: undefined,
    isSource: true,
    span: name.span,
  } as const;
  body.scope.values.set(name.text, entity);
  outer.values.set(name.text, entity);
  return binding;
}

function startOf(from: Value, type: Type, tree: Tree.Expression, body: Body): Grow["from"] | undefined {
  if (from.broken) return undefined;
  if (from.text !== undefined) {
    if (type.indexes === undefined) textWithoutAxis(from, body);
    else if (!labelValue(from.text, type.indexes, tree.span, body).broken)
      return { kind: "text", text: from.text };
    return undefined;
  }
  if (!sameAxes(axesOf(from), type.axes)) {
    const [wanted, found] = [type.axes, axesOf(from)].map((axes) => shownAxes(body.checker.axes, axes));
    fail(body, "W0209", tree.span, {
      what: "the text to begin from",
      wanted: wanted ?? [],
      found: found ?? [],
    });
    return undefined;
  }
  const value = convertValue(from, type.element, type.indexes, "the text to begin from", body);
  return value.broken ? undefined : { kind: "value", value: value.expression };
}

/** A text has each length from its beginning on, or from what its window leaves; the axis must have these sizes. */
function checkLengths(
  tree: Tree.Grow,
  id: AxisId,
  begin: Grow["from"] | undefined,
  window: number | undefined,
  body: Body,
): void {
  const { axes } = body.checker;
  const { origin } = axisOf(axes, spaceOf(axes, id));
  const { name: axis, span } = axisOf(axes, id);
  if (origin.kind !== "bounded") {
    fail(body, "W0724", tree.type.span, {
      axis,
      found: { kind: origin.kind === "free" ? "unbounded" : "other" },
    });
    return;
  }
  const { low, high, step } = origin;
  const related = [{ span, label: sizesOfAxis(low, high, step) }];
  const lasts = tree.window?.span ?? tree.span;
  if (step !== 1)
    fail(body, "W0724", tree.type.span, { axis, found: { kind: "stepped", high, step } }, { related });
  else if (begin?.kind === "text" && low > 1)
    fail(
      body,
      "W0724",
      tree.from.span,
      { axis, found: { kind: "short", low, high, length: 1 } },
      { related },
    );
  else if (window !== undefined && window < low)
    fail(body, "W0724", lasts, { axis, found: { kind: "short", low, high, length: window } }, { related });
}

function sameAxes(a: readonly AxisId[], b: readonly AxisId[]): boolean {
  return a.join() === b.join();
}

/** What is yielded is the next label, or with `beam` the scores of all labels. */
function nextOf(value: Value, type: Type, isBeam: boolean, body: Body): Value {
  if (value.broken) return value;
  const { span } = value.expression;
  const wanted = isBeam && type.indexes !== undefined ? [type.indexes] : [];
  if (!sameAxes(axesOf(value), wanted)) {
    const [names, found] = [wanted, axesOf(value)].map((axes) => shownAxes(body.checker.axes, axes));
    const facts = { what: "what is yielded", wanted: names ?? [], found: found ?? [] };
    const isOfAll = sameAxes(axesOf(value), [...type.axes, ...wanted]) || sameAxes(axesOf(value), type.axes);
    fail(body, "W0209", span, facts, isOfAll ? atLast(value, type, body) : {});
    return brokenValue(span);
  }
  if (isBeam) return convertValue(value, "real", undefined, "the scores of a beam", body);
  if (type.indexes !== undefined) return indexValue(value, type.indexes, "what is yielded", body);
  return convertValue(value, type.element, undefined, "what is yielded", body);
}

/** What is of all positions of a text is wanted at the last one. */
function atLast({ expression }: Value, { axes }: Type, body: Body): Extras {
  const { file, start, end } = expression.span;
  const [axis = ""] = axisNames(body.checker.axes, axes);
  const isOperator = expression.kind === "apply";
  const before = isOperator ? [{ span: { file, start, end: start }, text: "(" }] : [];
  const after = { span: { file, start: end, end }, text: `${isOperator ? ")" : ""}[${axis} = last]` };
  return { fixes: [{ title: onlyLast(axis), edits: [...before, after], applicability: "suggestion" }] };
}

function conditionOf(tree: Tree.Expression, body: Body): Value {
  const value = conditionValue(tree, body);
  if (value.broken || axesOf(value).length === 0) return value;
  const axes = shownAxes(body.checker.axes, axesOf(value));
  const notes = axes.length === 1 ? axes.map(onlyLast) : [];
  fail(body, "W0701", tree.span, { what: "the condition after `until`", axes }, { notes });
  return brokenValue(tree.span);
}
