import type * as Tree from "../../1-parse/tree.ts";
import type { Extras } from "../../source/diagnostic.ts";
import { writeInstead } from "../../source/phrases.ts";
import type { Span } from "../../source/spans.ts";
import { nearestName, nearNames } from "../../source/suggest.ts";
import { axisNames, shownAxes } from "../axes.ts";
import { matchArguments } from "../expressions/arguments.ts";
import { isWithoutBrackets } from "../expressions/brackets.ts";
import type { Body } from "../context.ts";
import { countErrors, emptyBody, fail, uniqueId } from "../context.ts";
import { convertValue } from "../convert.ts";
import { bindValue } from "../expressions/functions.ts";
import { rigidAxis } from "../declarations/layers.ts";
import type { AxisId, BindingId, Optimizer, OptimizerAxes, Statement, Type } from "../model.ts";
import { meantElsewhere, nearestFix } from "../near.ts";
import { foreignPart } from "../declarations/own-axes.ts";
import { resolveAxis } from "../constants/terms.ts";
import { childScope, fileOf, lookUpValue } from "../scope.ts";
import type { OptimizerEntity, Scope } from "../scope.ts";
import { axesOf, brokenValue, typeOf, valueOf } from "../values.ts";

/** Checks `adam(rate = 1e-3)` for one use; undefined where it is reported. `body` is the training's. */
export function checkOptimizer(tree: Tree.Expression, body: Body): Optimizer | undefined {
  const call = tree.kind === "call" ? tree : undefined;
  const entity = call && optimizerNamed(call.callee, body);
  if (entity === "broken") return undefined;
  if (call === undefined || entity === undefined) {
    const name = call?.callee.kind === "name" ? call.callee.text : undefined;
    const near = name === undefined ? [] : nearNames(name, optimizerNames(body.scope));
    const place = near.length > 0 && call !== undefined ? call.callee.span : tree.span;
    const fix = nameOnly(tree, body) ?? nearestFix(place, near);
    fail(body, "W0709", place, { ...(name === undefined ? {} : { name }), near }, fix);
    const meant = nearestName(name ?? "", optimizerNames(body.scope));
    const known = meant === undefined ? undefined : lookUpValue(body.scope, meant);
    // What else is wrong with it is told in the same run.
    if (call !== undefined && known?.kind === "optimizer") inlined(call, known, body);
    return undefined;
  }
  return inlined(call, entity, body);
}

/** What an optimizer that isn't called lacks. */
function nameOnly(tree: Tree.Expression, body: Body): Extras | undefined {
  if (tree.kind !== "name" || lookUpValue(body.scope, tree.text)?.kind !== "optimizer") return undefined;
  const text = "(rate = 1e-3)";
  const edits = [{ span: { ...tree.span, start: tree.span.end }, text }];
  return { fixes: [{ title: writeInstead(tree.text + text), edits, applicability: "suggestion" }] };
}

function optimizerNames(scope: Scope): readonly string[] {
  const own = [...scope.values].flatMap(([name, entity]) => (entity.kind === "optimizer" ? [name] : []));
  return scope.parent === undefined ? own : [...own, ...optimizerNames(scope.parent)];
}

function optimizerNamed(tree: Tree.Expression, body: Body): OptimizerEntity | "broken" | undefined {
  if (tree.kind === "member" && tree.source.kind === "name") {
    const entity = lookUpValue(body.scope, tree.source.text);
    const inner = entity?.kind === "namespace" ? entity.scope.values.get(tree.member.text) : undefined;
    return inner?.kind === "optimizer" ? inner : undefined;
  }
  if (tree.kind !== "name") return undefined;
  const name = meantElsewhere(tree.text, tree.span, body.scope, body.checker) ?? tree.text;
  const entity = lookUpValue(body.scope, name);
  if (entity?.kind === "optimizer") return entity;
  return entity?.kind === "broken" ? "broken" : undefined;
}

function inlined(call: Tree.Call, entity: OptimizerEntity, outer: Body): Optimizer | undefined {
  const { head } = entity.declaration;
  const name = head.name.text;
  const wanted = head.parameters.map((parameter) => ({
    name: parameter.name.text,
    optional: parameter.initial !== undefined,
  }));
  const training: Body = { ...outer, settings: true, isSetting: true };
  const place = "the call of an optimizer, whose axes are each parameter's own";
  let fits = isWithoutBrackets(call, place, training);
  const takersOf = (argument: string): readonly string[] =>
    optimizerNames(outer.scope).filter((other) => {
      const entity = lookUpValue(outer.scope, other);
      if (entity?.kind !== "optimizer") return false;
      return entity.declaration.head.parameters.some((parameter) => parameter.name.text === argument);
    });
  const matched = matchArguments(name, wanted, call.arguments, call.span, training, takersOf);
  if (matched === undefined) return undefined;
  const scope = childScope(entity.scope);
  const sink: Statement[] = [];
  const body: Body = {
    ...emptyBody(outer.checker, scope, `${outer.owner}.${name}`, "optimizer"),
    sink,
    // Its first use tells what is wrong in it where it stands, and the others are deaf to that.
    call:
      isLibrary(entity.scope) || outer.checker.called.has(head)
        ? { name, span: call.callee.span }
        : undefined,
    settings: true,
  };
  outer.checker.called.add(head);
  for (const { name: argument, type, initial, span } of head.parameters) {
    const tree = matched.get(argument.text);
    const given =
      tree === undefined
        ? initial && body.checker.expression(initial, body)
        : training.checker.expression(tree, training);
    if (given === undefined) continue;
    const element = type?.element.kind ?? "real";
    const into = type?.element.kind === "index" ? resolveAxis(type.element.into, body) : undefined;
    const value = convertValue(
      given,
      element === "index" ? "int" : element,
      into,
      `\`${argument.text}\``,
      training,
    );
    if (!value.broken && axesOf(value).length > 0) {
      const axes = shownAxes(body.checker.axes, axesOf(value));
      fail(training, "W0701", value.expression.span, { what: `\`${argument.text}\``, axes });
      fits = false;
    }
    if (value.broken) fits = false;
    // Of what doesn't fit the body tells nothing more.
    bindValue(argument, fits ? value : brokenValue(span), span, body);
  }
  const known = checkSteps(entity.declaration, body);
  if (!fits || known === undefined) return undefined;
  const rate = scope.values.get("rate");
  return {
    name,
    ...known,
    body: sink,
    states: body.states.map(({ name, type, initial }) => ({ name, type, initial })),
    ...(rate?.kind === "value" ? { rate: rate.binding.id } : {}),
  };
}

function isLibrary(scope: Scope): boolean {
  return fileOf(scope)?.role === "library";
}

/** Checks the formulas with what is given in each optimizer; undefined where mistakes are in them, which are reported. */
export function checkSteps(
  { head, body: block }: Tree.OptimizerDeclaration,
  body: Body,
): Pick<Optimizer, "given" | "axes" | "localAxes"> | undefined {
  const { name } = head;
  const count = countErrors(body.checker);
  const axes = axesOfHead(head, body);
  if (axes === undefined) return undefined;
  const ofParameter = axes.kind === "all" ? [axes.element] : [axes.inside, axes.outside];
  const own = typeOf(ofParameter, "real");
  const number = typeOf([], "real");
  const given = {
    gradient: give("gradient", own, name.span, body),
    parameter: give("parameter", own, name.span, body),
    matrix: give("matrix", number, name.span, body),
    loss: give("loss", number, name.span, body),
  };
  body.nexts.set("parameter", own);
  const before = body.checker.localAxes.size;
  const first = body.sink.length;
  body.checker.statements(block.statements, { ...body, ofParameter });
  for (const statement of body.sink.slice(first)) failAlongOthers(statement, ofParameter, body);
  const localAxes = [...body.checker.localAxes.keys()].slice(before);
  const targets = block.statements.flatMap((each) => (each.kind === "binding" ? each.targets : []));
  const isSet = targets.some(({ text, primed }) => primed && text === "parameter");
  if (!isSet) fail(body, "W0710", name.span, { name: name.text });
  return isSet && countErrors(body.checker) === count ? { given, axes, localAxes } : undefined;
}

/** Reports a formula along an axis of the file, which may be one of the parameter's. */
function failAlongOthers(statement: Statement, ofParameter: readonly AxisId[], body: Body): void {
  const foreign = foreignPart(statement, ofParameter, body.checker);
  if (foreign === undefined) return;
  const [axis = foreign.axis, ...own] = axisNames(body.checker.axes, [foreign.axis, ...ofParameter]);
  fail(body, "W0731", foreign.span, { what: "this", axis, own });
}

/** A header with two axes names the sides of maps; one without has `element` for all axes of a parameter. */
function axesOfHead({ name, axes }: Tree.Head, body: Body): OptimizerAxes | undefined {
  if (axes.length === 0) {
    return { kind: "all", element: rigidAxis({ ...name, text: "element" }, body.owner, body) };
  }
  const [inside, outside, ...others] = axes;
  if (inside !== undefined && outside !== undefined && others.length === 0) {
    return {
      kind: "sides",
      inside: rigidAxis(inside, body.owner, body),
      outside: rigidAxis(outside, body.owner, body),
    };
  }
  fail(body, "W0729", name.span, { name: name.text, found: axes.length });
  return undefined;
}

/** Binds a value that every optimizer is given. */
function give(name: string, type: Type, span: Span, body: Body): BindingId {
  const binding = { id: uniqueId(body.checker, `${body.owner}.${name}`), name, type, span };
  const value = valueOf({ kind: "reference", binding: binding.id, type, span }, [], true);
  body.scope.values.set(name, { kind: "value", binding, value, source: undefined, isSource: false, span });
  return binding.id;
}
