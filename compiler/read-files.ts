/** The other files of a program: the standard library, and what is imported. */
import { parse } from "./1-parse/parse.ts";
import type * as Tree from "./1-parse/tree.ts";
import type { Files } from "./2-check/context.ts";
import type { Diagnostic } from "./source/diagnostic.ts";
import type { SourceFile, Span } from "./source/spans.ts";
import { lineIn, lineStarts } from "./source/spans.ts";

/** How a line of the program is called, `specs/gpt.weft:31`, and what is written at a span. */
export interface Places {
  readonly place: (span: Span) => string;
  readonly text: (span: Span) => string;
}

export function placesIn(source: SourceFile, files: Readonly<Record<string, string>>): Places {
  const textOf = (file: string): string => (file === source.name ? source.text : (files[file] ?? ""));
  // Every dispatch asks for its line.
  const starts = new Map<string, readonly number[]>();
  const startsOf = (file: string): readonly number[] => {
    const known = starts.get(file) ?? lineStarts(textOf(file));
    starts.set(file, known);
    return known;
  };
  return {
    place: ({ file, start }) => `${file}:${lineIn(startsOf(file), start)}`,
    text: ({ file, start, end }) => textOf(file).slice(start, end),
  };
}

interface Parsed {
  readonly text: string;
  readonly tree: Tree.File;
  readonly diagnostics: readonly Diagnostic[];
}

/** The library's files are the same for every program: each is parsed once for one text. */
const parsedLibrary = new Map<string, Parsed>();

function parseLibrary(path: string, text: string): Parsed {
  const known = parsedLibrary.get(path);
  if (known?.text === text) return known;
  const diagnostics: Diagnostic[] = [];
  const parsed = { text, tree: parse({ name: path, text }, diagnostics), diagnostics };
  parsedLibrary.set(path, parsed);
  return parsed;
}

/**
 * Parses the standard library, which is under `std/`, at once, and an imported file when it is asked for. Mistakes in them are
 * added to the diagnostics.
 */
export function readFiles(
  source: SourceFile,
  files: Readonly<Record<string, string>>,
  diagnostics: Diagnostic[],
): Files {
  const imported = new Map<string, Tree.File>();
  const load = (path: string): Tree.File | undefined => {
    const text = files[path];
    const known = imported.get(path);
    if (text === undefined || known !== undefined) return known;
    const tree = parse({ name: path, text }, diagnostics);
    imported.set(path, tree);
    return tree;
  };
  const library = Object.keys(files)
    .filter((path) => path.startsWith("std/"))
    .sort()
    .map((path) => {
      const parsed = parseLibrary(path, files[path] ?? "");
      diagnostics.push(...parsed.diagnostics);
      imported.set(path, parsed.tree);
      return parsed.tree;
    });
  return { library, load, ...placesIn(source, files) };
}
