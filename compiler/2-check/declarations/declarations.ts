import { report } from "../../source/diagnostic.ts";
import type { Facts } from "../../source/messages.ts";
import { declaredHere } from "../../source/phrases.ts";
import type { Span } from "../../source/spans.ts";
import { settingSpan } from "../../source/spans.ts";
import type * as Tree from "../../1-parse/tree.ts";
import type { Size } from "../../sizes/size.ts";
import { addSizes, literalSize, sizeValue, symbolSize } from "../../sizes/size.ts";
import { axisOf } from "../axes.ts";
import { checkConstant, constantByName } from "../constants/constants.ts";
import type { Body, Checker } from "../context.ts";
import { emptyBody, fail, sameSpan, uniqueId } from "../context.ts";
import type { AxisId, AxisOrigin } from "../model.ts";
import type { AxisEntity, Constant, Scope } from "../scope.ts";
import { fileOf, lookUpAxis, lookUpValue } from "../scope.ts";
import { sizeExpression } from "../constants/sizes.ts";
import { resolveAxis, resolveTerm } from "../constants/terms.ts";
import { tokenizerOf } from "../constants/tokenizers.ts";
import { isSize } from "../constants/whole.ts";
import { own } from "../../source/own.ts";

/** The axes of a name, made now if its declaration wasn't asked for before. */
export function declaredAxes(entity: AxisEntity, checker: Checker): readonly AxisId[] | undefined {
  if (entity.kind === "axes") return entity.ids;
  if (entity.kind === "broken") return undefined;
  const { declaration, scope } = entity;
  const { madeAxes } = checker;
  if (leadsBack(declaration, checker)) return undefined;
  if (madeAxes.has(declaration)) return madeAxes.get(declaration);
  checker.making.add(declaration);
  madeAxes.set(declaration, undefined);
  const body = emptyBody(checker, scope, "", "constant");
  const made = makeAxis(declaration, body, fileAxisId(checker, declaration.name.text, scope));
  madeAxes.set(declaration, made);
  checker.making.delete(declaration);
  return made;
}

/** Whether a declaration is asked for while it is being read, which is reported once. */
function leadsBack(declaration: Tree.AxisDeclaration | Tree.ConstDeclaration, checker: Checker): boolean {
  if (!checker.making.has(declaration)) return false;
  const names = [...checker.making].map(({ name }) => name.text);
  const { text, span } = declaration.name;
  const chain = [...names.slice(names.indexOf(text)), text];
  const known = checker.diagnostics.some((other) => other.code === "W0602" && sameSpan(other.span, span));
  if (!known) report(checker.diagnostics, "W0602", span, { chain });
  return true;
}

function fileAxisId(checker: Checker, name: string, scope: Scope): AxisId {
  const file = fileOf(scope);
  if (file === undefined || file.role === "main") return uniqueId(checker, name);
  const stem = file.name.replace(/^.*\//, "").replace(/\.weft$/, "");
  return uniqueId(checker, `${stem}.${name}`);
}

/** The value of a `const` of a file, evaluated now if it wasn't asked for before. */
export function declaredConstant(
  declaration: Tree.ConstDeclaration,
  scope: Scope,
  checker: Checker,
): Constant | undefined {
  const { madeConstants } = checker;
  if (leadsBack(declaration, checker)) return undefined;
  if (madeConstants.has(declaration)) return madeConstants.get(declaration);
  checker.making.add(declaration);
  madeConstants.set(declaration, undefined);
  const body = emptyBody(checker, scope, "", "constant");
  const value = overriddenConstant(declaration, body) ?? checkConstant(declaration.value, body);
  madeConstants.set(declaration, value);
  checker.making.delete(declaration);
  return value;
}

/** What `--set` says of a constant: a truth value, where it is declared as one. What else is wrong with its formula doesn't matter then. */
function overriddenConstant({ name, value }: Tree.ConstDeclaration, body: Body): Constant | undefined {
  const { diagnostics } = body.checker;
  const text = setText(name, body);
  if (text === undefined) return undefined;
  const count = diagnostics.length;
  const { element } = body.checker.expression(value, body).expression.type;
  diagnostics.length = count;
  if (element !== "bool") {
    const number = override(name, body);
    return number === undefined ? undefined : { number, isTruth: false };
  }
  body.checker.overridden.add(name.text);
  if (text === "true" || text === "false") return { number: text === "true" ? 1 : 0, isTruth: true };
  failSet(name, body, "W0504", { name: name.text, value: text, isTruth: true });
  return undefined;
}

function setText(name: Tree.Name, body: Body): string | undefined {
  const isGiven = fileOf(body.scope)?.role !== "library" && body.kind === "constant";
  return isGiven ? own(body.checker.options.set, name.text) : undefined;
}

/** The number that `--set` gives a name of the user's files. */
function override(name: Tree.Name, body: Body): number | undefined {
  const text = setText(name, body);
  if (text === undefined) return undefined;
  body.checker.overridden.add(name.text);
  const value = Number(text);
  if (text.trim() !== "" && Number.isFinite(value)) return value;
  failSet(name, body, "W0504", { name: name.text, value: text, isTruth: false });
  return undefined;
}

/** Tells a mistake of `--set` there, with the declaration that it is about. */
function failSet<C extends "W0504" | "W0506" | "W0507" | "W0513">(
  name: Tree.Name,
  body: Body,
  code: C,
  facts: Facts[C],
): void {
  const place = settingSpan(name.text, own(body.checker.options.set, name.text) ?? "");
  fail(body, code, place, facts, { related: [{ span: name.span, label: declaredHere() }] });
}

/** What has as many positions as something else says, which `--set` can't change. */
const sizedByOthers: Readonly<Record<string, string>> = {
  labels: "its labels",
  sum: "its parts",
  like: "the axis that it is like",
};

/** The size that `--set` gives an axis; what is none, and one of what has its size from elsewhere, is told. */
function givenSize({ name, form }: Tree.AxisDeclaration, body: Body): number | "broken" | undefined {
  const { diagnostics } = body.checker;
  const count = diagnostics.length;
  const given = override(name, body);
  if (given === undefined) return diagnostics.length > count ? "broken" : undefined;
  const of = sizedByOthers[form.kind];
  if (of !== undefined) failSet(name, body, "W0513", { name: name.text, of });
  else if (isSize(given)) return given;
  else failSet(name, body, "W0507", { value: given });
  return "broken";
}

/**
 * Makes the axis of a declaration and returns it, or the axes that it is another name for; undefined where it is
 * broken, which has been reported.
 */
export function makeAxis(
  declaration: Tree.AxisDeclaration,
  body: Body,
  id: AxisId,
): readonly AxisId[] | undefined {
  const { form, name } = declaration;
  const { axes } = body.checker;
  const set = givenSize(declaration, body);
  const given = set === "broken" ? undefined : set;
  const add = (size: Size, origin: AxisOrigin): readonly AxisId[] => {
    const { documentation } = declaration;
    const axis = { id, name: name.text, size, origin, span: name.span };
    axes.set(id, documentation === undefined ? axis : { ...axis, documentation: documentation.text });
    return [id];
  };
  const addUnsized = (): readonly AxisId[] => {
    body.checker.unsized.add(id);
    return add(symbolSize(id), { kind: "fixed" });
  };
  switch (form.kind) {
    case "free":
      return given === undefined
        ? add(symbolSize(id), { kind: "free" })
        : add(literalSize(given), { kind: "fixed" });
    case "labels": {
      const labels = form.labels.map((label) => label.text);
      form.labels.forEach((label, at) => {
        if (labels.indexOf(label.text) < at) fail(body, "W0302", label.span, { name: label.text });
      });
      return add(literalSize(labels.length), { kind: "fixed", labels });
    }
    case "sum": {
      const parts = form.parts.map((part) => resolveAxis(part, body));
      const found = parts.filter((part) => part !== undefined);
      if (found.length < parts.length) return undefined;
      const size = found.map((part) => axisOf(axes, part).size).reduce(addSizes, literalSize(0));
      return add(size, { kind: "sum", parts: found });
    }
    case "bounded": {
      const bounds = boundsOf(literalSize(1), form.bound, form.step, { name, given }, body);
      return bounds === undefined ? addUnsized() : add(symbolSize(id), { kind: "bounded", ...bounds });
    }
    case "range": {
      const low = leastSize(form.from, body);
      const bounds = low && boundsOf(low, form.to, form.step, { name, given }, body);
      return bounds === undefined ? addUnsized() : add(symbolSize(id), { kind: "bounded", ...bounds });
    }
    case "like": {
      const of = resolveAxis(form.of, body);
      return of === undefined ? undefined : add(axisOf(axes, of).size, { kind: "twin", of });
    }
    case "equal":
      return equalAxis(form, { name, given }, body, add, addUnsized, id);
  }
}

/** A name with the size that `--set` gives it. */
interface Named {
  readonly name: Tree.Name;
  readonly given: number | undefined;
}

function boundsOf(
  from: Size,
  bound: Tree.Expression,
  stepTree: Tree.Expression | undefined,
  { name, given }: Named,
  body: Body,
): { readonly low: number; readonly high: number; readonly step: number } | undefined {
  const step = stepTree === undefined ? 1 : knownSize(stepTree, body);
  const high = given ?? knownSize(bound, body);
  const least = sizeValue(from);
  if (high === undefined || step === undefined || least === undefined) return undefined;
  const low = Math.max(least, step);
  if (high >= low && high % step === 0) return { low, high, step };
  if (given === undefined) fail(body, "W0506", bound.span, { low, high, step });
  else failSet(name, body, "W0506", { low, high, step });
  return undefined;
}

/** Where a range begins: no axis is empty. */
function leastSize(tree: Tree.Expression, body: Body): Size | undefined {
  const size = sizeExpression(tree, body);
  const value = size && sizeValue(size);
  if (value === undefined || value >= 1) return size;
  fail(body, "W0507", tree.span, { value });
  return undefined;
}

function knownSize(tree: Tree.Expression, body: Body): number | undefined {
  const size = sizeExpression(tree, body);
  const value = size && sizeValue(size);
  if (size === undefined || (value !== undefined && isSize(value))) return value;
  if (value === undefined) fail(body, "W0410", tree.span, {});
  else fail(body, "W0507", tree.span, { value });
  return undefined;
}

/** `axis r = row/2` names a term; `= bytes` and `= words("…")` are tokenizers; the rest is a size. */
function equalAxis(
  form: Extract<Tree.AxisForm, { kind: "equal" }>,
  { name, given }: Named,
  body: Body,
  add: (size: Size, origin: AxisOrigin) => readonly AxisId[],
  addUnsized: () => readonly AxisId[],
  id: AxisId,
): readonly AxisId[] | undefined {
  const { term, value } = form;
  const tokenizer = tokenizerOf(value, body);
  if (tokenizer !== undefined) {
    if (tokenizer === "broken") {
      body.checker.unsized.add(id);
      return add(symbolSize(id), { kind: "tokenizer", tokenizer: { kind: "words", special: [] } });
    }
    const { options } = body.checker;
    const labels = own(options.labels, id)?.length ?? own(options.sizes, id);
    const size = given ?? labels ?? tokenizer.size;
    return add(size === undefined ? symbolSize(id) : literalSize(size), {
      kind: "tokenizer",
      tokenizer: tokenizer.tokenizer,
    });
  }
  if (term !== undefined && namesAxis(term, body)) {
    if (given !== undefined) failSet(name, body, "W0513", { name: name.text, of: "another axis" });
    return resolveTerm(term, body);
  }
  const size = given === undefined ? sizeExpression(value, body) : literalSize(given);
  if (size === undefined) return addUnsized();
  const known = sizeValue(size);
  if (known === undefined || isSize(known)) return add(size, { kind: "fixed" });
  fail(body, "W0507", value.span, { value: known });
  return addUnsized();
}

function namesAxis(term: Tree.Term, body: Body): boolean {
  if (term.kind === "axis-quotient" || term.kind === "axis-member") return namesAxis(term.source, body);
  if (term.kind === "axis-group") return true;
  const name: Tree.Name = { kind: "name", text: term.name, primed: false, span: term.span };
  if (constantByName(name, body.scope, body) !== undefined) return false;
  return lookUpAxis(body.scope, term.name) !== undefined || lookUpValue(body.scope, term.name) === undefined;
}

/** An axis that stands in no text, such as the hidden twin of a square map's in side. */
export function hiddenTwin(of: AxisId, base: string, span: Span, checker: Checker): AxisId {
  const id = uniqueId(checker, base);
  const { name, size } = axisOf(checker.axes, of);
  checker.axes.set(id, { id, name, size, origin: { kind: "twin", of }, span });
  return id;
}
