import { printWasm } from "../../compiler/6-emit/wasm/wasm.ts";
import type { Plan } from "../../compiler/5-schedule/plan.ts";
import { createModel, type Model } from "../../runtime/mod.ts";
import type { TrainOptions } from "../../runtime/train/training.ts";
import { compileSpec } from "../agree/compile-spec.ts";
import { assert, suite } from "../harness.ts";
import { withoutChecksum } from "./without-checksum.ts";

const test = suite("numbers that go bad in a training");

/** One parameter; the optimizer's formulas are given. */
function specOf(optimizer: string): string {
  return `weft 1
axis embed = 3

optimizer own(rate) {
  state v = 0
${optimizer}
}

model Scale(x: [embed]) -> [embed] {
  param w: [embed] = 1
  return w * x
}

data numbers = jsonl("numbers.jsonl") {
  x: [embed]
}

train on numbers {
  minimize mean[batch, embed]((Scale(x) - x - 1)^2)
  optimizer = own(rate = 0.01)
  batch = 2
  steps = 10
}
`;
}

const records = Array.from({ length: 8 }, (_, at) => ({ x: [at, 1, 2] }));

async function open(optimizer: string): Promise<Model> {
  return openPlan(compileSpec("bad.weft", specOf(optimizer)).plan);
}

async function openPlan(plan: Plan): Promise<Model> {
  const bytes = Uint8Array.from(printWasm(plan.kernels, plan.model.day, { relaxed: false, shared: true }));
  const wgsl = () => Promise.reject(new Error("no GPU"));
  const files = { wgsl, wasm: () => Promise.resolve(bytes), baseUrl: "file:///" };
  return createModel(plan.model, files, { backend: "cpu", threads: 1 });
}

async function train(model: Model, options: TrainOptions = {}): Promise<string> {
  try {
    for await (const event of model.train("train", { data: records, ...options })) void event;
  } catch (error) {
    return String(error).replace("WeftError: ", "");
  }
  return "done";
}

const badLastStep = `  v' = v + 1
  parameter' = parameter - rate * gradient * where(step < 10, 1, exp(200))`;
const stateOverflows = `  v' = v * 1e20 + 1e20
  parameter' = parameter - rate * gradient / (1 + v')`;

test("a parameter that the last step spoils is told, and given back, where nothing is saved", async () => {
  const model = await open(badLastStep);
  assert.is(await train(model, { steps: 9 }), "done");
  const message = await train(model);
  assert.match(message, "`Scale.w` isn't finite after step 10: the first bad value is `Scale.w` in step 10");
  assert.match(message, "the state of step 9 is kept");
  assert.is(model.step, 9);
  assert.ok((await model.parameter("Scale.w")).data.every(Number.isFinite));
  model.destroy();
});

test("what was loaded is given back where the first training from it goes bad", async () => {
  const model = await open(badLastStep);
  assert.is(await train(model, { steps: 9 }), "done");
  const saved = await model.save();
  const other = await open(badLastStep);
  other.load(saved);
  assert.match(await train(other), "the state of step 9 is kept");
  assert.equal(await other.save(), saved);
  model.destroy();
  other.destroy();
});

test("a state that overflows is told, though every loss and parameter is finite", async () => {
  const model = await open(stateOverflows);
  const message = await train(model, { steps: 7 });
  const state = "`Scale.w/own.v`";
  assert.match(
    message,
    `bad.weft:7: ${state} isn't finite after step 7: the first bad value is ${state} in step 2, which is Infinity`,
  );
  assert.is(model.step, 0);
  model.destroy();
});

test("a state that is given to whom wants it after a step is asked, too, and gone back to", async () => {
  const model = await open(stateOverflows);
  assert.match(await train(model, { stateAfter: (step) => step === 1 }), "the state of step 1 is kept");
  assert.is(model.step, 1);
  const spoilt = "`Scale.w/own.v` isn't finite after step 3";
  assert.match(await train(model, { stateAfter: (step) => step === 3 }), spoilt);
  model.destroy();
});

test("a training isn't gone on with from what a loop that was left has spoilt", async () => {
  const model = await open(badLastStep);
  assert.is(await train(model, { steps: 8 }), "done");
  for await (const event of model.train("train", { data: records })) {
    if (event.kind === "step" && event.step === 10) break;
  }
  assert.is(model.step, 10);
  assert.is(
    await train(model, { steps: 12 }),
    "`Scale.w` isn't finite after step 10; the state of step 8 is kept",
  );
  assert.is(await train(model, { steps: 9 }), "done");
  model.destroy();
});

/** Writes the first number of a tensor. */
function setNumber(bytes: Uint8Array, tensor: string, number: number): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = Number(view.getBigUint64(0, true));
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length))) as Readonly<
    Record<string, { readonly data_offsets: readonly number[] }>
  >;
  view.setFloat32(8 + length + (header[tensor]?.data_offsets[0] ?? NaN), number, true);
}

test("a checkpoint with a state that isn't finite is refused", async () => {
  const model = await open(badLastStep);
  assert.is(await train(model, { steps: 2 }), "done");
  const bytes = withoutChecksum(await model.save());
  setNumber(bytes, "state:Scale.w/own.v", Infinity);
  assert.throws(() => model.load(bytes), /state:Scale\.w\/own\.v: has numbers that are NaN or infinite/);
  model.destroy();
});

test("of a dispatch that makes several values the one that went bad is named", async () => {
  const { plan } = compileSpec(
    "two.weft",
    specOf(`  v' = 0
  parameter' = parameter - 1e30 * gradient`),
  );
  const model = await openPlan(plan);
  assert.match(
    await train(model),
    /^the loss is Infinity at step 2: the first bad value is `loss` in step 2, /,
  );
  model.destroy();
});

test("a checkpoint with a state that is no position of its axis is refused", async () => {
  const { plan } = compileSpec(
    "chosen.weft",
    `weft 1
axis tag = { a, b, c }
model Chosen(x: [tag]) -> real {
  param w: [tag] = 1
  state at: in tag = 1
  at' = 2
  return (w * x)[tag = at]
}
train {
  minimize Chosen(spread[tag](1))
  optimizer = sgd(rate = 0.1)
  batch = 1
  steps = 1
}`,
  );
  const model = await openPlan(plan);
  const bytes = withoutChecksum(await model.save());
  assert.equal(model.load(bytes), []);
  for (const bad of [3, -1, 0.5]) {
    setNumber(bytes, "state:Chosen.at", bad);
    assert.throws(
      () => model.load(bytes),
      new RegExp(`state:Chosen\\.at: has ${bad}, and \`tag\` has the positions 0 to 2`),
    );
  }
  model.destroy();
});
