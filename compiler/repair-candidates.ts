/** Edits beyond other names: what stands the wrong way round. */
import type * as Tree from "./1-parse/tree.ts";
import { isExpression, walkTree } from "./1-parse/walk.ts";
import type { Diagnostic, Edit } from "./source/diagnostic.ts";
import type { Span } from "./source/spans.ts";
import type { Naming } from "./repair-axes.ts";
import type { TypedExpression } from "./typings.ts";

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

/** What the check itself offers: a map the other way, the size of an axis in the place of its positions. */
export function checkedFixes(errors: readonly Diagnostic[]): readonly Edit[] {
  return errors.flatMap(({ code, fixes }) =>
    code === "W0210" || code === "W0205"
      ? fixes.flatMap(({ edits }) => edits.filter(({ text }) => /^\.transposed$|^\|.*\|$|^ in /.test(text)))
      : [],
  );
}

/** Of two values without a common axis the one with fewer axes, constant along those of the other: all pairs. */
export function spreads(error: Diagnostic, text: string, nameAt: Naming): readonly Edit[] {
  if (error.code !== "W0205") return [];
  const { left, right } = error.facts;
  // Where this is inside of a function, the call is told of, too.
  const [first, second] = error.related.filter(({ label }) => label.startsWith("["));
  const [of, axes] = left.length <= right.length ? [first, right] : [second, left];
  if (of === undefined) return [];
  const { span } = of;
  const names = axes.flatMap((axis) => nameAt(span, axis) ?? []);
  if (names.length < axes.length) return [];
  return [{ span, text: `spread[${names.join(", ")}](${text.slice(span.start, span.end)})` }];
}

/**
 * Where two values have no common axis: what has an axis of one side, looked up where an index of that axis says, `x[t = now]`; at once
 * wherever a formula reads the name.
 */
export function lookUps(
  types: readonly TypedExpression[],
  declarations: readonly Tree.Declaration[],
  errors: readonly Diagnostic[],
  text: string,
  nameAt: Naming,
): readonly Edit[] {
  const apart = new Set(
    errors.flatMap((error) => (error.code === "W0205" ? [...error.facts.left, ...error.facts.right] : [])),
  );
  const textOf = (span: Span): string => text.slice(span.start, span.end);
  return declarations.flatMap((declaration) => {
    const inside = types.filter(({ span }) => isWithin(span, declaration.span));
    const indices = indicesIn(declaration, inside, textOf).filter(
      ({ axis, name }) => apart.has(axis) && name !== axis,
    );
    return indices.flatMap(({ axis, name }) => {
      const called = nameAt(declaration.span, axis);
      if (called === undefined) return [];
      const having = inside.filter(
        ({ span, axes }) => textOf(span) !== axis && axes.some((own) => own.name === axis),
      );
      const edits = having.map(({ span }) => ({ span, text: `${textOf(span)}[${called} = ${name}]` }));
      const together = errors.flatMap((error) => {
        const hull = hullOf([error.span, ...error.related.map((entry) => entry.span)]);
        if (textOf(hull).includes("\n")) return [];
        const reads = having.filter(({ span }) => isWithin(span, hull) && isName.test(textOf(span)));
        return [...new Set(reads.map(({ span }) => textOf(span)))].flatMap((read) => {
          const places = reads.map(({ span }) => span).filter((span) => textOf(span) === read);
          const [first, ...others] = places;
          const last = others.at(-1);
          if (first === undefined || last === undefined) return [];
          const pieces = others.map((place, at) => text.slice((places[at] ?? first).end, place.start));
          const looked = `${read}[${called} = ${name}]`;
          return [
            {
              span: { ...first, end: last.end },
              text: pieces.reduce((all, piece) => all + piece + looked, looked),
            },
          ];
        });
      });
      return [...edits, ...together];
    });
  });
}

const isName = /^[\p{L}_][\p{L}\p{N}_]*$/u;

function isWithin(span: Span, { start, end }: Span): boolean {
  return start <= span.start && span.end <= end;
}

function hullOf(spans: readonly [Span, ...Span[]]): Span {
  const start = Math.min(...spans.map((span) => span.start));
  return { ...spans[0], start, end: Math.max(...spans.map((span) => span.end)) };
}

/** The names of a declaration that index an axis: those that are read, arguments, and bindings. */
function indicesIn(
  declaration: Tree.Declaration,
  inside: readonly TypedExpression[],
  textOf: (span: Span) => string,
): readonly { readonly axis: string; readonly name: string }[] {
  const found: { readonly axis: string; readonly name: string }[] = [];
  for (const { span, indexes } of inside)
    if (indexes !== undefined && isName.test(textOf(span))) found.push({ axis: indexes, name: textOf(span) });
  if ("head" in declaration)
    for (const { name, type } of declaration.head.parameters)
      if (type?.element.kind === "index" && type.element.into.kind === "axis-name")
        found.push({ axis: type.element.into.name, name: name.text });
  walkTree(declaration, (part) => {
    if (part["kind"] !== "binding" || !isBinding(part)) return;
    part.targets.forEach((target, at) => {
      const { start, end } = part.values[at]?.span ?? part.span;
      const axis = inside.find(({ span }) => span.start === start && span.end === end)?.indexes;
      if (axis !== undefined && !target.primed) found.push({ axis, name: target.text });
    });
  });
  return found;
}

function isBinding(part: object): part is Tree.Binding {
  return "targets" in part && "values" in part;
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

/** Where the names stand of an axis that is read at a distance from its own position, `x[seq = seq + tap]`: only a twin may be meant there. */
export function shiftedNames(tree: Tree.File): ReadonlySet<number> {
  const found = new Set<number>();
  walkTree(tree.declarations, (part) => {
    if (part["kind"] !== "item" || !isItem(part)) return;
    const { term, value } = part;
    if (term?.kind !== "axis-name" || value === undefined) return;
    const own: number[] = [];
    walkTree([value], (inner) => {
      if (isExpression(inner) && inner.kind === "name" && inner.text === term.name)
        own.push(inner.span.start);
    });
    if (own.length > 0 && value.kind !== "name")
      for (const start of [term.span.start, ...own]) found.add(start);
  });
  return found;
}

function isItem(part: object): part is Pick<Tree.Item, "term" | "rename" | "value"> {
  return "term" in part && "rename" in part;
}
