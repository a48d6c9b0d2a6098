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
