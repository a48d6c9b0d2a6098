/** A spec as an editor shows it: what was found out about its text, and places in the protocol's own terms. */
import type { Location, Position, Range } from "vscode-languageserver/node";
import type { Analysis } from "../analyze.ts";
import { analyze } from "../analyze.ts";
import { readFiles } from "../read-files.ts";
import type { SourceFile, Span } from "../source/spans.ts";
import { lineIn, lineStarts } from "../source/spans.ts";
import type { Occurrence } from "./name-expressions.ts";
import type { Names } from "./names.ts";
import { readNames } from "./names.ts";
import type { Scope } from "./scopes.ts";

export interface View {
  readonly source: SourceFile;
  /** The texts of the other files of its program. */
  readonly files: Readonly<Record<string, string>>;
  readonly analysis: Analysis;
  readonly names: Names;
  readonly textOf: (file: string) => string;
  /** Where a file of its program lies. */
  readonly uriOf: (file: string) => string;
  /** The range of a span in its file. */
  readonly rangeOf: (span: Span) => Range;
  readonly locationOf: (span: Span) => Location;
  /** The offset of a place in the spec; one beyond a line or the text counts as its end. */
  readonly offsetAt: (position: Position) => number;
}

/** `files` has the standard library and what the spec imports; `uriOf` says where a file lies. */
export function viewOf(
  source: SourceFile,
  files: Readonly<Record<string, string>>,
  uriOf: (file: string) => string,
): View {
  const analysis = analyze(source.text, files, { name: source.name });
  const textOf = (file: string): string => (file === source.name ? source.text : (files[file] ?? ""));
  const known = new Map<string, readonly number[]>();
  const startsOf = (file: string): readonly number[] => {
    const starts = known.get(file) ?? lineStarts(textOf(file));
    known.set(file, starts);
    return starts;
  };
  const positionOf = (file: string, offset: number): Position => {
    const starts = startsOf(file);
    const line = lineIn(starts, offset) - 1;
    return { line, character: offset - (starts[line] ?? 0) };
  };
  const rangeOf = ({ file, start, end }: Span): Range => ({
    start: positionOf(file, start),
    end: positionOf(file, end),
  });
  return {
    source,
    files,
    analysis,
    names: readNames(analysis.tree, readFiles(source, files, [])),
    textOf,
    uriOf,
    rangeOf,
    locationOf: (span) => ({ uri: uriOf(span.file), range: rangeOf(span) }),
    offsetAt: ({ line, character }) => {
      const { text } = source;
      const starts = startsOf(source.name);
      const start = starts[line] ?? text.length;
      const whole = text.slice(start, starts[line + 1] ?? text.length).replace(/[\r\n]+$/, "");
      return start + Math.min(Math.max(character, 0), whole.length);
    },
  };
}

/** The name that an offset is in or right behind. */
export function occurrenceAt({ names }: View, offset: number): Occurrence | undefined {
  return names.occurrences.findLast(({ span }) => span.start <= offset && offset <= span.end);
}

/** The innermost scope at an offset. */
export function scopeAt({ names }: View, offset: number): Scope {
  return (
    names.scopes.findLast(({ span }) => span.start <= offset && offset <= span.end) ?? names.program.main
  );
}
