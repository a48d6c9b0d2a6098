/** What a pass made, as text: `weft dump` shows it, and the cases of the tests keep it. */
import { print as printTree } from "./1-parse/print.ts";
import { printModel } from "./2-check/print.ts";
import { printGraph } from "./3-graph/print.ts";
import { printPlan } from "./5-schedule/print.ts";
import type { Compiled, Pass } from "./compile.ts";

/** Empty where the way ended before the pass; `text` is the spec's. */
export function printPass(compiled: Compiled, pass: Pass, text: string): string {
  const printed = textOf(compiled, pass, text);
  return printed === "" || printed.endsWith("\n") ? printed : `${printed}\n`;
}

function textOf(compiled: Compiled, pass: Pass, text: string): string {
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
