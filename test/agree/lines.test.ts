/** Kernels of more workgroups than a dispatch of WebGPU may have along one side. */
import { randoms } from "../3-graph/graphs.ts";
import { printWgsl } from "../../compiler/6-emit/wgsl/wgsl.ts";
import { countGroups } from "../../runtime/layout.ts";
import { stepsOf } from "../../runtime/repeats.ts";
import { boundsOf } from "../../runtime/sizes.ts";
import { assert, suite } from "../harness.ts";
import { compileSpec } from "./compile-spec.ts";
import { openMachine, runOnDevice } from "./device.ts";
import { randomValues } from "./values.ts";

const test = suite("more than 65,535 workgroups along a side");
const spec = compileSpec(
  "lines.weft",
  `weft 1
axis many = 65537
axis some <= 70001
axis wide = 36
axis row  = 2
axis step = 3

model Rows(x: [some, wide]) -> [some] {
  return max[wide](x)
}

model Products(x: [many, row, step], y: [many, step]) -> [many, row] {
  return x @[step] y
}
`,
);

test("stand in a line, which a dispatch breaks into rows", () => {
  const counts = spec.plan.model.entries.map((entry) =>
    countGroups(entry, stepsOf(entry, boundsOf(entry), 0, entry.dispatches.length), 65535),
  );
  assert.equal(counts, [[[35001, 2, 1]], [[43692, 3, 1]]]);
  const [rows = "", products = ""] = spec.plan.kernels.map((kernel) =>
    printWgsl(kernel, spec.plan.model.day),
  );
  assert.match(rows, /if line >= day\.some \{\n {4}return;/);
  assert.match(products, /if line >= \(day\.batch \* 65537\) \{\n {4}return;/);
});

test("compute on WebGPU what the CPU does, at the bound and below", async () => {
  const gpu = await openMachine(spec.plan, "webgpu");
  const cpu = await openMachine(spec.plan, "cpu, exact");
  const sizes = { Rows: [70001, 66000], Products: [65537] } as const;
  for (const [index, entry] of spec.graph.entries.entries())
    for (const some of sizes[entry.name as keyof typeof sizes]) {
      const given = randomValues(spec.graph, entry, randoms(7), ({ symbol, low }) =>
        symbol === "some" ? some : low,
      );
      // Whole numbers, whose sums no order rounds.
      for (const { data } of given.environment.inputs.values())
        data.forEach((value, at) => (data[at] = Math.round(value * 100)));
      const expected = await runOnDevice(cpu, spec.graph, index, given);
      const actual = await runOnDevice(gpu, spec.graph, index, given);
      for (const [output, numbers] of expected) {
        const differs = numbers.findIndex((value, at) => value !== actual.get(output)?.[at]);
        assert.is(differs, -1, `${entry.name} of ${some} at ${differs}`);
      }
    }
});
