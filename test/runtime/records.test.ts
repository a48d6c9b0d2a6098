/** A training on records, with lengths, labels and epochs, by a hand-written plan; and a generator that grows nothing. */
import { createModel, type Model } from "../../runtime/mod.ts";
import type { ModelPlan, PlanSize } from "../../runtime/plan.ts";
import { shuffledOrder } from "../../runtime/random.ts";
import { assert, suite } from "../harness.ts";
import { failureOf } from "../cli/files.ts";
import type { TrainOptions } from "../../runtime/train/training.ts";
import { packageOf } from "./scenario.ts";

const fixed = (value: number): PlanSize => ({ terms: [{ symbols: [], coefficient: value }], divisor: 1 });
const batchSize: PlanSize = { terms: [{ symbols: ["batch"], coefficient: 1 }], divisor: 1 };
const one = { size: fixed(1), tile: 1 };
const label = { name: "label", size: fixed(2), vocabulary: "label" };
const lengthsOffset = 128;
const labelsOffset = 192;

const wgsl = {
  weigh: `
@group(0) @binding(2) var<storage, read_write> work: array<f32>;
@group(0) @binding(3) var<storage, read_write> integers: array<i32>;
struct Day { batch: i32 }
@group(1) @binding(1) var<uniform> day: Day;
@compute @workgroup_size(1)
fn weigh() {
  // For each record: its real values, padding left out, plus 1000 where its label is \`ham\`.
  var sum = 0.0;
  for (var r = 0; r < day.batch; r++) {
    for (var p = 0; p < integers[${lengthsOffset} + r]; p++) { sum += f32(integers[r * 8 + p]); }
    sum += select(0.0, 1000.0, integers[${labelsOffset} + r] == 1);
  }
  work[0] = sum / f32(day.batch);
}`,
  pick: `
@group(0) @binding(3) var<storage, read_write> integers: array<i32>;
struct Day { batch: i32, threshold: f32 }
@group(1) @binding(1) var<uniform> day: Day;
@compute @workgroup_size(1)
fn pick() { integers[0] = select(0, 1, day.threshold > 0.5); }`,
};

const inputs = [
  {
    name: "text",
    axes: [
      { name: "batch", size: batchSize },
      { name: "seq", size: fixed(3) },
    ],
    type: "int",
    arena: "integers",
    offset: 0,
    // Rows lie eight apart.
    strides: [8, 1],
    indexes: { name: "vocab", size: fixed(50) },
    lengths: { axis: "seq", offset: lengthsOffset, strides: [1] },
  },
  {
    name: "kind",
    axes: [{ name: "batch", size: batchSize }],
    type: "int",
    arena: "integers",
    offset: labelsOffset,
    strides: [1],
    indexes: label,
  },
] as const;

const loss = {
  role: "loss",
  name: "loss",
  axes: [],
  type: "real",
  places: [{ arena: "work", offset: 0, strides: [] }],
} as const;
const shared = {
  symbols: [{ symbol: "batch", low: 1, high: 2, step: 1 }],
  inputs,
  settings: [],
  outputs: [loss],
  arenas: { work: 64, integers: 256 },
  dispatches: [{ kernel: "weigh", offsets: [], groups: [one, one, one], source: "s:1", makes: "loss" }],
  repeats: [],
  written: [],
} as const;

const plan: ModelPlan = {
  name: "weigh",
  hash: "w",
  day: [
    { name: "batch", type: "int" },
    { name: "threshold", type: "real" },
  ],
  vocabularies: { label: { kind: "labels", labels: ["spam", "ham"] } },
  parameters: [],
  states: [],
  arenas: { parameters: 0, states: 0 },
  chunk: 2 ** 25,
  kernels: ["weigh", "pick"].map((name) => ({ name, entry: name, views: [], lanes: 1 })),
  entries: [
    { kind: "train", name: "train", ...shared },
    { kind: "evaluate", name: "train", ...shared },
    {
      kind: "generate",
      name: "pick",
      symbols: [],
      inputs: [],
      settings: ["threshold"],
      outputs: [
        {
          role: "result",
          name: "picked",
          axes: [],
          type: "int",
          places: [{ arena: "integers", offset: 0, strides: [] }],
          indexes: label,
        },
      ],
      arenas: { work: 64, integers: 64 },
      dispatches: [{ kernel: "pick", offsets: [], groups: [one, one, one], source: "s:2", makes: "picked" }],
      repeats: [],
      written: [],
    },
  ],
  data: [
    {
      name: "mails",
      kind: "records",
      heldOut: 0.3,
      fields: [
        { kind: "record", name: "text", column: "mails.text", type: "int", shape: [3], fitted: [0] },
        { kind: "record", name: "kind", column: "mails.kind", type: "int", shape: [] },
      ],
    },
  ],
  trainings: [{ name: "train", data: "mails", batch: 2, length: { kind: "epochs", count: 2 }, seed: 1 }],
  generators: [{ name: "pick", options: [{ name: "threshold", type: "real", initial: 0.2 }] }],
};

/** Record r holds r % 4 + 1 values, of which three at most are read; its weight is worked out beside. */
const mails = Array.from({ length: 10 }, (_, record) => ({
  text: Array.from({ length: (record % 4) + 1 }, (_, at) => record + at),
  kind: record % 3 === 0 ? "ham" : 0,
}));
const weights = mails.map(
  ({ text, kind }) => text.slice(0, 3).reduce((sum, value) => sum + value, 0) + (kind === "ham" ? 1000 : 0),
);
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

const open = (): Promise<Model> => createModel(plan, packageOf(wgsl), { backend: "webgpu" });

const test = suite("records from memory");

test("each epoch weighs each record of the training part once, padding left out", async () => {
  const model = await open();
  const losses: number[] = [];
  let stepsPerEpoch = 0;
  let held: number | undefined;
  for await (const event of model.train("train", { data: mails })) {
    if (event.kind === "start") stepsPerEpoch = event.stepsPerEpoch;
    if (event.kind === "step") losses.push(event.loss);
    if (event.kind === "evaluation") held = event.loss;
  }
  // Seven records for training: three batches of two an epoch, one record left out.
  assert.is(stepsPerEpoch, 3);
  assert.is(losses.length, 6);
  const mixed = Array.from(shuffledOrder(10, 0, 0), (record) => weights[record] ?? Number.NaN);
  const trained = mixed.slice(0, 7);
  for (const epoch of [losses.slice(0, 3), losses.slice(3)]) {
    const missing = sum(trained) - 2 * sum(epoch);
    assert.ok(trained.includes(missing), `${missing} is the weight of the record left out`);
  }
  // Three held out: a batch of two and one of one, each record counted alike. Sums of small whole numbers are exact in f32.
  assert.close(held ?? Number.NaN, sum(mixed.slice(7)) / 3, 1e-9);
});

test("records to measure on may be given beside the others, or in place of those that the spec holds out", async () => {
  const model = await open();
  const train = async (
    options: TrainOptions,
  ): Promise<readonly [steps: number, loss: number | undefined]> => {
    let steps = 0;
    let held: number | undefined;
    for await (const event of model.train("train", options)) {
      if (event.kind === "start") steps = event.stepsPerEpoch;
      if (event.kind === "evaluation") held = event.loss;
    }
    return [steps, held];
  };
  const test = mails.slice(1, 4);
  const measured = sum(weights.slice(1, 4)) / 3;
  assert.equal(await train({ data: mails, test }), [5, measured]);
  assert.equal(await train({ data: mails, test: [], steps: 7 }), [5, undefined]);
  assert.is((await model.evaluate("train", { data: mails, test })).loss, measured);
  assert.match(
    await failureOf(() => train({ data: mails, test: [...test, { kind: 0 }] })),
    /held-out record 3 has no field `text`/,
  );
  assert.match(
    await failureOf(() => train({ data: mails, test: [{ text: [1, 50], kind: 0 }] })),
    /`text` at held-out record 0 is 50/,
  );
  const own = { ...plan, data: plan.data.map((data) => ({ ...data, heldOut: "files" as const })) };
  const other = await createModel(own, packageOf(wgsl), { backend: "webgpu" });
  assert.match(
    await failureOf(() => other.evaluate("train", { data: mails })),
    /`data` is given in place of all files of `mails`, also of those that the spec holds out: give `test`, too/,
  );
  assert.is((await other.evaluate("train", { data: mails, test })).loss, measured);
});

test("a bad record is named", async () => {
  const model = await open();
  const tryWith = async (record: (typeof mails)[number] | Record<string, never>): Promise<string> => {
    try {
      for await (const event of model.train("train", { data: [...mails.slice(0, 4), record, ...mails] }))
        void event;
    } catch (error) {
      return String(error);
    }
    return "nothing was thrown";
  };
  assert.match(await tryWith({}), /record 4 has no field `text`/);
  assert.match(
    await tryWith({ text: [1, 50], kind: 0 }),
    /`text` at record 4 is 50, but `vocab` has the positions 0 to 49/,
  );
  assert.match(
    await tryWith({ text: [1], kind: "eggs" }),
    /"eggs" isn't one of the 2 labels of `label`: spam, ham/,
  );
});

test("a generator that grows nothing gives its result, as a label", async () => {
  const model = await open();
  assert.equal(await model.run("pick", {}), { picked: "spam" });
  assert.equal(await model.run("pick", { threshold: 0.9 }), { picked: "ham" });
});
