/** `weft fmt FILE… [--check]` */
import { format } from "../../1-parse/format/format.ts";
import { parse } from "../../1-parse/parse.ts";
import type { Diagnostic } from "../../source/diagnostic.ts";
import { Stopped } from "../command-error.ts";
import { readSpecText } from "../spec.ts";
import { bold, printDiagnostics } from "../terminal.ts";
import { writeWhole } from "../write-whole.ts";

/**
 * Writes each file anew in its canonical layout; with `check` it only tells which are not in it, and exits with 1. A file with syntax
 * errors is left as it is, its errors are told, and the exit code is 1.
 */
export function fmtCommand(paths: readonly string[], options: { readonly check: boolean }): void {
  let failed = false;
  for (const path of paths) {
    const text = readSpecText(path, path);
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
      writeWhole(path, formatted);
      process.stdout.write(`${bold(path)}: written anew\n`);
    }
  }
  if (failed) throw new Stopped(1);
}
