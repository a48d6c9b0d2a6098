import type { TextEdit } from "vscode-languageserver/node";
import { format } from "../1-parse/format/format.ts";
import { parse } from "../1-parse/parse.ts";
import type { Diagnostic } from "../source/diagnostic.ts";
import { lineStarts } from "../source/spans.ts";
import type { View } from "./view.ts";

/** The edit that lays a spec out as `weft fmt` does; none where it has syntax errors, or is laid out so. */
export function layoutEdits({ source, rangeOf }: View): readonly TextEdit[] {
  const { name, text } = source;
  const diagnostics: Diagnostic[] = [];
  const tree = parse(source, diagnostics);
  if (diagnostics.length > 0) return [];
  // A formatter that an editor calls keeps the file's line ends.
  const formatted = format(tree, text).replaceAll("\n", text.includes("\r\n") ? "\r\n" : "\n");
  if (formatted === text) return [];
  const [before, after] = [linesOf(text), linesOf(formatted)];
  const most = Math.min(before.length, after.length);
  let same = 0;
  while (same < most && before[same] === after[same]) same++;
  let ending = 0;
  while (ending < most - same && before.at(-1 - ending) === after.at(-1 - ending)) ending++;
  const lengthOf = (lines: readonly string[]): number => lines.join("").length;
  const start = lengthOf(before.slice(0, same));
  const end = text.length - lengthOf(before.slice(before.length - ending));
  const newText = after.slice(same, after.length - ending).join("");
  return [{ range: rangeOf({ file: name, start, end }), newText }];
}

/** Each with its line end. */
function linesOf(text: string): readonly string[] {
  const starts = lineStarts(text);
  return starts.map((start, at) => text.slice(start, starts[at + 1] ?? text.length));
}
