/** Other names for what a spec names, in all specs that name it. */
import type { Range, TextEdit } from "vscode-languageserver/node";
import { parse } from "../1-parse/parse.ts";
import { readFiles } from "../read-files.ts";
import type { Diagnostic } from "../source/diagnostic.ts";
import { isOfLibrary, type Span } from "../source/spans.ts";
import { usesOf } from "./navigation.ts";
import type { Names } from "./names.ts";
import { readNames } from "./names.ts";
import type { Thing } from "./scopes.ts";
import type { View } from "./view.ts";
import { occurrenceAt } from "./view.ts";

/** A name that may get another, with its place; else why it may not. */
export function renameableAt(
  view: View,
  offset: number,
): { readonly range: Range; readonly placeholder: string } | string {
  const found = occurrenceAt(view, offset);
  if (found === undefined) return "there is no name here that this spec gives";
  const { thing, span } = found;
  const { file } = thing.span;
  if (isOfLibrary(thing.span)) return `\`${thing.name}\` is a name of the standard library`;
  if (thing.kind === "setting") return `\`${thing.name}\` is a name of the language`;
  if (thing.kind === "label") return `\`${thing.name}\` is a label, which data have, too`;
  if (thing.kind === "field" && file !== view.source.name)
    return `\`${thing.name}\` is a field of ${file}: rename it there`;
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

/**
 * The edits that give the thing at an offset another name, by the documents that they are for, or why it can't have that one. `others` are
 * the specs that may name it, too.
 */
export function renameEdits(
  view: View,
  others: readonly View[],
  offset: number,
  name: string,
): Readonly<Record<string, TextEdit[]>> | string {
  const allowed = renameableAt(view, offset);
  if (typeof allowed === "string") return allowed;
  const wanted = name.normalize("NFC");
  if (!/^[\p{XID_Start}_](?:(?![·\u0387])\p{XID_Continue})*$/u.test(wanted)) return `\`${name}\` is no name`;
  const found = occurrenceAt(view, offset);
  const views = [view, ...others];
  const renames = new Map<string, readonly Span[]>();
  const changes: Record<string, TextEdit[]> = {};
  for (const each of views) {
    const uri = each.uriOf(each.source.name);
    const uses = found === undefined ? [] : usesOf(each, view.locationOf(found.thing.span));
    if (uses.length === 0) continue;
    const spans = uses.map(({ span }) => span);
    renames.set(uri, spans);
    changes[uri] = spans.map((span) => ({ range: each.rangeOf(span), newText: wanted }));
  }
  const broken = views.find((each) => !namesAlike(each, renames, wanted));
  if (broken === undefined) return changes;
  return `\`${wanted}\` stands for something else ${broken === view ? "here" : `in ${broken.source.name}`}`;
}

/** Whether a spec names the same things at the same places once the names at these spans, by their document, are others. */
function namesAlike(view: View, renames: ReadonlyMap<string, readonly Span[]>, wanted: string): boolean {
  const { source, names } = view;
  const spansOf = (file: string): readonly Span[] => renames.get(view.uriOf(file)) ?? [];
  const texts = Object.entries(view.files);
  if (![source.name, ...texts.map(([file]) => file)].some((file) => spansOf(file).length > 0)) return true;
  const renamed = (file: string, text: string): string => {
    let written = "";
    let from = 0;
    for (const { start, end } of spansOf(file)) {
      written += text.slice(from, start) + wanted;
      from = end;
    }
    return written + text.slice(from);
  };
  const files = Object.fromEntries(texts.map(([file, text]) => [file, renamed(file, text)]));
  const after = { name: source.name, text: renamed(source.name, source.text) };
  const [told, toldBefore]: [Diagnostic[], Diagnostic[]] = [[], []];
  parse(source, toldBefore);
  const tree = parse(after, told);
  if (told.length > toldBefore.length) return false;
  const moved = ({ file, start }: Span): number =>
    spansOf(file)
      .filter((span) => span.start < start)
      .reduce((at, span) => at + wanted.length - (span.end - span.start), start);
  const expected = names.occurrences.map(({ thing: { span } }) => `${span.file} ${moved(span)}`);
  const now = readNames(tree, readFiles(after, files, []));
  const found = now.occurrences.map(({ thing: { span } }) => `${span.file} ${span.start}`);
  return countOfFile(now) === countOfFile(names) && found.join() === expected.join();
}

/** How many names a file has, imported ones among them: one less where two became one. */
function countOfFile({ program: { main } }: Names): number {
  return main.values.size + main.axes.size;
}
