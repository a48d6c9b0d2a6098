/** `weft fmt FILE… [--check]` */
import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { format } from "../1-parse/format/format.ts";
import { parse } from "../1-parse/parse.ts";
import type { Diagnostic } from "../source/diagnostic.ts";
import { CommandError, Stopped } from "./command-error.ts";
import { nearFile } from "./near-file.ts";
import { bold, printDiagnostics } from "./terminal.ts";

/**
 * Writes each file anew in its canonical layout; with `check` it only tells which are not in it, and exits with 1. A file with syntax
 * errors is left as it is, its errors are told, and the exit code is 1.
 */
export function fmtCommand(paths: readonly string[], options: { readonly check: boolean }): void {
  let failed = false;
  for (const path of paths) {
    if (!existsSync(path) || !statSync(path).isFile())
      throw new CommandError(2, `there is no file \`${path}\`${nearFile(path, ".", [".weft"])}`);
    const text = readFileSync(path, "utf8");
    const diagnostics: Diagnostic[] = [];
    const tree = parse({ name: path, text }, diagnostics);
    if (diagnostics.length > 0) {
      printDiagnostics(diagnostics, () => text, process.stderr);
      failed = true;
      continue;
    }
    const formatted = format(tree, text);
    if (formatted === text) continue;
    if (options.check) {
      process.stdout.write(`${bold(path)}: is not in its canonical layout\n`);
      failed = true;
    } else {
      writeFileSync(path, formatted);
      process.stdout.write(`${bold(path)}: written anew\n`);
    }
  }
  if (failed) throw new Stopped(1);
}
