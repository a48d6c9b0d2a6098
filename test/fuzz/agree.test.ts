import fc from "fast-check";
import { randoms } from "../3-graph/graphs.ts";
import { describe, disagreements } from "../agree/agree.ts";
import { compileSpec } from "../agree/compile-spec.ts";
import { assert, suite } from "../harness.ts";
import { randomSpec } from "./random-spec.ts";

const test = suite("random specs agree with the evaluator on WebGPU");

test("training, evaluation and inference, on sizes of the day within the bounds", async () => {
  const property = fc.asyncProperty(fc.nat(), fc.integer({ min: 3, max: 10 }), async (seed, formulas) => {
    const random = randoms(seed);
    const choose = (below: number): number => Math.floor(((random() + 1) / 2) * below);
    const text = randomSpec(choose, formulas);
    const spec = compileSpec("random.weft", text);
    const found = await disagreements(spec, seed, { choose: ({ high }) => 1 + choose(high) });
    assert.is(describe(found), "", text);
  });
  await fc.assert(property, { numRuns: 12, endOnFailure: true });
});
