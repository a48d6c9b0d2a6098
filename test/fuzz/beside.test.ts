/** Dispatches of random specs, and those that may run beside each other, at each address that their threads touch. */
import { randoms } from "../3-graph/graphs.ts";
import { runEntry } from "../5-schedule/compare.ts";
import { compileSpec } from "../agree/compile-spec.ts";
import { randomValues } from "../agree/values.ts";
import { assert, suite } from "../harness.ts";
import { seededSpec, sharedFiles, vocabularies } from "./spec/seeded.ts";

const test = suite("random specs beside");
const [first, count] = [19_200_000, 16];

/** Two threads that touch one element, of which one writes it, are an error, and so is what nobody's memory is. */
test("no thread of a GPU touches what another one writes", () => {
  // The second has a loss in strips, which adds up one number where it lies.
  for (const seed of [43_000_000, 43_000_001, 43_000_004, 43_000_011]) {
    const { graph, plan } = compileSpec("random.weft", seededSpec(seed, {}), {
      vocabularies,
      files: sharedFiles,
      ...(seed % 2 === 0 ? {} : { strips: { large: 16, expansion: 1, height: 2, depth: 2 } }),
    });
    for (const [at, entry] of graph.entries.entries()) {
      const planned = plan.model.entries[at];
      if (planned === undefined) continue;
      const { environment } = randomValues(graph, entry, randoms(seed));
      runEntry({ ...plan, kernels: plan.kernels.map((kernel) => ({ ...kernel })) }, planned, environment);
    }
  }
});

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
