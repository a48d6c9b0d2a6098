/** Reads the files of a package: next to its modules on the disk, or where the page came from. */
import { WeftError } from "./errors.ts";
import { readPackageFile } from "./host.ts";
import type { KernelFiles } from "./open-engine.ts";
import type { ModelPlan, PlanTokenizer } from "./plan.ts";

async function readText(path: string, baseUrl: URL): Promise<string> {
  return new TextDecoder().decode(await readPackageFile(new URL(path, baseUrl)));
}

/** The kernels of every backend, read when one is opened. */
export function kernelFiles(plan: ModelPlan, baseUrl: URL): KernelFiles {
  return {
    wgsl: async () => {
      const texts = plan.kernels.map(
        async ({ name }) => [name, await readText(`kernels/${name}.wgsl`, baseUrl)] as const,
      );
      return Object.fromEntries(await Promise.all(texts));
    },
    wasm: (relaxed) => readPackageFile(new URL(`kernels/model${relaxed ? "-relaxed" : ""}.wasm`, baseUrl)),
  };
}

/** What tokenizer.json holds. */
export async function readTokenizers(baseUrl: URL): Promise<Readonly<Record<string, PlanTokenizer>>> {
  const content: unknown = JSON.parse(await readText("tokenizer.json", baseUrl));
  if (isTokenizers(content)) return content;
  throw new WeftError("data", "tokenizer.json doesn't hold tokenizers: build the package again");
}

function isTokenizers(content: unknown): content is Record<string, PlanTokenizer> {
  if (typeof content !== "object" || content === null) return false;
  return Object.values(content).every(
    (entry) => typeof entry === "object" && entry !== null && "kind" in entry,
  );
}
