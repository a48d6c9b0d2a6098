import { evaluateNodes } from "../../compiler/3-graph/evaluate.ts";
import type { Environment } from "../../compiler/3-graph/evaluate/evaluation.ts";
import { randoms } from "../3-graph/graphs.ts";
import { compileSpec, readSpec } from "../agree/compile-spec.ts";
import type { SpecOptions } from "../agree/compile-spec.ts";
import { randomValues } from "../agree/values.ts";
import { assert, suite } from "../harness.ts";
import { gradientAt, lossOf, nudged } from "./losses.ts";
import type { LossAndGradients } from "./losses.ts";
import { layers, specOf } from "./recurrent-specs.ts";
import { restrictedSpecs, specOf as restrictedSpecOf } from "./restricted-specs.ts";

const test = suite("gradients of the specs' losses are their finite differences");

function lossIn(name: string, options: SpecOptions, text = readSpec(`specs/${name}`)): LossAndGradients {
  return lossOf(compileSpec(name, text, options), (graph, entry) => randomValues(graph, entry, randoms(5)));
}

/** Central differences of step h stray by h² times the third derivative and by rounding, 2^-52 / h: 1e-5 balances them near 1e-10. */
const step = 1e-5;
const tolerance = 1e-7;

function checkGradients({ loss, gradients, environment }: LossAndGradients, fewest = 6): void {
  const random = randoms(11);
  const valueOf = (given: Environment): number => evaluateNodes([loss], given)[0]?.data[0] ?? NaN;
  const found = evaluateNodes([...gradients.values()], environment);
  assert.ok(gradients.size >= fewest);
  for (const [index, path] of [...gradients.keys()].entries()) {
    const parameter = environment.parameters.get(path);
    const gradient = found[index];
    if (parameter === undefined || gradient === undefined) throw new Error(`no parameter ${path}`);
    for (let probe = 0; probe < 3; probe++) {
      const at = Math.floor(((random() + 1) / 2) * parameter.data.length);
      const above = valueOf(nudged(environment, path, parameter, at, step));
      const below = valueOf(nudged(environment, path, parameter, at, -step));
      const expected = (above - below) / (2 * step);
      const actual = gradientAt(gradient, parameter, at);
      assert.close(actual, expected, tolerance * (1 + Math.abs(expected)), `${path} at ${at}`);
    }
  }
}

test("minimal", () => {
  checkGradients(
    lossIn("minimal.weft", {
      set: { embed: "8", head: "2", hidden: "12", seq: "5" },
      vocabularies: { vocab: 7 },
    }),
  );
});

test("gpt", () => {
  checkGradients(
    lossIn("gpt.weft", { set: { embed: "8", head: "2", seq: "5", depth: "2" }, vocabularies: { vocab: 9 } }),
  );
});

for (const layer of layers) {
  test(layer.name, () => {
    checkGradients(lossIn("scan.weft", {}, specOf(layer, { time: "<= 4", in: 2, cell: 3 })), 2);
  });
}

for (const restricted of restrictedSpecs)
  test(restricted.name, () => {
    checkGradients(lossIn("restricted.weft", {}, restrictedSpecOf(restricted)), 1);
  });
