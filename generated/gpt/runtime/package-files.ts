/** Reads the files of a package: next to its modules on the disk, or where the page came from. */
import { WeftError } from "./errors.ts";
import type { FetchProgress } from "./fetch-progress.ts";
import { readPackageFile } from "./host.ts";
import type { KernelFiles } from "./open-engine.ts";
import type { PlanTokenizer } from "./plan.ts";

/** Where they lie; a bundler may have given them other names. */
export interface FilePlaces {
  readonly tokenizers?: URL;
  readonly weights?: URL;
  readonly wasm: URL;
  readonly relaxedWasm: URL;
  /** By the kernels' names. */
  readonly wgsl: Readonly<Record<string, URL>>;
}

async function readText(url: URL): Promise<string> {
  return new TextDecoder().decode(await readPackageFile(url));
}

/** The kernels of every backend, read when one is opened. */
export function kernelFiles({ wgsl, wasm, relaxedWasm }: FilePlaces): KernelFiles {
  return {
    wgsl: async () => {
      const texts = Object.entries(wgsl).map(async ([name, url]) => [name, await readText(url)] as const);
      return Object.fromEntries(await Promise.all(texts));
    },
    wasm: (relaxed) => readPackageFile(relaxed ? relaxedWasm : wasm),
  };
}

/** The weights of a package that has some, read where a model begins with them. */
export function weightFiles({ weights }: FilePlaces): {
  readonly weights?: (tell: FetchProgress) => Promise<Uint8Array>;
} {
  return weights === undefined ? {} : { weights: (tell) => readPackageFile(weights, tell) };
}

/** What tokenizer.json holds; nothing where no axis has its labels from there. */
export async function readTokenizers({
  tokenizers,
}: FilePlaces): Promise<Readonly<Record<string, PlanTokenizer>>> {
  if (tokenizers === undefined) return {};
  const content = parse(await readText(tokenizers));
  if (isTokenizers(content)) return content;
  throw new WeftError("data", `${tokenizers.pathname} doesn't hold tokenizers: build the package again`);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isTokenizers(content: unknown): content is Record<string, PlanTokenizer> {
  if (typeof content !== "object" || content === null) return false;
  return Object.values(content).every(
    (entry) => typeof entry === "object" && entry !== null && "kind" in entry,
  );
}
