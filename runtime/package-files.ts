/** Reads what lies beside a package's mod.ts. */
import { readPackageFile } from "./host.ts";
import type { ModelPlan, PlanTokenizer } from "./plan.ts";

async function readText(path: string, baseUrl: URL): Promise<string> {
  return new TextDecoder().decode(await readPackageFile(new URL(path, baseUrl)));
}

/** WGSL by the kernels' names, from `kernels/`. */
export async function readKernels(plan: ModelPlan, baseUrl: URL): Promise<Record<string, string>> {
  const read = plan.kernels.map(
    async ({ name }) => [name, await readText(`kernels/${name}.wgsl`, baseUrl)] as const,
  );
  return Object.fromEntries(await Promise.all(read));
}

/** The content of `tokenizer.json`. */
export async function readTokenizers(baseUrl: URL): Promise<Record<string, PlanTokenizer>> {
  const tokenizers: Record<string, PlanTokenizer> = JSON.parse(await readText("tokenizer.json", baseUrl));
  return tokenizers;
}
