/** The first loss of a spec's first training with its gradients by the parameters, as graphs that no optimizer follows. */
import { differentiateNodes } from "../../compiler/4-gradient/differentiate.ts";
import type { Environment } from "../../compiler/3-graph/evaluate/evaluation.ts";
import type { Entry, Graph, GradientNode, Node } from "../../compiler/3-graph/graph.ts";
import type { Tensor } from "../../compiler/3-graph/tensor.ts";
import { topologicalOrder } from "../../compiler/3-graph/topology.ts";
import type { CompiledSpec } from "../agree/compile-spec.ts";
import type { Given } from "../agree/values.ts";

export interface LossAndGradients {
  readonly loss: Node;
  readonly gradients: ReadonlyMap<string, Node>;
  readonly environment: Environment;
}

export function lossOf(
  { compiled, graph }: CompiledSpec,
  valuesOf: (graph: Graph, entry: Entry) => Given,
): LossAndGradients {
  const training = compiled.lowered?.entries.find(({ kind }) => kind === "train");
  const step = graph.entries.find(({ kind }) => kind === "train");
  const loss = training?.outputs.find(({ role }) => role === "loss");
  if (training === undefined || step === undefined || loss === undefined)
    throw new Error(`${graph.name} trains nothing`);
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
  return {
    loss: lossNode,
    gradients: new Map(nodes.map((node, index) => [paths[index] ?? "", node])),
    environment: valuesOf(graph, step).environment,
  };
}

/** The parameter with one number changed. */
export function nudged(
  environment: Environment,
  path: string,
  tensor: Tensor,
  at: number,
  by: number,
): Environment {
  const data = Float64Array.from(tensor.data);
  data[at] = (data[at] ?? NaN) + by;
  return { ...environment, parameters: new Map([...environment.parameters, [path, { ...tensor, data }]]) };
}

/** A gradient has its axes sorted, a parameter those of its storage. */
export function gradientAt(gradient: Tensor, parameter: Tensor, at: number): number {
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
