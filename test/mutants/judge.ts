import { analyze } from "../../compiler/analyze.ts";
import type { Diagnostic } from "../../compiler/source/diagnostic.ts";
import { messageOf } from "../../compiler/source/diagnostic.ts";
import { positionAt } from "../../compiler/source/spans.ts";
import { libraryTexts } from "../2-check/checked.ts";
import type { Mutant } from "./mutate.ts";
import { edited } from "./mutate.ts";

const library = Object.fromEntries(libraryTexts);

export interface Verdict {
  readonly mutant: Mutant;
  readonly outcome: "refused" | "warned" | "silent";
  /** The first error, or else the first warning, that the good spec doesn't have. */
  readonly first: Diagnostic | undefined;
  readonly line: number;
  readonly isOnLine: boolean;
  readonly isRestored: boolean;
}

function keyOf(diagnostic: Diagnostic): string {
  return `${diagnostic.code} ${messageOf(diagnostic)}`;
}

/** What is told of the good spec, which is no news in its mutants. */
export function knownOf(text: string): ReadonlySet<string> {
  return new Set(analyze(text, library).diagnostics.map(keyOf));
}

export function judge(good: string, known: ReadonlySet<string>, mutant: Mutant, repairs = true): Verdict {
  const all = analyze(mutant.text, library, { repairs }).diagnostics.filter(
    (found) => !known.has(keyOf(found)),
  );
  const first = all.find(({ severity }) => severity === "error") ?? all[0];
  const line = positionAt(good, mutant.from.start).line;
  const isOnLine = first !== undefined && positionAt(mutant.text, first.span.start).line === line;
  const isRestored = all.some(({ fixes }) =>
    fixes.some(({ edits }) => {
      const [edit, ...others] = edits;
      return (
        edit !== undefined && others.length === 0 && same(edited(mutant.text, edit.span, edit.text), good)
      );
    }),
  );
  const outcome = first === undefined ? "silent" : first.severity === "error" ? "refused" : "warned";
  return { mutant, outcome, first, line, isOnLine, isRestored };
}

/** Equal but for blanks. */
function same(a: string, b: string): boolean {
  return a.replace(/\s+/g, "") === b.replace(/\s+/g, "");
}
