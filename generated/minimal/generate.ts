/** Runs a trained minimal: `deno run -A generate.ts --help`. */
import { loadModel } from "./mod.ts";
import { model } from "./model.ts";
import { runGeneration } from "./runtime/command/generate.ts";

await runGeneration({ plan: model, load: loadModel, baseUrl: new URL(".", import.meta.url) });
