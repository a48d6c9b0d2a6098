/** Trains gpt: `deno run -A train.ts --help`. */
import { loadModel } from "./mod.ts";
import { model } from "./model.ts";
import { runTraining } from "./runtime/command/train.ts";

await runTraining({ plan: model, load: loadModel, baseUrl: new URL(".", import.meta.url) });
