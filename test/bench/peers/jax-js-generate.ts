/** 200 characters by specs/gpt.weft's model, the window evaluated afresh for each. `deno run -A jax-js-generate.ts FOLDER COUNT [webgpu]`. */
import { jit, numpy as np, tree } from "@jax-js/jax";
import { context, logitsOf } from "./jax-js-model.ts";
import { reader, useDevice, type Parameters } from "./jax-js-train.ts";
import { readRun, reportText } from "./run.ts";

const [folder = ".", count = "200", device = "wasm"] = Deno.args;
const run = readRun(folder, context);
await useDevice(device);

const parameters: Parameters = {};
for (const [name, { shape, data }] of run.parameters) parameters[name] = np.array(data).reshape(shape);
const vocab = run.parameters.get("GPT.W_e")?.shape[0] ?? 0;
const evaluate = jit((p: Parameters, tokens: np.Array) => logitsOf(reader(p), tokens, 1, vocab));

await reportText(Number(count), vocab, run.batch(1).inputs.slice(0, 8), context, async (window) => {
  const tokens = np.array(window, { dtype: np.int32 }).reshape([1, context]);
  return (await evaluate(tree.ref(parameters), tokens).data()) as Float32Array;
});
Deno.exit(0);
