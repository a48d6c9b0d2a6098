import type { Column } from "../../runtime/data/columns.ts";
import { partsOf, wholePart } from "../../runtime/data/parts.ts";
import { recordSource } from "../../runtime/data/records.ts";
import { windowSource } from "../../runtime/data/windows.ts";
import type { PlanData } from "../../runtime/plan.ts";
import { assert, suite } from "../harness.ts";

const windows = suite("windows of a text");

const book: PlanData = {
  name: "book",
  kind: "windows",
  heldOut: 0.1,
  fields: [
    { kind: "window", name: "tokens", column: "text", shift: 0, length: 8 },
    { kind: "window", name: "next", column: "text", shift: 1, length: 8 },
  ],
};
/** Each position holds its own number, so that a window tells where it lies. */
const positions = Uint16Array.from({ length: 1000 }, (_, at) => at);
const textOf = (values: Uint16Array<ArrayBuffer>, heldOutFrom?: number): Map<string, Column> =>
  new Map([
    ["text", { values, shape: [values.length], ...(heldOutFrom === undefined ? {} : { heldOutFrom }) }],
  ]);
const source = windowSource(book, partsOf(book, textOf(positions)), 3);

windows("hold consecutive positions of the training part, `next` one later", () => {
  for (let step = 1; step <= 200; step += 1) {
    const { inputs, rows } = source.trainingBatch(5, step);
    const [tokens, next] = [inputs.get("tokens"), inputs.get("next")];
    assert.is(rows, 3);
    assert.equal(tokens?.sizes, [3, 8]);
    for (const [at, value] of (tokens?.data ?? []).entries()) {
      if (at % 8 !== 0) assert.is(value, (tokens?.data[at - 1] ?? 0) + 1);
      assert.is(next?.data[at], value + 1);
      assert.ok((next?.data[at] ?? 1000) < 900);
    }
  }
});

windows("depend on the seed and the step alone", () => {
  assert.equal(source.trainingBatch(5, 17), source.trainingBatch(5, 17));
  assert.not.equal(source.trainingBatch(5, 17), source.trainingBatch(5, 18));
  assert.not.equal(source.trainingBatch(5, 17), source.trainingBatch(6, 17));
});

windows("cover the held-out end once, in order", () => {
  const seen: number[] = [];
  for (let index = 0; index < source.evaluationBatches; index += 1) {
    seen.push(...(source.evaluationBatch(index).inputs.get("tokens")?.data ?? []));
  }
  // 100 positions hold 12 windows of 8 whose next positions exist.
  assert.equal(
    seen,
    Array.from({ length: 96 }, (_, at) => 900 + at),
  );
});

windows("of a text that is too short are refused with the numbers", () => {
  const whole = { ...book, heldOut: 0 };
  const sourceOf = (length: number) =>
    windowSource(whole, partsOf(whole, textOf(positions.slice(0, length))), 1);
  assert.ok(sourceOf(9));
  assert.throws(() => sourceOf(8), /has 8 positions, but a window needs 9/);
});

windows("of files of their own are held out whole, and none reaches from one part into the other", () => {
  const own: PlanData = { ...book, heldOut: "files" };
  const { trainingBatch, evaluationBatches, evaluationBatch } = windowSource(
    own,
    partsOf(own, textOf(positions.slice(0, 47), 30)),
    3,
  );
  const seen = Array.from({ length: 500 }, (_, at) => [
    ...(trainingBatch(5, at + 1).inputs.get("next")?.data ?? []),
  ]);
  assert.is(Math.max(...seen.flat()), 29);
  assert.is(evaluationBatches, 1);
  assert.equal(
    [...(evaluationBatch(0).inputs.get("tokens")?.data ?? [])],
    Array.from({ length: 16 }, (_, at) => 30 + at),
  );
  assert.throws(() => partsOf(own, textOf(positions)), /the columns of `book` don't say where/);
});

const records = suite("records");

const reviews: PlanData = {
  name: "reviews",
  kind: "records",
  heldOut: 0.1,
  fields: [
    { kind: "record", name: "text", column: "text", type: "int", shape: [3] },
    { kind: "record", name: "label", column: "label", type: "int", shape: [] },
  ],
};
/** Record r has r % 5 positions, each of them r; its label is r. */
const lengths = Array.from({ length: 100 }, (_, record) => record % 5);
const starts = Int32Array.from([0, ...lengths]);
for (let at = 1; at < starts.length; at += 1) starts[at] = (starts[at] ?? 0) + (starts[at - 1] ?? 0);
const columns = new Map<string, Column>([
  [
    "text",
    {
      values: Uint8Array.from(lengths.flatMap((length, record) => new Array<number>(length).fill(record))),
      shape: [starts[100] ?? 0],
      starts,
    },
  ],
  ["label", { values: Uint8Array.from(lengths, (_, record) => record), shape: [100] }],
]);
const shuffled = recordSource(reviews, partsOf(reviews, columns), 7);

records("come once an epoch, in another order each time, the last smaller batch dropped", () => {
  assert.is(shuffled.stepsPerEpoch, 12);
  const epochs = [0, 1].map((epoch) =>
    Array.from({ length: 12 }, (_, index) => shuffled.trainingBatch(3, epoch * 12 + index + 1)).flatMap(
      (batch) => [...(batch.inputs.get("label")?.data ?? [])],
    ),
  );
  for (const labels of epochs) {
    assert.is(new Set(labels).size, 84);
    assert.ok(labels.every((label) => label < 90));
  }
  assert.not.equal(epochs[0], epochs[1]);
});

records("are cut or padded to the bound, and their lengths counted", () => {
  const { inputs } = shuffled.evaluationBatch(0);
  assert.equal([...(inputs.get("label")?.data ?? [])], [90, 91, 92, 93, 94, 95, 96]);
  const text = inputs.get("text");
  assert.equal([...(text?.lengths ?? [])], [0, 1, 2, 3, 3, 0, 1]);
  assert.equal([...(text?.data ?? [])].slice(0, 15), [0, 0, 0, 91, 0, 0, 92, 92, 0, 93, 93, 93, 94, 94, 94]);
  assert.is(shuffled.evaluationBatch(1).rows, 3);
});

records("a resume in the middle of an epoch gives the same batches", () => {
  const fresh = recordSource(reviews, partsOf(reviews, columns), 7);
  assert.equal(fresh.trainingBatch(3, 20), shuffled.trainingBatch(3, 20));
});

records("too few, or columns that disagree, are refused with the numbers", () => {
  assert.throws(
    () => recordSource(reviews, partsOf(reviews, columns), 91),
    /has 90 records, fewer than one batch of 91/,
  );
  const uneven = new Map(columns).set("label", { values: new Uint8Array(99), shape: [99] });
  assert.throws(() => partsOf(reviews, uneven), /`text` 100, `label` 99/);
});

records("held out by files of their own, or given beside the others, are those of the evaluation", () => {
  const own: PlanData = { ...reviews, heldOut: "files" };
  const marked = new Map([...columns].map(([name, column]) => [name, { ...column, heldOutFrom: 63 }]));
  const labelsOf = (batch: { readonly inputs: ReadonlyMap<string, { readonly data: ArrayLike<number> }> }) =>
    Array.from(batch.inputs.get("label")?.data ?? []);
  const parted = recordSource(own, partsOf(own, marked), 7);
  assert.is(parted.stepsPerEpoch, 9);
  const epoch = Array.from({ length: 9 }, (_, at) => labelsOf(parted.trainingBatch(3, at + 1))).flat();
  assert.equal(
    epoch.sort((a, b) => a - b),
    Array.from({ length: 63 }, (_, at) => at),
  );
  assert.is(parted.evaluationBatches, 6);
  assert.equal(labelsOf(parted.evaluationBatch(5)), [98, 99]);

  const others = new Map<string, Column>([
    ["text", { values: new Uint8Array(2), shape: [2], starts: Int32Array.of(0, 1, 2) }],
    ["label", { values: Uint8Array.of(7, 8), shape: [2] }],
  ]);
  const given = recordSource(
    reviews,
    { training: wholePart(reviews, columns), heldOut: wholePart(reviews, others) },
    100,
  );
  assert.is(labelsOf(given.trainingBatch(3, 1)).includes(99), true);
  assert.equal(labelsOf(given.evaluationBatch(0)), [7, 8]);
});
