import type { Extras, Fix, Related } from "../source/diagnostic.ts";
import { axisOfConstant, didYouMean, givenHereOnly, renameDeclared } from "../source/phrases.ts";
import type { Span } from "../source/spans.ts";
import type * as Tree from "../1-parse/tree.ts";
import { nearestName, nearNames } from "../source/suggest.ts";
import { axisOf, labelsOf, sameSpace } from "./axes.ts";
import type { Body, Checker } from "./context.ts";
import { axisElsewhere } from "./elsewhere.ts";
import { fail, sameSpan } from "./context.ts";
import type { AxisId, Expression } from "./model.ts";
import type { Scope, UnknownName } from "./scope.ts";
import { givenBelow, lookUpAxis, lookUpValue } from "./scope.ts";
import type { Value } from "./values.ts";
import { axesOf } from "./values.ts";

/** The fix that puts the nearest name in the place of an unknown one. */
export function nearestFix(span: Span, near: readonly string[]): Extras {
  const [best] = near;
  if (best === undefined) return {};
  return { fixes: [{ title: didYouMean(best), edits: [{ span, text: best }], applicability: "suggestion" }] };
}

/** Refuses a member that `of` lacks: `names` are those that it has. */
export function failMember(
  body: Body,
  { text, span }: Pick<Tree.Name, "text" | "span">,
  of: string,
  names: Iterable<string>,
): void {
  const near = nearNames(text, names);
  fail(body, "W0306", span, { member: text, of, near }, nearestFix(span, near));
}

/**
 * Names in scope that the writer may have meant, at most three: those of the innermost scope first, of one scope the nearest
 * first, and `others`, which are in scope everywhere, last.
 */
export function nearInScope(
  name: string,
  scope: Scope,
  spaces: readonly ("values" | "axes")[],
  others: readonly string[] = [],
): readonly string[] {
  const near: string[] = [];
  for (let inner: Scope | undefined = scope; inner !== undefined; inner = inner.parent) {
    const { values, axes } = inner;
    const own = spaces.flatMap((space) => [...(space === "values" ? values : axes).keys()]);
    near.push(...nearNames(name, own));
  }
  return [...new Set([...near, ...nearNames(name, others)])].slice(0, 3);
}

/**
 * The name that the writer must have meant by one that nothing in the innermost scope with names like it has; undefined where several
 * are as near.
 */
function meantInScope(
  name: string,
  scope: Scope,
  spaces: readonly ("values" | "axes")[],
  others: readonly string[],
): string | undefined {
  for (let inner: Scope | undefined = scope; inner !== undefined; inner = inner.parent) {
    const { values, axes } = inner;
    const own = spaces.flatMap((space) => [...(space === "values" ? values : axes).keys()]);
    if (nearNames(name, own).length > 0) return nearestName(name, own);
  }
  return nearestName(name, others);
}

/** Where a name is looked up. */
export interface Sought {
  readonly name: string;
  readonly span: Span;
  readonly scope: Scope;
  readonly spaces: readonly ("values" | "axes")[];
  /** Names that are in scope everywhere. */
  readonly others?: readonly string[];
  /** Names that are looked at first. */
  readonly first?: readonly string[];
}

/**
 * Reports a name that nothing has, once in its scope: the fix mends its further uses, too. Returns what must have been meant, so that
 * what is wrong besides is told in the same run.
 */
export function unknownName(code: "W0201" | "W0301", sought: Sought, body: Body): string | undefined {
  const { name, span, spaces, others = [], first = [] } = sought;
  const { diagnostics } = body.checker;
  // An axis is one for a whole file, a value for what stands in its block.
  const scope = code === "W0201" ? scopeOfFile(sought.scope) : sought.scope;
  const key = `${code} ${name}`;
  // An axis that isn't there may be meant where its positions are read, too.
  const asAxis = spaces.includes("axes") ? knownAs(sought.scope, `W0201 ${name}`) : undefined;
  const known = asAxis ?? knownAs(sought.scope, key);
  if (known !== undefined && diagnostics.includes(known.told)) {
    const isThere = known.edits.some((edit) => sameSpan(edit.span, span));
    const [edit] = known.edits;
    if (!isThere && edit !== undefined) {
      known.edits.push({ span, text: edit.text });
      if (known.edits.length === 2) known.fixes.unshift(...declaredAs(name, edit.text, sought, body));
    }
    return known.meant;
  }
  const below = givenBelow(sought.scope, name, span);
  if (below !== undefined) {
    const count = diagnostics.length;
    fail(body, code, span, { name, near: [] }, { related: [{ span: below, label: givenHereOnly() }] });
    const told = diagnostics[count];
    if (told !== undefined) sought.scope.unknown.set(key, { meant: undefined, told, edits: [], fixes: [] });
    return undefined;
  }
  const near = [
    ...new Set([...nearNames(name, first), ...nearInScope(name, sought.scope, spaces, others)]),
  ].slice(0, 3);
  const [best] = near;
  const edits = best === undefined ? [] : [{ span, text: best }];
  const fixes: Fix[] =
    best === undefined ? [] : [{ title: didYouMean(best), edits, applicability: "suggestion" }];
  const count = diagnostics.length;
  const constant = code === "W0201" ? constantNamed(name, sought.scope) : undefined;
  const related = code === "W0201" ? axisElsewhere(name, scope) : [];
  const extras = constant === undefined ? { fixes, related } : { related: [constant] };
  fail(body, code, span, { name, near: constant === undefined ? near : [] }, extras);
  const meant = nearestName(name, first) ?? meantInScope(name, sought.scope, spaces, others);
  const told = diagnostics[count];
  if (told !== undefined) scope.unknown.set(key, { meant, told, edits, fixes });
  return meant;
}

/** A constant of the name, which is no axis. */
function constantNamed(name: string, scope: Scope): Related | undefined {
  const entity = lookUpValue(scope, name);
  const isConstant = entity?.kind === "constant" || entity?.kind === "constant-declaration";
  return isConstant ? { span: entity.span, label: axisOfConstant(name) } : undefined;
}

/** What a value must have meant that was told of elsewhere, in an import: this use adds its edit there. */
export function meantElsewhere(name: string, span: Span, scope: Scope, checker: Checker): string | undefined {
  const known = knownAs(scope, `W0301 ${name}`);
  const [edit] = known?.edits ?? [];
  if (known === undefined || edit === undefined || !checker.diagnostics.includes(known.told))
    return undefined;
  if (!known.edits.some((other) => sameSpan(other.span, span))) known.edits.push({ span, text: edit.text });
  return known.meant;
}

/** Where several uses agree on a name, and the one like it stands in its declaration alone, that one is mistyped. */
function declaredAs(
  name: string,
  meant: string,
  { scope, spaces, span: use }: Sought,
  body: Body,
): readonly Fix[] {
  const { files } = body.checker;
  const entity = spaces
    .map((space) => (space === "axes" ? lookUpAxis(scope, meant) : lookUpValue(scope, meant)))
    .find((found) => found !== undefined);
  const { file } = use;
  if (entity?.span.file !== file) return [];
  const text = files.text({ file, start: 0, end: Infinity });
  const words = [...text.matchAll(/[\p{L}_][\p{L}\p{N}_]*/gu)].filter(([word]) => word === meant);
  const [only, ...others] = words;
  if (only === undefined || others.length > 0) return [];
  const span = { file, start: only.index, end: only.index + meant.length };
  const edits = [{ span, text: name }];
  return [{ title: renameDeclared(meant, name), edits, applicability: "suggestion" }];
}

/** Where a name of another space stands for an index: the only name in scope that is one of the axis. */
export function indexMeant(at: Expression, axis: AxisId, body: Body): Extras {
  if (at.kind !== "reference") return {};
  const found = new Set<string>();
  for (let inner: Scope | undefined = body.scope; inner !== undefined; inner = inner.parent)
    for (const [name, entity] of inner.values) {
      if (entity.kind !== "value" || lookUpValue(body.scope, name) !== entity) continue;
      const { indexes } = entity.binding.type;
      if (indexes !== undefined && sameSpace(body.checker.axes, indexes, axis)) found.add(name);
    }
  return found.size === 1 ? nearestFix(at.span, [...found]) : {};
}

/** What an axis alone in a bracket was meant to be: the value of its name that indexes it, or a part of a sum of axes. */
export function axisMeant(term: Tree.Term, value: Value, body: Body): Extras {
  if (term.kind !== "axis-name") return {};
  const { axes, declaredAxes } = body.checker;
  const { name, span } = term;
  const declared = lookUpAxis(body.scope, name);
  const [axis, ...others] = (declared && declaredAxes(declared)) ?? [];
  if (axis === undefined || others.length > 0) return {};
  const entity = lookUpValue(body.scope, name);
  const indexes = entity?.kind === "value" ? entity.binding.type.indexes : undefined;
  if (axesOf(value).includes(axis))
    return indexes !== undefined && sameSpace(axes, indexes, axis)
      ? nearestFix(span, [`${name} = ${name}`])
      : {};
  const whole = axesOf(value).find((own) => {
    const { origin } = axisOf(axes, own);
    return origin.kind === "sum" && origin.parts.includes(axis);
  });
  return nearestFix(span, whole === undefined ? [] : [`${axisOf(axes, whole).name}.${name}`]);
}

function knownAs(scope: Scope, key: string): UnknownName | undefined {
  return scope.unknown.get(key) ?? (scope.parent && knownAs(scope.parent, key));
}

function scopeOfFile(scope: Scope): Scope {
  return scope.file !== undefined || scope.parent === undefined ? scope : scopeOfFile(scope.parent);
}

/** The axis in scope that has a label of this name, and the fix that makes a value of the label. */
export function labelMeant(
  name: string,
  span: Span,
  body: Body,
): { readonly axis: string; readonly fix: Extras } | undefined {
  const { axes, declaredAxes } = body.checker;
  for (let inner: Scope | undefined = body.scope; inner !== undefined; inner = inner.parent) {
    for (const entity of inner.axes.values()) {
      const id = declaredAxes(entity)?.find((one) => labelsOf(axes, one)?.includes(name) === true);
      if (id === undefined) continue;
      const text = JSON.stringify(name);
      const edits = [{ span, text }];
      return {
        axis: axisOf(axes, id).name,
        fix: { fixes: [{ title: didYouMean(text), edits, applicability: "suggestion" }] },
      };
    }
  }
  return undefined;
}
