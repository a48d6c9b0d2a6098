/** Copies and averages of models: the formulas of another model with parameters of their own. */
import type { Layer } from "../../2-check/model.ts";
import { InternalError } from "../../source/internal-error.ts";
import type { Axis, GraphParameter, SourceNode } from "../graph.ts";
import { constantOf } from "./constants.ts";
import { joinPath } from "./scope.ts";
import type { Lowering, Scope } from "./scope.ts";

/** How far an average goes on from what it was, where the spec doesn't say. */
const usualDecay = 0.999;

/** The model whose formulas a model has: its own, or those of what it is a copy or an average of. */
export function formulasOf(lowering: Lowering, layer: Layer): Layer {
  if (layer.twin === undefined) return layer;
  const of = lowering.layers.get(layer.twin.of);
  if (of === undefined) throw new InternalError(`the model has no layer ${layer.twin.of}`, layer.span);
  return formulasOf(lowering, of);
}

/** The copy or the average that a parameter's or a state's path belongs to. */
function twinAt(lowering: Lowering, path: string): Layer | undefined {
  return lowering.twins.find(({ name }) => path.startsWith(`${name}.`));
}

/** The same path in the model that a copy or an average was made of. */
function pathInSource({ name, twin }: Layer, path: string): string {
  return joinPath(twin?.of ?? "", path.slice(name.length + 1));
}

/** The parameter in the model that has the formulas, which a copy's begins as. */
export function firstSource(lowering: Lowering, path: string): string {
  const twin = twinAt(lowering, path);
  return twin === undefined ? path : firstSource(lowering, pathInSource(twin, path));
}

/** Where a state is kept: an average has those of what it follows. */
export function stateHolder(lowering: Lowering, path: string): string {
  const twin = twinAt(lowering, path);
  return twin?.twin?.kind === "average" ? stateHolder(lowering, pathInSource(twin, path)) : path;
}

/** Whether `over` may name a parameter: those of an average are never trained, those of a copy only where its name is said. */
export function isTrainable(lowering: Lowering, path: string, over: readonly string[]): boolean {
  const twin = twinAt(lowering, path);
  if (twin === undefined) return true;
  return twin.twin?.kind === "copy" && over.some((pattern) => pattern.split(".")[0] === twin.name);
}

/**
 * After the minimizations of a step every average moves towards what it follows, in the order in which averages are declared; `isGood` says of
 * parameters that a minimization may leave as they are whether one has moved them.
 */
export function moveAverages(scope: Scope, isGood: ReadonlyMap<string, SourceNode>): void {
  const good = new Map(isGood);
  const { lowering, builder, parameterValues } = scope.entry;
  for (const layer of lowering.twins) {
    if (layer.twin?.kind !== "average") continue;
    const { of } = layer.twin;
    const decay = layer.twin.decay === undefined ? usualDecay : constantOf(scope, layer.twin.decay);
    for (const followed of [...lowering.parameters.values()]) {
      const next = parameterValues.get(followed.path);
      if (!followed.path.startsWith(`${of}.`) || next === undefined) continue;
      const mean = meanOf(lowering, layer, followed);
      const before = builder.leaf({ kind: "parameter", path: mean.path }, mean.axes, "real");
      const moved = builder.map("add", [
        builder.map("multiply", [builder.constant(decay), before]),
        builder.map("multiply", [builder.constant(1 - decay), along(scope, next, followed.axes, mean.axes)]),
      ]);
      const isMoved = good.get(followed.path);
      if (isMoved !== undefined) good.set(mean.path, isMoved);
      const value = isMoved === undefined ? moved : builder.map("select", [isMoved, moved, before]);
      parameterValues.set(mean.path, builder.labelled(value, mean.path));
    }
  }
}

/** The average's parameter, declared where no formula has used it before. */
function meanOf(lowering: Lowering, layer: Layer, followed: GraphParameter): GraphParameter {
  const of = layer.twin?.of ?? "";
  const path = joinPath(layer.name, followed.path.slice(of.length + 1));
  const known = lowering.parameters.get(path);
  if (known !== undefined) return known;
  const axes = followed.axes.map((axis) => ({ ...axis, id: ownAxis(lowering, axis, of, layer.name) }));
  const first = firstSource(lowering, path);
  const mean: GraphParameter = { ...followed, path, axes, initial: { kind: "copy", of: first } };
  lowering.parameters.set(path, mean);
  return mean;
}

/** Axes that are local to an instance bear its path. */
function ownAxis(lowering: Lowering, { id }: Axis, from: string, to: string): string {
  const isLocal = id.startsWith(`${from}.`) && !lowering.globalAxes.has(id);
  return isLocal ? joinPath(to, id.slice(from.length + 1)) : id;
}

function along(scope: Scope, value: SourceNode, from: readonly Axis[], to: readonly Axis[]): SourceNode {
  const { builder } = scope.entry;
  return from.reduce((renamed, axis, index) => {
    const own = to[index];
    return own === undefined || own.id === axis.id ? renamed : builder.rename(renamed, axis, own);
  }, value);
}
