import { layers, specOf } from "../models/recurrent-specs.ts";
import { assert, suite } from "../harness.ts";
import { verifyPlan } from "../../compiler/5-schedule/verify.ts";
import { describe, disagreements } from "./agree.ts";
import { compileSpec } from "./compile-spec.ts";
import { backends } from "./device.ts";

const test = suite("scans agree with the evaluator, forward and backward");

/** A software adapter takes a minute for the kernels of a layer: those whose scans differ most go there. */
const onWebGpu = [
  "an LSTM with a mask",
  "a scan in a scan",
  "carried integers and truth values, a state, something exposed, an instance in the body",
];

for (const layer of layers) {
  const on = onWebGpu.includes(layer.name) ? backends : backends.filter((backend) => backend !== "webgpu");
  test(layer.name, async () => {
    const spec = compileSpec("scan.weft", specOf(layer, { time: "<= 6", in: 4, cell: 8 }));
    verifyPlan(spec.plan);
    assert.is(describe(await disagreements(spec, 1, { on })), "");
  });

  test(`${layer.name}, odd sizes, fewer positions than the bound`, async () => {
    const spec = compileSpec("scan.weft", specOf(layer, { time: "<= 7", in: 3, cell: 5 }));
    const choose = ({ high }: { readonly high: number }): number => Math.max(1, high - 2);
    assert.is(describe(await disagreements(spec, 2, { choose, on: ["cpu"] })), "");
  });

  test(`${layer.name}, one position`, async () => {
    const spec = compileSpec("scan.weft", specOf(layer, { time: "= 1", in: 3, cell: 4 }));
    assert.is(describe(await disagreements(spec, 3, { on: ["cpu"] })), "");
  });
}

test("a scan in a scan begins anew in each turn, though with a constant: what follows it may take its first row's place", async () => {
  const spec = compileSpec(
    "anew.weft",
    `weft 1
axis t = 5
axis a = 4
axis turn = 2
model M(x: [t, a]) -> [t, a] {
  param U, V, W: a -> a ~ xavier
  return scan[t](h: [a] = 1) {
    k = scan[turn](v: [a] = 2) {
      v' = tanh(U(v) + x + h)
      yield v'
    }
    h' = tanh(W(sin(V(k[turn = last]))))
    yield h'
  }
}
data d = jsonl("d.jsonl") {
  x: [t, a]
}
train on d {
  minimize mean[batch](sum[t, a](M(x)^2))
  optimizer = sgd(rate = 1)
  batch = 2
  steps = 1
}`,
  );
  assert.is(describe(await disagreements(spec, 1, { on: ["cpu"] })), "");
});

test("a layer with a scan that is called with what it gave, and an optimizer with one that moves parameters of two sizes", async () => {
  const spec = compileSpec(
    "twice.weft",
    `weft 1
axis t <= 6
axis a = 3
layer Run[over](x: [over], by: real) -> [over] {
  param w: real = 0.5
  return scan[over](h: real = 0) {
    h' = w * h + by * sin(x)
    yield h'
  }
}
model M(x: [t, a]) -> [t, a] {
  param v: [a] = 1
  use run = Run[t]
  return v * run(run(x, 0.5) + run(x[t = t div 2], 2), 0.25)
}
optimizer running(rate) {
  moved = scan[element](h: real = 0) {
    h' = 0.5 * h + gradient
    yield h'
  }
  parameter' = parameter - rate * moved
}
data records = module("./records.ts") {
  x: [t, a]
}
train on records {
  minimize mean[batch, t, a](M(x)^2)
  optimizer = running(rate = 0.1)
  batch = 3
  steps = 3
}
`,
  );
  assert.is(describe(await disagreements(spec, 4, { on: ["cpu", "cpu, exact"] })), "");
});
