/** Dispatches of random specs that may run beside each other, at each address that they touch. */
import { randoms } from "../3-graph/graphs.ts";
import { runEntry } from "../5-schedule/compare.ts";
import { compileSpec } from "../agree/compile-spec.ts";
import { randomValues } from "../agree/values.ts";
import { assert, suite } from "../harness.ts";
import { seededSpec, sharedFiles, vocabularies } from "./spec/seeded.ts";

const test = suite("random specs beside");
const [first, count] = [19_200_000, 16];

test("what may run beside others never touches what they write, nor writes what they touch", () => {
  let beside = 0;
  for (let seed = first; seed < first + count; seed += 1) {
    const { graph, plan } = compileSpec("random.weft", seededSpec(seed, {}), {
      vocabularies,
      files: sharedFiles,
    });
    for (const [at, entry] of graph.entries.entries()) {
      const planned = plan.model.entries[at];
      const flagged = planned?.dispatches.filter(({ isBeside }) => isBeside === true).length ?? 0;
      if (planned === undefined || flagged === 0) continue;
      const { environment } = randomValues(graph, entry, randoms(seed));
      // The interpreter knows a kernel for one size of the day.
      const kernels = plan.kernels.map((kernel) => ({ ...kernel }));
      runEntry({ ...plan, kernels }, planned, environment, "CPU");
      beside += flagged;
    }
  }
  assert.ok(beside > 10 * count, `${beside} dispatches`);
});
