import { differentiateNodes } from "../../compiler/4-gradient/differentiate.ts";
import { evaluateNodes } from "../../compiler/3-graph/evaluate.ts";
import type { Environment } from "../../compiler/3-graph/evaluate.ts";
import type { GradientNode, Node } from "../../compiler/3-graph/graph.ts";
import type { Tensor } from "../../compiler/3-graph/tensor.ts";
import { topologicalOrder } from "../../compiler/3-graph/topology.ts";
import { randoms } from "../3-graph/graphs.ts";
import { compileSpec, readSpec } from "../agree/compile-spec.ts";
import type { SpecOptions } from "../agree/compile-spec.ts";
import { randomValues } from "../agree/values.ts";
import { assert, suite } from "../harness.ts";
import { layers, specOf } from "./recurrent-specs.ts";

const test = suite("gradients of the specs' losses are their finite differences");

interface LossAndGradients {
  readonly loss: Node;
  readonly gradients: ReadonlyMap<string, Node>;
  readonly environment: Environment;
}

function lossOf(name: string, options: SpecOptions, text = readSpec(`specs/${name}`)): LossAndGradients {
  const { compiled, graph } = compileSpec(name, text, options);
  const training = compiled.lowered?.entries.find(({ kind }) => kind === "train");
  const step = graph.entries.find(({ kind }) => kind === "train");
  const loss = training?.outputs.find(({ role }) => role === "loss");
  if (training === undefined || step === undefined || loss === undefined)
    throw new Error(`${name} trains nothing`);
  const all = topologicalOrder(training.outputs.map(({ node }) => node));
  // Others are slopes in formulas.
  const gradients = all.filter(
    (node): node is GradientNode =>
      node.kind === "gradient" && node.by.kind === "leaf" && node.by.leaf.kind === "parameter",
  );
  const [lossNode, ...nodes] = differentiateNodes([loss.node, ...gradients]);
  if (lossNode === undefined) throw new Error("no loss");
  const paths = gradients.map(({ by }) =>
    by.kind === "leaf" && by.leaf.kind === "parameter" ? by.leaf.path : "",
  );
  const { environment } = randomValues(graph, step, randoms(5));
  return {
    loss: lossNode,
    gradients: new Map(nodes.map((node, index) => [paths[index] ?? "", node])),
    environment,
  };
}

/** The parameter with one number changed. */
function nudged(environment: Environment, path: string, tensor: Tensor, at: number, by: number): Environment {
  const data = Float64Array.from(tensor.data);
  data[at] = (data[at] ?? NaN) + by;
  return { ...environment, parameters: new Map([...environment.parameters, [path, { ...tensor, data }]]) };
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

/** A gradient has its axes sorted, a parameter those of its storage. */
function gradientAt(gradient: Tensor, parameter: Tensor, at: number): number {
  let rest = at;
  const position = new Map<string, number>();
  for (let axis = parameter.axes.length - 1; axis >= 0; axis--) {
    const extent = parameter.shape[axis] ?? 1;
    position.set(parameter.axes[axis]?.id ?? "", rest % extent);
    rest = Math.floor(rest / extent);
  }
  const offset = gradient.axes.reduce(
    (sum, { id }, axis) => sum * (gradient.shape[axis] ?? 1) + (position.get(id) ?? 0),
    0,
  );
  return gradient.data[offset] ?? NaN;
}

test("minimal", () => {
  checkGradients(
    lossOf("minimal.weft", {
      set: { embed: "8", head: "2", hidden: "12", seq: "5" },
      vocabularies: { vocab: 7 },
    }),
  );
});

test("gpt", () => {
  checkGradients(
    lossOf("gpt.weft", { set: { embed: "8", head: "2", seq: "5", depth: "2" }, vocabularies: { vocab: 9 } }),
  );
});

for (const layer of layers) {
  test(layer.name, () => {
    checkGradients(lossOf("scan.weft", {}, specOf(layer, { time: "<= 4", in: 2, cell: 3 })), 2);
  });
}
