import { assert, suite } from "../harness.ts";
import { describe, disagreements } from "./agree.ts";
import { compileSpec, readSpec } from "./compile-spec.ts";

const test = suite("a training step at full size agrees with the evaluator");

test("gpt, every parameter and state after it, on WebGPU and on the CPU", async () => {
  const spec = compileSpec("gpt.weft", readSpec("specs/gpt.weft"), { vocabularies: { vocab: 81 } });
  const found = await disagreements(spec, 4, {
    on: ["webgpu", "cpu"],
    // With so many numbers an output, one run shows the largest deviation well.
    runs: 1,
    entry: ({ kind }) => kind === "train",
  });
  assert.is(describe(found), "");
});
