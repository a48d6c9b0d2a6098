/** Mutants of a spec that differ from it in one name: another axis, a rename that is dropped, a `where` that is dropped. */
import { parse } from "../../compiler/1-parse/parse.ts";
import type { Item, Name, Term } from "../../compiler/1-parse/tree.ts";
import { walkTree } from "../../compiler/1-parse/walk.ts";
import type { Span } from "../../compiler/source/spans.ts";

export interface Mutant {
  readonly kind: "axis" | "rename" | "where";
  readonly text: string;
  /** What was replaced in the text of the good spec. */
  readonly from: Span;
  readonly written: string;
  readonly instead: string;
  /** Where the mutated place lies: in a size, a type, a bracket, a formula. */
  readonly place: string;
}

type Part = Readonly<Record<string, unknown>>;

/** All mutants of a spec that has no syntax errors, in order of position. */
export function mutantsOf(text: string): readonly Mutant[] {
  const { declarations } = parse({ name: "good.weft", text }, []);
  const mutants: Mutant[] = [];
  for (const declaration of declarations) {
    const local: string[] = [];
    const values = new Set<string>();
    walkTree(declaration, (part) => {
      if (declaration.kind !== "axis" && part["kind"] === "axis") local.push(nameOf(part["name"]));
      if (part["kind"] === "binding") for (const name of part["targets"] as Name[]) values.add(name.text);
    });
    if ("head" in declaration) {
      local.push(...declaration.head.axes.map(({ text: name }) => name));
      for (const { name } of declaration.head.parameters) values.add(name.text);
    }
    const global = declarations.flatMap((other) => (other.kind === "axis" ? [other.name.text] : []));
    const axes = [...new Set([...local, ...global, "batch"])];
    const seen = new Set<string>();
    const replace = (span: Span, written: string, place: string): void => {
      const key = `${span.start}`;
      if (seen.has(key) || !axes.includes(written)) return;
      seen.add(key);
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
    const declared = "head" in declaration ? declaration.head.axes.map(({ span }) => span.start) : [];
    for (const start of declared) seen.add(`${start}`);
    visit(declaration, "", (part, place) => {
      if (part["kind"] === "axis-name") {
        const term = part as unknown as Term & { name: string };
        replace(term.span, text.slice(term.span.start, term.span.end), place);
      }
      if (part["kind"] === "name" && place !== "declaration") {
        const name = part as unknown as Name;
        if (!values.has(name.text) && !name.primed) replace(name.span, name.text, place);
      }
      if (part["kind"] === "index" && "items" in part)
        mutants.push(...withoutRenames(text, part as unknown as { items: Item[]; bracketSpan: Span }));
      if (part["kind"] === "item") {
        const item = part as unknown as Item;
        const end = item.otherwise === undefined ? item.where?.span.end : item.otherwise.span.end;
        const start = (item.value ?? item.rename ?? item.expression).span.end;
        if (item.where !== undefined && end !== undefined)
          mutants.push(dropped("where", text, { ...item.span, start, end }));
      }
    });
  }
  return mutants.sort((a, b) => a.from.start - b.from.start);
}

function nameOf(name: unknown): string {
  return (name as Name).text;
}

/** Goes through the parts of a tree with a word for the place of each. */
function visit(root: unknown, place: string, see: (part: Part, place: string) => void): void {
  if (Array.isArray(root)) {
    for (const member of root as unknown[]) visit(member, place, see);
    return;
  }
  if (typeof root !== "object" || root === null) return;
  const part = root as Part;
  if (typeof part["kind"] === "string") see(part, place);
  for (const [key, inner] of Object.entries(part)) {
    if (key === "documentation" || key.toLowerCase().endsWith("span")) continue;
    visit(inner, placeOf(part["kind"], key, place), see);
  }
}

/** What stands at `key` of a part. */
function placeOf(kind: unknown, key: string, place: string): string {
  if (kind === "size") return "size";
  if (kind === "tensor-type" || kind === "map-type") return key === "element" ? "index space" : "type";
  if (key === "of" && place === "") return "twin";
  if (["name", "names", "member", "targets", "layer", "data", "callee"].includes(key)) return "declaration";
  if (kind === "call" && key === "brackets") return "bracket of a call";
  if (kind === "use" && key === "brackets") return "bracket of a use";
  if (kind === "index") return key === "items" ? "index" : place;
  if (kind === "contraction" && key === "axes") return "contraction";
  if (key === "where") return "condition";
  if (key === "promises") return "promise";
  return place;
}

function withoutRenames(
  text: string,
  { items, bracketSpan }: { items: readonly Item[]; bracketSpan: Span },
): readonly Mutant[] {
  return items.flatMap((item, at) => {
    if (item.rename === undefined) return [];
    const [next, before] = [items[at + 1], items[at - 1]];
    if (items.length === 1) return [dropped("rename", text, bracketSpan)];
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
