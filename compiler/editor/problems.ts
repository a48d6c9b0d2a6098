/** Diagnostics and their fixes as the protocol has them. */
import type { CodeAction, Diagnostic as Problem, Range, TextEdit } from "vscode-languageserver/node";
import { CodeActionKind, DiagnosticSeverity, DiagnosticTag } from "vscode-languageserver/node";
import type { Diagnostic, Edit, Fix } from "../source/diagnostic.ts";
import { messageOf } from "../source/diagnostic.ts";
import type { View } from "./view.ts";

/** Codes that are about what may be left out. */
const unused = ["W0902", "W0903"];

/** What is told of a spec. A mistake in a file that it imports is told at the import. */
export function problemsIn(view: View, diagnostics: readonly Diagnostic[]): readonly Problem[] {
  return diagnostics.map((diagnostic) => problemOf(view, diagnostic));
}

function problemOf(view: View, diagnostic: Diagnostic): Problem {
  const { code, severity, span, label, related, shapes, notes } = diagnostic;
  const isHere = span.file === view.source.name;
  const lines = [
    isHere ? messageOf(diagnostic) : `${span.file}: ${messageOf(diagnostic)}`,
    ...(label === undefined ? [] : [label]),
    ...shapes.map(({ label: of, axes }) => `${of} [${axes.join(", ")}]`),
    ...notes,
  ];
  const places = isHere ? related : [{ span, label: messageOf(diagnostic) }, ...related];
  return {
    range: isHere ? view.rangeOf(span) : importRange(view),
    severity: severity === "error" ? DiagnosticSeverity.Error : DiagnosticSeverity.Warning,
    code,
    source: "weft",
    message: lines.join("\n"),
    relatedInformation: places.map((place) => ({
      location: view.locationOf(place.span),
      message: place.label,
    })),
    ...(unused.includes(code) ? { tags: [DiagnosticTag.Unnecessary] } : {}),
  };
}

function importRange({ analysis, rangeOf, source }: View): Range {
  const first = analysis.tree.declarations.find(({ kind }) => kind === "import");
  return rangeOf(first?.span ?? { file: source.name, start: 0, end: 0 });
}

/** The edits that mend what is told in a range; those that may be applied unseen are preferred. */
export function fixesIn(view: View, diagnostics: readonly Diagnostic[], range: Range): readonly CodeAction[] {
  const [from, to] = [view.offsetAt(range.start), view.offsetAt(range.end)];
  const here = diagnostics.filter(
    ({ span }) => span.file === view.source.name && span.start <= to && from <= span.end,
  );
  return here.flatMap((diagnostic) => {
    const fixes = diagnostic.fixes.filter(({ edits }) => edits.length > 0);
    const titles = fixes.map(titleOf);
    return fixes.map((fix, at) => ({
      title:
        titles.filter((title) => title === titles[at]).length > 1 ? placedTitle(view, fix) : titleOf(fix),
      kind: CodeActionKind.QuickFix,
      diagnostics: [problemOf(view, diagnostic)],
      isPreferred: fix.applicability === "machine",
      edit: { changes: changesOf(view, fix.edits) },
    }));
  });
}

/** On the terminal the edit stands below a title that ends with a colon. */
function titleOf({ title, edits }: Fix): string {
  const [only] = edits;
  const text = only?.text.trim() ?? "";
  const isShown = edits.length === 1 && text !== "" && text.length < 60 && !title.includes(`\`${text}\``);
  return isShown && title.endsWith(":") ? `${title} \`${text}\`` : title.replace(/:$/, "");
}

/** Of several fixes that say the same, each shows its line as it will be, or where it begins. */
function placedTitle(view: View, fix: Fix): string {
  const [first, ...others] = fix.edits;
  if (first === undefined) return titleOf(fix);
  const { span, text } = first;
  const { line, character } = view.locationOf(span).range.start;
  const here = view.source.text;
  const end = here.indexOf("\n", span.end);
  const rest = here.slice(span.end, end < 0 ? undefined : end);
  const written = (here.slice(here.lastIndexOf("\n", span.start - 1) + 1, span.start) + text + rest).trim();
  const isOneLine = others.length === 0 && span.file === view.source.name && !written.includes("\n");
  return isOneLine ? `line ${line + 1}: ${written}` : `${titleOf(fix)} at ${line + 1}:${character + 1}`;
}

function changesOf(view: View, edits: readonly Edit[]): Record<string, TextEdit[]> {
  const changes: Record<string, TextEdit[]> = {};
  for (const { span, text } of edits) {
    const { uri, range } = view.locationOf(span);
    (changes[uri] ??= []).push({ range, newText: text });
  }
  return changes;
}
