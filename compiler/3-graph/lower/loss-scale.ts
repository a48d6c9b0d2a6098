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

/** Of each parameter that is trained whether one of its minimizations is good. */
export function goodMoves(
  { entry: { builder } }: Scope,
  steps: readonly { readonly scaled: ScaledStep | undefined; readonly trained: readonly string[] }[],
): ReadonlyMap<string, SourceNode> {
  const found = new Map<string, SourceNode>();
  for (const { scaled, trained } of steps) {
    if (scaled === undefined) continue;
    for (const path of trained) {
      const known = found.get(path);
      found.set(path, known === undefined ? scaled.isGood : builder.map("or", [known, scaled.isGood]));
    }
  }
  return found;
}

/** Layers' states keep what they were where one of the steps isn't good: what they are made of may be no number. */
export function keepWhereBad(
  { entry: { builder, lowering, nextStates } }: Scope,
  steps: readonly ScaledStep[],
  ofOptimizers: ReadonlySet<string>,
): void {
  const isGood = steps
    .map((step) => step.isGood)
    .reduce((all, one) => (all === one ? all : builder.map("and", [all, one])));
  for (const [path, value] of nextStates) {
    if (ofOptimizers.has(path)) continue;
    const axes = lowering.states.get(path)?.axes ?? value.axes;
    const leaf = builder.leaf({ kind: "state", path }, axes, "real");
    nextStates.set(path, builder.labelled(builder.map("select", [isGood, value, leaf]), leaf.label));
  }
}

function stateOf({ entry: { builder, lowering } }: Scope, path: string, initial: number): SourceNode {
  lowering.states.set(path, { path, axes: [], initial });
  return builder.labelled(builder.leaf({ kind: "state", path }, [], "real"), path);
}
