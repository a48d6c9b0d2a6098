/** From a name to its declaration and its uses, and other names for it. */
import type { Location, Range, TextEdit } from "vscode-languageserver/node";
import { parse } from "../1-parse/parse.ts";
import { resolvePath } from "../2-check/files.ts";
import { readFiles } from "../read-files.ts";
import type { Diagnostic } from "../source/diagnostic.ts";
import type { Occurrence } from "./name-expressions.ts";
import type { Names } from "./names.ts";
import { readNames } from "./names.ts";
import type { Thing } from "./scopes.ts";
import type { View } from "./view.ts";
import { isSame, occurrenceAt } from "./view.ts";

/** Where the name at an offset is declared; of the path of an import, its file. */
export function definitionAt(view: View, offset: number): Location | undefined {
  const found = occurrenceAt(view, offset);
  if (found !== undefined) return view.locationOf(found.thing.span);
  for (const declaration of view.analysis.tree.declarations) {
    if (declaration.kind !== "import") continue;
    const { span, value } = declaration.path;
    const file = resolvePath(view.source.name, value);
    if (span.start <= offset && offset <= span.end && view.textOf(file) !== "")
      return view.locationOf({ file, start: 0, end: 0 });
  }
  return undefined;
}

/** Every place of the file that names what the name at an offset does, its declaration among them. */
export function usesAt(view: View, offset: number): readonly Occurrence[] {
  const found = occurrenceAt(view, offset);
  if (found === undefined) return [];
  return usesOf(view.names, found.thing);
}

function usesOf({ occurrences }: Names, thing: Thing): readonly Occurrence[] {
  return occurrences.filter((each) => isSame(each.thing, thing));
}

export function isDeclaration({ span, thing }: Occurrence): boolean {
  return span.file === thing.span.file && span.start === thing.span.start;
}

/** A name that may get another, with its place; else why it may not. */
export function renameableAt(
  view: View,
  offset: number,
): { readonly range: Range; readonly placeholder: string } | string {
  const found = occurrenceAt(view, offset);
  if (found === undefined) return "there is no name here that this spec gives";
  const { thing, span } = found;
  const { file } = thing.span;
  if (file.startsWith("std/")) return `\`${thing.name}\` is a name of the standard library`;
  if (file !== view.source.name) return `\`${thing.name}\` is declared in ${file}: rename it there`;
  if (thing.kind === "setting") return `\`${thing.name}\` is a name of the language`;
  if (thing.kind === "label") return `\`${thing.name}\` is a label, which data have, too`;
  if (isColumn(thing, view))
    return `records have \`${thing.name}\` by this name: say \`= field("${thing.name}")\` first`;
  return { range: view.rangeOf(span), placeholder: thing.name };
}

/** Whether a thing is a field that is found in its records by its name. */
function isColumn({ tree, span }: Thing, { analysis }: View): boolean {
  if (tree.kind !== "field" || tree.value !== undefined) return false;
  const data = analysis.model.data.find(({ fields }) =>
    fields.some((field) => field.span.file === span.file && field.span.start === tree.span.start),
  );
  return data?.source.kind !== "text";
}

/** The edits that give the thing at an offset another name, or why it can't have that one. */
export function renameEdits(view: View, offset: number, name: string): readonly TextEdit[] | string {
  const allowed = renameableAt(view, offset);
  if (typeof allowed === "string") return allowed;
  const wanted = name.normalize("NFC");
  if (!/^[\p{XID_Start}_](?:(?![·\u0387])\p{XID_Continue})*$/u.test(wanted)) return `\`${name}\` is no name`;
  const uses = usesAt(view, offset);
  let text = "";
  let from = 0;
  for (const { span } of uses) {
    text += view.source.text.slice(from, span.start) + wanted;
    from = span.end;
  }
  text += view.source.text.slice(from);
  // All that the text names must be what it was.
  const source = { name: view.source.name, text };
  const diagnostics: Diagnostic[] = [];
  const tree = parse(source, diagnostics);
  const before: Diagnostic[] = [];
  parse(view.source, before);
  if (
    diagnostics.length > before.length ||
    !namesAlike(view.names, readNames(tree, readFiles(source, view.files, [])))
  )
    return `\`${wanted}\` stands for something else here`;
  return uses.map(({ span }) => ({ range: view.rangeOf(span), newText: wanted }));
}

/** Whether two texts that differ by a name name the same things at the same places. */
function namesAlike(before: Names, after: Names): boolean {
  const [old, now] = [before, after].map(({ occurrences }) => {
    const first = new Map<string, number>();
    return occurrences.map(({ span, thing }, at) => {
      const key = `${thing.span.file} ${thing.span.start}`;
      if (span.file !== thing.span.file) return key;
      if (!first.has(key)) first.set(key, at);
      return String(first.get(key));
    });
  });
  return old?.join() === now?.join();
}
