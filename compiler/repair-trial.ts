/** Tries an edit of a spec: whether the mistakes are gone with it. */
import { parse } from "./1-parse/parse.ts";
import type * as Tree from "./1-parse/tree.ts";
import { walkTree } from "./1-parse/walk.ts";
import { inspect } from "./2-check/check.ts";
import { placesIn, readFiles } from "./read-files.ts";
import type { Diagnostic, Edit } from "./source/diagnostic.ts";
import { messageOf } from "./source/diagnostic.ts";
import type { SourceFile, Span } from "./source/spans.ts";

/** A spec in which edits are tried. */
export interface Tried {
  readonly source: SourceFile;
  readonly files: Readonly<Record<string, string>>;
  readonly set: Readonly<Record<string, string>>;
  readonly tree: Tree.File;
}

export function keyOf(diagnostic: Diagnostic): string {
  return `${diagnostic.code} ${messageOf(diagnostic)}`;
}

class Mistaken extends Error {}

/**
 * How much is told with an edit; `undefined` where there is an error that isn't one of the `others`. Nearly all edits leave
 * an error, which is found out in a small part of a check's time: only the declaration with the edit is read anew, and the
 * declarations with the mistakes, `wrong`, are checked first; what one of them doesn't depend on isn't tried.
 */
export function trialsOf(
  { source, files, set, tree }: Tried,
  wrong: readonly Tree.Declaration[],
  others: readonly string[],
): (edit: Edit) => number | undefined {
  const known = readFiles(source, files, []);
  const inOrder = [...wrong, ...tree.declarations.filter((declaration) => !wrong.includes(declaration))];
  const dependencies = wrong.map((declaration) => dependenciesOf(declaration, tree));
  return (edit) => {
    const { span } = edit;
    const around = inOrder.find((each) => each.span.start <= span.start && span.end <= each.span.end);
    if (around === undefined || !dependencies.every((all) => all.has(around))) return undefined;
    const text = source.text.slice(0, span.start) + edit.text + source.text.slice(span.end);
    const edited = { name: source.name, text };
    const first = toldBy(others, (diagnostics) => {
      const renamed = withName(around, edit);
      const anew = renamed ?? parse(alone(tree, edited, around), diagnostics).declarations;
      const declarations = inOrder.flatMap((each) => (each === around ? anew : each));
      inspect({ ...tree, declarations }, { ...known, ...placesIn(edited, files) }, { set }, diagnostics);
    });
    if (first === undefined) return undefined;
    return toldBy(others, (diagnostics) => {
      inspect(parse(edited, diagnostics), readFiles(edited, files, diagnostics), { set }, diagnostics);
    });
  };
}

/** A declaration with those of the file that it names, and those that these name, and so on: no other has to do with its mistakes. */
function dependenciesOf(from: Tree.Declaration, { declarations }: Tree.File): ReadonlySet<Tree.Declaration> {
  // These are checked where they are called.
  if (from.kind === "fn" || from.kind === "optimizer" || from.kind === "schedule")
    return new Set(declarations);
  const found = new Set<Tree.Declaration>([from]);
  for (const declaration of found) {
    const words = wordsIn(declaration);
    for (const other of declarations)
      if (namesMadeBy(other).some((name) => words.has(name))) found.add(other);
  }
  return found;
}

function namesMadeBy(declaration: Tree.Declaration): readonly string[] {
  if ("head" in declaration) return [declaration.head.name.text];
  if (declaration.kind === "import" || declaration.kind === "broken")
    return declaration.names.map(({ text }) => text);
  return declaration.name === undefined ? [] : [declaration.name.text];
}

/** Every word of a declaration that may name something. */
function wordsIn(declaration: Tree.Declaration): ReadonlySet<string> {
  const words = new Set<string>();
  walkTree(declaration, (part) => {
    if (part["kind"] === "name" && typeof part["text"] === "string") words.add(part["text"]);
    if (part["kind"] === "axis-name" && typeof part["name"] === "string") words.add(part["name"]);
  });
  return words;
}

/** The declaration with another name at a place; `undefined` where the edit is of another kind. */
function withName(declaration: Tree.Declaration, { span, text }: Edit): Tree.Declaration | undefined {
  if (!/^[\p{L}_][\p{L}\p{N}_]*$/u.test(text)) return undefined;
  let isFound = false;
  const renamed = (part: unknown): unknown => {
    if (Array.isArray(part)) return part.map(renamed);
    if (!isRecord(part)) return part;
    const own = part["span"];
    if (isSpan(own)) {
      if (own.start > span.start || own.end < span.end) return part;
      const key = part["kind"] === "name" ? "text" : part["kind"] === "axis-name" ? "name" : undefined;
      if (key !== undefined && own.start === span.start && own.end === span.end) {
        isFound = true;
        return { ...part, [key]: text };
      }
    }
    return Object.fromEntries(Object.entries(part).map(([key, inner]) => [key, renamed(inner)]));
  };
  const made = renamed(declaration);
  return isFound && isOfKind(made, declaration.kind) ? made : undefined;
}

function isRecord(part: unknown): part is Readonly<Record<string, unknown>> {
  return typeof part === "object" && part !== null;
}

function isSpan(part: unknown): part is Span {
  return isRecord(part) && typeof part["start"] === "number" && typeof part["end"] === "number";
}

function isOfKind(part: unknown, kind: Tree.Declaration["kind"]): part is Tree.Declaration {
  return isRecord(part) && part["kind"] === kind;
}

/** The file up to the end of an edited declaration, with nothing but blanks between its edition and that. */
function alone(
  { edition, span: whole }: Tree.File,
  { name, text }: SourceFile,
  { span: { start, end } }: Tree.Declaration,
): SourceFile {
  const from = edition?.span.end ?? 0;
  const blanks = text.slice(from, start).replace(/[^\n]/g, " ");
  return { name, text: text.slice(0, from) + blanks + text.slice(start, end + text.length - whole.end) };
}

/** How much is told by a check; `undefined` where an error is that isn't one of the others: the first is enough. */
function toldBy(others: readonly string[], check: (diagnostics: Diagnostic[]) => void): number | undefined {
  const diagnostics: Diagnostic[] = [];
  // Two declarations may have the same mistake: each of the others stands for one error.
  const left = [...others];
  diagnostics.push = (...found) => {
    for (const each of found) {
      if (each.severity !== "error") continue;
      const at = left.indexOf(keyOf(each));
      if (at < 0) throw new Mistaken();
      left.splice(at, 1);
    }
    return Array.prototype.push.apply(diagnostics, found);
  };
  try {
    check(diagnostics);
    return diagnostics.length;
  } catch (error) {
    if (error instanceof Mistaken) return undefined;
    throw error;
  }
}
