/**
 * What the names of a spec stand for, by scope alone: a text with mistakes has its names, too, and each binding of a name that is bound again
 * is a thing of its own. `test/editor/names.test.ts` holds it against what the checker finds.
 */
import type * as Tree from "../1-parse/tree.ts";
import type { Span } from "../source/spans.ts";

export type ThingKind =
  | "axis"
  | "axis parameter"
  | "label"
  | "const"
  | "fn"
  | "layer"
  | "model"
  | "optimizer"
  | "schedule"
  | "data"
  | "field"
  | "train"
  | "generate"
  | "import"
  | "argument"
  | "result"
  | "value"
  | "setting"
  | "param"
  | "state"
  | "use"
  | "grow";

/** What a name is declared for. */
export interface Thing {
  readonly kind: ThingKind;
  readonly name: string;
  /** Its name in its declaration, without a prime. No two things have the same. */
  readonly span: Span;
  /** The declaration or the statement; of what stands in a head, its name. */
  readonly tree: Declared;
  /** The text that declares it. */
  readonly written: Span;
  /** The scope that the declaration stands in. */
  readonly scope: Scope;
}

export type Declared =
  | Exclude<Tree.Declaration, Tree.Broken>
  | Exclude<Tree.Statement, Tree.Broken>
  | Tree.Field
  | Tree.Label
  | Tree.Name;

/** Values and axes have names of their own. */
export type Space = "values" | "axes";

export interface Scope {
  /** The text that it is for. */
  readonly span: Span;
  readonly parent: Scope | undefined;
  /** As a reading of the text from top to bottom knows them so far. */
  readonly values: Map<string, Thing>;
  readonly axes: Map<string, Thing>;
  /** All that it ever had, each with the offset behind which it is seen. */
  readonly declared: { readonly thing: Thing; readonly space: Space; readonly from: number }[];
}

export function scopeIn(span: Span, parent: Scope | undefined): Scope {
  return { span, parent, values: new Map(), axes: new Map(), declared: [] };
}

export function declare(scope: Scope, space: Space, thing: Thing, from: number, name = thing.name): void {
  scope[space].set(name, thing);
  scope.declared.push({ thing, space, from });
}

export function lookUp(scope: Scope, space: Space, name: string): Thing | undefined {
  return scope[space].get(name) ?? (scope.parent && lookUp(scope.parent, space, name));
}

/** What a name stands for where a value stands: a function or a layer is no value, so an axis of the same name is meant. */
export function lookUpValue(scope: Scope, name: string): Thing | undefined {
  const value = lookUp(scope, "values", name);
  const axis = lookUp(scope, "axes", name);
  return value === undefined || (axis !== undefined && isCalled(value)) ? axis : value;
}

export function lookUpAxis(scope: Scope, name: string): Thing | undefined {
  return lookUp(scope, "axes", name) ?? lookUp(scope, "values", name);
}

/** Whether a thing is called with arguments, rather than read. */
export function isCalled({ kind }: Thing): boolean {
  return ["fn", "layer", "model", "optimizer", "schedule"].includes(kind);
}

/** The span of a name without its prime. */
export function bareSpan({ span, primed }: Tree.Name): Span {
  return primed ? { ...span, end: span.end - 1 } : span;
}

/** The things of a scope and those around it that are seen at an offset; the inner ones and the later ones first. */
export function visibleAt(
  innermost: Scope,
  offset: number,
): readonly { readonly thing: Thing; readonly space: Space }[] {
  const seen = new Set<string>();
  const visible: { readonly thing: Thing; readonly space: Space }[] = [];
  for (let scope: Scope | undefined = innermost; scope !== undefined; scope = scope.parent)
    for (const { thing, space, from } of scope.declared.toReversed()) {
      const key = `${space} ${thing.name}`;
      if (from >= offset || seen.has(key)) continue;
      seen.add(key);
      visible.push({ thing, space });
    }
  return visible;
}
