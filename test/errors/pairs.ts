/**
 * Pairs of programs: a wrong one, with the diagnostics that are expected written in it, and below it the one that was meant. A file begins
 * with what all its programs begin with:
 *
 *     //@
 *     axis seq <= 8
 *     //# name
 *     //- axes of the beginning that this pair does without
 *     the wrong program, with lines `//! W0202:15 message`
 *     //=
 *     the right program
 */
import { readdirSync, readFileSync } from "node:fs";
import type { Program } from "../expected-diagnostics.ts";
import { expectedLines } from "../expected-diagnostics.ts";

export interface Pair extends Program {
  /** What was meant. */
  readonly right: string;
}

export function readPairs(): readonly Pair[] {
  const folder = new URL("./", import.meta.url);
  const names = readdirSync(folder).filter((name) => /^pairs-.*\.weft$/.test(name));
  return names.sort().flatMap((name) => pairsOf(name, readFileSync(new URL(name, folder), "utf8")));
}

function pairsOf(fileName: string, text: string): readonly Pair[] {
  const [beginning = "", ...sections] = text.split(/^\/\/# */m);
  const shared = beginning.replace(/^\/\/@.*\n/m, "");
  return sections.map((section) => {
    const end = section.indexOf("\n");
    const name = section.slice(0, end).trim();
    const without = /^\/\/- (.*)$/m.exec(section)?.[1]?.split(" ") ?? [];
    const [wrong = "", right = ""] = section
      .slice(end + 1)
      .replace(/^\/\/- .*\n/m, "")
      .split(/^\/\/=.*\n/m);
    const first = shared
      .split("\n")
      .filter((line) => !without.some((axis) => new RegExp(`^axis ${axis}\\b`).test(line)))
      .join("\n");
    const program = `weft 1\n${first}${wrong}`;
    return {
      name: `${fileName}: ${name}`,
      file: { name: fileName, text: program },
      expected: expectedLines(program),
      right: `weft 1\n${first}${right}`,
    };
  });
}
