import type { Code, Facts } from "./messages.ts";
import { messages } from "./messages.ts";
import type { Span } from "./spans.ts";

export type Severity = "error" | "warning";

/** A second place that takes part in the mistake, with a few words on what it has to do with it. */
export interface Related {
  readonly span: Span;
  readonly label: string;
}

/** Axes that the message sets against each other, such as `argument [seq, head]`; printed in a column. */
export interface Shape {
  readonly label: string;
  readonly axes: readonly string[];
}

export interface Edit {
  readonly span: Span;
  readonly text: string;
}

/** A way out. `machine` may be applied unseen; `suggestion` needs a look. */
export interface Fix {
  readonly title: string;
  readonly edits: readonly Edit[];
  readonly applicability: "machine" | "suggestion";
}

/** What a diagnostic carries beside its code, place and facts. */
export interface Extras {
  /** A few words at the primary place; the table's own label stands in where this is absent. */
  readonly label?: string;
  readonly related?: readonly Related[];
  readonly shapes?: readonly Shape[];
  /** Notes besides those that the table derives from the facts. */
  readonly notes?: readonly string[];
  readonly fixes?: readonly Fix[];
}

/** A diagnostic of one code: data, from which the terminal, the editor and the page each render their form. */
export interface DiagnosticOf<C extends Code> {
  readonly code: C;
  readonly severity: Severity;
  readonly span: Span;
  readonly facts: Facts[C];
  readonly label: string | undefined;
  readonly related: readonly Related[];
  readonly shapes: readonly Shape[];
  readonly notes: readonly string[];
  readonly fixes: readonly Fix[];
}

export type Diagnostic = { [C in Code]: DiagnosticOf<C> }[Code];

/** Adds a diagnostic; the compiler's type system asks for exactly the facts that the code's message needs. */
export function report<C extends Code>(
  diagnostics: Diagnostic[],
  code: C,
  span: Span,
  facts: Facts[C],
  extras: Extras = {},
): void {
  const entry = messages[code];
  const diagnostic: DiagnosticOf<C> = {
    code,
    severity: entry.severity,
    span,
    facts,
    label: extras.label ?? entry.label?.(facts),
    related: extras.related ?? [],
    shapes: extras.shapes ?? [],
    notes: [...(entry.notes?.(facts) ?? []), ...(extras.notes ?? [])],
    fixes: extras.fixes ?? [],
  };
  diagnostics.push(diagnostic as Diagnostic);
}

/** The sentence of a diagnostic. */
export function messageOf<C extends Code>(diagnostic: DiagnosticOf<C>): string {
  return messages[diagnostic.code].message(diagnostic.facts);
}

/** Sorts in place: by file, then by position, an error before a warning at the same place. */
export function sortByPosition(diagnostics: Diagnostic[]): void {
  diagnostics.sort(
    (a, b) =>
      (a.span.file < b.span.file ? -1 : a.span.file > b.span.file ? 1 : 0) ||
      a.span.start - b.span.start ||
      (a.severity === b.severity ? 0 : a.severity === "error" ? -1 : 1),
  );
}
