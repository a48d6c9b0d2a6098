import { assert, suite } from "../harness.ts";
import { describe, disagreements } from "./agree.ts";
import { compileSpec, readSpec } from "./compile-spec.ts";

const test = suite("the specs' entries agree with the evaluator on every backend");

test("minimal, at a small size", async () => {
  const spec = compileSpec("minimal.weft", readSpec("specs/minimal.weft"), {
    set: { embed: "16", head: "2", hidden: "24", seq: "8" },
    vocabularies: { vocab: 11 },
  });
  assert.is(describe(await disagreements(spec, 1)), "");
});

test("minimal, odd sizes", async () => {
  const spec = compileSpec("minimal.weft", readSpec("specs/minimal.weft"), {
    set: { embed: "15", head: "3", hidden: "7", seq: "5" },
    vocabularies: { vocab: 9 },
  });
  assert.is(describe(await disagreements(spec, 2)), "");
});

test("gpt, at a small size, on fewer positions than the bound", async () => {
  const spec = compileSpec("gpt.weft", readSpec("specs/gpt.weft"), {
    set: { embed: "16", head: "2", seq: "8", depth: "2" },
    vocabularies: { vocab: 13 },
  });
  // The room for a text comes in steps, its length doesn't.
  const choose = ({ high, step }: { readonly high: number; readonly step: number }): number =>
    Math.min(high, Math.ceil((Math.ceil(high / 2) + 1) / step) * step);
  assert.is(describe(await disagreements(spec, 3, { choose })), "");
});

test("a loss that is a sum: an evaluation ends without a kernel", async () => {
  const spec = compileSpec(
    "summed.weft",
    `weft 1
axis a = 3

model M(x: [a]) -> [] {
  param w: [a] ~ normal(0, 0.5)
  return sum[a](w * x)
}

data points = module("./points.ts") {
  x: [a]
}

train on points {
  loss = sum[batch](M(x)^2)
  minimize loss
  optimizer = sgd(rate = 0.1)
  batch = 4
  steps = 4
}
`,
    {},
  );
  const idle = spec.plan.model.entries.filter(({ dispatches }) => dispatches.length === 0);
  assert.equal(
    idle.map(({ kind }) => kind),
    ["conclude"],
  );
  assert.is(describe(await disagreements(spec, 4)), "");
});
