/** Whole runs of random specs: what they give depends on no break, no number of threads, no budget of memory, no size of an evaluation's batches, and on no segments of scans. */
import { assert, suite } from "../harness.ts";
import { runDeno } from "../runtime/hosts.ts";
import { seededSpec } from "./spec/seeded.ts";
import { compileRandom, inBatches, inSegments, resumed, withLess } from "./whole.ts";

const test = suite("random specs as a whole");

/** Of six formulas. */
const seedsFrom = (first: number): readonly number[] => [first, first + 1, first + 2];

async function holds(
  first: number,
  property: (text: string, seed: number) => Promise<readonly string[]>,
): Promise<void> {
  for (const seed of seedsFrom(first)) {
    const text = seededSpec(seed, { formulas: 6 });
    assert.equal(await property(text, seed), [], text);
  }
}

test("a training that goes on from a checkpoint ends with the bytes of one without a break", () =>
  holds(100, (text, seed) => resumed(compileRandom(text), seed)));

test("with seven tenths of the memory every entry gives the same bits", () => holds(200, withLess));

test("scans in segments are the same algebra", () =>
  holds(300, (text, seed) => Promise.resolve(inSegments(text, seed))));

test("an evaluation doesn't depend on the batch, of which the last may have one record", () =>
  holds(500, inBatches));

test("with two threads a training ends with the bytes of one", async () => {
  assert.match(await runDeno(new URL("threads-scenario.ts", import.meta.url)), /\n2 passed, 0 failed\n$/);
});
