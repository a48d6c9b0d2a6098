/** The well-formed programs of `test/programs`: the language page's own and whole systems. */
import { readdirSync, readFileSync } from "node:fs";
import type { SourceFile } from "../compiler/source/spans.ts";

export function readProgramFiles(): readonly SourceFile[] {
  const folder = new URL("./programs/", import.meta.url);
  return readdirSync(folder)
    .filter((name) => name.endsWith(".weft"))
    .sort()
    .map((name) => ({ name, text: readFileSync(new URL(name, folder), "utf8") }));
}

/** Whole programs one after the other, the names of each given a number, so that the file has at least so many lines. */
export function joinedPrograms(lines: number): string {
  const programs = readProgramFiles().filter(({ name }) => !name.startsWith("language"));
  let joined = "weft 1\n";
  for (let round = 1; joined.split("\n").length < lines; round++) {
    const program = programs[round % programs.length]?.text ?? "";
    const declared = program.matchAll(
      /^(?:axis|const|fn|layer|model|optimizer|schedule|data|generate) ([\p{L}\w]+)/gmu,
    );
    const names = new Set(
      [...declared].map(([, name = ""]) => name).filter((name) => name !== "on" && name !== "from"),
    );
    const renamed = program
      .replace(/^weft 1\n/m, "")
      .replace(/^train on/m, `train training_${round} on`)
      .replace(/"[^"\n]*"|[\p{L}_][\p{L}\p{N}_]*/gu, (word) => (names.has(word) ? `${word}_${round}` : word));
    joined += renamed;
  }
  return joined;
}
