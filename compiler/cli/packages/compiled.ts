/** A spec's way through the compiler. `weft check` does without: it parses and checks, and so loads half as many modules. */
import type { Compiled, Pass } from "../../compile.ts";
import { compile } from "../../compile.ts";
import type { Tokenizers } from "../../facts.ts";
import type { Diagnostic } from "../../source/diagnostic.ts";
import { sortByPosition } from "../../source/diagnostic.ts";
import { render } from "../../source/report.ts";
import { Stopped } from "../command-error.ts";
import { textsOf, type Spec } from "../spec.ts";
import { printDiagnostics } from "../terminal.ts";

export interface CompileSettings {
  readonly set: Readonly<Record<string, string>>;
  readonly tokenizers?: Tokenizers;
  readonly hash?: string;
  readonly inspect?: string;
  readonly memory?: number;
  readonly after: Pass;
}

/** The compiler's way to a pass; the diagnostics are sorted. */
export function compileSpec(spec: Spec, settings: CompileSettings): Compiled {
  const { tokenizers = new Map(), hash = "" } = settings;
  const compiled = compile(spec.source, spec.files, { ...settings, tokenizers, hash });
  const diagnostics: Diagnostic[] = [...compiled.diagnostics];
  sortByPosition(diagnostics);
  return { ...compiled, diagnostics };
}

/** Checks the spec, prints what is to be said of it, and stops where that is an error. */
export function checkedSpec(spec: Spec, set: Readonly<Record<string, string>>): Compiled {
  const checked = compileSpec(spec, { set, after: "check" });
  requireCorrect(spec, checked);
  return checked;
}

/** Prints the diagnostics, and stops where one is an error. */
export function requireCorrect(spec: Spec, compiled: Compiled): void {
  const { diagnostics } = compiled;
  printDiagnostics(diagnostics, textsOf(spec), process.stderr);
  if (!diagnostics.some(({ severity }) => severity === "error")) return;
  throw new Stopped(1, diagnostics.map((diagnostic) => render(diagnostic, textsOf(spec))).join("\n\n"));
}
