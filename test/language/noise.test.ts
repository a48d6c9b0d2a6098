/** A scan draws its noise anew at each position, on the evaluator and on every backend. */
import { describe, disagreements } from "../agree/agree.ts";
import { compileSpec } from "../agree/compile-spec.ts";
import { assert, suite } from "../harness.ts";
import { evaluated } from "./formulas.ts";

const test = suite("noise in a scan");

const spec = compileSpec(
  "noise.weft",
  `weft 1
axis time  = 7
axis inner = 3
axis point = 5
axis label = 1000
axis show  = 2
model Walk(x: [show, point]) -> [show, time, point] {
  return scan[time](h: [show, point] = x) {
    step = normal[show, point](0, 1)
    h' = h + step
    yield step
  }
}
model Inside() -> [time, inner, point] {
  return scan[time](a: int = 0) {
    a'   = a + 1
    rows = scan[inner](b: int = a) {
      b' = b + 1
      yield uniform[point](0, 1)
    }
    yield rows
  }
}
model Labels() -> [time] in label {
  return scan[time](before: in label = 0) {
    before' = sample[label](where(label == before, -inf, spread[label](0)))
    yield before'
  }
}
layer Drop(x: [point]) -> [time, point] {
  return scan[time](h: [point] = x) {
    h' = h + dropout(h, 0.5)
    yield where(h' == h, 0, 1)
  }
}
model Kept(x: [point]) -> [time, point] {
  param w: [point] = 1
  use drop = Drop
  return w * drop(x)
}
data points = jsonl("points.jsonl") {
  x: [point]
}
train on points {
  kept = Kept(x)
  minimize mean[batch, time, point]((kept - 1)^2)
  report rows = sum[batch, time](sum[point](abs(kept - kept[time = time - 1 else 0])))
  report share = mean[batch, time, point](kept)
  optimizer = sgd(rate = 1)
  batch = 64
  steps = 1
}`,
);

/** How many of the numbers are different. */
function different(numbers: readonly number[] | undefined): number {
  return new Set(numbers).size;
}

test("each position has numbers of its own, in a scan inside a scan too", () => {
  assert.is(different(evaluated(spec, "infer Walk", {}).result), 2 * 7 * 5);
  assert.is(different(evaluated(spec, "infer Inside", {}).result), 7 * 3 * 5);
});

test("a label that a position draws doesn't hang on the one before", () => {
  assert.is(different(evaluated(spec, "infer Labels", {}).result), 7);
});

test("dropout drops other numbers at each position", () => {
  const { rows = [], share = [] } = evaluated(spec, "train train", {
    parameters: { "Kept.w": [1, 1, 1, 1, 1] },
  });
  // Half of 64 * 6 * 5 numbers are another than at the position before, and half of those at the first are 1.
  const expected = (64 * 7 * 5) / 2;
  assert.ok(Math.abs((rows[0] ?? NaN) - expected) < 150, `${rows[0]} changes, ${expected} expected`);
  assert.ok(Math.abs((share[0] ?? NaN) - 0.5) < 0.05, `${share[0]} are kept`);
});

test("each position along its axes has a number of its own, whatever axes mean and deviation have", () => {
  const shifted = compileSpec(
    "shifted.weft",
    `weft 1
axis point = 5
axis copy  = 4
axis show  = 3
layer Noisy(x: [point]) -> [point] {
  param m: [point] = 1
  return normal(m, 1) + 0 * x
}
model Shifted(x: [point]) -> [copy, point] {
  return normal[copy](x, 0.1 * x) - uniform[copy](x, 1 + x)
}
model Several(x: [point]) -> [show, point] {
  use noisy = Noisy
  return noisy(spread[show](x))
}`,
  );
  const given = { inputs: { x: [1, 1, 1, 1, 1] }, parameters: { "Several.noisy.m": [1, 1, 1, 1, 1] } };
  assert.is(different(evaluated(shifted, "infer Shifted", given).result), 4 * 5);
  assert.is(different(evaluated(shifted, "infer Several", given).result), 3 * 5);
});

test("every backend draws what the evaluator draws", async () => {
  assert.is(describe(await disagreements(spec, 1)), "");
});
