import type { Span } from "../../source/spans.ts";
import { beginsAlike, drawnOnce } from "../../source/phrases.ts";
import { nearNames } from "../../source/suggest.ts";
import type * as Tree from "../../1-parse/tree.ts";
import { sizeSymbols } from "../../sizes/size.ts";
import { axisNames, axisOf, spaceOf } from "../axes.ts";
import { constantOf } from "../constants/constants.ts";
import type { Body } from "../context.ts";
import { fail, warn } from "../context.ts";
import { hasNames } from "../expressions/arguments.ts";
import { convertValue, elementKept } from "../convert.ts";
import { hiddenTwin } from "./declarations.ts";
import type { AxisId, Expression, Initial, Parameter } from "../model.ts";
import { nearestFix } from "../near.ts";
import { foreignAxis } from "./own-axes.ts";
import { requireStorable } from "../stored.ts";
import { resolveAxis, resolveTerm } from "../constants/terms.ts";
import type { Value } from "../values.ts";
import { axesOf, brokenValue, constantValue, typeOf } from "../values.ts";

/** `param W_q, W_k: embed -> head, key ~ xavier`: one parameter for each name. */
export function declareParameters(tree: Tree.ParameterDeclaration, body: Body): void {
  const { type } = tree;
  const isMap = type.kind === "map-type";
  const insideTerms = isMap ? type.inputs : [];
  const outsideTerms = isMap ? type.outputs : type.axes.map(({ term }) => term);
  const inside = resolveSide(insideTerms, body);
  const outside = resolveSide(outsideTerms, body);
  const asMap =
    isMap || outside === undefined ? undefined : mapText(tree.targets[0]?.name.text, outside, body);
  const initial = readInitial(tree.initial, isMap, asMap, tree.span, body);
  if (type.kind === "tensor-type" && type.element.kind !== "real") {
    const { kind } = type.element;
    const found = kind === "index" ? "an index" : kind;
    fail(body, "W0401", type.span, { what: "a parameter", wanted: "real", found });
  }
  for (const { name, family: terms } of tree.targets) {
    const family = resolveSide(terms, body);
    const earlier = body.scope.values.get(name.text);
    if (earlier !== undefined && earlier.kind !== "broken") {
      fail(body, "W0302", name.span, { name: name.text });
      continue;
    }
    if (inside === undefined || outside === undefined || family === undefined) {
      body.scope.values.set(name.text, { kind: "broken", span: name.span });
      continue;
    }
    const shared = family.find((axis) => inside.includes(axis) || outside.includes(axis));
    if (shared !== undefined) {
      const [axis = shared] = axisNames(body.checker.axes, [shared]);
      fail(body, "W0214", name.span, { axis });
    }
    const base = `${body.owner}.${name.text}`;
    requireStorable(`the parameter \`${base}\``, [...family, ...inside, ...outside], name.span, body);
    const stored = inside.map((axis) =>
      outside.includes(axis) ? twinOf(axis, base, name.span, body) : axis,
    );
    const parameter: Parameter = {
      name: name.text,
      family,
      inside: stored,
      outside,
      isMap,
      // How it begins has nothing to do with where it is used.
      initial: initial ?? { kind: "constant", value: constantValue(0, "real", tree.span).expression },
      span: name.span,
      ...(tree.documentation === undefined ? {} : { documentation: tree.documentation.text }),
    };
    warnOfShift(parameter, body);
    body.layer?.parameters.push(parameter);
    body.scope.values.set(name.text, { kind: "parameter", parameter, inside, span: name.span });
  }
}

/** A number for each position of `source ++ target` isn't one for each of `target` where `source` is now longer and now shorter. */
function warnOfShift({ name, family, inside, outside, span }: Parameter, body: Body): void {
  const { axes } = body.checker;
  for (const axis of [...family, ...inside, ...outside]) {
    const { origin } = axisOf(axes, spaceOf(axes, axis));
    const parts = origin.kind === "sum" ? origin.parts : [];
    const varying = parts
      .slice(0, -1)
      .find((part) =>
        sizeSymbols(axisOf(axes, part).size).some((id) => axes.get(id)?.origin.kind === "bounded"),
      );
    if (varying === undefined) continue;
    const [whole = axis, before = varying] = axisNames(axes, [axis, varying]);
    const after = axisNames(axes, parts.slice(parts.indexOf(varying) + 1))[0] ?? whole;
    warn(body, "W0918", span, { name, whole, before, after });
  }
}

function twinOf(axis: AxisId, base: string, span: Span, body: Body): AxisId {
  const id = hiddenTwin(axis, `${base}.in`, span, body.checker);
  body.layer?.localAxes.push(id);
  return id;
}

function resolveSide(terms: readonly Tree.Term[], body: Body): readonly AxisId[] | undefined {
  const axes = terms.map((term) => resolveTerm(term, body));
  if (axes.includes(undefined)) return undefined;
  const ids = axes.flatMap((side) => side ?? []);
  const again = ids.find((axis, at) => ids.indexOf(axis) < at);
  if (again === undefined) return ids;
  const [axis = again] = axisNames(body.checker.axes, [again]);
  const term = terms[terms.length - 1];
  if (term !== undefined) fail(body, "W0214", term.span, { axis });
  return undefined;
}

/** The ways in which a parameter begins that take no numbers. */
export const plainInitials = ["xavier", "he", "orthogonal", "identity"] as const;

/** The map that has the axes of a tensor, of which the first is its in side; undefined for one axis, which is no map. */
function mapText(name: string | undefined, axes: readonly AxisId[], body: Body): string | undefined {
  const [first, ...others] = axisNames(body.checker.axes, axes);
  return others.length === 0 ? undefined : `${name}: ${first} -> ${others.join(", ")}`;
}

/** `~ xavier`, `~ normal(0, 0.02)`, `= 0`; a parameter without either is drawn as Xavier's, or begins at 0. */
function readInitial(
  tree: Tree.Initial | undefined,
  isMap: boolean,
  asMap: string | undefined,
  span: Span,
  body: Body,
): Initial | undefined {
  if (tree === undefined) {
    fail(body, "W0613", span, { isMap });
    return undefined;
  }
  const { value } = tree;
  if (tree.kind === "value") {
    const number = constantExpression(value, body);
    return number && { kind: "constant", value: number };
  }
  const name = value.kind === "name" ? value : value.kind === "call" ? value.callee : undefined;
  const text = name?.kind === "name" ? name.text : "";
  const kind = plainInitials.find((candidate) => candidate === text);
  if (kind !== undefined && value.kind === "name") {
    if (isMap) return { kind };
    fail(body, "W0614", value.span, { name: text, asMap });
    return undefined;
  }
  if ((text === "normal" || text === "uniform") && value.kind === "call" && value.arguments.length === 2) {
    if (hasNames(text, value.arguments, body)) return undefined;
    const [first, second] = value.arguments.map(({ expression }) => constantExpression(expression, body));
    if (first === undefined || second === undefined) return undefined;
    if (text === "normal") return { kind: "normal", mean: first, deviation: second };
    return { kind: "uniform", low: first, high: second };
  }
  const near = nearNames(text, [...plainInitials, "normal", "uniform"]);
  const place = near.length > 0 && name !== undefined ? name.span : value.span;
  fail(body, "W0609", place, { found: text, near }, nearestFix(place, near));
  return undefined;
}

/** A scalar of constants and sizes: what a parameter begins with may depend on the axes that a layer is given. */
function constantExpression(tree: Tree.Expression, body: Body): Expression | undefined {
  const value = convertValue(body.checker.expression(tree, body), "real", undefined, "a first value", body);
  if (value.broken) return undefined;
  if (axesOf(value).length === 0 && value.positional && isFixed(value.expression))
    return folded(value.expression);
  fail(
    body,
    "W0410",
    tree.span,
    {},
    { notes: value.positional && axesOf(value).length > 0 ? [beginsAlike()] : [] },
  );
  return undefined;
}

function isFixed(expression: Expression): boolean {
  if (expression.kind === "constant" || expression.kind === "size") return true;
  return expression.kind === "apply" && expression.arguments.every(isFixed);
}

function folded(expression: Expression): Expression {
  const number = constantOf(expression);
  return number === undefined ? expression : constantValue(number, "real", expression.span).expression;
}

/** A default: a scalar that is known before a run, a label, or a truth value. */
export function constantExpressionOf(tree: Tree.Expression, body: Body): Value {
  const value = body.checker.expression(tree, body);
  if (value.broken || value.text !== undefined) return value;
  if (axesOf(value).length === 0 && isFixed(value.expression)) return value;
  fail(body, "W0410", tree.span, {});
  return brokenValue(tree.span);
}

/** `state seen: [channel] = 0`. */
export function declareState(tree: Tree.StateDeclaration, body: Body): void {
  const { name, type, initial } = tree;
  // In an optimizer it has what the parameter has, where it doesn't say.
  const unsaid = body.ofParameter ?? [];
  const said =
    type &&
    resolveSide(
      type.axes.map(({ term }) => term),
      body,
    );
  const foreign = body.ofParameter && foreignAxis(said ?? [], body.ofParameter, body.checker);
  const axes = type === undefined || foreign !== undefined ? unsaid : said;
  const value = body.checker.expression(initial, body);
  const element = elementKept(type, value);
  const into = type?.element.kind === "index" ? resolveAxis(type.element.into, body) : undefined;
  const first = convertValue(value, element === "index" ? "int" : element, into, `\`${name.text}\``, body);
  const earlier = body.scope.values.get(name.text);
  if (earlier !== undefined && earlier.kind !== "broken") fail(body, "W0302", name.span, { name: name.text });
  if (axes === undefined || first.broken) {
    body.scope.values.set(name.text, { kind: "broken", span: name.span });
    return;
  }
  if (axesOf(first).length > 0 || !isFixed(first.expression)) {
    const isDrawn = first.expression.kind === "random";
    fail(body, "W0410", initial.span, {}, { notes: isDrawn ? [drawnOnce(name.text)] : [] });
  }
  if (foreign !== undefined) {
    const [axis = foreign, ...own] = axisNames(body.checker.axes, [foreign, ...unsaid]);
    fail(body, "W0731", type?.span ?? name.span, { what: `\`${name.text}\``, axis, own });
  }
  requireStorable(`the state \`${body.owner}.${name.text}\``, axes, name.span, body);
  const own = typeOf(axes, element === "index" ? "int" : element, into);
  body.scope.values.set(name.text, { kind: "state", name: name.text, type: own, span: name.span });
  body.nexts.set(name.text, own);
  body.states.push({ name: name.text, type: own, initial: first.expression, span: name.span });
}
