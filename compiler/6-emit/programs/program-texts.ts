/** The small files of a package that tie its model to the runtime's programs, and its manifests. */
import type { ModelPlan } from "../../../runtime/plan.ts";
import { packageNameOf } from "../names.ts";
import type { Source } from "../options.ts";
import { readingsOf } from "./readings.ts";

export function printPrograms(source: Source): Readonly<Record<string, string>> {
  const { plan } = source;
  const { name, trainings, entries } = plan.model;
  return {
    ...(trainings.length > 0 ? { "train.ts": trainText(name) } : {}),
    ...(runs(entries) ? { "generate.ts": generateText(name) } : {}),
    ...(hasPage(plan.model)
      ? { "serve.ts": serveText(name), "page.ts": pageText(name), "page-worker.ts": pageWorkerText(source) }
      : {}),
  };
}

/** A page trains, generates, and runs models. */
export function hasPage({ trainings, entries }: ModelPlan): boolean {
  return trainings.length > 0 || runs(entries);
}

function runs(entries: ModelPlan["entries"]): boolean {
  return entries.some(({ kind }) => kind === "generate" || kind === "infer");
}

const programArguments = `{ plan: model, load: loadModel, baseUrl: new URL(".", import.meta.url) }`;

function trainText(name: string): string {
  return `/** Trains ${name}: \`deno run -A train.ts --help\`. */
import { loadModel } from "./mod.ts";
import { model } from "./model.ts";
import { runTraining } from "./runtime/command/train.ts";

await runTraining(${programArguments});
`;
}

function generateText(name: string): string {
  return `/** Runs a trained ${name}: \`deno run -A generate.ts --help\`. */
import { loadModel } from "./mod.ts";
import { model } from "./model.ts";
import { runGeneration } from "./runtime/command/generate.ts";

await runGeneration(${programArguments});
`;
}

function serveText(name: string): string {
  return `/** Shows the page of ${name}: \`deno run -A serve.ts\`. */
import { runServer } from "./runtime/command/serve.ts";

await runServer(new URL(".", import.meta.url));
`;
}

function pageText(name: string): string {
  return `/** What index.html runs: trains ${name} and runs it. */
import { files } from "./files.ts";
import { model } from "./model.ts";
import { startPage } from "./runtime/page/page.ts";

const worker = new Worker(new URL("./page-worker.js", import.meta.url), { type: "module" });
startPage({ plan: model, worker, shaders: files.wgsl });
`;
}

function pageWorkerText(source: Source): string {
  const { name } = source.plan.model;
  const readings = readingsOf(source);
  return `/** Owns ${name} for page.ts, so that the page answers while the model computes. */
import { loadModel } from "./mod.ts";
import { model } from "./model.ts";
import type { Readings } from "./runtime/page/expose.ts";
import { serveModel } from "./runtime/page/serve-model.ts";

/** By the generator: the calls of models that are made for what these expose. */
const readings: Readings["readings"] = ${JSON.stringify(readings)};

serveModel(loadModel, { plan: model, readings });
`;
}

/** Up to the first full stop or colon. */
function firstSentence(text: string | undefined): string | undefined {
  return text?.replaceAll(/\s+/g, " ").replace(/[.:](\s.*)?$/, "");
}

function json(content: object): string {
  return `${JSON.stringify(content, undefined, 2)}\n`;
}

export function printManifests({ plan, model, spec }: Source): Readonly<Record<string, string>> {
  const { name, trainings, generators } = plan.model;
  const tasks = {
    ...(trainings.length > 0 ? { train: "deno run -A train.ts" } : {}),
    ...(generators.length > 0 ? { generate: "deno run -A generate.ts" } : {}),
    ...(hasPage(plan.model) ? { serve: "deno run -A serve.ts" } : {}),
  };
  const packageName = packageNameOf(name);
  return {
    "package.json": json({
      name: packageName,
      version: "0.1.0",
      private: true,
      description: firstSentence(model.documentation) ?? `Written by weft from ${spec.name}`,
      type: "module",
      engines: { node: ">=20" },
      // For those who don't read `exports`: Parcel, and TypeScript with an older way to look for modules.
      main: "./mod.js",
      types: "./types/mod.d.ts",
      exports: { ".": { types: "./types/mod.d.ts", default: "./mod.js" } },
      scripts: Object.fromEntries(Object.keys(tasks).map((task) => [task, `node ${task}.js`])),
      optionalDependencies: { webgpu: "^0.6.2" },
    }),
    "deno.json": json({
      name: `@weft/${packageName}`,
      version: "0.1.0",
      exports: "./mod.ts",
      compilerOptions: { lib: ["esnext", "dom", "dom.iterable", "dom.asynciterable", "deno.ns"] },
      tasks,
    }),
    "tsconfig.json": json({
      compilerOptions: {
        target: "ES2023",
        lib: ["ES2023", "DOM", "DOM.Iterable", "DOM.AsyncIterable"],
        module: "NodeNext",
        types: [],
        strict: true,
        erasableSyntaxOnly: true,
        verbatimModuleSyntax: true,
        allowImportingTsExtensions: true,
        noEmit: true,
      },
      include: ["*.ts", "runtime/**/*.ts"],
    }),
  };
}
