/** Records that a program gives, as those of files are. */
import { join } from "node:path";
import { makePackageData } from "../../compiler/cli/packages/package.ts";
import { planSpec } from "../../compiler/cli/packages/planned.ts";
import { readSpec } from "../../compiler/cli/spec.ts";
import { textTokenizers } from "../../compiler/facts.ts";
import { decodeColumn, type Column } from "../../runtime/data/columns.ts";
import { columnsOfGiven } from "../../runtime/data/given.ts";
import { shuffledOrder } from "../../runtime/random.ts";
import { createVocabularies } from "../../runtime/vocabularies.ts";
import { firstCheckpoint, openState } from "../../runtime/checkpoint/model-state.ts";
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
  const state = openState(machine, () => firstCheckpoint(machine.plan, 1));
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
  ];
  const lines = records.map((record) => JSON.stringify(record)).join("\n");
  const files = { "said.weft": spoken, "chars.txt": "abc", "said.jsonl": lines };
  await withFiles(files, async (folder) => {
    const planned = await planSpec(readSpec(join(folder, "said.weft")), {}, "schedule");
    const plan = planned.compiled.plan?.model;
    const [data] = plan?.data ?? [];
    const entry = plan?.entries.find(({ kind }) => kind === "train");
    if (plan === undefined || data === undefined || entry === undefined)
      throw new Error("there is no training");
    const stored = await makePackageData(planned);
    const vocabularies = createVocabularies(plan, textTokenizers(planned.tokenizers));
    const { columns } = columnsOfGiven(data, entry, records, vocabularies);
    // In a file they are mixed, each field in the same way.
    const order = shuffledOrder(records.length, 0, 0);
    for (const { column: name } of data.fields) {
      const read = decodeColumn(name, stored.get(`data/${name}.bin`) ?? new Uint8Array());
      const given = columns.get(name);
      if (given === undefined) throw new Error(`there is no column ${name}`);
      assert.equal(
        rowsOf(read),
        Array.from(order, (record) => rowsOf(given)[record]),
        name,
      );
    }
    assert.equal(
      rowsOf(columns.get("said.next") ?? { values: new Int32Array(0), shape: [] })[0],
      [4, 5, 6, 3],
    );
  });
});

function rowsOf({ values, shape, starts }: Column): readonly (readonly number[])[] {
  const [count = 0, ...rest] = shape;
  const step = rest.reduce((product, size) => product * size, 1);
  const ends = starts ?? Array.from({ length: count + 1 }, (_, at) => at);
  return Array.from(ends.slice(1), (end, at) => Array.from(values.slice((ends[at] ?? 0) * step, end * step)));
}
