/** specs/gpt.weft's training as a user of jax-js would write it. `deno run -A jax-js-gpt.ts FOLDER STEPS WARM TOTAL`. */
import { defaultDevice, init, jit, nn, numpy as np, valueAndGrad } from "@jax-js/jax";
import { context, logitsOf, type Parameters } from "./jax-js-model.ts";
import { rateOf, readRun, reportSteps } from "./run.ts";

const [folder = ".", count = "30", warm = "5", total = "500"] = Deno.args;
const run = readRun(folder, context);
const rows = run.batchRows;

await init("wasm");
defaultDevice("wasm");

const parameters: Parameters = {};
for (const [name, { shape, data }] of run.parameters) parameters[name] = np.array(data).reshape(shape);
const vocab = run.parameters.get("GPT.W_e")?.shape[0] ?? 0;
const names = Object.keys(parameters);
const isMap = (name: string): boolean => name.includes(".W_");

function lossOf(p: Parameters, inputs: np.Array, targets: np.Array): np.Array {
  const logProbabilities = nn.logSoftmax(logitsOf(p, inputs, rows, vocab), -1);
  return nn.oneHot(targets, vocab).mul(logProbabilities).sum(-1).mean().neg();
}

type State = { p: Parameters; m: Parameters; v: Parameters };

const runStep = jit(
  (state: State, inputs: np.Array, targets: np.Array, rate: np.Array, c1: np.Array, c2: np.Array) => {
    const [loss, gradients] = valueAndGrad(lossOf)(
      Object.fromEntries(names.map((name) => [name, (state.p[name] as np.Array).ref])),
      inputs,
      targets,
    );
    const squares = names.map((name) => np.square((gradients[name] as np.Array).ref).sum());
    const norm = np.sqrt(squares.reduce((a, b) => a.add(b)));
    const factor = np.minimum(np.reciprocal(norm), 1);
    const next: State = { p: {}, m: {}, v: {} };
    for (const name of names) {
      const g = (gradients[name] as np.Array).mul(factor.ref);
      const m = (state.m[name] as np.Array).mul(0.9).add(g.ref.mul(0.1));
      const v = (state.v[name] as np.Array).mul(0.99).add(np.square(g).mul(0.01));
      const update = m.ref.mul(c1.ref).div(np.sqrt(v.ref.mul(c2.ref)).add(1e-8));
      const p = state.p[name] as np.Array;
      const kept = isMap(name) ? p.ref.sub(p.mul(rate.ref.mul(0.1))) : p;
      next.p[name] = kept.sub(update.mul(rate.ref));
      next.m[name] = m;
      next.v[name] = v;
    }
    factor.dispose();
    rate.dispose();
    c1.dispose();
    c2.dispose();
    return { loss, next };
  },
);

const zeros = (): Parameters =>
  Object.fromEntries(names.map((name) => [name, np.zeros(run.parameters.get(name)?.shape ?? [])]));
let state: State = { p: parameters, m: zeros(), v: zeros() };

await reportSteps(Number(count), Number(warm), async (step) => {
  const { inputs, targets } = run.batch(step);
  const indices = (values: Int32Array): np.Array =>
    np.array(values as Int32Array<ArrayBuffer>, { dtype: np.int32 }).reshape([rows, context]);
  const { loss, next } = runStep(
    state,
    indices(inputs),
    indices(targets),
    np.array(rateOf(step, Number(total))),
    np.array(1 / (1 - 0.9 ** step)),
    np.array(1 / (1 - 0.99 ** step)),
  );
  state = next;
  for (const group of [state.p, state.m, state.v])
    for (const value of Object.values(group)) await value.blockUntilReady();
  return (await loss.data())[0] ?? NaN;
});
Deno.exit(0);
