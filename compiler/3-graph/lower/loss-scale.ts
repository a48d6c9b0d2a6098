/**
 * A loss is multiplied by a scale before its gradient is taken, so that gradients of half precision don't vanish, and what reaches the
 * optimizer is divided by it. A step whose gradients aren't all finite changes nothing but the scale, which is halved; after many good
 * steps in a row it is doubled (Micikevicius et al. 2018).
 */
import type { SourceNode } from "../graph.ts";
import type { Scope } from "./scope.ts";

const first = 2 ** 16;
const [least, most] = [2 ** -16, 2 ** 30];
/** Good steps in a row after which the scale is doubled. */
const interval = 2000;

export interface LossScale {
  /** The state's path, and what it is in this step. */
  readonly path: string;
  readonly value: SourceNode;
}

/** What a step makes of it. */
export interface ScaledStep {
  /** Of the loss. */
  readonly name: string;
  readonly scale: LossScale;
  /** The scale after it. */
  readonly next: SourceNode;
  /** Whether the step may change anything. */
  readonly isGood: SourceNode;
  /** 0, or 1 where the step is skipped, or 2 where it is skipped with the least scale. */
  readonly skipped: SourceNode;
}

export function lossScale(scope: Scope, path: string): LossScale {
  return { path, value: stateOf(scope, path, first) };
}

/** Follows a step with these gradients: the next values of the states are noted. */
export function followScale(
  scope: Scope,
  name: string,
  scale: LossScale,
  gradients: Iterable<SourceNode>,
): ScaledStep {
  const { builder, nextStates } = scope.entry;
  const zero = builder.constant(0);
  const bad = [...gradients].map((gradient) =>
    builder.reduce("sum", gradient.axes, builder.map("not", [builder.map("is_finite", [gradient])])),
  );
  const all = bad.reduce((sum, count) => builder.map("add", [sum, count]), builder.constant(0, "int"));
  const isGood = builder.labelled(builder.map("equal", [all, builder.constant(0, "int")]), "is finite");
  const { value, path } = scale;
  const stepsPath = `${path} steps`;
  const steps = builder.map("add", [stateOf(scope, stepsPath, 0), builder.constant(1)]);
  const isDue = builder.map("greater_equal", [steps, builder.constant(interval)]);
  const doubled = builder.map("minimum", [
    builder.map("multiply", [value, builder.constant(2)]),
    builder.constant(most),
  ]);
  const halved = builder.map("maximum", [
    builder.map("multiply", [value, builder.constant(0.5)]),
    builder.constant(least),
  ]);
  const risen = builder.map("select", [isDue, doubled, value]);
  const next = builder.labelled(builder.map("select", [isGood, risen, halved]), path);
  nextStates.set(path, next);
  const again = builder.map("select", [isDue, zero, steps]);
  nextStates.set(stepsPath, builder.map("select", [isGood, again, zero]));
  const isLeast = builder.map("less_equal", [value, builder.constant(least)]);
  const failed = builder.map("select", [isLeast, builder.constant(2), builder.constant(1)]);
  return { name, scale, next, isGood, skipped: builder.map("select", [isGood, zero, failed]) };
}

/**
 * Layers' states and averages keep what they were where one of the steps isn't good, as all that is trained does by itself: `trained` are the
 * parameters' values that minimizations made, `ofOptimizers` their states' paths.
 */
export function keepWhereBad(
  { entry: { builder, lowering, nextStates, parameterValues } }: Scope,
  steps: readonly ScaledStep[],
  { trained, ofOptimizers }: { trained: ReadonlyMap<string, SourceNode>; ofOptimizers: ReadonlySet<string> },
): void {
  const isGood = steps
    .map((step) => step.isGood)
    .reduce((all, one) => (all === one ? all : builder.map("and", [all, one])));
  const keep = (leaf: SourceNode, value: SourceNode): SourceNode =>
    builder.labelled(builder.map("select", [isGood, value, leaf]), leaf.label);
  for (const [path, value] of nextStates) {
    const axes = lowering.states.get(path)?.axes ?? value.axes;
    if (!ofOptimizers.has(path))
      nextStates.set(path, keep(builder.leaf({ kind: "state", path }, axes, "real"), value));
  }
  for (const [path, value] of parameterValues) {
    const axes = lowering.parameters.get(path)?.axes ?? value.axes;
    if (trained.get(path) !== value)
      parameterValues.set(path, keep(builder.leaf({ kind: "parameter", path }, axes, "real"), value));
  }
}

function stateOf({ entry: { builder, lowering } }: Scope, path: string, initial: number): SourceNode {
  lowering.states.set(path, { path, axes: [], initial });
  return builder.labelled(builder.leaf({ kind: "state", path }, [], "real"), path);
}
