/** Everything that an editor, a page or `weft check` shows of a spec, in one pure function. It fetches nothing. */
import { parse } from "./1-parse/parse.ts";
import type * as Tree from "./1-parse/tree.ts";
import { inspect } from "./2-check/check.ts";
import type { Model } from "./2-check/model.ts";
import type { Hint, TypedExpression } from "./typings.ts";
import { hintsIn, typesIn } from "./typings.ts";
import { withRepairs } from "./repair.ts";
import { readFiles } from "./read-files.ts";
import type { Diagnostic } from "./source/diagnostic.ts";
import { sortByPosition } from "./source/diagnostic.ts";

export interface AnalyzeOptions {
  /** The file's name in messages, and the place from which imports are found. */
  readonly name?: string;
  /** `--set name=value`. */
  readonly set?: Readonly<Record<string, string>>;
  /** Also tries edits, and offers those that mend the text; that takes up to a second where there are errors. */
  readonly repairs?: boolean;
}

export interface Analysis {
  readonly tree: Tree.File;
  /** Incomplete where there is an error among the diagnostics. */
  readonly model: Model;
  /** In order of position. */
  readonly diagnostics: readonly Diagnostic[];
  readonly types: readonly TypedExpression[];
  readonly hints: readonly Hint[];
}

/**
 * Parses and checks a text. `files` has the standard library under `std/`, and imported specs by their path from the folder of
 * the text. Every text gives an answer: mistakes are among the diagnostics.
 */
export function analyze(
  text: string,
  files: Readonly<Record<string, string>>,
  options: AnalyzeOptions = {},
): Analysis {
  const source = { name: options.name ?? "main.weft", text };
  const diagnostics: Diagnostic[] = [];
  const tree = parse(source, diagnostics);
  const others = readFiles(source, files, diagnostics);
  const findings = inspect(tree, others, { set: options.set ?? {} }, diagnostics);
  sortByPosition(diagnostics);
  const types = typesIn(tree, findings);
  const repairing = { source, files, set: options.set ?? {}, tree, types, ownNames: findings.ownNames };
  return {
    tree,
    model: findings.model,
    diagnostics: options.repairs === true ? withRepairs(repairing, diagnostics) : diagnostics,
    types,
    hints: hintsIn(tree, findings),
  };
}
