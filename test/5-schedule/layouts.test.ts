/** In which order the axes of what is written lie in memory. */
import { assert, suite } from "../harness.ts";
import { compileSpec, readSpec } from "../agree/compile-spec.ts";

const test = suite("layouts");

test("what is looked up lies along the sum of the product that reads it", () => {
  const path = "specs/minimal.weft";
  const { plan } = compileSpec(path, readSpec(path), { vocabularies: { vocab: 9 } });
  const step = plan.entries[plan.model.entries.findIndex(({ kind }) => kind === "train")];
  const shapes = step?.dispatches.slice(0, 2).map(({ formula, shape }) => `${formula} ${shape}`);
  assert.equal(shapes, ["W_e(X) [batch 4, seq 32, embed 512]", "W_q(E) [batch 4, seq 32, head 8, key 64]"]);
});
