/** Minimizations of one loss that follow one another take their gradients from one pass backward. */
import { topologicalOrder } from "../../compiler/3-graph/topology.ts";
import { compileSpec } from "../agree/compile-spec.ts";
import { assert, suite } from "../harness.ts";

const test = suite("minimizations of one loss");

/** How many nodes a training step of two layers has, with these minimizations. */
function nodesOf(minimizations: string, settings: string): number {
  const { graph } = compileSpec(
    "together.weft",
    `weft 1
axis a = 3
axis b = 4
axis c = 5
model M(x: [a]) -> [c] {
  param W: a -> b ~ he
  param V: b -> c ~ he
  param shift: [b] = 0
  return V(tanh(W(x) + shift))
}
data records = module("./records.ts") {
  x: [a]
}
train on records {
  loss = mean[batch](sum[c](M(x)^4))
  ${minimizations}
  batch = 6
  steps = 4
  ${settings}
}`,
  );
  const entry = graph.entries.find(({ kind }) => kind === "train");
  if (entry === undefined) throw new Error("nothing is trained");
  return topologicalOrder(entry.outputs.map(({ node }) => node)).length;
}

for (const settings of ["", "clip = 0.5", "precision = f16", "private = gaussian(clip = 1.0, noise = 0.5)"])
  test(`cost what one costs, ${settings === "" ? "plain" : settings}`, () => {
    const one = nodesOf("minimize loss with sgd(rate = 0.1)", settings);
    const two = nodesOf(
      "minimize loss over **.W, **.V with sgd(rate = 0.1)\n  minimize loss except **.W, **.V with sgd(rate = 0.1)",
      settings,
    );
    assert.is(two, one);
  });
