/** `weft dump FILE --after=PASS` */
import { print as printTree } from "../1-parse/print.ts";
import { printModel } from "../2-check/print.ts";
import { printGraph } from "../3-graph/print.ts";
import { printPlan } from "../5-schedule/print.ts";
import type { Compiled, Pass } from "../compile.ts";
import { nearNames } from "../source/suggest.ts";
import { CommandError } from "./command-error.ts";
import { makePackage } from "./package.ts";
import { planSpec } from "./planned.ts";
import { compileSpec, parseSettings, readSpec, requireCorrect } from "./spec.ts";

const passes = ["parse", "check", "lower", "differentiate", "simplify", "grow", "schedule", "emit"] as const;

/** Prints what a pass makes. Passes after `check` fetch the data where a vocabulary is made from it. */
export async function dumpCommand(
  path: string,
  options: { readonly after: string; readonly set: readonly string[] },
): Promise<void> {
  const after = passes.find((pass) => pass === options.after);
  if (after === undefined) {
    const [near] = nearNames(options.after, passes);
    const hint = near === undefined ? `there are ${passes.join(", ")}` : `did you mean \`${near}\`?`;
    throw new CommandError(2, `there is no pass \`${options.after}\`: ${hint}`);
  }
  const spec = readSpec(path);
  const set = parseSettings(options.set);
  if (after === "parse" || after === "check") {
    const compiled = compileSpec(spec, { set, after });
    requireCorrect(spec, compiled);
    process.stdout.write(ensureNewline(printed(compiled, after, spec.source.text)));
    return;
  }
  const planned = await planSpec(spec, set, after === "emit" ? "schedule" : after);
  if (after !== "emit") {
    process.stdout.write(ensureNewline(printed(planned.compiled, after, spec.source.text)));
    return;
  }
  for (const [file, content] of Object.entries(await makePackage(planned, false))) {
    const text = typeof content === "string" ? content : `${content.length} bytes`;
    process.stdout.write(`${"=".repeat(16)} ${file}\n${ensureNewline(text)}\n`);
  }
}

function printed(compiled: Compiled, pass: Pass, text: string): string {
  switch (pass) {
    case "parse":
      return printTree(compiled.tree, text);
    case "check":
      return compiled.model === undefined ? "" : printModel(compiled.model);
    case "lower":
      return compiled.lowered === undefined ? "" : printGraph(compiled.lowered);
    case "differentiate":
      return compiled.differentiated === undefined ? "" : printGraph(compiled.differentiated);
    case "simplify":
      return compiled.simplified === undefined ? "" : printGraph(compiled.simplified);
    case "grow":
      return compiled.grown === undefined ? "" : printGraph(compiled.grown);
    case "schedule":
      return compiled.plan === undefined ? "" : printPlan(compiled.plan);
  }
}

function ensureNewline(text: string): string {
  return text.endsWith("\n") ? text : `${text}\n`;
}
