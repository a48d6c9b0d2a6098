import { compileSpec, readSpec } from "../../agree/compile-spec.ts";
import { assert, suite } from "../../harness.ts";
import { growInEvaluator } from "./growing.ts";

const test = suite("growing by rows gives what evaluating the whole text gives");

/** Sums are taken in the same order, but of fewer numbers: f64 leaves this much. */
const close = 1e-12;

test("minimal", () => {
  const { graph } = compileSpec("minimal.weft", readSpec("specs/minimal.weft"), {
    set: { embed: "16", head: "2", hidden: "24", seq: "8" },
    vocabularies: { vocab: 11 },
  });
  const steps = growInEvaluator(
    graph,
    "write",
    { input: "text", symbol: "seq" },
    { begin: 2, end: 8, seed: 1 },
  );
  for (const { difference } of steps) assert.ok(difference < close, `${difference}`);
});

test("gpt", () => {
  const { graph } = compileSpec("gpt.weft", readSpec("specs/gpt.weft"), {
    set: { embed: "16", head: "2", seq: "8", depth: "2" },
    vocabularies: { vocab: 13 },
  });
  const steps = growInEvaluator(
    graph,
    "write",
    { input: "text", symbol: "seq" },
    { begin: 1, end: 8, seed: 2 },
  );
  for (const { difference } of steps) assert.ok(difference < close, `${difference}`);
});
