import { normal, siteNumber, uniform } from "../../operators/random.ts";
import { withinInt } from "../../operators/reference.ts";
import { InternalError } from "../../source/internal-error.ts";
import { evaluateSize } from "../../sizes/size.ts";
import type { LeafNode } from "../graph.ts";
import { arrange } from "../tensor.ts";
import type { Tensor } from "../tensor.ts";
import { roundingOf, shapeOf, tensorOf, type Evaluation } from "./evaluation.ts";

/** What is given, and what follows from positions, sizes and the seed. */
export function evaluateLeaf(e: Evaluation, node: LeafNode): Tensor {
  const { leaf } = node;
  const filled = (value: number): Tensor => tensorOf(e, node, (data) => data.fill(value));
  switch (leaf.kind) {
    case "input":
      return given(e, node, e.environment.inputs.get(leaf.name), `input ${leaf.name}`);
    case "length": {
      const length = e.environment.lengths?.get(`${leaf.input}.${leaf.axis}`);
      if (length !== undefined) return given(e, node, length, `length of ${leaf.input}`);
      const input = e.environment.inputs.get(leaf.input);
      const whole = input?.shape[input.axes.findIndex(({ id }) => id === leaf.axis)];
      if (whole === undefined) throw new InternalError(`${leaf.input} has no axis ${leaf.axis}`, node.span);
      return filled(whole);
    }
    case "parameter":
      return given(e, node, e.environment.parameters.get(leaf.path), `parameter ${leaf.path}`);
    case "state":
      return given(e, node, e.environment.states.get(leaf.path), `state ${leaf.path}`);
    case "constant":
      return filled(node.type === "int" ? withinInt(leaf.value) : roundingOf(e, node)(leaf.value));
    case "position":
      return tensorOf(e, node, (data) => data.forEach((_, i) => (data[i] = i)));
    case "size":
      return filled(evaluateSize(leaf.size, e.environment.sizes));
    case "setting": {
      const value = leaf.name === "step" ? e.environment.step : e.environment.settings.get(leaf.name);
      if (value === undefined) throw new InternalError(`the environment has no ${leaf.name}`, node.span);
      return filled(value);
    }
    case "random": {
      // A uniform number has no more bits than f32.
      const draw = leaf.distribution === "uniform" ? uniform : normal;
      const site = siteNumber(leaf.site);
      const rounded = roundingOf(e, node);
      return tensorOf(e, node, (data) =>
        data.forEach((_, i) => (data[i] = draw([e.environment.seed, e.environment.step, site, i], rounded))),
      );
    }
    case "turn":
    case "stack":
      throw new InternalError("a loop's memory is read outside of a schedule", node.span);
    case "carried":
    case "seen":
      throw new InternalError(`a value of scan ${leaf.scan} is read outside of it`, node.span);
  }
}

function given(e: Evaluation, node: LeafNode, tensor: Tensor | undefined, what: string): Tensor {
  if (tensor === undefined) throw new InternalError(`the environment has no ${what}`, node.span);
  return arrange(tensor, node.axes, shapeOf(e, node.axes));
}
