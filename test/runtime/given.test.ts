/** Records that a program gives, as those of files are. */
import { firstCheckpoint, openState } from "../../runtime/checkpoint/model-state.ts";
import type { GivenData } from "../../runtime/data/given.ts";
import { trainModel } from "../../runtime/train/train.ts";
import { compileSpec } from "../agree/compile-spec.ts";
import { openMachine } from "../agree/device.ts";
import { failureOf } from "../cli/files.ts";
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
