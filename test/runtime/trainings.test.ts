/** Several trainings of one model, one after the other in a program. */
import { decodeBeginning, encodeCheckpoint } from "../../runtime/checkpoint/checkpoint.ts";
import { firstState, openState, readState, setState } from "../../runtime/checkpoint/model-state.ts";
import { trainModel } from "../../runtime/train/train.ts";
import { compileSpec } from "../agree/compile-spec.ts";
import { openMachine } from "../agree/device.ts";
import { assert, suite } from "../harness.ts";

const test = suite("trainings one after the other");

const spec = compileSpec(
  "trainings.weft",
  `weft 1
axis a = 3
model M(x: [a]) -> real {
  param w: [a] ~ normal(0, 1)
  return sum[a](w * x)
}
model Before = copy of M
train first {
  x = uniform[batch, a](-1, 1)
  minimize mean[batch]((M(x) - sum[a](x))^2)
  optimizer = adam(rate = 0.1)
  batch = 4
  steps = 5
}
train second {
  x = uniform[batch, a](-1, 1)
  minimize mean[batch]((M(x) - 2 * Before(x))^2)
  optimizer = adam(rate = 0.1)
  batch = 4
  steps = 3
}
`,
);

test("another one begins with the parameters alone: moments of the last, and copies of before, are none of its own", async () => {
  const { model } = spec.plan;
  const machine = await openMachine(spec.plan, "cpu, exact");
  const state = openState(machine, firstState(model, 1));
  const readColumn = (): Promise<never> => Promise.reject(new Error("there is no data"));
  const context = { machine, state, readColumn, progress: () => undefined };
  const losses = async (name: string): Promise<readonly number[]> => {
    const found: number[] = [];
    for await (const event of trainModel(context, name, {}))
      if (event.kind === "step") found.push(event.loss);
    return found;
  };
  await losses("first");
  const saved = encodeCheckpoint(model, await readState(machine, state));
  const after = await losses("second");
  setState(machine, state, decodeBeginning(model, saved, 1));
  assert.equal(after, await losses("second"));
  machine.engine.destroy();
});
