import { evaluateNodes } from "../../compiler/3-graph/evaluate.ts";
import type { SourceNode } from "../../compiler/3-graph/graph.ts";
import type { Tensor } from "../../compiler/3-graph/tensor.ts";
import { verifyNodes } from "../../compiler/3-graph/verify.ts";
import { differentiateNodes } from "../../compiler/4-gradient/differentiate.ts";
import { assert } from "../harness.ts";
import type { Workbench } from "../3-graph/graphs.ts";

function total(tensor: Tensor | undefined): number {
  let sum = 0;
  for (const value of tensor?.data ?? []) sum += value;
  return sum;
}

/**
 * Compares the gradient of the sum of `of` by each parameter with central differences. Their error is h² times a third
 * derivative plus rounding by h: with h = 1e-4 and values about 1, below 1e-6.
 */
export function checkGradients(
  work: Workbench,
  of: SourceNode,
  variables: readonly SourceNode[],
  tolerance = 1e-6,
): void {
  const { builder, environment, parameters } = work;
  verifyNodes([of]);
  const [value, ...gradients] = differentiateNodes([of, ...variables.map((by) => builder.gradient(of, by))]);
  if (value === undefined) throw new Error("the value was lost");
  verifyNodes([value, ...gradients]);
  const found = evaluateNodes(gradients, environment);
  const step = 1e-4;
  variables.forEach((variable, i) => {
    if (variable.kind !== "leaf" || variable.leaf.kind !== "parameter") throw new Error("not a parameter");
    const { path } = variable.leaf;
    const given = parameters.get(path);
    const gradient = found[i];
    if (given === undefined || gradient === undefined) throw new Error(`${path} is missing`);
    assert.equal(
      gradient.axes.map(({ id }) => id),
      variable.axes.map(({ id }) => id),
    );
    const at = (changed: Float64Array): number => {
      const moved = new Map(parameters).set(path, { ...given, data: changed });
      return total(evaluateNodes([value], { ...environment, parameters: moved })[0]);
    };
    // `variable.axes` are sorted, so a parameter made with sorted axes has its numbers in the gradient's order.
    given.data.forEach((number, j) => {
      const above = Float64Array.from(given.data).fill(number + step, j, j + 1);
      const below = Float64Array.from(given.data).fill(number - step, j, j + 1);
      const expected = (at(above) - at(below)) / (2 * step);
      assert.close(
        gradient.data[j] ?? NaN,
        expected,
        tolerance * Math.max(1, Math.abs(expected)),
        `${path}[${j}]`,
      );
    });
  });
}
