import type { Hover } from "vscode-languageserver/node";
import { MarkupKind } from "vscode-languageserver/node";
import type { Diagnostic } from "../source/diagnostic.ts";
import { messages } from "../source/messages.ts";
import type { Span } from "../source/spans.ts";
import { own } from "../source/own.ts";
import { completionPlace } from "./completion-place.ts";
import { describe, describeWord, fenced } from "./describe.ts";
import type { View } from "./view.ts";
import { occurrenceAt } from "./view.ts";
import { optionWords } from "./words.ts";

/** What a mouse that rests at an offset is told: of the name there or the formula around it, and what its mistakes mean. */
export function hoverAt(view: View, offset: number, diagnostics: readonly Diagnostic[]): Hover | undefined {
  const { source, rangeOf } = view;
  const shown = shownAt(view, offset);
  const told = diagnostics
    .filter(({ span }) => span.file === source.name && span.start <= offset && offset < span.end)
    .map(({ code }) => explanationOf(code));
  const parts = [...(shown === undefined ? [] : [shown.text]), ...new Set(told)];
  if (parts.length === 0) return undefined;
  const contents = { kind: MarkupKind.Markdown, value: parts.join("\n\n---\n\n") };
  return shown === undefined ? { contents } : { contents, range: rangeOf(shown.span) };
}

function shownAt(view: View, offset: number): { readonly span: Span; readonly text: string } | undefined {
  const { source, analysis } = view;
  const found = occurrenceAt(view, offset);
  if (found !== undefined) {
    const { span, thing } = found;
    const typed = analysis.types.find((each) => each.span.start === span.start && each.span.end === span.end);
    return { span, text: describe(thing, view, thing.kind === "axis" ? undefined : typed?.text) };
  }
  const word = wordAt(source.text, offset);
  if (word !== undefined) {
    const { start, text } = word;
    const isOption = completionPlace(source.text, start + text.length).kind === "option";
    const said = isOption ? own(optionWords, text) : describeWord(text, source.text[start - 1] === ".");
    if (said !== undefined)
      return { span: { file: source.name, start, end: start + text.length }, text: said };
  }
  // The tree goes from the outside to the inside.
  const around = analysis.types.findLast(({ span }) => span.start <= offset && offset < span.end);
  if (around === undefined) return undefined;
  const { start, end } = around.span;
  return { span: around.span, text: fenced(`${source.text.slice(start, end)}: ${around.text}`) };
}

/** The word at an offset, outside of comments. */
function wordAt(text: string, offset: number): { readonly start: number; readonly text: string } | undefined {
  const line = Math.max(text.lastIndexOf("\n", offset - 1), text.lastIndexOf("\r", offset - 1)) + 1;
  if (text.slice(line, offset).includes("//")) return undefined;
  const before = /[\p{L}\p{N}_]*$/u.exec(text.slice(line, offset))?.[0] ?? "";
  const after = /^[\p{L}\p{N}_]*/u.exec(text.slice(offset, offset + 100))?.[0] ?? "";
  return before + after === "" ? undefined : { start: offset - before.length, text: before + after };
}

/** What `weft explain` tells of a code. */
function explanationOf(code: Diagnostic["code"]): string {
  const { severity, title, explain } = messages[code];
  const { meaning, wrong, right } = explain;
  return `**${severity} ${code}: ${title}**\n\n${meaning}\n\nwrong\n${fenced(wrong)}\n\nright\n${fenced(right)}`;
}
