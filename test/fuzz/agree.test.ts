import fc from "fast-check";
import { describe, disagreements } from "../agree/agree.ts";
import type { Backend } from "../agree/device.ts";
import { compileSpec } from "../agree/compile-spec.ts";
import { assert, suite } from "../harness.ts";
import type { RandomSpecOptions } from "./spec/random-spec.ts";
import { choices, runsFor, seededSpec, sharedFiles, vocabularies } from "./spec/seeded.ts";

const test = suite("random specs agree with the evaluator");

/** So many specs from a seed on: the seed of a failing one gives its text again. */
async function compare(
  numRuns: number,
  seed: number,
  on: readonly Backend[],
  options: Partial<RandomSpecOptions>,
): Promise<void> {
  const property = fc.asyncProperty(fc.nat({ max: 1_000_000 }), async (at) => {
    const text = seededSpec(at, options);
    const spec = compileSpec("random.weft", text, { vocabularies, files: sharedFiles });
    const choose = choices(at);
    const found = await disagreements(spec, at, {
      on,
      runs: runsFor(text),
      // A size of the day within the bounds that is a multiple of its step.
      choose: ({ low, high, step }) => Math.max(low, Math.floor((1 + choose(high)) / step) * step),
    });
    assert.is(describe(found), "", text);
  });
  await fc.assert(property, { numRuns, seed, endOnFailure: true });
}

test("on the CPU: training, evaluation, inference, texts that grow", () =>
  compare(40, 20261126, ["cpu", "cpu, exact"], {}));

// The driver compiles each kernel anew, which takes longer than all it computes: these have 27.
test("on WebGPU, specs of few formulas", () => compare(2, 2, ["webgpu"], { formulas: 2, grows: false }));
