/** Random specs with two threads: in a process in which workers can run TypeScript. */
import { assert, suite } from "../harness.ts";
import { seededSpec } from "./spec/seeded.ts";
import { compileRandom, movedOn, threaded } from "./whole.ts";

const test = suite("random specs with two threads");

test("end with the bytes of one", async () => {
  for (const seed of [400, 401]) {
    const text = seededSpec(seed, { formulas: 6 });
    assert.equal(await threaded(compileRandom(text), seed), [], text);
  }
});

test("go on from a checkpoint with a plan for less memory, and end with the same bytes", async () => {
  for (const seed of [410, 411]) {
    const text = seededSpec(seed, { formulas: 6 });
    assert.equal(await movedOn(text, seed), [], text);
  }
});
