import type { Span } from "../../source/spans.ts";
import type * as Tree from "../../1-parse/tree.ts";
import { nameText } from "../../1-parse/tree.ts";
import { shownAxes } from "../axes.ts";
import { checkConstant } from "../constants/constants.ts";
import type { Body, Outcome } from "../context.ts";
import { fail, uniqueId } from "../context.ts";
import { convertValue, textWithoutAxis } from "../convert.ts";
import { makeAxis } from "./declarations.ts";
import type { Binding, Expression, Type } from "../model.ts";
import { passesThrough } from "../expressions/scan.ts";
import { lookUpValue } from "../scope.ts";
import { declareParameters, declareState } from "./parameters.ts";
import { withTheOthers } from "./results.ts";
import type { Value } from "../values.ts";
import { axesOf, brokenValue } from "../values.ts";
import { nameEach, setHere, takeInOrder, writeInstead } from "../../source/phrases.ts";

/** Tells the scope of a block which names it gives, and where, before its statements are read one by one. */
export function announceNames(statements: readonly Tree.Statement[], { scope }: Body): void {
  for (const { text, primed, span } of statements.flatMap(namesOf))
    if (!primed && !scope.given.has(text)) scope.given.set(text, span);
}

function namesOf(statement: Tree.Statement): readonly Tree.Name[] {
  switch (statement.kind) {
    case "axis":
    case "const":
    case "state":
    case "use":
      return [statement.name];
    case "binding":
      return statement.targets;
    case "param":
      return statement.targets.map((target) => target.name);
    default:
      return [];
  }
}

/** Checks the statements of a block in order; the bindings go into the body's scope and sink. */
export function checkStatements(statements: readonly Tree.Statement[], body: Body): Outcome {
  let returned: readonly Value[] | undefined;
  const yields: Value[] = [];
  let unread: Span | undefined;
  announceNames(statements, body);
  for (const statement of statements) {
    switch (statement.kind) {
      case "axis":
        declareLocalAxis(statement, body);
        break;
      case "const": {
        const value = checkConstant(statement.value, body);
        const { text, span } = statement.name;
        body.scope.values.set(
          text,
          value === undefined ? { kind: "broken", span } : { kind: "constant", value, span },
        );
        break;
      }
      case "binding":
        checkBinding(statement, body);
        break;
      case "return":
        if (body.kind === "grow" || body.kind === "scan") {
          writeOther("return", "yield", statement.span, body);
          unread = statement.span;
        } else if (allow(statement, "return", ["layer", "function", "schedule", "generate"], body)) {
          returned = returnedValues(statement, body);
        } else unread = statement.span;
        break;
      case "yield": {
        const value = body.checker.expression(statement.value, body);
        if (["layer", "function", "generate"].includes(body.kind)) {
          writeOther("yield", "return", statement.span, body);
          unread = statement.span;
        } else if (allow(statement, "yield", ["grow", "scan"], body)) yields.push(value);
        if (body.kind === "scan")
          body.sink.push({ kind: "yield", values: [value.expression], span: statement.span });
        break;
      }
      case "expose":
        if (allow(statement, "expose", ["layer"], body)) expose(statement, body);
        break;
      case "watch": {
        const value = body.checker.expression(statement.value, body);
        const name = body.checker.files.text(statement.value.span).replace(/\s+/g, " ");
        if (!value.broken)
          body.sink.push({ kind: "watch", name, value: value.expression, span: statement.span });
        break;
      }
      case "param":
        if (allow(statement, "param", ["layer"], body)) declareParameters(statement, body);
        else for (const { name } of statement.targets) markBroken([name], body);
        break;
      case "state":
        if (allow(statement, "state", ["layer", "optimizer", "schedule"], body))
          declareState(statement, body);
        else markBroken([statement.name], body);
        break;
      case "use":
        if (allow(statement, "use", ["layer"], body)) body.checker.use(statement, body);
        else markBroken([statement.name], body);
        break;
      case "broken":
        markBroken(statement.names, body);
        unread = statement.span;
        break;
      case "grow":
        allow(statement, "grow", [], body);
        break;
      case "minimize":
      case "report":
      case "every":
        allow(statement, statement.kind === "every" ? statement.action : statement.kind, [], body);
        break;
    }
  }
  // A statement that couldn't be read may be the one that returns or yields.
  const instead = unread === undefined ? undefined : [brokenValue(unread)];
  return { returned: returned ?? instead, yields: yields.length > 0 ? yields : (instead ?? []) };
}

const places: Readonly<Record<Body["kind"], string>> = {
  layer: "a layer",
  function: "a function",
  train: "a training",
  generate: "a generator",
  grow: "a `grow` block",
  scan: "a scan",
  optimizer: "an optimizer",
  schedule: "a schedule",
  constant: "a constant",
};

/** `return` in the block of a text or a scan, whose values are yielded, or `yield` where a result is returned. */
function writeOther(keyword: string, instead: string, span: Span, body: Body): void {
  const edits = [{ span: { ...span, end: span.start + keyword.length }, text: instead }];
  const fix = { title: writeInstead(instead), edits, applicability: "suggestion" as const };
  fail(body, "W0608", span, { keyword, place: places[body.kind] }, { fixes: [fix] });
}

/** Whether a statement may stand in this kind of block; reported where not. */
function allow(
  statement: { readonly span: Span },
  keyword: string,
  kinds: readonly Body["kind"][],
  body: Body,
): boolean {
  if (kinds.includes(body.kind)) return true;
  fail(body, "W0608", statement.span, { keyword, place: places[body.kind] });
  return false;
}

/** Names whose declaration was wrong: uses of them are not reported again. */
function markBroken(names: readonly Tree.Name[], body: Body): void {
  for (const name of names) {
    const text = nameText(name);
    body.scope.values.set(text, { kind: "broken", span: name.span });
  }
}

function declareLocalAxis(statement: Tree.AxisDeclaration, body: Body): void {
  const { text, span } = statement.name;
  const id = uniqueId(body.checker, `${body.owner}.${text}`);
  const ids = makeAxis(statement, body, id);
  if (ids?.length === 1 && ids[0] === id) {
    body.layer?.localAxes.push(id);
    body.checker.localAxes.set(id, statement.name.span);
  }
  body.scope.axes.set(text, ids === undefined ? { kind: "broken", span } : { kind: "axes", ids, span });
}

/** `x = …`, `a, b = f(x)`, `a, b = x, y`, `h' = …`. */
function checkBinding(statement: Tree.Binding, body: Body): void {
  const { targets, span } = statement;
  const values = targets.length > 1 ? withoutParentheses(statement.values, body) : statement.values;
  const checked = values.map((value) => body.checker.expression(value, body));
  const [only] = checked;
  if (targets.length === values.length) {
    targets.forEach((target, at) => {
      const value = checked[at] ?? brokenValue(span);
      if (value.results !== undefined) {
        reportCount(value, targets, values[at]?.span ?? span, body);
      } else bindName(target, value, values[at], span, body);
    });
    return;
  }
  const results = only?.results;
  if (only === undefined || values.length !== 1) {
    fail(body, "W0409", span, { found: values.length, wanted: targets.length });
    markBroken(targets, body);
    return;
  }
  // How many results a call has is known even where something else is wrong with it.
  const isUncounted = only.broken && results === undefined;
  if (results?.length !== targets.length && !isUncounted) {
    reportCount(only, targets, only.expression.span, body);
    return;
  }
  if (only.broken || results === undefined) {
    markBroken(targets, body);
    return;
  }
  const bindings = targets.map((target, at): Binding =>
    bindingOf(target, results[at] ?? only.expression.type, body),
  );
  body.sink.push({ kind: "bind", bindings, value: only.expression, span });
  targets.forEach((target, at) => {
    const binding = bindings[at];
    if (binding === undefined) return;
    const value = resultValue(only, at, binding.type);
    const { id, type } = binding;
    if (target.primed) {
      const expression: Expression = { kind: "reference", binding: id, type, span: target.span };
      bindNext(target, { ...value, expression }, span, body);
    } else
      body.scope.values.set(target.text, {
        kind: "value",
        binding,
        value,
        source: values[0],
        isSource: false,
        span: target.span,
      });
  });
}

/** Other names than results: those that are missing are known as broken, so that their uses are not reported, too. */
function reportCount(value: Value, targets: readonly Tree.Name[], span: Span, body: Body): void {
  const { results = [], resultNames = [] } = value;
  const [first] = targets;
  const last = targets.at(-1);
  const found = Math.max(results.length, 1);
  const names = resultNames.length === found ? withTheOthers(targets.map(nameText), resultNames) : [];
  const edits =
    names.length > 0 && first !== undefined && last !== undefined
      ? [{ span: { ...first.span, end: last.span.end }, text: names.join(", ") }]
      : [];
  const fix = { title: takeInOrder(), edits, applicability: "suggestion" as const };
  const notes = found > targets.length && edits.length === 0 ? [nameEach()] : [];
  fail(
    body,
    "W0409",
    span,
    { found, wanted: targets.length },
    { notes, fixes: edits.length > 0 ? [fix] : [] },
  );
  // What is wrong with what follows is told as if all results had their names.
  const known = resultNames.length === results.length ? resultNames : targets.map(({ text }) => text);
  markBroken(targets, body);
  known.forEach((name, at) => {
    const type = results[at];
    if (type === undefined || value.broken) body.scope.values.set(name, { kind: "broken", span });
    else
      bindName(
        { kind: "name", text: name, primed: false, span },
        resultValue(value, at, type),
        undefined,
        span,
        body,
      );
  });
}

/** One of the results of a call, a block or a scan. */
function resultValue(of: Value, index: number, type: Type): Value {
  const { span } = of.expression;
  return {
    expression: { kind: "result", of: of.expression, index, type, span },
    broken: of.broken,
    origins: new Map(type.axes.map((axis) => [axis, of.origins.get(axis) ?? span])),
    positional: false,
  };
}

function bindingOf(target: Tree.Name, type: Type, body: Body): Binding {
  const text = nameText(target);
  return { id: uniqueId(body.checker, `${body.owner}.${text}`), name: text, type, span: target.span };
}

function bindName(
  target: Tree.Name,
  value: Value,
  source: Tree.Expression | undefined,
  span: Span,
  body: Body,
): void {
  const text = nameText(target);
  if (target.primed) {
    bindNext(target, value, span, body);
    return;
  }
  const checked = value.text === undefined ? value : textWithoutAxis(value, body);
  if (checked.broken) {
    markBroken([target], body);
    return;
  }
  const binding = bindingOf(target, checked.expression.type, body);
  body.scope.values.set(text, {
    kind: "value",
    binding,
    value: checked,
    source,
    isSource: false,
    span: target.span,
  });
  body.sink.push({ kind: "bind", bindings: [binding], value: checked.expression, span });
}

/** `h' = …` sets the next value of a state or of a carried value, which formulas after it may read as `h'`. */
function bindNext(target: Tree.Name, given: Value, span: Span, body: Body): void {
  const wanted = body.nexts.get(target.text);
  if (wanted === undefined) {
    if (lookUpValue(body.scope, target.text)?.kind !== "broken")
      fail(body, "W0606", target.span, { name: target.text, around: body.nextsAround.has(target.text) });
    markBroken([target], body);
    return;
  }
  const what = `\`${target.text}'\``;
  const before = body.scope.values.get(`${target.text}'`);
  if (before !== undefined) {
    const related = [{ span: before.span, label: setHere() }];
    return fail(body, "W0617", target.span, { name: target.text }, { related });
  }
  const value = convertValue(given, wanted.element, wanted.indexes, what, body);
  if (!value.broken) {
    const extra = axesOf(value).filter((axis) => !wanted.axes.includes(axis));
    if (body.kind === "scan" && extra.length > 0 && extra.every((axis) => passesThrough(axis, body))) {
      // The body is checked anew with the axes.
      body.passing.set(target.text, [...(body.passing.get(target.text) ?? []), ...extra]);
      markBroken([target], body);
      return;
    }
    if (extra.length > 0) {
      const [wantedAxes, found] = [wanted.axes, axesOf(value)].map((axes) =>
        shownAxes(body.checker.axes, axes),
      );
      fail(body, "W0209", value.expression.span, { what, wanted: wantedAxes ?? [], found: found ?? [] });
      markBroken([target], body);
      return;
    }
  }
  if (value.broken) {
    markBroken([target], body);
    return;
  }
  const binding = bindingOf(target, { ...wanted }, body);
  const expression = { ...value.expression, type: value.expression.type };
  const { name } = binding;
  body.scope.values.set(name, {
    kind: "value",
    binding,
    value: { ...value, expression: { ...expression, type: wanted } },
    source: undefined,
    isSource: false,
    span: target.span,
  });
  body.sink.push({ kind: "next", name: target.text, binding, value: expression, span });
}

function returnedValues(statement: Tree.Return, body: Body): readonly Value[] {
  const values = withoutParentheses(statement.values, body).map((value) =>
    body.checker.expression(value, body),
  );
  const [only] = values;
  if (values.length === 1 && only?.results !== undefined)
    return only.results.map((type, at) => resultValue(only, at, type));
  const several = values.find((value) => value.results !== undefined && !value.broken);
  if (several !== undefined)
    fail(body, "W0409", several.expression.span, { found: several.results?.length ?? 0, wanted: 1 });
  return values;
}

/** `return (a, b)` means `return a, b`, which is told, and so does `x, y = (a, b)`. */
function withoutParentheses(values: readonly Tree.Expression[], body: Body): readonly Tree.Expression[] {
  const [group] = values;
  if (group?.kind !== "group" || values.length > 1) return values;
  const { span } = group;
  const found = body.checker.files.text(span);
  const instead = found.slice(1, -1).trim();
  const edits = [{ span, text: instead }];
  const fix = { title: writeInstead(instead), edits, applicability: "machine" } as const;
  fail(body, "W0110", span, { found, instead }, { fixes: [fix] });
  return group.members;
}

function expose(statement: Tree.Expose, body: Body): void {
  const value = body.checker.expression(statement.name, body);
  const { text: name, span } = statement.name;
  if (body.sink.some((other) => other.kind === "expose" && other.name === name))
    fail(body, "W0302", span, { name });
  else if (!value.broken)
    body.sink.push({
      kind: "expose",
      name: statement.name.text,
      value: value.expression,
      span: statement.span,
    });
}
