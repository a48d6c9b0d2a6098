/** specs/gpt.weft's training. `deno run -A jax-js-gpt.ts FOLDER STEPS WARM TOTAL [webgpu]`. */
import { context, logitsOf } from "./jax-js-model.ts";
import { trainLanguageModel } from "./jax-js-train.ts";
import { rateOf } from "./run.ts";

await trainLanguageModel({
  context,
  logitsOf,
  rateOf,
  beta2: 0.99,
  decay: 0.1,
  clip: 1,
  embedding: "GPT.W_e",
});
