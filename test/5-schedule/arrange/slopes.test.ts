import fc from "fast-check";
import type { Graph, Node } from "../../../compiler/3-graph/graph.ts";
import { printKernel } from "../../../compiler/5-schedule/print.ts";
import { schedule } from "../../../compiler/5-schedule/schedule.ts";
import { assert, suite } from "../../harness.ts";
import { axis, compare, graphOf, noFacts, realInput, type G } from "../compare.ts";
import { forms } from "../interpret.ts";

const test = suite("what is kept of a value for its gradient");

const sizes = [1, 3, 4, 5, 8, 33];

type Further = "nothing" | "the value as a result" | "the value's square";

/** Two affine maps with a gelu between them, forward and backward, written out. */
function mlp([m, n, k, o]: readonly [number, number, number, number], further: Further): Graph {
  const [rows, hidden, inner, out] = [axis("m", m), axis("n", n), axis("k", k), axis("o", o)];
  const inputs = [
    realInput("x", [rows, inner]),
    realInput("W", [inner, hidden]),
    realInput("b", [hidden]),
    realInput("V", [hidden, out]),
    realInput("d", [rows, out]),
  ];
  const results = (g: G, leaf: (name: string) => Node): Record<string, Node> => {
    const times = (a: Node, b: Node): Node => g.apply("multiply", a, b);
    const h = g.apply("add", g.reduce("sum", [inner], times(leaf("x"), leaf("W"))), leaf("b"));
    const normal = g.apply("add", g.apply("erf", times(h, g.constant(Math.SQRT1_2))), g.constant(1));
    const y = times(times(h, normal), g.constant(0.5));
    const z = g.reduce("sum", [hidden], times(y, leaf("V")));
    const dy = g.reduce("sum", [out], times(leaf("d"), leaf("V")));
    const bell = g.apply("exp", times(times(h, h), g.constant(-0.5)));
    const one = times(times(times(h, dy), bell), g.constant(0.3989422804014327));
    const dh = g.apply("add", one, times(times(normal, dy), g.constant(0.5)));
    const dW = g.reduce("sum", [rows], times(leaf("x"), dh));
    const dV = g.reduce("sum", [rows], times(y, leaf("d")));
    const db = g.reduce("sum", [rows], dh);
    const all = { z, dW, dV, db };
    if (further === "nothing") return all;
    return further === "the value as a result"
      ? { ...all, h }
      : { ...all, squares: g.reduce("sum", [rows], times(h, h)) };
  };
  return graphOf({ inputs, results });
}

/** In how many kernels a function is evaluated. */
function kernelsWith(graph: Graph, name: string): number {
  return schedule(graph, noFacts).kernels.filter((kernel) => printKernel(kernel).includes(`${name}(`)).length;
}

/** Up to 33 products of numbers up to 1, each off by 2^-24 of itself, may come out at nearly 0: 33 * 2^-24 is a tenth of this. */
const tolerance = 2e-5;

test("random sizes against the evaluator, whoever else asks for the value", () => {
  const any = fc.constantFrom(...sizes);
  const furthers = fc.constantFrom<Further>("nothing", "the value as a result", "the value's square");
  fc.assert(
    fc.property(fc.tuple(any, any, any, any), furthers, (shape, further) => {
      compare(mlp(shape, further), new Map(), tolerance, forms, 0.1);
    }),
    { numRuns: 20 },
  );
});

test("the slope is made beside the activation, and lies where the value would", () => {
  const graph = mlp([33, 36, 8, 12], "nothing");
  assert.equal(kernelsWith(graph, "erf"), 1);
  assert.equal(kernelsWith(graph, "exp"), 1);
  const [entry] = schedule(graph, noFacts).entries;
  const ofHidden = entry?.dispatches.flatMap(({ makes }) => makes).filter(({ count }) => count === 33 * 36);
  // The activation, its slope, and the gradient.
  assert.equal(ofHidden?.length, 3);
});

test("where the value is needed all the same, nothing is kept beside it", () => {
  for (const further of ["the value as a result", "the value's square"] as const) {
    const graph = mlp([33, 36, 8, 12], further);
    assert.equal(kernelsWith(graph, "exp"), 1, further);
    assert.equal(kernelsWith(graph, "erf"), 2, further);
  }
});
