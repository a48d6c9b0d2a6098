/** Run by `programs.test.ts`, in Deno: on WebGPU those that the other tests there are least like, since each kernel takes a second to compile. */
import { assert, suite } from "../harness.ts";
import { describe, disagreements } from "./agree.ts";
import { compileSmall, nearlyAll, smallPrograms } from "./small-programs.ts";

const test = suite("entries of the programs agree with the evaluator on WebGPU");
const chosen = ["digits-cnn", "vae"];

for (const program of smallPrograms) {
  if (!chosen.some((name) => program.path.includes(name))) continue;
  test(program.path, async () => {
    const spec = compileSmall(program, program.odd);
    assert.is(describe(await disagreements(spec, 3, { on: ["webgpu"], choose: nearlyAll, runs: 2 })), "");
  });
}
