/** Trains minimal: `deno run -A train.ts --help`. */
import { loadModel } from "./mod.js";
import { model } from "./model.js";
import { runTraining } from "./runtime/command/train.js";
await runTraining({ plan: model, load: loadModel, baseUrl: new URL(".", import.meta.url) });
