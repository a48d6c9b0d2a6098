/**
 * Diagnostics that a program expects are written in it, above their line:
 *
 *     //! W0103:14 expected a value, but found `*`
 *     const depth = 4 + * 2
 *
 * The number after the code is the column, and may be left out. A file holds several programs: a line `//# name`
 * begins each, and the edition line is put before one that lacks it, unless its name says "edition".
 */
import { readdirSync, readFileSync } from "node:fs";
import type { Diagnostic } from "../compiler/source/diagnostic.ts";
import { messageOf } from "../compiler/source/diagnostic.ts";
import type { SourceFile } from "../compiler/source/spans.ts";
import { positionAt } from "../compiler/source/spans.ts";
import { assert, suite } from "./harness.ts";

export interface Program {
  readonly name: string;
  readonly file: SourceFile;
  /** One line for each diagnostic, `line: CODE message`, in the program's order. */
  readonly expected: readonly string[];
}

/** Splits a file of cases into programs. */
export function readPrograms(fileName: string, text: string): readonly Program[] {
  return text
    .split(/^\/\/# */m)
    .slice(1)
    .map((section) => {
      const end = section.indexOf("\n");
      const name = section.slice(0, end).trim();
      const body = section.slice(end + 1);
      const program = name.includes("edition") || /^weft /m.test(body) ? body : `weft 1\n${body}`;
      return { name, file: { name: fileName, text: program }, expected: expectedLines(program) };
    });
}

/** The diagnostics that are written in a program, one line each. */
export function expectedLines(program: string): readonly string[] {
  const expected: string[] = [];
  let waiting: string[] = [];
  program.split("\n").forEach((line, index) => {
    const note = /^\s*\/\/! *(W\d+(?::\d+)?) (.*)$/.exec(line);
    if (note !== null) {
      waiting.push(`${note[1]} ${note[2]}`);
      return;
    }
    expected.push(...waiting.map((entry) => `${index + 1}: ${entry}`));
    waiting = [];
  });
  return [...expected, ...waiting.map((entry) => `end: ${entry}`)];
}

function actualLine(program: Program, diagnostic: Diagnostic, withColumn: boolean): string {
  const { line, column } = positionAt(program.file.text, diagnostic.span.start);
  return `${line}: ${diagnostic.code}${withColumn ? `:${column}` : ""} ${messageOf(diagnostic)}`;
}

/** What a program reports, written like what it expects; columns are given where the expectation gives them. */
export function actualLines(program: Program, diagnostics: readonly Diagnostic[]): readonly string[] {
  return diagnostics.map((diagnostic, index) =>
    actualLine(program, diagnostic, /: W\d+:/.test(program.expected[index] ?? ":")),
  );
}

/** Makes a test of every program in the files of `test/errors` whose name begins with one of the prefixes. */
export function testExpectedDiagnostics(
  suiteName: string,
  prefixes: readonly string[],
  diagnose: (file: SourceFile) => readonly Diagnostic[],
): void {
  const test = suite(suiteName);
  const folder = new URL("./errors/", import.meta.url);
  const files = readdirSync(folder).filter((name) => prefixes.some((prefix) => name.startsWith(prefix)));
  for (const name of files.sort()) {
    for (const program of readPrograms(name, readFileSync(new URL(name, folder), "utf8"))) {
      test(`${name}: ${program.name}`, () => {
        const actual = actualLines(program, diagnose(program.file));
        assert.equal(actual.join("\n"), program.expected.join("\n"));
      });
    }
  }
}
