import { pickOrRename, roundsDown, seenAtOnePosition, writeInstead } from "../../source/phrases.ts";
import type { Span } from "../../source/spans.ts";
import type * as Tree from "../../1-parse/tree.ts";
import { addSizes, literalSize, sizeKey, sizeSymbols, sizeValue, subtractSizes } from "../../sizes/size.ts";
import {
  axisNames,
  axisOf,
  hasNumbers,
  hasValues,
  labelsOf,
  membersOf,
  parametersOf,
  sameSpace,
  shownAxes,
  sizeOfAxes,
  sizeTexts,
} from "../axes.ts";
import { staysInside } from "../bounds.ts";
import type { Body } from "../context.ts";
import { fail, knownIn } from "../context.ts";
import { constantOf } from "../constants/constants.ts";
import { labelValue, textWithoutAxis } from "../convert.ts";
import type { AxisId, Expression } from "../model.ts";
import { axisMeant, indexMeant, nearestFix } from "../near.ts";
import { elseOf } from "./index-else.ts";
import { failOutside } from "../outside.ts";
import { lookUpAxis, lookUpValue } from "../scope.ts";
import { resolveAxis, resolveTerm } from "../constants/terms.ts";
import type { Value } from "../values.ts";
import { axesOf, brokenValue, typeOf, valueOf } from "../values.ts";

interface Replacement {
  readonly axis: AxisId;
  readonly at: Value;
  readonly span: Span;
}

/** Of a bracket: the axes that go away with it, and those that renames before this one gave names to. */
interface Names {
  readonly leaving: ReadonlySet<AxisId>;
  readonly given: Set<AxisId>;
}

/** Checks `x[…]`: every form of the bracket replaces axes by integer expressions. */
export function checkIndex(tree: Tree.Index, body: Body): Value {
  const { source, span } = tree;
  const name = source.kind === "name" ? source.text : undefined;
  const entity = name === undefined ? undefined : lookUpValue(body.scope, name);
  if (entity?.kind === "parameter" && entity.parameter.isMap) {
    fail(body, "W0612", tree.bracketSpan, { name: name ?? "" });
    return brokenValue(span);
  }
  const value = body.checker.expression(source, body);
  const what = name === undefined ? "this value" : `\`${name}\``;
  const hasElse = tree.items.some((item) => item.otherwise !== undefined);
  const names: Names = { leaving: leavingAxes(tree.items, body), given: new Set() };
  const read = tree.items.map((item) => readItem(item, value, what, hasElse, names, body));
  const otherwise = elseOf(tree.items, value, body);
  if (value.broken || read.includes(undefined) || otherwise?.broken === true) return brokenValue(span);
  if (value.text !== undefined) return textWithoutAxis(value, body);
  const replacements = read.flatMap((part) => part ?? []);
  return indexed(value, replacements, otherwise, span, body);
}

/** What the bracket replaces: all at once, so that `x[a as b, b as a]` has neither axis already. */
function leavingAxes(items: readonly Tree.Item[], body: Body): ReadonlySet<AxisId> {
  return new Set(
    items.flatMap(({ term }) => {
      const entity = term?.kind === "axis-name" ? lookUpAxis(body.scope, term.name) : undefined;
      return (entity && body.checker.declaredAxes(entity)) ?? [];
    }),
  );
}

function indexed(
  value: Value,
  replacements: readonly Replacement[],
  otherwise: Value | undefined,
  span: Span,
  body: Body,
): Value {
  const { axes } = body.checker;
  const replaced = new Set<AxisId>();
  const members = replacements.flatMap(({ axis, span: place }) =>
    membersOf(axes, axis).map((member) => ({ axis: member, span: place })),
  );
  for (const { axis, span: place } of members) {
    const [name = axis] = axisNames(axes, [axis]);
    if (body.restrictions.has(axis)) {
      fail(body, "W0216", place, { axis: name, done: "indexed" });
      return brokenValue(span);
    }
    if (replaced.has(axis)) {
      fail(body, "W0214", place, { axis: name });
      return brokenValue(span);
    }
    replaced.add(axis);
  }
  const { expression } = value;
  const kept = axesOf(value).filter((axis) => !replaced.has(axis));
  const added = replacements.flatMap(({ at }) => axesOf(at));
  const outside = otherwise === undefined ? [] : axesOf(otherwise);
  const isReal = expression.type.element !== "real" && otherwise?.expression.type.element === "real";
  const element = isReal ? "real" : expression.type.element;
  const type = typeOf([...kept, ...added, ...outside], element, isReal ? undefined : expression.type.indexes);
  const result: Expression = {
    kind: "index",
    of: expression,
    replaced: replacements.map(({ axis, at }) => ({ axis, at: at.expression })),
    type,
    span,
  };
  const full: Expression = otherwise === undefined ? result : { ...result, otherwise: otherwise.expression };
  const parts = [value, ...replacements.map(({ at }) => at), ...(otherwise === undefined ? [] : [otherwise])];
  return valueOf(
    full,
    parts,
    parts.every((part) => part.positional),
  );
}

function readItem(
  item: Tree.Item,
  value: Value,
  what: string,
  hasElse: boolean,
  names: Names,
  body: Body,
): readonly Replacement[] | undefined {
  const { term, rename, value: at, separator, where } = item;
  if (term === undefined || where !== undefined || separator === ":") {
    // What isn't indexed at all, a layer, was told of already.
    if (!value.broken) fail(body, "W0217", item.span, { place: "an index" }, { notes: [pickOrRename()] });
    return undefined;
  }
  if (rename !== undefined) return readRename(term, rename, value, what, names, body);
  if (at !== undefined) return readPosition(term, at, value, what, hasElse, body);
  if (term.kind === "axis-member") return readPart(term, value, what, body);
  if (value.broken) return undefined;
  const meant = axisMeant(term, value, body);
  fail(body, "W0217", item.span, { place: "an index" }, { notes: [pickOrRename()], ...meant });
  return undefined;
}

/** Whether the value has the axes; reported where it lacks one. */
function requireAxes(
  value: Value,
  ids: readonly AxisId[],
  what: string,
  done: string,
  span: Span,
  body: Body,
): boolean {
  const { axes } = body.checker;
  const [missing] = ids.filter((axis) => !axesOf(value).includes(axis));
  if (missing === undefined) return true;
  if (value.broken) return false;
  const [axis = missing] = axisNames(axes, [missing]);
  const found = shownAxes(axes, axesOf(value));
  const notes = body.scanned.has(missing) ? [seenAtOnePosition(axis)] : [];
  fail(body, "W0203", span, { what, axis, done }, { shapes: [{ label: "found", axes: found }], notes });
  return false;
}

/** `[seq as src]`, `[embed as (head, key)]`, `[(head, key) as embed]`: row-major, the first name is the slowest. */
function readRename(
  from: Tree.Term,
  to: Tree.Term,
  value: Value,
  what: string,
  names: Names,
  body: Body,
): readonly Replacement[] | undefined {
  const { axes } = body.checker;
  const old = resolveTerm(from, body, axesOf(value));
  const fresh = resolveTerm(to, body);
  if (old === undefined || fresh === undefined) return undefined;
  const has = (id: AxisId): boolean => axesOf(value).includes(id);
  if (old.length > 0 && fresh.length > 0 && !old.some(has) && fresh.every(has)) {
    turnedRound(from, to, old, value, what, body);
    return readRename(to, from, value, what, names, body);
  }
  if (!requireAxes(value, old, what, "rename", from.span, body)) return undefined;
  const staying = axesOf(value).filter((axis) => !old.includes(axis) && !names.leaving.has(axis));
  const present = fresh.find((axis) => staying.includes(axis) || names.given.has(axis));
  if (present !== undefined) {
    const [axis = present] = axisNames(axes, [present]);
    fail(body, "W0208", to.span, { axis, what });
    return undefined;
  }
  for (const axis of fresh) names.given.add(axis);
  const [oldSize, newSize] = [sizeOfAxes(axes, old), sizeOfAxes(axes, fresh)];
  const isKnown = ![oldSize, newSize].flatMap(sizeSymbols).some((id) => body.checker.unsized.has(id));
  if (isKnown && sizeKey(oldSize) !== sizeKey(newSize)) {
    const sides = [old, fresh].map((ids) => axisNames(axes, ids).join(" · "));
    const less = subtractSizes(oldSize, newSize);
    const [leftSize = "", rightSize = "", difference = ""] = sizeTexts(axes, [
      oldSize,
      newSize,
      (sizeValue(less) ?? 0) < 0 ? subtractSizes(newSize, oldSize) : less,
    ]);
    const layer = old.length + fresh.length === 2 ? parametersOf(axes, [...old, ...fresh]) : undefined;
    fail(
      body,
      "W0501",
      to.span,
      {
        left: sides[0] ?? "",
        leftSize,
        right: sides[1] ?? "",
        rightSize,
        difference,
        ...(layer === undefined ? {} : { layer }),
      },
      {
        related: [...old, ...fresh].map((id) => ({
          span: axisOf(axes, id).span,
          label: axisOf(axes, id).name,
        })),
      },
    );
    return undefined;
  }
  const flat = merged(fresh, to.span, body);
  const [only] = old;
  if (only !== undefined && old.length === 1) return [{ axis: only, at: flat, span: from.span }];
  return old.map((axis, at) => {
    const inner = sizeOfAxes(axes, old.slice(at + 1));
    const divided = operate("quotient", flat, inner, to.span);
    const part = at === 0 ? divided : operate("modulo", divided, axisOf(axes, axis).size, to.span);
    return {
      axis,
      at: at === old.length - 1 && at > 0 ? operate("modulo", flat, axisOf(axes, axis).size, to.span) : part,
      span: from.span,
    };
  });
}

/** `k[src as seq]` of what has `seq`: the new name stands last. */
function turnedRound(
  from: Tree.Term,
  to: Tree.Term,
  old: readonly AxisId[],
  value: Value,
  what: string,
  body: Body,
): void {
  const { axes, files } = body.checker;
  const [axis = ""] = shownAxes(axes, old);
  const edits = [
    { span: from.span, text: files.text(to.span) },
    { span: to.span, text: files.text(from.span) },
  ];
  const title = writeInstead(`[${files.text(to.span)} as ${files.text(from.span)}]`);
  const shapes = [{ label: "found", axes: shownAxes(axes, axesOf(value)) }];
  const fixes = [{ title, edits, applicability: "suggestion" as const }];
  fail(body, "W0203", from.span, { what, axis, done: "rename" }, { shapes, fixes });
}

/** The row-major position over several axes. */
function merged(ids: readonly AxisId[], span: Span, body: Body): Value {
  const { axes } = body.checker;
  const positions = ids.map((axis, at) => {
    const own = valueOf({ kind: "position", axis, type: typeOf([axis], "int", axis), span }, [], true);
    const inner = sizeOfAxes(axes, ids.slice(at + 1));
    return at === ids.length - 1 ? own : operate("multiply", own, inner, span);
  });
  const [first, ...others] = positions;
  if (first === undefined) return brokenValue(span);
  return others.reduce((total, part) => {
    const type = typeOf([...axesOf(total), ...axesOf(part)], "int");
    const both = [total.expression, part.expression];
    return valueOf({ kind: "apply", operator: "add", arguments: both, type, span }, [total, part], true);
  }, first);
}

function operate(
  operator: "multiply" | "quotient" | "modulo",
  value: Value,
  by: Parameters<typeof sizeKey>[0],
  span: Span,
): Value {
  const size: Expression = { kind: "size", size: by, type: typeOf([], "int"), span };
  const type = typeOf(axesOf(value), "int");
  const both = [value.expression, size];
  return valueOf({ kind: "apply", operator, arguments: both, type, span }, [value], true);
}

/** `[seq = seq - 1]`, `[vocab = targets]`, `[gate = forget]`. */
function readPosition(
  term: Tree.Term,
  at: Tree.Expression,
  value: Value,
  what: string,
  hasElse: boolean,
  body: Body,
): readonly Replacement[] | undefined {
  const { axes } = body.checker;
  const axis = resolveAxis(term, body, axesOf(value));
  if (axis === undefined) {
    body.checker.expression(at, { ...body, indexed: { axis } });
    return undefined;
  }
  if (!requireAxes(value, membersOf(axes, axis), what, "index", term.span, body)) {
    // A name that stands for nothing may be a label.
    if (at.kind !== "name" || !isUnknown(at.text, body))
      body.checker.expression(at, { ...body, indexed: { axis } });
    return undefined;
  }
  const { name } = axisOf(axes, axis);
  const labels = labelsOf(axes, axis);
  const label = at.kind === "name" || at.kind === "number" ? at.text : undefined;
  if (label !== undefined && labels?.includes(label))
    return [{ axis, at: labelValue(label, axis, at.span, body), span: term.span }];
  if (at.kind === "number" && hasValues(axes, axis))
    return [{ axis, at: labelValue(at.text, axis, at.span, body), span: term.span }];
  const isLabel =
    at.kind === "name" ? isUnknown(at.text, body) : at.kind === "number" && hasNumbers(axes, axis);
  if (labels !== undefined && label !== undefined && isLabel) {
    labelValue(label, axis, at.span, body);
    return undefined;
  }
  const position = body.checker.expression(at, { ...body, indexed: { axis } });
  if (position.broken) return undefined;
  if (position.text !== undefined) {
    const found = labelValue(position.text, axis, at.span, body);
    return found.broken ? undefined : [{ axis, at: found, span: term.span }];
  }
  const { expression } = position;
  if (expression.type.element !== "int") {
    const found = expression.type.element;
    const notes = found === "real" ? [roundsDown(name)] : [];
    fail(body, "W0401", at.span, { what: `an index of \`${name}\``, wanted: "int", found }, { notes });
    return undefined;
  }
  const { indexes } = expression.type;
  if (indexes !== undefined && sameSpace(axes, indexes, axis))
    return [{ axis, at: position, span: term.span }];
  const isFree = indexes === undefined || expression.kind === "position";
  if (isFree && (hasElse || staysInside(expression, axis, knownIn(body))))
    return [{ axis, at: position, span: term.span }];
  if (indexes !== undefined) {
    const [wanted = axis, found = indexes] = axisNames(axes, [axis, indexes]);
    fail(body, "W0402", at.span, { wanted, found }, indexMeant(expression, axis, body));
  } else {
    const number = constantOf(expression);
    const isNegative = number !== undefined && number < 0;
    const fix = nearestFix(at.span, number === -1 ? ["last"] : []);
    failOutside({ ...expression, span: at.span }, axis, { hasElse: true, isNegative }, body, fix);
  }
  return undefined;
}

/** Whether a name stands for nothing, so that it is most likely a mistyped label. */
function isUnknown(name: string, body: Body): boolean {
  const isKnown = lookUpValue(body.scope, name) ?? lookUpAxis(body.scope, name);
  return isKnown === undefined && name !== "last";
}

/** `x[tokens.patch]`: a part of a sum of axes. */
function readPart(
  term: Tree.AxisMember,
  value: Value,
  what: string,
  body: Body,
): readonly Replacement[] | undefined {
  const { axes } = body.checker;
  const whole = resolveAxis(term.source, body, axesOf(value));
  const part = resolveAxis(term, body);
  if (whole === undefined || part === undefined) return undefined;
  if (!requireAxes(value, [whole], what, "take a part of", term.span, body)) return undefined;
  const { origin } = axisOf(axes, whole);
  const parts = origin.kind === "sum" ? origin.parts : [];
  const before = parts.slice(0, parts.indexOf(part)).map((id) => axisOf(axes, id).size);
  const offset = before.reduce(addSizes, literalSize(0));
  const { span } = term;
  const own: Expression = {
    kind: "position",
    axis: part,
    type: typeOf(membersOf(axes, part), "int", part),
    span,
  };
  const start: Expression = { kind: "size", size: offset, type: typeOf([], "int"), span };
  const type = typeOf(membersOf(axes, part), "int");
  const at = valueOf({ kind: "apply", operator: "add", arguments: [start, own], type, span }, [], true);
  return [{ axis: whole, at, span }];
}
