/**
 * States that are replaced where they lie, in kernels that pass over a parameter more than once: as for a norm of what is added (You et al.
 * 2020, LAMB). One state is a number that all lanes of a row read.
 */
import { assert, suite } from "../harness.ts";
import { describe, disagreements } from "./agree.ts";
import { compileSpec } from "./compile-spec.ts";

const test = suite("updates by norms over a parameter's elements");

const lengths = { "a row in registers": 5, "a row in turns": 203, "a long row in vectors": 2400 };

for (const [name, length] of Object.entries(lengths))
  test(name, async () => {
    const spec = compileSpec(
      "lamb.weft",
      `weft 1
axis c = ${length}

optimizer lamb(rate, beta1 = 0.5, beta2 = 0.9) {
  state m = 0
  state v = 0
  state most: real = 1
  m' = beta1 * m + gradient
  v' = beta2 * v + gradient^2
  step_taken = (m' + 0.1 * m) / (sqrt(v') + 0.01)
  most' = 0.5 * most + max[element](abs(v'))
  trust = sqrt(sum[element](parameter^2)) / (sqrt(sum[element](step_taken^2)) + 0.01 * most')
  parameter' = parameter - rate * trust * step_taken
}

model M(x: [c]) -> [c] {
  param w: [c] ~ normal(0, 0.5)
  return w * x
}

data records = module("./records.ts") {
  x: [c]
}

train on records {
  minimize mean[batch, c](M(x)^4)
  optimizer = lamb(rate = 0.1)
  batch = 4
  steps = 4
  clip = 0.5
}`,
    );
    const found = await disagreements(spec, length, { entry: ({ kind }) => kind === "train" });
    assert.is(describe(found), "");
  });

test("what is watched and reported of parameters and states is what they were before the step", async () => {
  const spec = compileSpec(
    "watched.weft",
    `weft 1
axis a = 3
model M(x: [a]) -> [a] {
  param w: [a] = 1
  param size: real = 1
  state count: int = 0
  count' = count + 1
  watch w
  watch count
  return w * size * x + count
}
data records = module("./records.ts") {
  x: [a]
}
train on records {
  minimize mean[batch, a](M(x)^2)
  report size = M.size
  optimizer = sgd(rate = 0.1)
  batch = 3
  steps = 3
}`,
  );
  assert.is(describe(await disagreements(spec, 2)), "");
});
