/** Edits beyond other names: what stands the wrong way round. */
import type * as Tree from "./1-parse/tree.ts";
import { isExpression, walkTree } from "./1-parse/walk.ts";
import type { Diagnostic, Edit } from "./source/diagnostic.ts";
import type { Span } from "./source/spans.ts";

/** Neighbours among the arguments of calls and the axes of uses, and the sides of maps, the other way round. */
export function swaps(declarations: readonly Tree.Declaration[], text: string): readonly Edit[] {
  const edits: Edit[] = [];
  const turn = (left: Span | undefined, right: Span | undefined): void => {
    if (left === undefined || right === undefined) return;
    const [first, between, second] = [
      text.slice(left.start, left.end),
      text.slice(left.end, right.start),
      text.slice(right.start, right.end),
    ];
    if (first !== second) edits.push({ span: { ...left, end: right.end }, text: second + between + first });
  };
  const turnEach = (items: readonly Tree.Item[]): void =>
    items.forEach((item, at) => {
      const next = items[at + 1];
      if (next?.separator === undefined && item.separator === undefined) turn(item.span, next?.span);
    });
  walkTree(declarations, (part) => {
    if (part["kind"] === "map-type" && isMap(part)) turn(spanOf(part.inputs), spanOf(part.outputs));
    if (part["kind"] === "use" && isUse(part)) turnEach(part.brackets ?? []);
    if (isExpression(part) && part.kind === "call") turnEach(part.arguments);
  });
  return edits;
}

function isMap(
  part: object,
): part is { readonly inputs: readonly Tree.Term[]; readonly outputs: readonly Tree.Term[] } {
  return "inputs" in part && "outputs" in part;
}

function isUse(part: object): part is Pick<Tree.Use, "brackets"> {
  return "brackets" in part;
}

function spanOf(terms: readonly Tree.Term[]): Span | undefined {
  const [first] = terms;
  const last = terms.at(-1);
  return first && last && { ...first.span, end: last.span.end };
}

/** Of two values without a common axis the one with fewer axes, constant along those of the other: all pairs. */
export function spreads(error: Diagnostic, text: string): readonly Edit[] {
  if (error.code !== "W0205") return [];
  const { left, right } = error.facts;
  const [first, second] = error.related;
  const [of, axes] = left.length <= right.length ? [first, right] : [second, left];
  if (of === undefined || error.related.length > 2) return [];
  const { span } = of;
  return [{ span, text: `spread[${axes.join(", ")}](${text.slice(span.start, span.end)})` }];
}

/** For each name that an operator or a rename joins with another one, by where it begins, that other: neither is ever both. */
export function siblingNames(tree: Tree.File): ReadonlyMap<number, string> {
  const siblings = new Map<number, string>();
  walkTree(tree.declarations, (part) => {
    if (part["kind"] === "item" && isItem(part)) {
      const { term, rename } = part;
      if (term?.kind !== "axis-name" || rename?.kind !== "axis-name") return;
      siblings.set(term.span.start, rename.name);
      siblings.set(rename.span.start, term.name);
      return;
    }
    if (!isExpression(part) || part.kind !== "binary") return;
    const { left, right } = part;
    if (left.kind !== "name" || right.kind !== "name") return;
    siblings.set(left.span.start, right.text);
    siblings.set(right.span.start, left.text);
  });
  return siblings;
}

function isItem(part: object): part is Pick<Tree.Item, "term" | "rename"> {
  return "term" in part && "rename" in part;
}
