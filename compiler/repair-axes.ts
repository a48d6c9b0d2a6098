/** What a spec says of its axes, as far as it can be told from the tree alone. */
import type * as Tree from "./1-parse/tree.ts";
import { isExpression, walkTree } from "./1-parse/walk.ts";
import type { Findings } from "./2-check/check.ts";
import type { Diagnostic } from "./source/diagnostic.ts";
import type { Span } from "./source/spans.ts";

/** For each axis those with the same positions. */
export type Twins = ReadonlyMap<string, readonly string[]>;

export function isOrderOfTwins({ left, operator, right }: Tree.Binary, twins: Twins): boolean {
  if (!/[<>]/.test(operator) || left.kind !== "name" || right.kind !== "name") return false;
  return twins.get(left.text)?.includes(right.text) === true;
}

/** A promise is what the writer wants: another axis may be meant only where a text may run along it, or the batch. */
export function promisable(tree: Tree.File, twins: Twins): (place: Span, axis: string) => boolean {
  const promises = new Map<number, Tree.Promised["kind"]>();
  const bounded = new Set<string>();
  for (const declaration of tree.declarations) {
    if (declaration.kind === "model")
      for (const { kind, axis } of declaration.promises) promises.set(axis.span.start, kind);
    if (declaration.kind === "axis" && /bounded|range/.test(declaration.form.kind))
      for (const axis of [declaration.name.text, ...(twins.get(declaration.name.text) ?? [])])
        bounded.add(axis);
  }
  return ({ start }, axis) => {
    const promised = promises.get(start);
    return promised === undefined || (promised === "causal" ? bounded.has(axis) : axis === "batch");
  };
}

export function knownAxes(tree: Tree.File, twins: Twins): ReadonlySet<string> {
  const known = new Set<string>(["batch", ...twins.keys()]);
  for (const declaration of tree.declarations)
    if ("head" in declaration) for (const { text } of declaration.head.axes) known.add(text);
  return known;
}

/** How often each name stands in the file. */
export function countNames(tree: Tree.File, text: string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { start, end } of namesIn(tree.declarations)) {
    const name = text.slice(start, end);
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
}

/** The places of all names that may be axes, those that declare one left out. */
export function namesIn(declarations: readonly Tree.Declaration[]): readonly Span[] {
  const spans = new Map<number, Span>();
  for (const declaration of declarations) {
    const declared = new Set<number>();
    walkTree(declaration, (part) => {
      if (part["kind"] === "axis" && isNamed(part)) declared.add(part.name.span.start);
    });
    if ("head" in declaration) for (const axis of declaration.head.axes) declared.add(axis.span.start);
    walkTree(declaration, (part) => {
      if ((part["kind"] !== "axis-name" && part["kind"] !== "name") || !hasSpan(part)) return;
      if (!declared.has(part.span.start)) spans.set(part.span.start, part.span);
    });
  }
  return [...spans.values()];
}

function isNamed(part: object): part is { readonly name: Tree.Name } {
  return "name" in part && isExpression(part.name);
}

function hasSpan(part: object): part is Tree.Node {
  return "span" in part;
}

/** How an axis is called at a place; nothing where it has no name there. */
export type Naming = (place: Span, axis: string) => string | undefined;

/** A function is edited in its own names, whatever its callers call the axes; what it neither has nor reads is its callers' alone. */
export function namingIn({ declarations }: Tree.File, ownNames: Findings["ownNames"]): Naming {
  const functions = declarations.flatMap((declaration) => {
    if (declaration.kind !== "fn") return [];
    const read = new Set<string>();
    walkTree(declaration, (part) => {
      if (part["kind"] === "axis-name" && typeof part["name"] === "string") read.add(part["name"]);
    });
    return [{ span: declaration.span, own: ownNames.get(declaration.head), read }];
  });
  return ({ start }, axis) => {
    const around = functions.find(({ span }) => span.start <= start && start < span.end);
    if (around === undefined) return axis;
    return around.own?.get(axis) ?? (around.read.has(axis) ? axis : undefined);
  };
}

/** For each axis of the file those with the same positions. */
export function twinsIn(tree: Tree.File): Twins {
  const spaces = new Map<string, string>();
  walkTree(tree.declarations, (part) => {
    if (part["kind"] !== "axis" || !isAxis(part)) return;
    const { name, form } = part;
    const of = form.kind === "like" && form.of.kind === "axis-name" ? form.of.name : undefined;
    spaces.set(name.text, of === undefined ? name.text : (spaces.get(of) ?? of));
  });
  return new Map(
    [...spaces].map(([name, space]) => [
      name,
      [...spaces].flatMap(([other, its]) => (other !== name && its === space ? [other] : [])),
    ]),
  );
}

function isAxis(part: object): part is Tree.AxisDeclaration {
  return "form" in part && isNamed(part);
}

/** The axes that errors tell of, with their twins. */
export function mentionedAxes(
  errors: readonly Diagnostic[],
  known: ReadonlySet<string>,
  twins: Twins,
): ReadonlySet<string> {
  const words = errors.slice(0, 4).flatMap(({ facts, shapes, label, related }) => {
    const all = JSON.stringify([facts, shapes, label, related.map((entry) => entry.label)]);
    return all.match(/[\p{L}_][\p{L}\p{N}_]*/gu) ?? [];
  });
  const axes = words.filter((word) => known.has(word));
  return new Set(axes.flatMap((axis) => [axis, ...(twins.get(axis) ?? [])]));
}
