/** Parses and checks a text with the standard library, as the compiler does. */
import { readdirSync, readFileSync } from "node:fs";
import { parse } from "../../compiler/1-parse/parse.ts";
import { check } from "../../compiler/2-check/check.ts";
import type { CheckOptions } from "../../compiler/2-check/check.ts";
import type { Model } from "../../compiler/2-check/model.ts";
import type { Diagnostic } from "../../compiler/source/diagnostic.ts";
import { messageOf, sortByPosition } from "../../compiler/source/diagnostic.ts";
import type { SourceFile } from "../../compiler/source/spans.ts";
import { positionAt } from "../../compiler/source/spans.ts";

const folder = new URL("../../compiler/std/", import.meta.url);

/** The name and the text of each file of the standard library. */
export const libraryTexts = readdirSync(folder)
  .filter((name) => name.endsWith(".weft"))
  .sort()
  .map((name) => [`std/${name}`, readFileSync(new URL(name, folder), "utf8")] as const);

/** Parsed once: a tree is never changed. */
const library = libraryTexts.map(([name, text]) => {
  const diagnostics: Diagnostic[] = [];
  const tree = parse({ name, text }, diagnostics);
  if (diagnostics.length > 0) throw new Error(`${name} has syntax errors`);
  return tree;
});

export interface Checked {
  readonly model: Model;
  readonly diagnostics: readonly Diagnostic[];
}

/** Checks a file; `others` are the texts of files that it imports. */
export function checkText(
  text: string,
  options: CheckOptions = { set: {} },
  others: Readonly<Record<string, string>> = {},
  name = "main.weft",
): Checked {
  const file: SourceFile = { name, text: /^\s*weft /m.test(text) ? text : `weft 1\n${text}` };
  const diagnostics: Diagnostic[] = [];
  const main = parse(file, diagnostics);
  const files = {
    library,
    load: (path: string) => {
      const other = others[path];
      return other === undefined ? undefined : parse({ name: path, text: other }, diagnostics);
    },
    place: (span: { file: string; start: number }) =>
      `${span.file}:${positionAt(file.text, span.start).line}`,
    text: ({ start, end }: { start: number; end: number }) => file.text.slice(start, end),
  };
  const model = check(main, files, options, diagnostics);
  sortByPosition(diagnostics);
  return { model, diagnostics };
}

/** `W0202 20:15 message`, one line a diagnostic. */
export function told(text: string, checked: Checked): readonly string[] {
  const full = /^\s*weft /m.test(text) ? text : `weft 1\n${text}`;
  return checked.diagnostics.map((diagnostic) => {
    const { line, column } = positionAt(full, diagnostic.span.start);
    return `${diagnostic.code} ${line}:${column} ${messageOf(diagnostic)}`;
  });
}
