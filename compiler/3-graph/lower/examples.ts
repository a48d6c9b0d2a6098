/**
 * Private training (Abadi et al. 2016, algorithm 1): each example's gradient is cut to a norm before they are added, and noise is added
 * to the sum. Every parameter is read through a value of its own for each example of the batch, so the slope by it is each example's.
 */
import { InternalError } from "../../source/internal-error.ts";
import type { TrainingSettings } from "../../2-check/model.ts";
import type { SourceBuilder } from "../graph-builder.ts";
import type { Axis, SourceNode } from "../graph.ts";
import { hasAxis } from "../positions.ts";

export type Private = NonNullable<TrainingSettings["private"]>;

/** The parameter's value, one for each example. */
export function perExample(builder: SourceBuilder, value: SourceNode, path: string, batch: Axis): SourceNode {
  return builder.mark(builder.spread(value, [batch]), `examples of ${path}, ${value.id}`);
}

/** The sum of the squares of a parameter's gradient, for the norm of all of them. */
export function squareOf(
  builder: SourceBuilder,
  path: string,
  gradient: SourceNode,
  over: readonly Axis[],
): SourceNode {
  const at = path.lastIndexOf(".");
  const origin = {
    instance: path.slice(0, Math.max(at, 0)),
    names: [path.slice(at + 1), "clip"],
    formula: undefined,
    isGradient: false,
  };
  return builder.within({ origin }, () =>
    builder.reduce("sum", over, builder.map("multiply", [gradient, gradient])),
  );
}

/** The noisy sum of the cut gradients, by path; `gradients` have the axis of the batch. The noise is of the minimization with this number. */
export function privateGradients(
  builder: SourceBuilder,
  loss: SourceNode,
  gradients: ReadonlyMap<string, SourceNode>,
  { clip, noise }: Private,
  batch: Axis,
  number: number,
): ReadonlyMap<string, SourceNode> {
  const weight = weightOf(builder, loss, batch);
  const squares = [...gradients].map(([path, gradient]) => {
    const others = gradient.axes.filter(({ id }) => id !== batch.id);
    return squareOf(builder, path, gradient, others);
  });
  const total = squares.reduce((sum, square) => builder.map("add", [sum, square]));
  const own = builder.map("divide", [builder.map("sqrt", [total]), builder.map("abs", [weight])]);
  const norms = builder.labelled(own, "gradient norm of each example");
  const limit = builder.constant(clip);
  const factor = builder.map("divide", [limit, builder.map("maximum", [norms, limit])]);
  const spread = builder.map("multiply", [builder.constant(noise * clip), weight]);
  return new Map(
    [...gradients].map(([path, gradient]) => {
      const axes = gradient.axes.filter(({ id }) => id !== batch.id);
      const sum = builder.reduce("sum", [batch], builder.map("multiply", [gradient, factor]));
      const site = number === 1 ? `private ${path}` : `private ${path} ${number}`;
      const leaf = { kind: "random", distribution: "normal", site } as const;
      const random = builder.map("multiply", [spread, builder.leaf(leaf, axes, "real")]);
      return [path, builder.map("add", [sum, random])];
    }),
  );
}

/** What the loss multiplies the sum over the batch by: check has seen that it is nothing else. */
function weightOf(builder: SourceBuilder, node: SourceNode, batch: Axis): SourceNode {
  if (node.kind === "reduce" && hasAxis(node.over, batch)) return builder.constant(1);
  if (node.kind === "map") {
    const [left, right] = node.arguments;
    const holds = (part: SourceNode | undefined): part is SourceNode =>
      part !== undefined && part.kind !== "leaf";
    if (node.operator === "negate" && left !== undefined)
      return builder.map("negate", [weightOf(builder, left, batch)]);
    if (node.operator === "divide" && left !== undefined && right !== undefined)
      return builder.map("divide", [weightOf(builder, left, batch), right]);
    if (node.operator === "multiply" && left !== undefined && right !== undefined)
      return holds(right) && isTotal(right, batch)
        ? builder.map("multiply", [left, weightOf(builder, right, batch)])
        : builder.map("multiply", [weightOf(builder, left, batch), right]);
    if (node.operator === "to_real" && left !== undefined) return weightOf(builder, left, batch);
  }
  if (node.kind === "mark" || node.kind === "reduce") return weightOf(builder, node.of, batch);
  throw new InternalError("a loss that is no sum over the batch", node.span);
}

/** Whether the value is a sum over the batch of something that differs from example to example. */
function isTotal(node: SourceNode, batch: Axis): boolean {
  if (node.kind === "reduce") return hasAxis(node.over, batch) || isTotal(node.of, batch);
  if (node.kind === "map") return node.arguments.some((argument) => isTotal(argument, batch));
  return node.kind === "mark" && isTotal(node.of, batch);
}
