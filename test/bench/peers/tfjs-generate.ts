/** 200 characters by specs/gpt.weft's model, the window evaluated afresh for each. `deno run -A tfjs-generate.ts FOLDER COUNT [webgpu]`. */
import * as tf from "@tensorflow/tfjs";
import { context, logitsOf, openRun, reader } from "./tfjs-model.ts";
import { reportText } from "./run.ts";

const [folder = ".", count = "200", backend = "wasm"] = Deno.args;
const { run, parameters } = await openRun(folder, backend);
const vocab = run.parameters.get("GPT.W_e")?.shape[0] ?? 0;
const at = reader(parameters);

await reportText(Number(count), vocab, run.batch(1).inputs.slice(0, 8), context, async (window) => {
  const logits = tf.tidy(() => logitsOf(at, tf.tensor(window, [1, context], "int32"), 1, vocab));
  const numbers = (await logits.data()) as Float32Array;
  logits.dispose();
  return numbers;
});
Deno.exit(0);
