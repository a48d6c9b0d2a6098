/** What is compared with itself is made once: a device may round it otherwise at another place. */
import { comparedWithThemselves } from "../../../compiler/5-schedule/arrange/compared.ts";
import { topologicalOrder } from "../../../compiler/3-graph/topology.ts";
import { createBuilder } from "../../../compiler/3-graph/builder.ts";
import { compileGraph } from "../../agree/compile-spec.ts";
import { assert, suite } from "../../harness.ts";
import { axis, compare } from "../compare.ts";

const test = suite("values that are compared with themselves");

const program = (length: number, value: string): string => `weft 1
axis a = ${length}
axis d = 3

model M(x: [a], y: [a], r: real) -> (at: [d] in a, best: [d], largest: [] in a, least: [] in a, sorted: [a]) {
  param w: [a] ~ normal(0, 0.5)
  v = ${value}
  best, at = top_k[a as d](v)
  return at, best, argmax[a](v), argmin[a](exp(v)), sort[a](v)
}

model Largest(x: [a], y: [a], r: real) -> [] {
  param w: [a] ~ normal(0, 0.5)
  return max[a](${value}) - min[a](sin(w * x))
}

data points = module("./points.ts") {
  x: [a]
  y: [a]
  r: real
}

train on points {
  loss = mean[batch](Largest(x, y, r))
  minimize loss
  optimizer = sgd(rate = 0.1)
  batch = 4
  steps = 4
}
`;

const values = {
  "products and sums": "w * x - y",
  "a remainder": "(3 * x + w) % 2",
  "a part of a row": "(x - mean[a](x)) * w + exp(y)",
  // Not of a cosine: near 1 some of 600 are equal in f32 that aren't in the evaluator.
  "ties among what is made": "where(a % 3 == 0, sin(w * x), r / 3 + exp(r))",
};

for (const [name, value] of Object.entries(values))
  for (const length of [7, 150, 600])
    test(`${name}, ${length} of them, where each place rounds otherwise`, () => {
      // What is compared are positions, and values at positions: a wrong one is off by much more.
      compare(compileGraph("compared.weft", program(length, value)), new Map([["batch", 2]]), 1e-4, [
        "GPU, uneven",
      ]);
    });

test("through choices and other positions, but no further than one value on both sides", () => {
  const g = createBuilder();
  const a = axis("a", 5);
  const x = g.leaf({ kind: "input", name: "x" }, [a], "real");
  const made = g.apply("multiply", x, x);
  const other = g.apply("exp", x);
  const chosen = g.apply("select", g.apply("less", x, g.constant(0)), made, other);
  const compared = (left: typeof x, right: typeof x): readonly unknown[] => [
    ...comparedWithThemselves(topologicalOrder([g.apply("equal", left, right)])),
  ];
  assert.equal(compared(made, g.reduce("max", [a], made)), [made]);
  assert.equal(compared(g.apply("negate", made), g.reduce("min", [a], chosen)), [made]);
  assert.equal(compared(chosen, g.reduce("max", [a], chosen)), [chosen]);
  assert.equal(compared(made, other), []);
  assert.equal(compared(x, g.reduce("max", [a], x)), []);
  assert.equal(compared(made, g.constant(1)), []);
  assert.equal([...comparedWithThemselves(topologicalOrder([g.apply("ordinal", made)]))], [made]);
});
