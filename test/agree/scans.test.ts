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
