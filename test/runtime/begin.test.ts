/** With what a model begins: with the package's weights, unless it is given a checkpoint. */
import { printWasm } from "../../compiler/6-emit/wasm/wasm.ts";
import { encodeCheckpoint } from "../../runtime/checkpoint/checkpoint.ts";
import { createModel, type LoadOptions, type Model } from "../../runtime/mod.ts";
import { initialStates } from "../../runtime/parameters.ts";
import type { Initializer } from "../../runtime/plan.ts";
import { assert, suite } from "../harness.ts";
import { compileSmall, withWeights } from "../6-emit/small.ts";

const test = suite("what a model begins with");

const { plan, options, parameters } = withWeights(compileSmall());
const wasm = printWasm(plan.kernels, plan.model.day, { relaxed: false, shared: true });

/** Fails where it is used. */
const trap: Initializer = {
  kind: "normal",
  deviation: 1,
  get mean(): number {
    throw new Error("parameters are initialised that are read");
  },
};
const trapped = {
  ...plan.model,
  parameters: plan.model.parameters.map((item) => ({ ...item, initial: trap })),
};

/** The model, and how often its weights were read. */
async function open(given: LoadOptions): Promise<readonly [model: Model, reads: number]> {
  let reads = 0;
  const weights = (): Promise<Uint8Array> => {
    reads += 1;
    return Promise.resolve(options.weights.file);
  };
  const wgsl = (): Promise<Record<string, string>> => Promise.resolve({});
  const files = { wgsl, wasm: () => Promise.resolve(wasm), weights, baseUrl: "file:///nowhere/" };
  const tokenizers = JSON.parse(options.tokenizers ?? "");
  const host = { backend: "cpu", exact: true, threads: 1 } as const;
  return [await createModel(trapped, { ...files, tokenizers }, { ...host, ...given }), reads];
}

const [first] = plan.model.parameters;

test("its weights, read once, with the seed that is given; nothing is initialised", async () => {
  const [model, reads] = await open({ seed: 4 });
  const { data } = await model.parameter(first?.path ?? "");
  assert.equal([data, reads, model.step, model.seed], [parameters.subarray(0, data.length), 1, 0, 4]);
  model.destroy();
});

test("a checkpoint, at its step: then the weights aren't read, and nothing is initialised", async () => {
  const progress = { training: "train", step: 12, seed: 7 };
  const other = parameters.map((value) => value + 1);
  const states = initialStates(plan.model);
  const checkpoint = encodeCheckpoint(plan.model, { parameters: other, states, progress });
  const [model, reads] = await open({ checkpoint });
  const { data } = await model.parameter(first?.path ?? "");
  assert.equal([data, reads, model.step, model.seed], [other.subarray(0, data.length), 0, 12, 7]);
  assert.equal(await model.save(), checkpoint);
  model.destroy();
});
