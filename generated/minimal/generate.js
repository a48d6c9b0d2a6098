/** Runs a trained minimal: `deno run -A generate.ts --help`. */
import { loadModel } from "./mod.js";
import { model } from "./model.js";
import { runGeneration } from "./runtime/command/generate.js";
await runGeneration({ plan: model, load: loadModel, baseUrl: new URL(".", import.meta.url) });
