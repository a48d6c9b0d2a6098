import { scansAround, topologicalOrder } from "../../compiler/3-graph/topology.ts";
import type { Node } from "../../compiler/3-graph/graph.ts";
import { compileSpec } from "../agree/compile-spec.ts";
import { assert, suite } from "../harness.ts";
import { layers, specOf } from "../models/recurrent-specs.ts";

const test = suite("what runs position by position");

/** Sums of products with the parameter, of a training step: whether each stands in a scan. */
function productsWith(layer: string, path: string): readonly boolean[] {
  const found = layers.find(({ name }) => name.includes(layer));
  if (found === undefined) throw new Error(`no layer ${layer}`);
  const { graph } = compileSpec("scan.weft", specOf(found, { time: "= 5", in: 3, cell: 4 }));
  const step = graph.entries.find(({ kind }) => kind === "train");
  const order = topologicalOrder(step?.outputs.map(({ node }) => node) ?? []);
  const around = scansAround(order);
  const isFactor = (node: Node): boolean =>
    node.kind === "index"
      ? isFactor(node.of)
      : node.kind === "leaf" && "path" in node.leaf && node.leaf.path === path;
  return order.flatMap((node) => {
    const of = node.kind === "reduce" && node.operator === "sum" ? node.of : undefined;
    const isProduct = of?.kind === "map" && of.operator === "multiply" && of.arguments.some(isFactor);
    return isProduct ? [(around.get(node)?.size ?? 0) > 0] : [];
  });
}

test("a product of what is seen is made for all positions at once, wherever it is written", () => {
  assert.equal(productsWith("GRU", "Reader.cells.W_r"), [false]);
});

test("a gradient reads a recurrent product as it was made", () => {
  // Once forward and once backward, both in a scan: without this it would be made again from what was carried.
  assert.equal(productsWith("LSTM", "Reader.cells.U"), [true, true]);
});

test("a product that only the yield needs leaves the scan", () => {
  assert.equal(productsWith("only the yield needs", "Reader.cells.V").includes(true), false);
});
