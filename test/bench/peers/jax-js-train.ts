/** A language model's training as a user of jax-js would write it: cross-entropy, clipping, Adam with decoupled decay of maps. */
import { defaultDevice, init, jit, nn, numpy as np, valueAndGrad } from "@jax-js/jax";
import { readRun, reportSteps } from "./run.ts";

export type Parameters = Record<string, np.Array>;

export interface Settings {
  readonly context: number;
  readonly beta2: number;
  readonly decay: number;
  /** Of the gradients' global norm; none where undefined. */
  readonly clip: number | undefined;
  readonly rateOf: (step: number, total: number) => number;
  /** [rows, context] token numbers to [rows, context, vocab]; consumes the parameters, which are read by `at`. */
  readonly logitsOf: (
    at: (name: string) => np.Array,
    inputs: np.Array,
    rows: number,
    vocab: number,
  ) => np.Array;
  /** The parameter whose first axis is the vocabulary. */
  readonly embedding: string;
}

type State = { p: Parameters; m: Parameters; v: Parameters };

export function reader(parameters: Parameters): (name: string) => np.Array {
  return (name) => {
    const value = parameters[name];
    if (value === undefined) throw new Error(`there is no parameter ${name}`);
    return value;
  };
}

/** Opens a backend by its name and makes it the default. */
export async function useDevice(name: string): Promise<void> {
  if (name !== "wasm" && name !== "webgpu") throw new Error(`no backend ${name}`);
  await init(name);
  defaultDevice(name);
}

/** The whole program; its words are FOLDER STEPS WARM TOTAL [wasm or webgpu]. */
export async function trainLanguageModel(settings: Settings): Promise<void> {
  const [folder = ".", count = "30", warm = "5", total = "500", device = "wasm"] = Deno.args;
  const { context, beta2, decay, clip } = settings;
  const run = readRun(folder, context);
  const rows = run.batchRows;
  await useDevice(device);

  const parameters: Parameters = {};
  for (const [name, { shape, data }] of run.parameters) parameters[name] = np.array(data).reshape(shape);
  const vocab = run.parameters.get(settings.embedding)?.shape[0] ?? 0;
  const names = Object.keys(parameters);
  const isMap = (name: string): boolean => name.includes(".W_");

  const lossOf = (p: Parameters, inputs: np.Array, targets: np.Array): np.Array => {
    const logits = settings.logitsOf(reader(p), inputs, rows, vocab);
    return nn.oneHot(targets, vocab).mul(nn.logSoftmax(logits, -1)).sum(-1).mean().neg();
  };

  const runStep = jit(
    (state: State, inputs: np.Array, targets: np.Array, rate: np.Array, c1: np.Array, c2: np.Array) => {
      const copies = Object.fromEntries(names.map((name) => [name, reader(state.p)(name).ref]));
      const [loss, gradients] = valueAndGrad(lossOf)(copies, inputs, targets);
      const gradientOf = reader(gradients);
      const factor = clip === undefined ? undefined : clipFactor(names.map(gradientOf), clip);
      const next: State = { p: {}, m: {}, v: {} };
      for (const name of names) {
        const g = factor === undefined ? gradientOf(name) : gradientOf(name).mul(factor.ref);
        const m = reader(state.m)(name).mul(0.9).add(g.ref.mul(0.1));
        const v = reader(state.v)(name)
          .mul(beta2)
          .add(np.square(g).mul(1 - beta2));
        const update = m.ref.mul(c1.ref).div(np.sqrt(v.ref.mul(c2.ref)).add(1e-8));
        const p = reader(state.p)(name);
        const kept = decay > 0 && isMap(name) ? p.ref.sub(p.mul(rate.ref.mul(decay))) : p;
        next.p[name] = kept.sub(update.mul(rate.ref));
        next.m[name] = m;
        next.v[name] = v;
      }
      for (const used of [factor, rate, c1, c2]) used?.dispose();
      return { loss, next };
    },
  );

  const zeros = (): Parameters =>
    Object.fromEntries(names.map((name) => [name, np.zeros(run.parameters.get(name)?.shape ?? [])]));
  let state: State = { p: parameters, m: zeros(), v: zeros() };
  await reportSteps(Number(count), Number(warm), async (step) => {
    const { inputs, targets } = run.batch(step);
    const indices = (values: Int32Array<ArrayBuffer>): np.Array =>
      np.array(values, { dtype: np.int32 }).reshape([rows, context]);
    const { loss, next } = runStep(
      state,
      indices(inputs),
      indices(targets),
      np.array(settings.rateOf(step, Number(total))),
      np.array(1 / (1 - 0.9 ** step)),
      np.array(1 / (1 - beta2 ** step)),
    );
    state = next;
    // On a GPU the queue keeps their order, and each wait would be a trip to it.
    if (device === "wasm")
      for (const group of [state.p, state.m, state.v])
        for (const value of Object.values(group)) await value.blockUntilReady();
    return (await loss.data())[0] ?? NaN;
  });
  Deno.exit(0);
}

/** At most 1; doesn't consume the gradients. */
function clipFactor(gradients: readonly np.Array[], clip: number): np.Array {
  const squares = gradients.map((gradient) => np.square(gradient.ref).sum());
  const norm = np.sqrt(squares.reduce((a, b) => a.add(b)));
  return np.minimum(np.reciprocal(norm).mul(clip), 1);
}
