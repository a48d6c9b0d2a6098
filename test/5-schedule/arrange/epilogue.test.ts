/** What a product is only continued to is made with it, once, however many read it. */
import type { Graph } from "../../../compiler/3-graph/graph.ts";
import { printKernel } from "../../../compiler/5-schedule/print.ts";
import { assert, suite } from "../../harness.ts";
import { axis, compare, graphOf, realInput } from "../compare.ts";

const test = suite("what continues a product");

/** The gradient through an activation of `h`, which reads what comes to it twice, and sums of it over each axis; `isRead`: what comes is read besides. */
function gradient(isRead: boolean): Graph {
  const [row, column, step] = [axis("row", 12), axis("column", 16), axis("step", 8)];
  return graphOf({
    inputs: [
      realInput("d", [row, step]),
      realInput("W", [step, column]),
      realInput("h", [row, column]),
      realInput("gain", [column]),
    ],
    results: (g, leaf) => {
      const h = leaf("h");
      const through = g.reduce("sum", [step], g.apply("multiply", leaf("d"), leaf("W")));
      const scaled = g.apply("multiply", h, leaf("gain"));
      const slope = g.apply("multiply", g.apply("exp", scaled), through);
      const other = g.apply("tanh", g.apply("multiply", scaled, through));
      const there = g.apply("add", slope, other);
      return {
        gain: g.reduce("sum", [row], g.apply("multiply", there, h)),
        total: g.reduce("sum", [column], g.apply("multiply", there, leaf("gain"))),
        ...(isRead ? { largest: g.reduce("max", [row], through) } : {}),
      };
    },
  });
}

function countOfExponentials(graph: Graph): number {
  return compare(graph).kernels.filter((kernel) => printKernel(kernel).includes("exp(")).length;
}

test("the gradient through an activation is made with the product that comes to it", () => {
  assert.equal(countOfExponentials(gradient(false)), 1);
});

test("a product that others read besides stays", () => {
  assert.equal(countOfExponentials(gradient(true)), 2);
});
