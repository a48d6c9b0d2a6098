/**
 * Trainings with `precision = f16`: what products read and give has half precision, and the loss is scaled so that gradients fit. The
 * operator that rounds is an operator like any other, so that kernels agree with the evaluator as they do elsewhere.
 */
import { evaluateEntry } from "../../compiler/3-graph/evaluate.ts";
import type { Entry } from "../../compiler/3-graph/graph.ts";
import { topologicalOrder } from "../../compiler/3-graph/topology.ts";
import { decodeCheckpoint, encodeCheckpoint } from "../../runtime/checkpoint/checkpoint.ts";
import { firstState, openState, readState, setState } from "../../runtime/checkpoint/model-state.ts";
import { messageOf } from "../../runtime/errors.ts";
import { trainModel } from "../../runtime/train/train.ts";
import type { TrainEvent } from "../../runtime/train/training.ts";
import { randoms } from "../3-graph/graphs.ts";
import { describe, disagreements } from "../agree/agree.ts";
import { compileSpec, type CompiledSpec } from "../agree/compile-spec.ts";
import { openMachine, type Backend } from "../agree/device.ts";
import { randomValues } from "../agree/values.ts";
import { assert, suite } from "../harness.ts";

const test = suite("half precision");

const network = (settings: string, loss = "mean[batch]((Guess(x) - y)^2)"): string => `weft 1
axis a = 6
axis hidden = 10
model Guess(x: [a]) -> real {
  param U: a -> hidden ~ xavier
  param V: hidden -> hidden ~ xavier
  param b: [hidden] = 0
  param w: [hidden] ~ normal(0, 0.3)
  return tanh(V(tanh(U(x) + b))) @[hidden] w
}
data points = module("./points.ts") {
  x: [a]
  y: real
}
train on points {
  minimize ${loss}
  batch = 8
  steps = 60
  ${settings}
}
`;

const attention = (settings: string): string => `weft 1
axis seq    = 6
axis src    like seq
axis vocab  = { a, b, c, d, e }
axis embed  = 8
axis hidden = 12
layer Block(x: [seq, embed]) -> [seq, embed] {
  param Q, K, V: embed -> embed ~ xavier
  param U: embed -> hidden ~ xavier
  param D: hidden -> embed ~ xavier
  use norm = LayerNorm[embed]
  n = norm(x)
  A = softmax[src where src <= seq](Q(n) @[embed] K(n)[seq as src] / 2)
  y = x + A @[src] V(n)[seq as src]
  return y + D(gelu(U(y)))
}
model M(x: [seq] in vocab) -> [seq, vocab] {
  param W: vocab -> embed ~ normal(0, 1)
  param O: embed -> vocab ~ xavier
  use blocks = Block * 2
  return O(blocks(W(x)))
}
data d = jsonl("d.jsonl") {
  x: [seq] in vocab
  y: [seq] in vocab
}
train on d {
  minimize mean[batch, seq](cross_entropy[vocab](M(x), y))
  batch = 4
  steps = 1
  ${settings}
}
`;

function compiled(text: string): CompiledSpec {
  return compileSpec("halves.weft", text);
}

function stepOf({ graph }: CompiledSpec): Entry {
  const entry = graph.entries.find(({ kind }) => kind === "train");
  if (entry === undefined) throw new Error("no training");
  return entry;
}

/** The names of what is rounded, in the order of the computation. */
function roundedIn(spec: CompiledSpec): readonly string[] {
  return topologicalOrder(stepOf(spec).outputs.map(({ node }) => node)).flatMap((node) =>
    node.kind === "map" && node.operator === "half" ? [node.label ?? node.origin?.names.join(" ") ?? ""] : [],
  );
}

const isTraining = { entry: ({ kind }: Entry) => kind === "train" };

// A value next to the middle of two halves may be rounded to either: so many runs with random rounding meet those that there are.
const runs = 16;

test("a step with attention agrees with the evaluator", async () => {
  const spec = compiled(attention("optimizer = adamw(rate = 0.01)\n  clip = 0.5\n  precision = f16"));
  assert.is(describe(await disagreements(spec, 5, { ...isTraining, runs, on: ["cpu", "cpu, exact"] })), "");
});

test("a step in parts of a batch agrees with the evaluator", async () => {
  const spec = compiled(attention("optimizer = sgd(rate = 0.01)\n  accumulate = 2\n  precision = f16"));
  assert.is(describe(await disagreements(spec, 6, { ...isTraining, runs, on: ["cpu, exact"] })), "");
});

test("what is rounded doesn't depend on the optimizer, and nothing is without the setting", () => {
  const half = (optimizer: string) =>
    roundedIn(compiled(network(`optimizer = ${optimizer}\n  precision = f16`)));
  assert.equal(half("adamw(rate = 0.01)"), half("sgd(rate = 0.1)"));
  assert.ok(half("sgd(rate = 0.1)").length >= 8);
  assert.equal(roundedIn(compiled(network("optimizer = sgd(rate = 0.1)\n  precision = f32"))), []);
});

const random = randoms(11);
const data = Array.from({ length: 60 }, () => {
  const x = Float32Array.from({ length: 6 }, random);
  return { x, y: Math.sin(3 * (x[0] ?? 0)) + (x[1] ?? 0) * (x[2] ?? 0) };
});

type Step = Extract<TrainEvent, { kind: "step" }>;

interface Run {
  readonly bytes: Uint8Array;
  readonly steps: readonly Step[];
}

async function run(text: string, steps: number, backend: Backend, begin?: Uint8Array): Promise<Run> {
  const { plan } = compiled(text);
  const machine = await openMachine(plan, backend);
  const state = openState(machine, firstState(machine.plan, 5));
  if (begin !== undefined) setState(machine, state, decodeCheckpoint(plan.model, begin));
  const readColumn = () => Promise.reject(new Error("the data is given"));
  const context = { machine, state, readColumn, progress: () => undefined };
  const done: Step[] = [];
  for await (const event of trainModel(context, "train", { data, steps }))
    if (event.kind === "step") done.push(event);
  return { bytes: encodeCheckpoint(plan.model, await readState(machine, state)), steps: done };
}

const adam = "optimizer = adam(rate = 0.01)";
const square = "mean[batch]((Guess(x) - y)^2)";

test("trains as in f32, and losses of any size do", async () => {
  const losses = async (text: string): Promise<readonly number[]> =>
    (await run(text, 60, "cpu")).steps.map(({ loss }) => loss);
  const whole = await losses(network(adam));
  const half = await losses(network(`${adam}\n  precision = f16`));
  const [first = NaN, last = NaN] = [whole[0], whole.at(-1)];
  assert.ok(last < 0.7 * first, `${first} falls to ${last}`);
  assert.ok(
    half.some((loss, at) => loss !== whole[at]),
    "something was rounded",
  );
  // From x to the loss there are six roundings, each by at most 2^-11 of values about 1; Adam's steps follow the same slope with such errors.
  const bound = 6 * 2 ** -11 * first;
  for (const [at, loss] of half.entries()) assert.close(loss, whole[at] ?? NaN, bound, `step ${at + 1}`);
  // Of a loss that small the slopes would be rounded to 0, unless it were scaled; of one that large they overflow until the scale has fallen.
  const small = network("optimizer = adam(rate = 0.01, eps = 1e-16)", `2^-16 * ${square}`);
  const wanted = (await losses(small)).at(-1) ?? NaN;
  const found = (await losses(small.replace("steps", "precision = f16\n  steps"))).at(-1) ?? NaN;
  assert.close(found * 2 ** 16, wanted * 2 ** 16, bound);
  const large = await losses(network(`${adam}\n  precision = f16`, `2^20 * ${square}`));
  assert.ok((large.at(-1) ?? NaN) / 2 ** 20 < 0.9 * first);
});

const overflowing = network(
  "optimizer = sgd(rate = 1e-7, momentum = 0.9)\n  precision = f16",
  `1e5 * ${square}`,
);

test("a step agrees with the evaluator on every target", async () => {
  assert.is(describe(await disagreements(compiled(overflowing), 5, { ...isTraining, runs })), "");
});

for (const backend of ["webgpu", "cpu"] as const)
  test(`on ${backend} steps with too large gradients are skipped until the scale is small enough`, async () => {
    const whole = await run(overflowing, 30, backend);
    const scales = whole.steps.map(({ scaling }) => scaling?.scale);
    const skipped = whole.steps.filter(({ scaling }) => scaling?.skipped === true).length;
    assert.ok(skipped >= 3 && skipped <= 20, `${skipped} skipped`);
    assert.equal(
      scales.slice(0, skipped),
      Array.from({ length: skipped }, (_, at) => 2 ** (15 - at)),
    );
    assert.ok(whole.steps.slice(skipped).every(({ scaling }) => scaling?.scale === 2 ** (16 - skipped)));
    const losses = whole.steps.map(({ loss }) => loss);
    assert.ok(losses.every(Number.isFinite));
    assert.ok((losses.at(-1) ?? NaN) < (losses[0] ?? NaN));
    // Resumed in the middle of them, and after them.
    for (const stop of [2, 25]) {
      const begun = await run(overflowing, stop, backend);
      const resumed = await run(overflowing, 30, backend, begun.bytes);
      assert.equal(
        [...begun.steps, ...resumed.steps].map(({ loss }) => loss),
        losses,
      );
      assert.equal(resumed.bytes, whole.bytes);
    }
  });

test("a step that is skipped changes nothing but the scale", () => {
  const text = `weft 1
axis a = 4
axis hidden = 6
model Guess(x: [batch, a]) -> [batch] {
  param U: a -> hidden ~ xavier
  param w: [hidden] ~ normal(0, 1)
  use norm = BatchNorm[batch, hidden]
  return norm(U(x)) @[hidden] w
}
model Slow = average of Guess decay 0.9
data points = module("./points.ts") {
  x: [a]
  y: real
}
train on points {
  minimize mean[batch]((Guess(x) - y)^2)
  report slow = mean[batch]((Slow(x) - y)^2)
  optimizer = adam(rate = 0.01)
  batch = 8
  steps = 10
  precision = f16
}
`;
  const spec = compiled(text);
  const entry = stepOf(spec);
  const { environment } = randomValues(spec.graph, entry, randoms(3));
  const [x] = environment.inputs.values();
  if (x === undefined) throw new Error("no input");
  for (const size of [1, 1e6]) {
    const inputs = new Map(environment.inputs).set("x", { ...x, data: x.data.map((value) => value * size) });
    const changed = evaluateEntry(entry, { ...environment, inputs }).flatMap(({ output, value }) => {
      const before = output.role === "parameter" ? environment.parameters : environment.states;
      if (output.role !== "parameter" && output.role !== "state") return [];
      const there = before.get(output.name)?.data ?? new Float64Array();
      return value.data.some((number, at) => number !== there[at]) ? [output.name] : [];
    });
    if (size === 1) assert.ok(changed.length > 10, changed.join());
    else assert.equal(changed, ["train/loss.scale", "train/loss.scale steps"]);
  }
});

test("of several minimizations each is skipped by itself, and averages follow what the others have moved", () => {
  const model = (name: string): string =>
    `model ${name}(x: [a]) -> [b] {\n  param W: a -> b ~ xavier\n  state turns = 0\n  turns' = turns + 1\n  return W(x)\n}\nmodel Slow${name} = average of ${name} decay 0.9\n`;
  const spec = compiled(`weft 1
axis a = 4
axis b = 3
${model("First")}${model("Second")}
data points = module("./points.ts") {
  x: [a]
}
train on points {
  minimize mean[batch](sum[b](First(x))) over First
  minimize 1e9 * mean[batch](sum[b](Second(x))) over Second
  optimizer = sgd(rate = 0.01, momentum = 0.5)
  batch = 8
  steps = 10
  precision = f16
}
`);
  const entry = stepOf(spec);
  const { environment } = randomValues(spec.graph, entry, randoms(3));
  const changed = evaluateEntry(entry, environment).flatMap(({ output: { role, name }, value }) => {
    const before = role === "parameter" ? environment.parameters : environment.states;
    const there = before.get(name)?.data ?? new Float64Array();
    const isStored = role === "parameter" || role === "state";
    return isStored && value.data.some((number, at) => number !== there[at]) ? [name] : [];
  });
  assert.equal(changed.sort(), [
    "First.W",
    "First.W/sgd.velocity",
    "SlowFirst.W",
    "train/loss.scale steps",
    "train/loss2.scale",
    "train/loss2.scale steps",
  ]);
});

test("after two thousand good steps in a row the scale is doubled", () => {
  const spec = compiled(network("optimizer = sgd(rate = 0.1)\n  precision = f16"));
  const entry = stepOf(spec);
  const { environment } = randomValues(spec.graph, entry, randoms(3));
  const scalar = (value: number) => ({ axes: [], shape: [], data: Float64Array.of(value) });
  const after = (steps: number): readonly (number | undefined)[] => {
    const states = new Map(environment.states)
      .set("train/loss.scale", scalar(1024))
      .set("train/loss.scale steps", scalar(steps));
    const results = evaluateEntry(entry, { ...environment, states });
    return ["train/loss.scale", "train/loss.scale steps"].map(
      (name) => results.find(({ output }) => output.name === name)?.value.data[0],
    );
  };
  assert.equal(after(1998), [1024, 1999]);
  assert.equal(after(1999), [2048, 0]);
});

test("values too large for half precision stop the run, which tells where they are", async () => {
  const text = network("optimizer = sgd(rate = 0.1)\n  precision = f16").replace(
    "tanh(U(x) + b)",
    "(1e6 * U(x) + b)^2",
  );
  let told = "nothing";
  try {
    await run(text, 60, "cpu");
  } catch (error) {
    told = messageOf(error);
  }
  assert.match(told, /at step 33.*the first bad value is `/);
});
