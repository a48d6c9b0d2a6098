/** The package's files.ts: where its kernels and its tokenizers lie. */
import type { Source } from "../options.ts";
import { key, quote } from "./value-types.ts";

/** The text of files.ts, not yet formatted. Bundlers know a file by exactly these words, `new URL("…", import.meta.url)`. */
export function printFilesText({ plan, tokenizers, weights }: Source): string {
  const at = (path: string): string => `new URL(${quote(`./${path}`)}, import.meta.url)`;
  const wgsl = plan.kernels.map(({ name }) => `${key(name)}: ${at(`kernels/${name}.wgsl`)},`);
  return `/** Where the package's files lie, each in full: so a bundler finds them, and carries them along. */
import type { FilePlaces } from "./runtime/package-files.ts";

export const files: FilePlaces = {
  ${tokenizers === undefined ? "" : `tokenizers: ${at("tokenizer.json")},`}
  ${weights === undefined ? "" : `weights: ${at("weights.safetensors")},`}
  wasm: ${at("kernels/model.wasm")},
  relaxedWasm: ${at("kernels/model-relaxed.wasm")},
  wgsl: {
    ${wgsl.join("\n    ")}
  },
};
`;
}
