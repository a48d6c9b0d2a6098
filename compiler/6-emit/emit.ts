/** The last phase: a Plan becomes the files of a package. */
import { format } from "prettier";
import type { Model } from "../2-check/model.ts";
import type { Plan } from "../5-schedule/plan.ts";
import { printFilesText } from "./module/files-text.ts";
import { printModelText } from "./module/model-text.ts";
import { printModuleText } from "./module/module-text.ts";
import type { EmitOptions, Source } from "./options.ts";
import { printPageFiles } from "./programs/page-text.ts";
import { hasPage, printManifests, printPrograms } from "./programs/program-texts.ts";
import { printReadme } from "./readme/readme.ts";
import { printWasm } from "./wasm/wasm.ts";
import { printWgsl } from "./wgsl/wgsl.ts";

/** A file of a package: its text, or its bytes. */
export type Files = Readonly<Record<string, string | Uint8Array>>;

/**
 * The package's files by their paths in it, sorted; the same bytes for the same plan and runtime. Columns of data are
 * not among them.
 */
export async function emitPackage(model: Model, plan: Plan, options: EmitOptions): Promise<Files> {
  const source: Source = { ...options, model, plan };
  const kernels = plan.kernels.map(
    (kernel) => [`kernels/${kernel.name}.wgsl`, printWgsl(kernel, plan.model.day)] as const,
  );
  const written = {
    "mod.ts": await formatted(printModuleText(source)),
    "model.ts": await formatted(printModelText(plan)),
    "files.ts": await formatted(printFilesText(source)),
    ...(await formattedAll(printPrograms(source))),
  };
  const runtime = Object.entries(options.runtime)
    .filter(([path]) => hasPage(plan.model) || !path.startsWith("page/"))
    .map(([path, text]) => [`runtime/${path}`, text] as const);
  const sources = { ...written, ...Object.fromEntries(runtime) };
  const files: Files = {
    ...printManifests(source),
    "README.md": printReadme(source),
    ...(hasPage(source.plan.model) ? printPageFiles(source) : {}),
    ...Object.fromEntries(kernels),
    ...printModules(plan),
    ...sources,
    ...(options.scripts === false ? {} : await scriptsOf(sources)),
    ...(options.tokenizers === undefined ? {} : { "tokenizer.json": options.tokenizers }),
    ...(options.weights === undefined ? {} : { "weights.safetensors": options.weights.file }),
    ...options.extra,
  };
  return Object.fromEntries(Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The kernels for the CPU: the second module is for engines with relaxed SIMD. */
function printModules({ kernels, model }: Plan): Files {
  const print = (relaxed: boolean): Uint8Array => printWasm(kernels, model.day, { relaxed, shared: true });
  return { "kernels/model.wasm": print(false), "kernels/model-relaxed.wasm": print(true) };
}

/** The TypeScript compiler is loaded where it is needed only: a package that is built to be trained at once has no scripts. */
async function scriptsOf(sources: Readonly<Record<string, string>>): Promise<Files> {
  const { compileScripts } = await import("./scripts.ts");
  return compileScripts(sources);
}

function formatted(text: string): Promise<string> {
  return format(text, { parser: "typescript", printWidth: 110 });
}

async function formattedAll(
  texts: Readonly<Record<string, string>>,
): Promise<Readonly<Record<string, string>>> {
  const pairs = Object.entries(texts).map(async ([path, text]) => [path, await formatted(text)] as const);
  return Object.fromEntries(await Promise.all(pairs));
}
