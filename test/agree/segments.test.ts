/** Scans in segments: the same numbers as without, and memory that grows with the root of the length. */
import { evaluateEntry } from "../../compiler/3-graph/evaluate.ts";
import { verifyPlan } from "../../compiler/5-schedule/verify.ts";
import { randoms } from "../3-graph/graphs.ts";
import { assert, suite } from "../harness.ts";
import { layers, specOf } from "../models/recurrent-specs.ts";
import { describe, disagreements } from "./agree.ts";
import { compileSpec } from "./compile-spec.ts";
import type { CompiledSpec } from "./compile-spec.ts";
import { openMachine, runOnDevice } from "./device.ts";
import { randomValues } from "./values.ts";

const test = suite("scans in segments");

const never = Number.MAX_SAFE_INTEGER;

function indexOfTraining({ graph }: CompiledSpec): number {
  return graph.entries.findIndex(({ kind }) => kind === "train");
}

/** What the evaluator, in f64, makes of a training step. */
function evaluated(spec: CompiledSpec): ReadonlyMap<string, Float64Array> {
  const entry = spec.graph.entries[indexOfTraining(spec)];
  if (entry === undefined) throw new Error("no training");
  const { environment } = randomValues(spec.graph, entry, randoms(3));
  const results = evaluateEntry(entry, environment);
  return new Map(results.map(({ output, value }) => [`${output.role} ${output.name}`, value.data]));
}

// Odd and square, prime, and one more than a square: with and without a rest. Too short ones stay as they are.
for (const [at, layer] of layers.entries()) {
  const time = [9, 11, 10][at % 3];
  test(`${layer.name}, ${time} positions: the algebra is the same`, () => {
    const text = specOf(layer, { time: `= ${time}`, in: 2, cell: 3 });
    const expected = evaluated(compileSpec("scan.weft", text, { segments: never }));
    const spec = compileSpec("scan.weft", text, { segments: 1 });
    const actual = evaluated(spec);
    assert.ok(spec.plan.model.entries.some(({ repeats }) => repeats.length > 3));
    assert.equal([...actual.keys()], [...expected.keys()]);
    // Some thousand operations in f64, in another order: 2^-53 each, and none cancels more than a few digits.
    for (const [name, numbers] of expected)
      for (const [position, number] of numbers.entries()) {
        const other = actual.get(name)?.[position] ?? NaN;
        assert.ok(
          Math.abs(number - other) <= 1e-11 * (1e-3 + Math.abs(number)),
          `${name} at ${position}: ${other}, not ${number}`,
        );
      }
  });
}

for (const at of [0, 3]) {
  const layer = layers[at];
  if (layer === undefined) continue;
  test(`${layer.name}: kernels agree with the evaluator`, async () => {
    const text = specOf(layer, { time: "= 11", in: 2, cell: 3 });
    const spec = compileSpec("scan.weft", text, { segments: 1 });
    verifyPlan(spec.plan);
    const isSegmented = ({ kind }: { readonly kind: string }): boolean =>
      kind === "train" || kind === "evaluate";
    assert.is(describe(await disagreements(spec, 5, { on: ["cpu"], runs: 2, entry: isSegmented })), "");
  });
}

/**
 * Values that f32 holds whole: halves and small integers, so that sums are the same in whatever order. The state at the end is the loss,
 * and a parameter in every position has a gradient that is added up over all of them.
 */
const whole = (time: number, batch = 2, cell = 4): string => `weft 1
axis time = ${time}
axis cell = ${cell}
model Last(x: [time]) -> [cell] {
  param b: [cell] = 0.5
  h = scan[time](h: [cell] = 0) {
    h' = 0.5 * h + b * x
    yield h'
  }
  return h[time = last]
}
data d = jsonl("d.jsonl") {
  x: [time]
}
train on d {
  minimize mean[batch](sum[cell](Last(x)))
  optimizer = sgd(rate = 1)
  batch = ${batch}
  steps = 1
}
`;

async function bitsOf(spec: CompiledSpec): Promise<ReadonlyMap<string, Float64Array>> {
  const index = indexOfTraining(spec);
  const entry = spec.graph.entries[index];
  if (entry === undefined) throw new Error("no training");
  const given = randomValues(spec.graph, entry, randoms(7));
  for (const tensor of [...given.environment.inputs.values(), ...given.environment.parameters.values()])
    tensor.data.forEach((number, at) => (tensor.data[at] = Math.round(4 * number)));
  const values = await runOnDevice(await openMachine(spec.plan, "cpu, exact"), spec.graph, index, given);
  return new Map([...values].map(([{ role, name }, numbers]) => [`${role} ${name}`, numbers]));
}

// A step halves what came before: after 17 of them 2^-17 of a small integer is still whole in 24 bits.
for (const time of [1, 2, 8, 9, 13, 17]) {
  test(`the same bits at ${time} positions, where no sum rounds`, async () => {
    const expected = await bitsOf(compileSpec("whole.weft", whole(time), { segments: never }));
    const actual = await bitsOf(compileSpec("whole.weft", whole(time), { segments: 1 }));
    assert.ok(expected.size >= 2);
    for (const [name, numbers] of expected) assert.equal([...(actual.get(name) ?? [])], [...numbers], name);
  });
}

test("a budget that recomputation alone doesn't reach has scans in segments", () => {
  const text = whole(256, 64, 64);
  const peakOf = ({ plan }: CompiledSpec): number =>
    Math.max(...plan.entries.map(({ memory }) => memory.peak));
  const plain = compileSpec("whole.weft", text);
  const budget = Math.floor(peakOf(plain) / 2);
  const spec = compileSpec("whole.weft", text, { memory: budget });
  assert.ok(peakOf(spec) <= budget);
  const at = indexOfTraining(spec);
  const loops = (of: CompiledSpec): number => of.plan.model.entries[at]?.repeats.length ?? 0;
  assert.ok(loops(spec) > loops(plain));
});

test("the peak grows with the root of the length", () => {
  const work = (time: number, segments: number): number => {
    const spec = compileSpec("whole.weft", whole(time, 64, 64), { segments });
    const memory = spec.plan.entries[indexOfTraining(spec)]?.memory;
    // The input is there whole.
    return memory === undefined ? NaN : memory.peak - memory.parameters - memory.states - 4 * 64 * time;
  };
  const lengths = [64, 256, 1024, 4096];
  const peaks = lengths.map((time) => work(time, 1));
  // Four times the length, twice the memory; a few values of one position don't grow.
  for (const [at, peak] of peaks.slice(1).entries())
    assert.ok(
      peak < 2.1 * (peaks[at] ?? NaN),
      `${peaks.join(", ")} bytes for ${lengths.join(", ")} positions`,
    );
  assert.ok((peaks.at(-1) ?? NaN) < work(4096, never) / 15);
});
