/** specs/gpt.weft's training as a user of TensorFlow.js would write it. `deno run -A tfjs-gpt.ts FOLDER STEPS WARM TOTAL [webgpu]`. */
import * as tf from "@tensorflow/tfjs";
import { context, logitsOf, openRun, reader } from "./tfjs-model.ts";
import { rateOf, reportSteps } from "./run.ts";

const [folder = ".", count = "30", warm = "5", total = "500", backend = "wasm"] = Deno.args;
const { run, parameters } = await openRun(folder, backend);
const rows = run.batchRows;
const vocab = run.parameters.get("GPT.W_e")?.shape[0] ?? 0;
const isMap = (name: string): boolean => name.includes(".W_");
const at = reader(parameters);

function lossOf(inputs: tf.Tensor, targets: tf.Tensor): tf.Scalar {
  const logProbabilities = tf.logSoftmax(logitsOf(at, inputs, rows, vocab));
  const picked = tf.mul(tf.oneHot(tf.reshape(targets, [-1]), vocab), logProbabilities);
  return tf.neg(tf.mean(tf.sum(picked, -1))) as tf.Scalar;
}

const moments = new Map(
  [...parameters].map(([name, value]) => [
    name,
    { m: tf.variable(tf.zerosLike(value), false), v: tf.variable(tf.zerosLike(value), false) },
  ]),
);

await reportSteps(Number(count), Number(warm), async (step) => {
  const { inputs, targets } = run.batch(step);
  const loss = tf.tidy(() => {
    const { value, grads } = tf.variableGrads(() =>
      lossOf(tf.tensor(inputs, [rows, context], "int32"), tf.tensor(targets, [rows, context], "int32")),
    );
    const squares = Object.values(grads).map((gradient) => tf.sum(tf.square(gradient)));
    const norm = tf.sqrt(squares.reduce((a, b) => tf.add(a, b)));
    const factor = tf.div(1, tf.maximum(norm, 1));
    const rate = rateOf(step, Number(total));
    for (const [name, parameter] of parameters) {
      const state = moments.get(name);
      const raw = grads[name];
      if (state === undefined || raw === undefined) throw new Error(`${name} has no gradient`);
      const gradient = tf.mul(raw, factor);
      state.m.assign(tf.add(tf.mul(state.m, 0.9), tf.mul(gradient, 0.1)));
      state.v.assign(tf.add(tf.mul(state.v, 0.99), tf.mul(tf.square(gradient), 0.01)));
      const m = tf.div(state.m, 1 - 0.9 ** step);
      const v = tf.div(state.v, 1 - 0.99 ** step);
      const kept = isMap(name) ? tf.mul(parameter, 1 - rate * 0.1) : parameter;
      parameter.assign(tf.sub(kept, tf.mul(tf.div(m, tf.add(tf.sqrt(v), 1e-8)), rate)));
    }
    return value;
  });
  const [read = NaN] = await loss.data();
  loss.dispose();
  return read;
});
Deno.exit(0);
