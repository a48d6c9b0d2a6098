/** Mutants of a spec that differ from it in one name: another axis, a rename that is dropped, a `where` that is dropped. */
import { parse } from "../../compiler/1-parse/parse.ts";
import type { Declaration, Index, Item, Name } from "../../compiler/1-parse/tree.ts";
import type { Span } from "../../compiler/source/spans.ts";

export interface Mutant {
  readonly kind: "axis" | "rename" | "where";
  readonly text: string;
  /** What was replaced in the text of the good spec. */
  readonly from: Span;
  readonly written: string;
  readonly instead: string;
  /** Where the mutated name stands: in a size, a type, a bracket, … */
  readonly place: string;
}

type Part = Readonly<Record<string, unknown>>;

/** All mutants of a spec that has no syntax errors, in order of position. */
export function mutantsOf(text: string): readonly Mutant[] {
  const { declarations } = parse({ name: "good.weft", text }, []);
  const global = declarations.flatMap((other) => (other.kind === "axis" ? [other.name.text] : []));
  return declarations
    .flatMap((declaration) => mutantsIn(declaration, global, text))
    .sort((a, b) => a.from.start - b.from.start);
}

function mutantsIn(declaration: Declaration, global: readonly string[], text: string): readonly Mutant[] {
  const mutants: Mutant[] = [];
  const head = "head" in declaration ? declaration.head : undefined;
  const local = (head?.axes ?? []).map((axis) => axis.text);
  const values = new Set((head?.parameters ?? []).map(({ name }) => name.text));
  visit(declaration, "", (part) => {
    if (declaration.kind !== "axis" && part["kind"] === "axis" && isName(part["name"]))
      local.push(part["name"].text);
    if (part["kind"] === "binding" && Array.isArray(part["targets"]))
      for (const target of part["targets"]) if (isName(target)) values.add(target.text);
  });
  const axes = [...new Set([...local, ...global, "batch"])];
  // The names in a head's bracket are declared there, not used.
  const seen = new Set((head?.axes ?? []).map(({ span }) => span.start));
  const replace = (span: Span, place: string): void => {
    const written = text.slice(span.start, span.end);
    if (seen.has(span.start) || !axes.includes(written)) return;
    seen.add(span.start);
    for (const instead of axes)
      if (instead !== written)
        mutants.push({
          kind: "axis",
          text: edited(text, span, instead),
          from: span,
          written,
          instead,
          place,
        });
  };
  visit(declaration, "", (part, place) => {
    if (part["kind"] === "axis-name" && isSpan(part["span"])) replace(part["span"], place);
    if (isName(part) && place !== "declaration" && !values.has(part.text)) replace(part.span, place);
    if (isIndex(part)) mutants.push(...withoutRenames(text, part));
    if (isItem(part) && part.where !== undefined) {
      const { start } = { start: (part.value ?? part.rename ?? part.expression).span.end };
      const { end } = (part.otherwise ?? part.where).span;
      mutants.push(dropped("where", text, { ...part.span, start, end }));
    }
  });
  return mutants;
}

function isSpan(value: unknown): value is Span {
  return typeof value === "object" && value !== null && "start" in value && "end" in value;
}

function isName(part: unknown): part is Name {
  return typeof part === "object" && part !== null && "kind" in part && part.kind === "name";
}

function isIndex(part: object): part is Index {
  return "kind" in part && part.kind === "index" && "items" in part;
}

function isItem(part: object): part is Item {
  return "kind" in part && part.kind === "item";
}

/** Goes through the parts of a tree with a word for the place of each. */
function visit(root: unknown, place: string, see: (part: Part, place: string) => void): void {
  if (Array.isArray(root)) {
    for (const member of root as readonly unknown[]) visit(member, place, see);
    return;
  }
  if (!isPart(root)) return;
  if (typeof root["kind"] === "string") see(root, place);
  for (const [key, inner] of Object.entries(root)) {
    if (key === "documentation" || key.toLowerCase().endsWith("span")) continue;
    visit(inner, placeOf(root["kind"], key, place), see);
  }
}

function isPart(value: unknown): value is Part {
  return typeof value === "object" && value !== null;
}

/** What stands at `key` of a part. */
function placeOf(kind: unknown, key: string, place: string): string {
  if (kind === "size") return "size";
  if (kind === "tensor-type" || kind === "map-type") return key === "element" ? "index space" : "type";
  if (kind === "like") return "twin";
  if (["name", "names", "member", "targets", "layer", "data", "callee"].includes(key)) return "declaration";
  if (kind === "call" && key === "brackets") return "bracket of a call";
  if (kind === "use") return key === "brackets" ? "bracket of a use" : key === "count" ? "count" : place;
  if (kind === "index") return key === "items" ? "index" : place;
  if (kind === "contraction" && key === "axes") return "contraction";
  if (key === "where") return "condition";
  if (key === "promises") return "promise";
  return place;
}

function withoutRenames(text: string, { items, bracketSpan }: Index): readonly Mutant[] {
  return items.flatMap((item, at) => {
    if (item.rename === undefined) return [];
    if (items.length === 1) return [dropped("rename", text, bracketSpan)];
    const [next, before] = [items[at + 1], items[at - 1]];
    const start = next === undefined ? (before?.span.end ?? item.span.start) : item.span.start;
    return [dropped("rename", text, { ...item.span, start, end: next?.span.start ?? item.span.end })];
  });
}

function dropped(kind: "rename" | "where", text: string, span: Span): Mutant {
  const written = text.slice(span.start, span.end);
  return { kind, text: edited(text, span, ""), from: span, written, instead: "", place: kind };
}

export function edited(text: string, { start, end }: Span, instead: string): string {
  return text.slice(0, start) + instead + text.slice(end);
}
