import type { Analysis } from "../../analyze.ts";
import { analyze } from "../../analyze.ts";
import type { Diagnostic } from "../../source/diagnostic.ts";
import { sortByPosition } from "../../source/diagnostic.ts";
import { warnOfData, withNearImports } from "../data/local-data.ts";
import type { Spec } from "../spec.ts";

/** All that can be told of a spec without fetching anything, in order of position: what the text says, and the files that it names. */
export async function diagnose(
  spec: Spec,
): Promise<{ readonly analysis: Analysis; readonly diagnostics: readonly Diagnostic[] }> {
  const { source, files } = spec;
  const analysis = analyze(source.text, files, { name: source.name, repairs: true });
  const diagnostics = [
    ...withNearImports(analysis.diagnostics, spec),
    ...(await warnOfData(analysis.model, spec)),
  ];
  sortByPosition(diagnostics);
  return { analysis, diagnostics };
}
