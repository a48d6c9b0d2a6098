import { assert, suite } from "../harness.ts";
import { describe, disagreements } from "./agree.ts";
import { compileSmall, nearlyAll, smallPrograms } from "./small-programs.ts";

const test = suite("every entry of the programs agrees with the evaluator");

for (const program of smallPrograms) {
  for (const sizes of ["options", "odd"] as const) {
    test(`${program.path}, ${sizes === "odd" ? "odd" : "small"} sizes, on the CPU`, async () => {
      const spec = compileSmall(program, program[sizes]);
      const found = await disagreements(spec, 3, { on: ["cpu", "cpu, exact"], choose: nearlyAll, runs: 8 });
      assert.is(describe(found), "");
    });
  }
}
