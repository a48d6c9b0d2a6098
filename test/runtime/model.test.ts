import { assert, suite } from "../harness.ts";
import { batch, length, letters, trainOracle } from "./bigram.ts";
import { runInDeno, runInWorker } from "./hosts.ts";
import { runScenario, type Outcome } from "./scenario.ts";

const steps = 40;

for (const [host, run] of [
  ["Node", runScenario],
  ["Deno", runInDeno],
  ["a worker in Chromium", runInWorker],
] as const) {
  const test = suite(`the runtime in ${host}`);
  let outcome: Outcome;
  test("runs the whole scenario", async () => {
    outcome = await run();
    assert.match(outcome.backend, /^webgpu: /);
  });
  test("training follows the oracle", () => {
    const oracle = trainOracle(steps, 7);
    assert.is(outcome.losses.length, steps);
    // Each step adds f32 rounding of about ten operations on numbers of size 1, and the trajectory may amplify it a little.
    const tolerance = 2 ** -23 * 10 * steps;
    for (const [index, loss] of oracle.losses.entries()) {
      assert.close(outcome.losses[index] ?? Number.NaN, loss, tolerance, `loss of step ${index + 1}`);
    }
    for (const [index, value] of oracle.table.entries()) {
      assert.close(outcome.table[index] ?? Number.NaN, value, tolerance * 4, `table[${index}]`);
    }
  });
  test("the held-out tenth is evaluated, the last, smaller batch included", () => {
    // 40 held-out positions hold 9 windows of 4 with their next position: 3 batches of 3.
    assert.equal(
      outcome.evaluations.map(({ step, rows }) => [step, rows]),
      [
        [20, 9],
        [40, 9],
      ],
    );
    const [first, last] = outcome.evaluations;
    assert.ok((last?.loss ?? 9) < (first?.loss ?? 0), "the loss falls");
  });
  test("a resumed training gives the same bytes", () => {
    assert.ok(outcome.resumedSame);
  });
  test("a training that was broken off, saved and continued gives the same bytes", () => {
    assert.ok(outcome.brokenOffSame);
  });
  test("a text grows beyond its bound by the window", () => {
    assert.is(outcome.written, "bcdabcdabc");
  });
  test("results are read by label, gaps left out", () => {
    const { table } = outcome;
    const expected = [2, 0, 1].flatMap((row) =>
      table.slice(row * letters.length, (row + 1) * letters.length),
    );
    assert.equal(outcome.logits, expected);
  });
  test("a bad loss names the first bad value, and the last good state is kept", () => {
    assert.match(outcome.badMessage, /^specs\/bigram\.weft:9: the loss is NaN at step 14/);
    assert.match(outcome.badMessage, /`table` in step 13/);
    assert.is(outcome.stepAfterBad, 0);
    assert.ok(outcome.goodAfterBad);
  });
  test("a step is one submit of all dispatches and makes no buffer", () => {
    assert.is(outcome.submitsPerStep, 1);
    assert.is(outcome.dispatchesPerStep, 3);
    assert.is(outcome.buffersAfterFirstStep, 0);
  });
}

const sizes = suite("the test's own model");
sizes("fits its arenas", () => {
  assert.ok(batch * length * letters.length <= 64);
});
