/**
 * The optimizers and schedules of the library for a hundred steps in f64, against Optax's and those of their definitions
 * (test/oracles/optimizers_reference.py, which has the same problem, and says which form each has).
 */
import { readFileSync } from "node:fs";
import { evaluateEntry } from "../../compiler/3-graph/evaluate.ts";
import type { Environment } from "../../compiler/3-graph/evaluate/evaluation.ts";
import { evaluateSize } from "../../compiler/sizes/size.ts";
import type { Axis } from "../../compiler/3-graph/graph.ts";
import { countOf } from "../../compiler/3-graph/tensor.ts";
import type { Tensor } from "../../compiler/3-graph/tensor.ts";
import { compileSpec, libraryFiles } from "../agree/compile-spec.ts";
import { assert, suite } from "../harness.ts";

const test = suite("a hundred steps of each optimizer and schedule");

/** By step and parameter. */
type Figures = Readonly<Record<string, Readonly<Record<string, readonly number[]>>>>;

interface Oracle {
  readonly optimizers: Readonly<Record<string, Figures>>;
  readonly schedules: Readonly<Record<string, Figures>>;
  /** By how much a small change of the start has grown at most. */
  readonly growth: number;
  /** Of optimizers for maps, which have a problem of their own. */
  readonly maps: Readonly<Record<string, Figures>>;
  readonly mapsGrowth: number;
}

const oracle = JSON.parse(
  readFileSync(new URL("../oracles/optimizers.json", import.meta.url), "utf8"),
) as Oracle;

/** Compared in plateau.test.ts. */
const plateau = JSON.parse(readFileSync(new URL("../oracles/plateau.json", import.meta.url), "utf8")) as {
  readonly rates: Readonly<Record<string, readonly number[]>>;
};

const steps = 100;
/** A step rounds fewer than this many times on the way to one element, values that are below 4. */
const roundings = 100;
/** Two computations whose roundings all add up and then grow. */
const toleranceOf = (growth: number): number => 2 * steps * roundings * 4 * 2 ** -53 * growth;

const x = [1, -0.5, 0.25, 0.5, 1.5, -1, -0.75, 0.5, 1, 0.25, -1, 0.5];
const y = [0.5, -1, 1.5, 0.25, -0.5, 0.75, 0, 1];
const begin: Readonly<Record<string, readonly number[]>> = {
  "Curve.M": [0.5, -0.25, 0.75, 1, -0.5, 0.25],
  "Curve.w": [0.3, -0.8],
};

const netY = [
  0.5, -1, 0.25, 0.75, -0.5, 1.5, 0.25, -0.75, 0, 0.5, -0.5, 0.75, 1, -0.25, 0.25, 0, 1, -0.5, 0.5, -1,
];
const netBegin: typeof begin = {
  "Net.M": [0.5, -0.25, 0.75, 1, -0.5, 0.25],
  "Net.N": [0.5, -0.25, 0.75, 0.25, -1, -0.75, 0.5, 0.25, 1, 0.5],
  "Net.w": [0.3, -0.8, 0.2, 0.1, -0.4],
};

const specOf = (optimizer: string): string => `weft 1
axis a = 3
axis b = 2
model Curve(x: [a]) -> [b] {
  param M: a -> b ~ xavier
  param w: [b] ~ normal(0, 1)
  return M(x) + sin(2 * w)
}
data points = module("./points.ts") {
  x: [a]
  y: [b]
}
train on points {
  minimize mean[batch](sum[b](0.5 * (Curve(x) - y)^2))
  optimizer = ${optimizer}
  batch = 4
  steps = ${steps}
}
`;

interface Problem {
  readonly spec: string;
  readonly inputs: Readonly<Record<string, readonly number[]>>;
  readonly begin: typeof begin;
  readonly growth: number;
}

const curve = (optimizer: string): Problem => ({
  spec: specOf(optimizer),
  inputs: { x, y },
  begin,
  growth: oracle.growth,
});

const net = (optimizer: string): Problem => ({
  spec: `weft 1
axis a = 3
axis b = 2
axis c = 5
model Net(x: [a]) -> [c] {
  param M: a -> b ~ xavier
  param N: b -> c ~ xavier
  param w: [c] ~ normal(0, 1)
  return N(tanh(M(x))) + w
}
data points = module("./points.ts") {
  x: [a]
  y: [c]
}
train on points {
  loss = mean[batch](sum[c](0.5 * (Net(x) - y)^2))
  minimize loss except Net.w with ${optimizer}
  minimize loss over Net.w with sgd(rate = 0.1)
  batch = 4
  steps = ${steps}
}
`,
  inputs: { x, y: netY },
  begin: netBegin,
  growth: oracle.mapsGrowth,
});

/** The parameters after each step, from the first on. */
function run({ spec, inputs: given, begin: first }: Problem): readonly ReadonlyMap<string, Tensor>[] {
  const { graph } = compileSpec("optimizer.weft", spec);
  const entry = graph.entries.find(({ kind }) => kind === "train");
  if (entry === undefined) throw new Error("nothing is trained");
  const sizes = new Map(entry.symbols.map(({ symbol }) => [symbol, 4]));
  const tensor = (axes: readonly Axis[], data?: readonly number[]): Tensor => {
    const shape = axes.map(({ size }) => evaluateSize(size, sizes));
    return { axes, shape, data: Float64Array.from(data ?? new Float64Array(countOf(shape))) };
  };
  const inputs = new Map(entry.inputs.map(({ name, axes }) => [name, tensor(axes, given[name])]));
  let parameters = new Map(graph.parameters.map(({ path, axes }) => [path, tensor(axes, first[path])]));
  let states = new Map(graph.states.map(({ path, axes }) => [path, tensor(axes)]));
  return Array.from({ length: steps }, (_, at) => {
    const environment: Environment = {
      sizes,
      inputs,
      parameters,
      states,
      settings: new Map([["steps", steps]]),
      seed: 1,
      step: at + 1,
    };
    const results = evaluateEntry(entry, environment);
    const next = (role: "parameter" | "state"): readonly (readonly [string, Tensor])[] =>
      results.filter(({ output }) => output.role === role).map(({ output, value }) => [output.name, value]);
    parameters = new Map([...parameters, ...next("parameter")]);
    states = new Map([...states, ...next("state")]);
    return parameters;
  });
}

function compare(problem: Problem, figures: Figures): void {
  const after = run(problem);
  const tolerance = toleranceOf(problem.growth);
  assert.equal(Object.keys(figures), ["1", "2", "10", "50", "100"]);
  for (const [step, expected] of Object.entries(figures)) {
    for (const [path, values] of Object.entries(expected)) {
      const data = after[Number(step) - 1]?.get(path)?.data;
      assert.is(data?.length, values.length, path);
      for (const [at, value] of values.entries())
        assert.close(data?.[at] ?? NaN, value, tolerance, `${path}[${at}] after step ${step}`);
    }
  }
}

for (const [optimizer, figures] of Object.entries(oracle.optimizers))
  test(optimizer, () => compare(curve(optimizer), figures));

for (const [optimizer, figures] of Object.entries(oracle.maps))
  test(optimizer, () => compare(net(optimizer), figures));

for (const [schedule, figures] of Object.entries(oracle.schedules))
  test(schedule, () => compare(curve(`sgd(rate = ${schedule})`), figures));

test("none of the library is left out", () => {
  const library = Object.values(libraryFiles()).join("\n");
  const named = [...library.matchAll(/^(?:optimizer|schedule) (\w+)/gm)].map(([, name]) => name);
  const calls = [oracle.optimizers, oracle.maps, oracle.schedules, plateau.rates].flatMap((part) =>
    Object.keys(part),
  );
  const tried = calls.map((call) => call.split("(")[0]);
  assert.equal([...new Set(tried)].sort(), named.sort());
});
