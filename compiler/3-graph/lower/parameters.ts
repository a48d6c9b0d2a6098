/** Parameters and states of instances, by their paths. */
import type { Initial, Parameter } from "../../2-check/model.ts";
import { InternalError } from "../../source/internal-error.ts";
import { literalSize, sizeSymbols, substituteSize } from "../../sizes/size.ts";
import type { Size } from "../../sizes/size.ts";
import type { Axis, InitialValue, SourceNode } from "../graph.ts";
import { axesOf, axesOfType, mergedAxis } from "./axes.ts";
import { constantOf } from "./constants.ts";
import { perExample } from "./examples.ts";
import { joinPath } from "./scope.ts";
import type { Scope } from "./scope.ts";
import { firstSource, stateHolder } from "./twins.ts";

/** The parameter's value at this place of the entry; its first use declares it. */
export function parameterNode(scope: Scope, name: string): SourceNode {
  const parameter = scope.layer?.parameters.find((each) => each.name === name);
  if (parameter === undefined) throw new InternalError(`${scope.path} has no parameter ${name}`, undefined);
  const path = joinPath(scope.path, name);
  const axes = storedAxes(scope, parameter);
  const { lowering, parameterValues, builder } = scope.entry;
  const first = firstSource(lowering, path);
  if (!lowering.parameters.has(path)) {
    lowering.parameters.set(path, {
      path,
      axes: axes.map((axis) => atBound(scope, axis)),
      family: parameter.family.flatMap((id) => axesOf(scope, id)).length,
      inside: parameter.inside.flatMap((id) => axesOf(scope, id)).length,
      isMap: parameter.isMap,
      initial: first === path ? initialValue(scope, parameter.initial) : { kind: "copy", of: first },
      span: parameter.span,
      documentation: parameter.documentation,
    });
  }
  const leaf = builder.labelled(builder.leaf({ kind: "parameter", path }, axes, "real"), path);
  const value = parameterValues.get(path) ?? leaf;
  const { examples } = scope.entry;
  return examples === undefined ? value : perExample(builder, value, path, examples);
}

function storedAxes(scope: Scope, { family, inside, outside }: Parameter): readonly Axis[] {
  return [...family, ...inside, ...outside].flatMap((id) => axesOf(scope, id));
}

/** Parameters and states over a bounded axis are stored for the bound; the first positions are seen. */
function atBound({ entry }: Pick<Scope, "entry">, axis: Axis): Axis {
  const bounds = new Map<string, Size>();
  for (const symbol of sizeSymbols(axis.size)) {
    const origin = entry.lowering.axes.get(symbol)?.origin;
    if (origin?.kind === "bounded") bounds.set(symbol, literalSize(origin.high));
  }
  return bounds.size === 0 ? axis : { ...axis, size: substituteSize(axis.size, bounds) };
}

/** The state's value at the beginning of the step. */
export function stateNode(scope: Scope, name: string): SourceNode {
  const scheduled = scope.schedule?.get(name);
  if (scheduled !== undefined)
    return scope.entry.builder.leaf({ kind: "state", path: scheduled }, [], "real");
  const optimizers = scope.optimizer?.states.get(name);
  if (optimizers !== undefined) {
    const { path, axes } = optimizers;
    return scope.entry.builder.leaf({ kind: "state", path }, axes, "real");
  }
  const { path, axes } = keepState(scope, name);
  const { builder } = scope.entry;
  return builder.labelled(builder.leaf({ kind: "state", path }, axes, "real"), path);
}

/** Declares a layer's state, which is kept though no formula may read it. */
export function keepState(
  scope: Scope,
  name: string,
): { readonly path: string; readonly axes: readonly Axis[] } {
  const { lowering } = scope.entry;
  const state = scope.layer?.states.find((each) => each.name === name);
  if (state === undefined) throw new InternalError(`${scope.path} has no state ${name}`, undefined);
  const path = stateHolder(lowering, joinPath(scope.path, name));
  const axes = axesOfType(scope, state.type);
  const { indexes } = state.type;
  if (!lowering.states.has(path))
    lowering.states.set(path, {
      path,
      axes: axes.map((axis) => atBound(scope, axis)),
      initial: constantOf(scope, state.initial),
      ...(indexes === undefined ? {} : { indexes: atBound(scope, mergedAxis(scope, indexes)) }),
    });
  return { path, axes };
}

function initialValue(scope: Scope, initial: Initial): InitialValue {
  switch (initial.kind) {
    case "constant":
      return { kind: "constant", value: constantOf(scope, initial.value) };
    case "normal":
      return {
        kind: "normal",
        mean: constantOf(scope, initial.mean),
        deviation: constantOf(scope, initial.deviation),
      };
    case "uniform":
      return { kind: "uniform", low: constantOf(scope, initial.low), high: constantOf(scope, initial.high) };
    case "xavier":
    case "he":
    case "orthogonal":
    case "identity":
      return { kind: initial.kind };
  }
}
