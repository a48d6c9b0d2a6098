import type { Diagnostic } from "./diagnostic.ts";
import { messageOf } from "./diagnostic.ts";
import type { TextOf } from "./report.ts";
import type { Span } from "./spans.ts";
import { positionAt } from "./spans.ts";

interface Range {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** A diagnostic as `weft check --json` prints it; lines and columns count from 1, columns in UTF-16 code units. */
export interface JsonDiagnostic extends Range {
  readonly code: string;
  readonly severity: "error" | "warning";
  readonly message: string;
  readonly file: string;
  readonly notes: readonly string[];
  readonly fixes: readonly {
    readonly title: string;
    readonly applicability: "machine" | "suggestion";
    readonly edits: readonly (Range & { readonly file: string; readonly text: string })[];
  }[];
}

/** What programs and editors read of a diagnostic; related places and axes are among its notes. */
export function toJson(diagnostic: Diagnostic, textOf: TextOf): JsonDiagnostic {
  const { code, severity, span, related, shapes, notes, fixes } = diagnostic;
  return {
    code,
    severity,
    message: messageOf(diagnostic),
    file: span.file,
    ...rangeOf(span, textOf),
    notes: [
      ...related.map(({ span: there, label }) => {
        const { line, column } = rangeOf(there, textOf);
        return `${there.file}:${line}:${column}: ${label}`;
      }),
      ...shapes.map(({ label, axes }) => `${label} [${axes.join(", ")}]`),
      ...notes,
    ],
    fixes: fixes.map(({ title, applicability, edits }) => ({
      title,
      applicability,
      edits: edits.map((edit) => ({ file: edit.span.file, ...rangeOf(edit.span, textOf), text: edit.text })),
    })),
  };
}

function rangeOf(span: Span, textOf: TextOf): Range {
  const text = textOf(span.file);
  const start = positionAt(text, span.start);
  const end = positionAt(text, span.end);
  return { line: start.line, column: start.column, endLine: end.line, endColumn: end.column };
}
