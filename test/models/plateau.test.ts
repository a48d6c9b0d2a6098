/**
 * `on_plateau` against PyTorch's ReduceLROnPlateau (test/oracles/plateau_reference.py), and trainings that follow their evaluations: a
 * resumed one, and one that is recomputed, have the bits of the one that went through.
 */
import { readFileSync } from "node:fs";
import { evaluateEntry } from "../../compiler/3-graph/evaluate.ts";
import { encodeCheckpoint } from "../../runtime/checkpoint/checkpoint.ts";
import { firstState, openState, readState, setState } from "../../runtime/checkpoint/model-state.ts";
import { trainModel } from "../../runtime/train/train.ts";
import type { TrainOptions } from "../../runtime/train/training.ts";
import { decodeCheckpoint } from "../../runtime/checkpoint/checkpoint.ts";
import { compileSpec } from "../agree/compile-spec.ts";
import { openMachine, type Backend } from "../agree/device.ts";
import { randomValues } from "../agree/values.ts";
import { randoms } from "../3-graph/graphs.ts";
import { assert, suite } from "../harness.ts";

const test = suite("schedules that watch the evaluation loss");

interface Oracle {
  readonly every: number;
  readonly losses: readonly number[];
  readonly rates: Readonly<Record<string, readonly number[]>>;
}

const oracle = JSON.parse(
  readFileSync(new URL("../oracles/plateau.json", import.meta.url), "utf8"),
) as Oracle;

const specOf = (rate: string): string => `weft 1
axis a = 3
model Guess(x: [a]) -> real {
  param w: [a] ~ normal(0, 1)
  return x @[a] w
}
data points = module("./points.ts") {
  x: [a]
  y: real
}
train on points {
  minimize mean[batch]((Guess(x) - y)^2)
  optimizer = adam(rate = ${rate})
  batch = 4
  steps = 40
  evaluate every 4
}
`;

for (const [call, expected] of Object.entries(oracle.rates))
  test(`a hundred steps of ${call}`, () => {
    const { graph } = compileSpec("plateau.weft", specOf(call));
    const [train, follow] = ["train", "follow"].map((kind) =>
      graph.entries.find((entry) => entry.kind === kind),
    );
    if (train === undefined || follow === undefined) throw new Error("an entry is missing");
    const { environment } = randomValues(graph, train, randoms(3));
    const scalar = (value: number) => ({ axes: [], shape: [], data: Float64Array.of(value) });
    let states = new Map([
      ...environment.states,
      ...graph.states
        .filter(({ path }) => path.startsWith("train/"))
        .map(({ path, initial }) => [path, scalar(initial)] as const),
    ]);
    assert.is(expected.length, 100);
    let falls = 0;
    for (const [at, rate] of expected.entries()) {
      const step = at + 1;
      const results = evaluateEntry(train, { ...environment, states, step });
      const found = results.find(({ output }) => output.role === "rate")?.value.data[0] ?? NaN;
      if (rate !== expected[at - 1]) falls += 1;
      // The oracle multiplies the rate by the factor each time, weft a share that is 1 at first: one rounding each, and one at the end.
      assert.close(found, rate, (2 * falls + 1) * 2 ** -53 * rate, `step ${step}`);
      if (step % oracle.every !== 0) continue;
      const settings = new Map([["evaluation_loss", oracle.losses[step / oracle.every - 1] ?? NaN]]);
      const next = evaluateEntry(follow, { ...environment, states, step, settings });
      states = new Map([...states, ...next.map(({ output, value }) => [output.name, value] as const)]);
    }
    assert.ok(falls > 1, "the rate falls");
  });

// Noise that no weights explain: the loss soon stays where it is.
const random = randoms(11);
const data = Array.from({ length: 60 }, () => ({
  x: Float32Array.from({ length: 3 }, () => random() - 0.5),
  y: random() - 0.5,
}));

async function run(
  backend: Backend,
  steps: number,
  begin: Uint8Array | undefined,
  options: TrainOptions = {},
): Promise<{ readonly bytes: Uint8Array; readonly rates: readonly number[] }> {
  const { plan } = compileSpec("plateau.weft", specOf("on_plateau(0.5, factor = 0.5, patience = 0)"));
  const machine = await openMachine(plan, backend);
  const state = openState(machine, firstState(machine.plan, 5));
  if (begin !== undefined) setState(machine, state, decodeCheckpoint(plan.model, begin));
  const readColumn = () => Promise.reject(new Error("the data is given"));
  const context = { machine, state, readColumn, progress: () => undefined };
  const rates: number[] = [];
  for await (const event of trainModel(context, "train", { data, steps, ...options }))
    if (event.kind === "step") rates.push(event.rate ?? NaN);
  return { bytes: encodeCheckpoint(plan.model, await readState(machine, state)), rates };
}

for (const backend of ["webgpu", "cpu"] as const)
  test(`on ${backend} a resumed training and a recomputed one have the same bits`, async () => {
    const whole = await run(backend, 40, undefined);
    const [first = NaN, last = NaN] = [whole.rates[0], whole.rates.at(-1)];
    assert.ok(last < first, `the rate falls: ${first} to ${last}`);
    // 18 isn't a step with an evaluation, though the last step of a run has one, and 20 is.
    for (const stop of [18, 20]) {
      const half = await run(backend, stop, undefined);
      const { bytes, rates } = await run(backend, 40, half.bytes);
      assert.equal([...half.rates, ...rates], whole.rates, `${stop}`);
      assert.equal(bytes, whole.bytes, `${stop}`);
    }
    const recomputed = await run(backend, 40, undefined, { evaluateEvery: Infinity, evaluationBatches: 1 });
    assert.equal(recomputed.bytes, whole.bytes);
  });
