/** Trainings without data, whose formulas make what they learn from. */
import { decodeCheckpoint, encodeCheckpoint } from "../../runtime/checkpoint/checkpoint.ts";
import { messageOf } from "../../runtime/errors.ts";
import { firstState, openState, readState, setState } from "../../runtime/checkpoint/model-state.ts";
import { createModel } from "../../runtime/mod.ts";
import { trainModel } from "../../runtime/train/train.ts";
import type { TrainEvent, TrainOptions } from "../../runtime/train/training.ts";
import { compileSpec, readSpec } from "../agree/compile-spec.ts";
import { openMachine, type Backend } from "../agree/device.ts";
import { printWasm } from "../../compiler/6-emit/wasm/wasm.ts";
import { printModuleText } from "../../compiler/6-emit/module/module-text.ts";
import { assert, suite } from "../harness.ts";

const test = suite("trainings without data");

async function run(backend: Backend, text: string, options: TrainOptions = {}, begin?: Uint8Array) {
  const { plan } = compileSpec("without.weft", text);
  const machine = await openMachine(plan, backend);
  const state = openState(machine, firstState(machine.plan, 5));
  if (begin !== undefined) setState(machine, state, decodeCheckpoint(plan.model, begin));
  const readColumn = () => Promise.reject(new Error("there is none"));
  const context = { machine, state, readColumn, progress: () => undefined };
  const events: TrainEvent[] = [];
  for await (const event of trainModel(context, "train", options)) events.push(event);
  const bytes = encodeCheckpoint(plan.model, await readState(machine, state));
  return { bytes, events, steps: events.flatMap((event) => (event.kind === "step" ? [event] : [])) };
}

const still = `weft 1
model Place() -> real {
  param at: real = 0
  return at
}
train {
  minimize (Place() - 3)^2
  optimizer = sgd(rate = 0.25)
  steps = 20
}
`;

for (const backend of ["webgpu", "cpu"] as const)
  test(`on ${backend} a formula without examples is minimized`, async () => {
    const { steps, events } = await run(backend, still);
    // at = 3 (1 - 2^-t) after t steps, without rounding: all are sums of powers of 2 below 2^24.
    assert.equal(
      steps.map(({ loss }) => loss),
      Array.from({ length: 20 }, (_, step) => (3 * 2 ** -step) ** 2),
    );
    assert.equal(events[0], {
      kind: "start",
      step: 0,
      steps: 20,
      stepsPerEpoch: 20,
      countPerStep: 1,
      unit: "steps",
    });
    assert.is(events.filter(({ kind }) => kind === "evaluation").length, 0);
  });

test("numbers that formulas draw are new each step, and the same after a resume", async () => {
  const poisson = readSpec("specs/poisson.weft");
  const whole = await run("cpu", poisson, { steps: 8 });
  assert.is(new Set(whole.steps.map(({ loss }) => loss)).size, 8);
  let third: Uint8Array | undefined;
  const save = (bytes: Uint8Array): string => {
    third ??= bytes;
    return "kept";
  };
  await run("cpu", poisson, { steps: 8, saveEvery: 3, save });
  const resumed = await run("cpu", poisson, { steps: 8 }, third);
  assert.is(resumed.events.find(({ kind }) => kind === "start")?.step, 3);
  assert.equal(resumed.bytes, whole.bytes);
});

test("a network that is trained by an equation solves it", async () => {
  const { steps } = await run("cpu", readSpec("specs/poisson.weft"));
  // The solution is at most 1; the loss of a network that is 0 is the mean of (π² sin(πx))², 48.7.
  const error = steps.at(-1)?.reports["error"] ?? Infinity;
  assert.ok(error < 1e-3, `the solution is off by ${error}`);
});

test("there is nothing to give it, and nothing to evaluate", async () => {
  const { plan } = compileSpec("without.weft", still);
  const wasm = Uint8Array.from(printWasm(plan.kernels, plan.model.day, { relaxed: false, shared: true }));
  const kernels = { wgsl: () => Promise.reject(new Error("no GPU")), wasm: () => Promise.resolve(wasm) };
  const model = await createModel(plan.model, { ...kernels, baseUrl: "file:///" }, { backend: "cpu" });
  const failureOf = (work: Promise<unknown>): Promise<string> => work.then(() => "nothing failed", messageOf);
  assert.is(
    await failureOf(model.train("train", { data: [{ x: 1 }] }).next()),
    "`train` takes no data: its formulas make it",
  );
  assert.is(
    await failureOf(model.evaluate("train")),
    "`train` has no data, of which a part could be held out",
  );
  model.destroy();
});

test("a package's types have no data for it, and no evaluation", () => {
  const named = `${still.replace("train {", "train alone {")}
data points = csv("points.csv") {
  x: real
}
train fit on points {
  minimize mean[batch]((Place() - x)^2)
  optimizer = sgd(rate = 0.25)
  batch = 2
  steps = 20
}
`;
  const both = moduleText(named);
  assert.match(both, "readonly alone: (options?: TrainOptionsOf<never>) =>");
  assert.match(both, "readonly evaluate: { readonly fit:");
  assert.not.match(moduleText(still), "evaluate:");
});

test("a package's types ask for no field that is made of another", () => {
  const shifted = moduleText(`weft 1
axis seq <= 4
model Place(x: [seq]) -> [seq] {
  param w: real = 1
  return w * x
}
data texts = jsonl("texts.jsonl") {
  x: [seq]
  next: [seq] = x shifted 1
}
train on texts {
  minimize mean[batch, seq where next.present]((Place(x) - next)^2)
  optimizer = sgd(rate = 0.25)
  batch = 2
  steps = 20
}
`);
  assert.match(shifted, /EvaluateOptionsOf<readonly \{ readonly x: [^;}]* \}\[\]>/);
});

function moduleText(text: string): string {
  const { compiled, plan } = compileSpec("without.weft", text);
  const { tree, model } = compiled;
  if (model === undefined) throw new Error("it doesn't check");
  const source = { spec: { name: "without.weft", text }, tree, model, plan, runtime: {} };
  return printModuleText(source).replace(/\s+/g, " ");
}
