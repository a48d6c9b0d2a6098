/** One compile of a case, a file for each stage: what `weft dump` prints, and the kernels. */
import { readdirSync } from "node:fs";
import { printWgsl } from "../../compiler/6-emit/wgsl/wgsl.ts";
import { printPass } from "../../compiler/print-pass.ts";
import { compileSpec, readSpec } from "../agree/compile-spec.ts";

/** In the order of the pipeline. `grow` makes nothing where no text grows. */
const passes = ["parse", "check", "lower", "differentiate", "simplify", "schedule"] as const;

export const folder = new URL("./", import.meta.url);

export function caseNames(): readonly string[] {
  const entries = readdirSync(folder, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
}

/** By the name of the file beside `spec.weft`. */
export function stagesOf(name: string): Readonly<Record<string, string>> {
  const text = readSpec(`test/cases/${name}/spec.weft`);
  const { compiled, plan } = compileSpec(`${name}.weft`, text);
  const printed = passes.map(
    (pass, at) => [`${at + 1}-${pass}.txt`, printPass(compiled, pass, text)] as const,
  );
  const kernels = plan.kernels.map((kernel) => printWgsl(kernel, plan.model.day));
  return Object.fromEntries([...printed, ["7-emit.wgsl", kernels.join("\n")]]);
}
