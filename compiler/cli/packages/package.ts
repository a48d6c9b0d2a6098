/** A package as files: what the compiler writes, the vocabularies and the runtime. */
import { emitPackage, type Files } from "../../6-emit/emit.ts";
import { textTokenizers } from "../../facts.ts";
import { InternalError } from "../../source/internal-error.ts";
import type { Columns } from "../data/columns.ts";
import { makeColumns } from "../data/columns.ts";
import { readTexts } from "../package-root.ts";
import type { PlannedSpec } from "./planned.ts";
import type { ShippedWeights } from "./weights.ts";

/** All files of the package but its data, by their path in it; `scripts` adds JavaScript for Node and browsers, `weights` what it begins with. */
export async function makePackage(
  planned: PlannedSpec,
  scripts: boolean,
  weights?: ShippedWeights,
): Promise<Files> {
  const { spec, model, compiled, tokenizers } = planned;
  if (compiled.plan === undefined) throw new InternalError("a spec without errors has no plan");
  const named = textTokenizers(tokenizers);
  const { plan } = compiled;
  const shipped = weights && { ...plan, model: { ...plan.model, weights: weights.origin } };
  return emitPackage(model, shipped ?? plan, {
    spec: spec.source,
    tree: compiled.tree,
    runtime: readTexts("runtime", "", ".ts"),
    scripts,
    ...(weights === undefined ? {} : { weights }),
    ...(Object.keys(named).length === 0 ? {} : { tokenizers: `${JSON.stringify(named)}\n` }),
  });
}

/** The package's columns, by their path in it. */
export function makePackageData({ model, compiled, tokenizers, sources }: PlannedSpec): Promise<Columns> {
  return makeColumns(model, compiled.plan?.model.data ?? [], tokenizers, sources);
}
