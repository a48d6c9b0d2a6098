import { compileGraph } from "../../agree/compile-spec.ts";
import { assert, suite } from "../../harness.ts";
import { perturb } from "./perturbing.ts";
import { programs } from "./programs.ts";

const test = suite("readings name all that a position or a longer text may change");

for (const { name, text, generator, input, symbol, end } of programs) {
  test(name, () => {
    const { wrong, count } = perturb(compileGraph("grown.weft", text), generator, { input, symbol, end });
    assert.equal(wrong, []);
    assert.ok(count > 0, "nothing changes");
  });
}
