/**
 * Training steps on each backend against the evaluator, fifty where they cost little. A device's loss may stray from the reference's by twice the largest deviation
 * that twenty evaluator runs show which round every operation to f32 at random.
 */
import { evaluateEntry } from "../../compiler/3-graph/evaluate.ts";
import type { Environment } from "../../compiler/3-graph/evaluate/evaluation.ts";
import type { Entry } from "../../compiler/3-graph/graph.ts";
import { randomRounding } from "../../compiler/3-graph/rounding.ts";
import type { Tensor } from "../../compiler/3-graph/tensor.ts";
import { randoms } from "../3-graph/graphs.ts";
import { compileSpec, readSpec } from "../agree/compile-spec.ts";
import type { CompiledSpec, SpecOptions } from "../agree/compile-spec.ts";
import { backends, lossesOnDevice } from "../agree/device.ts";
import type { Backend } from "../agree/device.ts";
import { randomValues } from "../agree/values.ts";
import { assert, suite } from "../harness.ts";
import { library, specOf } from "./recurrent-specs.ts";

const test = suite("trajectories of training steps");
const runs = 20;

interface Trajectory {
  readonly text?: string;
  readonly on?: readonly Backend[];
  readonly steps?: number;
  /** Inputs of which every position is real. */
  readonly whole?: readonly string[];
}

/** The surroundings of each step: the same beginning, and three batches in turn, which can be learnt by heart. */
function stepsOf(
  { graph }: CompiledSpec,
  entry: Entry,
  { steps = 50, whole = [] }: Trajectory,
): readonly Environment[] {
  const first = randomValues(graph, entry, randoms(21)).environment;
  const lengths = new Map(
    [...(first.lengths ?? [])].map(([key, tensor]) => {
      const [name = "", axis = ""] = key.split(".");
      const input = first.inputs.get(name);
      const size = input?.shape[input.axes.findIndex(({ id }) => id === axis)] ?? NaN;
      return [key, whole.includes(name) ? { ...tensor, data: tensor.data.map(() => size) } : tensor];
    }),
  );
  const begin = { ...first, lengths };
  const zeros = new Map(
    [...begin.states].map(([path, tensor]) => [path, { ...tensor, data: tensor.data.map(() => 0) }]),
  );
  return Array.from({ length: steps }, (_, at) => ({
    ...begin,
    states: zeros,
    inputs: randomValues(graph, entry, randoms(100 + (at % 3))).environment.inputs,
    step: at + 1,
  }));
}

function lossesOfEvaluator(
  entry: Entry,
  environments: readonly Environment[],
  round?: (value: number) => number,
): readonly number[] {
  let parameters = new Map(environments[0]?.parameters);
  let states = new Map(environments[0]?.states);
  return environments.map((environment) => {
    const results = evaluateEntry(entry, { ...environment, parameters, states }, round);
    const next = (role: "parameter" | "state"): readonly (readonly [string, Tensor])[] =>
      results.filter(({ output }) => output.role === role).map(({ output, value }) => [output.name, value]);
    parameters = new Map([...parameters, ...next("parameter")]);
    states = new Map([...states, ...next("state")]);
    return results.find(({ output }) => output.role === "loss")?.value.data[0] ?? NaN;
  });
}

async function compare(name: string, options: SpecOptions, trajectory: Trajectory = {}): Promise<void> {
  const { text = readSpec(`specs/${name}`), on = backends } = trajectory;
  const spec = compileSpec(name, text, options);
  const index = spec.graph.entries.findIndex(({ kind }) => kind === "train");
  const entry = spec.graph.entries[index];
  if (entry === undefined) throw new Error(`${name} trains nothing`);
  const environments = stepsOf(spec, entry, trajectory);
  const expected = lossesOfEvaluator(entry, environments);
  let deviation = 0;
  const allowed = expected.map(() => 0);
  for (let run = 0; run < runs; run++) {
    const random = randoms(300 + run);
    const rounded = lossesOfEvaluator(
      entry,
      environments,
      randomRounding(() => (random() + 1) / 2),
    );
    deviation = 0;
    for (const [step, loss] of expected.entries()) {
      deviation = Math.max(deviation, Math.abs(loss - (rounded[step] ?? NaN)));
      allowed[step] = Math.max(allowed[step] ?? 0, 2 * deviation);
    }
  }
  for (const backend of on) {
    const losses = await lossesOnDevice(spec, index, environments, backend);
    for (const [step, loss] of expected.entries())
      assert.close(losses[step] ?? NaN, loss, allowed[step] ?? 0, `${backend}, step ${step + 1}`);
  }
  // Of the same batch, when it comes for the last time.
  const last = expected[expected.length - 1 - ((expected.length - 1) % 3)];
  assert.ok((last ?? NaN) < (expected[0] ?? NaN), "the loss falls");
}

test("minimal", () =>
  compare("minimal.weft", {
    set: { embed: "8", head: "2", hidden: "12", seq: "4" },
    vocabularies: { vocab: 7 },
  }));

test("gpt", () =>
  compare("gpt.weft", {
    set: { embed: "8", head: "2", seq: "4", depth: "1" },
    vocabularies: { vocab: 7 },
  }));

for (const layer of library)
  test(`${layer.name} of the library`, () =>
    compare(
      "scan.weft",
      {},
      { text: specOf(layer, { time: "<= 6", in: 3, cell: 4 }), on: ["cpu", "cpu, exact"] },
    ));

const program = (name: string, rate: string): string =>
  readSpec(`test/programs/${name}`)
    .replace(/rate = warmup_cosine\(.*\)\)/, `rate = ${rate})`)
    .replace(/batch( +)= \d+/, "batch$1= 2");

test("sequences that nobody aligned", () =>
  compare(
    "ctc.weft",
    { set: { time: "4", place: "2", feature: "2", cell: "3" } },
    // A word of two letters needs three frames, if they are the same.
    { text: program("ctc.weft", "1e-2"), on: ["cpu", "cpu, exact"], steps: 4, whole: ["frames"] },
  ));

test("a pointer that sorts", () =>
  compare(
    "pointer.weft",
    { set: { item: "3", embed: "3" } },
    { text: program("pointer.weft", "1e-2"), on: ["cpu", "cpu, exact"], steps: 4 },
  ));
