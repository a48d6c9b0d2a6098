/** `weft check FILE…` */
import type { Diagnostic } from "../../source/diagnostic.ts";
import { toJson } from "../../source/json.ts";
import { Stopped } from "../command-error.ts";
import { diagnose } from "./diagnose.ts";
import type { Spec } from "../spec.ts";
import { readSpec, textsOf } from "../spec.ts";
import { bold, countOf, printDiagnostics } from "../terminal.ts";

/** Prints all diagnostics of the specs, as JSON on request; it fetches nothing. Exit code 1 where one is an error. */
export async function checkCommand(
  paths: readonly string[],
  options: { readonly json: boolean },
): Promise<void> {
  const checked: { readonly spec: Spec; readonly diagnostics: readonly Diagnostic[] }[] = [];
  for (const path of paths) {
    const spec = readSpec(path);
    const { diagnostics } = await diagnose(spec);
    checked.push({ spec, diagnostics });
  }
  if (options.json) {
    const diagnostics = checked.flatMap(({ spec, diagnostics }) =>
      diagnostics.map((diagnostic) => toJson(diagnostic, textsOf(spec))),
    );
    process.stdout.write(`${JSON.stringify({ diagnostics }, undefined, 2)}\n`);
  } else {
    for (const { spec, diagnostics } of checked) {
      printDiagnostics(diagnostics, textsOf(spec), process.stdout);
      process.stdout.write(`${bold(spec.source.name)}: ${countOf(diagnostics)}\n`);
    }
  }
  const all: readonly Diagnostic[] = checked.flatMap(({ diagnostics }) => diagnostics);
  if (all.some(({ severity }) => severity === "error")) throw new Stopped(1);
}
