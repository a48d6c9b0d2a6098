import { assert, suite } from "../harness.ts";
import { describe, disagreements } from "./agree.ts";
import { compileSpec, readSpec } from "./compile-spec.ts";

const test = suite("minimal as PyTorch beginners write it agrees with the evaluator");

test("minimal-torch, at a small size", async () => {
  const spec = compileSpec("minimal-torch.weft", readSpec("specs/minimal-torch.weft"), {
    set: { embed: "16", head: "2", hidden: "24", seq: "8" },
    vocabularies: { vocab: 11 },
  });
  // On WebGPU specs.test.ts compares minimal, whose kernels are much the same.
  const on = ["cpu", "cpu, exact"] as const;
  assert.is(describe(await disagreements(spec, 6, { on })), "");
});
