/** Products with columns too few for a vector, as those that give three colors or one number, and what is computed from them. */
import fc from "fast-check";
import type { Axis, Graph } from "../../../../compiler/3-graph/graph.ts";
import { compileSpec } from "../../../agree/compile-spec.ts";
import { assert, suite } from "../../../harness.ts";
import { axis, compare, graphOf, realInput } from "../../compare.ts";

const test = suite("products with few columns");

/** y[row, out] = tanh(sum[k](x[row, k] * W[k, out]) + bias[out]), and the sum of x * z over the rows. */
function few(rows: number, steps: number, columns: number): Graph {
  const [row, k, out] = [axis("row", rows), axis("k", steps), axis("out", columns)];
  const inputs = [
    realInput("x", [row, k]),
    realInput("W", [k, out]),
    realInput("bias", [out]),
    realInput("z", [row, out]),
  ];
  return graphOf({
    inputs,
    results: (g, leaf) => {
      const sum = (over: Axis, name: string) =>
        g.reduce("sum", [over], g.apply("multiply", leaf("x"), leaf(name)));
      const y = g.apply("tanh", g.apply("add", sum(k, "W"), leaf("bias")));
      return { y, gradient: sum(row, "z") };
    },
  });
}

test("random sizes against the evaluator", () => {
  const sizes = fc.constantFrom(1, 3, 4, 8, 13, 33);
  fc.assert(
    fc.property(sizes, sizes, fc.constantFrom(1, 2, 3, 4), (rows, steps, columns) => {
      compare(few(rows, steps, columns));
    }),
    { numRuns: 40 },
  );
});

/** How the CPU makes the gradient of a convolution's weights, which lie with their few columns side by side, and moves them by it. */
function scheduleOfWeights(columns: number): string | undefined {
  const text = `weft 1
axis height = 12
axis width  = 12
axis into   = 24
axis few    = ${columns}
model Look(x: [height, width, into]) -> [height, width, few] {
  use conv = Conv[height, width, into, few]
  return conv(x)
}
data pictures = jsonl("pictures.jsonl") {
  x: [height, width, into]
}
train on pictures {
  minimize mean[batch, height, width, few](Look(x)^2)
  optimizer = adam(rate = 1e-3)
  batch = 2
  steps = 1
}
`;
  const { kernels } = compileSpec("narrow.weft", text).plan;
  return kernels.find(({ name }) => name === "adam_W")?.cpu?.schedule;
}

test("the CPU takes what there is more of as columns", () => {
  assert.is(scheduleOfWeights(1), "strips of 24 columns");
  assert.is(scheduleOfWeights(3), "blocks of 3 rows x 112 columns, tiles of 3 x 8, 288 steps");
});
