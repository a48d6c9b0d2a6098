import { joinedByAnd, oneElse } from "../../source/phrases.ts";
import type { Span } from "../../source/spans.ts";
import type * as Tree from "../../1-parse/tree.ts";
import type { AxisTable } from "../axes.ts";
import { axisNames, axisOf, groupAxis } from "../axes.ts";
import { conditionValue, isIndexOf, textWithoutAxis } from "../convert.ts";
import type { Body } from "../context.ts";
import { fail, knownIn, warn } from "../context.ts";
import type { AxisId, Expression, Restriction, Type } from "../model.ts";
import { lookUpBinding } from "../scope.ts";
import { resolveTerm } from "../constants/terms.ts";
import type { Value } from "../values.ts";
import { axesOf, typeOf, unionOfAxes, valueOf } from "../values.ts";

/** One entry of the bracket of a call: an axis or a group, perhaps under a `where`. */
export interface BracketEntry {
  readonly ids: readonly AxisId[];
  readonly span: Span;
  readonly condition: Value | undefined;
  readonly otherwise: Value | undefined;
}

/**
 * The axes in the bracket of a call, in order; undefined where a mistake in it has been reported. `of` are the arguments, whose
 * axes are suggested.
 */
export function readBrackets(
  items: readonly Tree.Item[],
  body: Body,
  of: readonly Value[] = [],
): readonly BracketEntry[] | undefined {
  const entries = items.map((item) => readEntry(item, body, of));
  const found = entries.filter((entry) => entry !== undefined);
  if (found.length < entries.length) return undefined;
  const seen = new Set<AxisId>();
  for (const { ids, span } of found) {
    for (const id of ids) {
      if (seen.has(id)) {
        const [axis = id] = axisNames(body.checker.axes, [id]);
        fail(body, "W0214", span, { axis });
        return undefined;
      }
      seen.add(id);
    }
  }
  for (const [at, { ids, condition }] of found.entries()) {
    const place = items[at]?.where?.span;
    if (place === undefined || condition === undefined || condition.broken) continue;
    // It restricts all axes of the bracket together, wherever in it it stands.
    if (condition.expression.kind === "constant" || axesOf(condition).some((axis) => seen.has(axis)))
      continue;
    const [axis = ""] = axisNames(body.checker.axes, ids);
    warn(body, "W0908", place, { axis });
  }
  const conditions = found.flatMap(({ condition }) => condition ?? []);
  for (const [at, { ids, span, condition }] of found.entries()) {
    if (condition !== undefined) continue;
    if (items[at]?.where !== undefined) {
      body.checker.meantWhole.push({ ids, span });
      continue;
    }
    const padded = ids.find((id) => body.padded.has(id) && countsAll(of, conditions, id, body));
    if (padded !== undefined) warn(body, "W0910", span, { axis: axisOf(body.checker.axes, padded).name });
  }
  return found;
}

/** Whether a call has no bracket, as what it calls takes none; one that is there is refused, as it would be in `place`. */
export function isWithoutBrackets(tree: Tree.Call, place: string, body: Body): boolean {
  if (tree.brackets === undefined) return true;
  fail(body, "W0217", tree.bracketSpan ?? tree.span, { place });
  return false;
}

function readEntry(item: Tree.Item, body: Body, of: readonly Value[]): BracketEntry | undefined {
  const { term, rename, value } = item;
  if (term === undefined || rename !== undefined || value !== undefined) {
    const isCondition = term === undefined && item.expression.kind === "binary";
    const notes = isCondition ? [joinedByAnd()] : [];
    fail(body, "W0217", item.span, { place: "the bracket of a call" }, { notes });
    return undefined;
  }
  const ids = resolveTerm(term, body, unionOfAxes(of));
  const condition = item.where && conditionValue(item.where, body);
  const otherwise = item.otherwise && body.checker.expression(item.otherwise, body);
  if (otherwise?.text !== undefined) {
    textWithoutAxis(otherwise, body);
    return undefined;
  }
  if (ids === undefined || otherwise?.broken === true) return undefined;
  if (condition === undefined && item.where === undefined) {
    if (otherwise === undefined) return { ids, span: term.span, condition, otherwise };
    fail(body, "W0217", item.span, { place: "a bracket without `where`" });
    return undefined;
  }
  if (condition === undefined) return undefined;
  const isTrue = condition.expression.kind === "constant" && condition.expression.value !== 0;
  // `where true else v` still says what lies outside of the restriction of a caller.
  const isNone = isTrue && !condition.broken && otherwise === undefined;
  return { ids, span: term.span, condition: isNone ? undefined : condition, otherwise };
}

/**
 * Whether the arguments have something along the axis, and nothing in them says which positions are real: `sum[seq](x.present)` counts
 * those. A condition on another axis may say it of pairs: `mean[node, from where real]`.
 */
function countsAll(of: readonly Value[], conditions: readonly Value[], axis: AxisId, body: Body): boolean {
  const tells = (part: Expression): boolean => {
    if (part.kind === "present") return true;
    if (part.kind === "apply") return part.arguments.some(tells);
    if (part.kind === "index" || part.kind === "stop" || part.kind === "spread") return tells(part.of);
    if (part.kind !== "reference") return false;
    const bound = lookUpBinding(body.scope, part.binding)?.value.expression;
    const isItself = bound?.kind === "reference" && bound.binding === part.binding;
    return bound !== undefined && !isItself && tells(bound);
  };
  const has = (value: Value): boolean => axesOf(value).includes(axis);
  const tellsOfAxis = conditions.filter(has).some(({ expression }) => tells(expression));
  return of.some(has) && !tellsOfAxis && !of.some(({ expression }) => tells(expression));
}

/** The entries of a bracket that names one axis, or one group: its conditions are of all of it together. Nothing where a mistake was reported. */
export function together(entries: readonly BracketEntry[], body: Body): readonly BracketEntry[] | undefined {
  const [first] = entries;
  if (first === undefined || entries.length === 1) return entries;
  const [otherwise, second] = entries.flatMap((entry) => entry.otherwise ?? []);
  if (second !== undefined) {
    const facts = { place: "a bracket that has an `else` already" };
    fail(body, "W0217", second.expression.span, facts, { notes: [oneElse()] });
    return undefined;
  }
  const [some, ...others] = entries.flatMap(({ condition }) => condition ?? []);
  const condition = others.reduce<Value | undefined>((all, one) => all && bothHold(all, one), some);
  return [{ ids: entries.flatMap(({ ids }) => ids), span: first.span, condition, otherwise }];
}

/** They may have no axis in common. */
function bothHold(a: Value, b: Value): Value {
  const { span } = a.expression;
  const type = typeOf(unionOfAxes([a, b]), "bool");
  const both = {
    kind: "apply",
    operator: "and",
    arguments: [a.expression, b.expression],
    type,
    span,
  } as const;
  return valueOf(both, [a, b]);
}

/** What the entries of a bracket restrict, as the Model says it. */
export function restrictionsOf(entries: readonly BracketEntry[], table: AxisTable): readonly Restriction[] {
  return entries.flatMap((entry) => {
    const { ids, span, condition, otherwise } = entry;
    const [only] = ids;
    if (condition === undefined || only === undefined) return [];
    const axis = ids.length > 1 ? groupAxis(table, ids, span) : only;
    const beside = entries.flatMap((other) => (other === entry ? [] : other.ids));
    const restriction = { axis, beside, condition: condition.expression };
    return [otherwise === undefined ? restriction : { ...restriction, otherwise: otherwise.expression }];
  });
}

/** What a result is where `else` stands beside it: whole numbers are real where `else` is, truth values what it is, and an index is one if all are. */
export function typeBeside(
  { axes, element, indexes }: Type,
  outside: readonly Expression[],
  body: Body,
): Type {
  const elements = [element, ...outside.map(({ type }) => type.element)];
  const common = (["real", "int"] as const).find((one) => elements.includes(one)) ?? "bool";
  const isIndex = (one: Expression): boolean =>
    indexes !== undefined && isIndexOf(one, indexes, body.checker.axes, knownIn(body));
  return common === "int" && outside.every(isIndex) ? typeOf(axes, common, indexes) : typeOf(axes, common);
}

/** The restrictions of a body, with those of a bracket added: for each axis those of its condition. */
export function restricted(
  body: Body,
  entries: readonly BracketEntry[],
): ReadonlyMap<AxisId, readonly AxisId[]> {
  const all = new Map(body.restrictions);
  for (const { ids, condition } of entries) {
    if (condition === undefined) continue;
    for (const id of ids) all.set(id, [...(all.get(id) ?? []), ...axesOf(condition)]);
  }
  return all;
}

/** The axes that the conditions on these axes bring into a reduction over them. */
export function conditionAxes(
  restrictions: ReadonlyMap<AxisId, readonly AxisId[]>,
  axes: readonly AxisId[],
): readonly AxisId[] {
  return axes.flatMap((axis) => restrictions.get(axis) ?? []);
}
