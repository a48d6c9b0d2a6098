/** Records that a program gives, as those of files are. */
import { join } from "node:path";
import { makePackageData } from "../../compiler/cli/packages/package.ts";
import { planSpec } from "../../compiler/cli/packages/planned.ts";
import { readSpec } from "../../compiler/cli/spec.ts";
import { textTokenizers } from "../../compiler/facts.ts";
import { decodeColumn, type Column } from "../../runtime/data/columns.ts";
import { columnsOfGiven, type GivenColumns } from "../../runtime/data/given.ts";
import { createVocabularies } from "../../runtime/vocabularies.ts";
import { firstState, openState } from "../../runtime/checkpoint/model-state.ts";
import type { GivenData } from "../../runtime/data/given.ts";
import { trainModel } from "../../runtime/train/train.ts";
import { compileSpec } from "../agree/compile-spec.ts";
import { openMachine } from "../agree/device.ts";
import { failureOf, withFiles } from "../cli/files.ts";
import { assert, suite } from "../harness.ts";

const test = suite("records that a program gives");

const answers = `weft 1
axis seq <= 4
model Here(x: [seq], answer: in seq) -> real {
  param w: real = 1
  return w * x[seq = answer]
}
data asked = jsonl("asked.jsonl", test = 0) {
  x: [seq]
  answer: in seq
}
train on asked {
  minimize mean[batch](Here(x, answer))
  optimizer = sgd(rate = 0)
  batch = 2
  steps = 1
}
`;

test("a record whose index lies beyond the cut is left out in memory as of a file, and the others keep their numbers", async () => {
  const { plan } = compileSpec("answers.weft", answers);
  const x = [1, 2, 3, 4, 5, 6];
  const records = [4, 1, 5, 3].map((answer) => ({ x, answer }));
  const machine = await openMachine(plan, "cpu");
  const state = openState(machine, firstState(machine.plan, 1));
  const readColumn = () => Promise.reject(new Error("the data is given"));
  const context = { machine, state, readColumn, progress: () => undefined };
  const train = async (data: GivenData): Promise<readonly [skipped: number | undefined, loss: number]> => {
    let [skipped, loss]: [number | undefined, number] = [undefined, Number.NaN];
    for await (const event of trainModel(context, "train", { data, steps: 1 })) {
      if (event.kind === "start") ({ skipped } = event);
      if (event.kind === "step") ({ loss } = event);
    }
    return [skipped, loss];
  };
  // Position 1 holds 2, position 3 holds 4.
  assert.equal(await train(records), [2, 3]);
  assert.match(
    await failureOf(() => train([...records, { x, answer: -1 }])),
    /`answer` at record 4 is -1, but `seq` has the positions 0 to 3/,
  );
  const [data] = plan.model.data;
  assert.equal(data?.fields[1], {
    kind: "record",
    name: "answer",
    column: "asked.answer",
    type: "int",
    shape: [],
    skipsBeyond: true,
  });
});

const spoken = `weft 1
axis seq <= 6
axis row  = 2
axis char = characters("chars.txt", special = "[CLS] [END]")
axis base = { n, a, c, g, t }
model Next(x: [seq] in char, two: [row, seq] in char, dna: [seq] in base) -> [seq] {
  param w: [char] = 0
  param v: [base] = 0
  return w[char = x] + v[base = dna] + sum[row](w[char = two])
}
data said = jsonl("said.jsonl", test = 0) {
  x:     [seq] in char = field("x", start = "[CLS]", end = "[END]")
  next:  [seq] in char = x shifted 1
  two:   [row, seq] in char = field("two", end = "[END]")
  dna:   [seq] in base = field("dna", start = "n", end = "t")
  after: [seq] in base = dna shifted 2
}
train on said {
  minimize mean[batch, seq where x.present](Next(x, two, dna) + next + after)
  optimizer = sgd(rate = 0)
  batch = 2
  steps = 1
}
`;

test("they have the ends, the shifts and the cuts of those of a file", async () => {
  const records = [
    { x: "abc", two: ["ab", "c"], dna: ["a", "c", "g"] },
    { x: "abcabcabc", two: ["abcabcabc", ""], dna: ["a", "c", "g", "t", "a", "c", "g", "t"] },
    { x: "", two: ["", "b"], dna: [] },
    { x: [3, 4], two: ["cabca", "cc"], dna: [1, 2] },
    { x: "a", two: [[2, 3, 4, 5, 3, 2], "abcabcabc"], dna: [1, 2] },
    { x: "b", two: ["c", [2, 3, 4, 5, 3, 2]], dna: [1, 2] },
  ];
  const { columns } = await givenAsStored({ "said.weft": spoken, "chars.txt": "abc" }, "said", records);
  // What is numbers already gets the ends as a text does: what follows [CLS].
  const next = rowsOf(columns.get("said.next"));
  assert.equal(next[0], [4, 5, 6, 3]);
  assert.equal(next[3], [3, 4, 3]);
});

const pointing = `weft 1
axis seq <= 4
axis k <= 3
axis from like seq
model Here(x: [seq], answers: [k] in seq, edge: [k] in from) -> [k] {
  param w: real = 1
  return w * x[seq = answers] + x[seq = edge]
}
data asked = jsonl("asked.jsonl", test = 0) {
  x:       [seq]
  answers: [k] in seq
  edge:    [k] in from
  next:    [k] in from = edge shifted 1
}
train on asked {
  minimize mean[batch, k where true](Here(x, answers, edge) + next)
  optimizer = sgd(rate = 0)
  batch = 1
  steps = 1
}
`;

test("a record with a list of which an index lies beyond the cut is left out in memory as of a file, and what the list is cut of isn't looked at", async () => {
  const x = [1, 2, 3, 4, 5, 6];
  const records = [
    { x, answers: [0, 4], edge: [1, 1, 1, 1] },
    { x, answers: [3, 2, 1, 5], edge: [2, 1, 0, 3, 9] },
    { x, answers: [3], edge: [0, 1, 2, 4] },
    { x, answers: [], edge: [1, 2] },
  ];
  const { kept, columns, log } = await givenAsStored({ "asked.weft": pointing }, "asked", records);
  assert.equal(kept, [1, 3]);
  assert.equal(rowsOf(columns.get("asked.answers")), [[3, 2, 1], []]);
  assert.equal(rowsOf(columns.get("asked.next")), [[1, 0, 3], [2]]);
  assert.equal(log, ["asked: 2 records, 2 skipped, whose index lies beyond the cut"]);
});

test("the share of a list that is held out is of all of it, though it is sorted", async () => {
  const { plan } = compileSpec("sorted.weft", sorted);
  const machine = await openMachine(plan, "cpu");
  const state = openState(machine, firstState(machine.plan, 1));
  const readColumn = () => Promise.reject(new Error("the data is given"));
  const context = { machine, state, readColumn, progress: () => undefined };
  const data = Array.from({ length: 40 }, (_, at) => ({ x: at < 20 ? 0 : 1 }));
  let loss = Number.NaN;
  for await (const event of trainModel(context, "train", { data }))
    if (event.kind === "evaluation") ({ loss } = event);
  assert.ok(loss > 0.25 && loss < 0.75, `of the ten that are held out ${10 * loss} are of the second half`);
});

const sorted = `weft 1
model Scaled(x: real) -> real {
  param w: real = 1
  return w * x
}
data list = jsonl("list.jsonl", test = 0.25) {
  x: real
}
train on list {
  minimize mean[batch](Scaled(x))
  optimizer = sgd(rate = 0)
  batch = 4
  steps = 1
}
`;

/** The columns of the records in memory, of which those of a file with the same records hold the same. */
async function givenAsStored(
  files: Readonly<Record<string, string>>,
  name: string,
  records: Extract<GivenData, readonly unknown[]>,
): Promise<GivenColumns & { readonly log: readonly string[] }> {
  const lines = records.map((record) => JSON.stringify(record)).join("\n");
  return withFiles({ ...files, [`${name}.jsonl`]: lines }, async (folder) => {
    const log: string[] = [];
    const planned = await planSpec(readSpec(join(folder, `${name}.weft`)), {}, "schedule");
    const plan = planned.compiled.plan?.model;
    const [data] = plan?.data ?? [];
    const entry = plan?.entries.find(({ kind }) => kind === "train");
    if (plan === undefined || data === undefined || entry === undefined)
      throw new Error("there is no training");
    const stored = await makePackageData({
      ...planned,
      sources: { ...planned.sources, log: (line) => log.push(line) },
    });
    const vocabularies = createVocabularies(plan, textTokenizers(planned.tokenizers));
    const given = columnsOfGiven(data, entry, records, vocabularies);
    // In a file they are mixed, and so they are where a share is held out.
    const shared = columnsOfGiven(data, entry, records, vocabularies, { isShared: true });
    for (const { column } of data.fields) {
      const read = decodeColumn(column, stored.get(`data/${column}.bin`) ?? new Uint8Array());
      assert.equal(rowsOf(read), rowsOf(shared.columns.get(column)), column);
    }
    return { ...given, log };
  });
}

/** Throws where there is no such column. */
function rowsOf(column: Column | undefined): readonly (readonly number[])[] {
  if (column === undefined) throw new Error("there is no such column");
  const { values, shape, starts } = column;
  const [count = 0, ...rest] = shape;
  const step = rest.reduce((product, size) => product * size, 1);
  const ends = starts ?? Array.from({ length: count + 1 }, (_, at) => at);
  return Array.from(ends.slice(1), (end, at) => Array.from(values.slice((ends[at] ?? 0) * step, end * step)));
}
