/**
 * Random texts that grow: what is said of what they read is tried by changing a position; and growing by what was kept gives what evaluating
 * the whole text gives. What was never written holds large numbers there, so that reading further back than was promised shows.
 */
import { compileGraph } from "../agree/compile-spec.ts";
import { growInEvaluator } from "../3-graph/grow/growing.ts";
import { perturb } from "../3-graph/grow/perturbing.ts";
import { assert, suite } from "../harness.ts";
import { growingSpec } from "./spec/growing.ts";
import { choices } from "./spec/seeded.ts";

const test = suite("random texts that grow");

const text = { input: "text", symbol: "seq" };

/** Sums of fewer numbers, in f64; formulas are at most six deep, and none of them makes a number more than ten times as large. */
const close = 1e-16 * 10 ** 6;

const counts = { byRows: 0, afresh: 0, known: 0, values: 0, caches: new Set<string>() };

/** The last one found that a reversed text was read outside of its axis, behind its end. */
const seeds = [...Array.from({ length: 32 }, (_, at) => at), 770];

for (const seed of seeds)
  test(`seed ${seed}`, () => {
    const spec = growingSpec(choices(seed), { formulas: 1 + (seed % 4), ahead: seed % 7 === 0 });
    const graph = compileGraph("growing.weft", spec);
    const { wrong, count, known, values } = perturb(graph, "write", { ...text, end: 8 });
    assert.equal(wrong, [], spec);
    assert.ok(count > 0, `nothing changes in\n${spec}`);
    counts.known += known;
    counts.values += values;
    if (!graph.entries.some(({ kind }) => kind === "extend")) {
      counts.afresh += 1;
      return;
    }
    counts.byRows += 1;
    const steps = growInEvaluator(graph, "write", text, { begin: 2, end: 9, seed });
    for (const { difference } of steps) assert.ok(difference < close, `${difference} in\n${spec}`);
    for (const { axes } of graph.caches ?? [])
      counts.caches.add(
        axes.some(({ id }) => id.startsWith("seq, the last"))
          ? "a ring"
          : axes.some(({ id }) => id === "seq")
            ? "all positions"
            : "a number",
      );
  });

test("most grow by rows, in all ways, and some can't", () => {
  const { byRows, afresh, known, values, caches } = counts;
  assert.ok(byRows > 20 && afresh >= 4, `${byRows} by rows, ${afresh} afresh`);
  assert.ok(known > 0.6 * values, `of ${known} of ${values} values something is known`);
  assert.equal([...caches].sort(), ["a number", "a ring", "all positions"]);
});
