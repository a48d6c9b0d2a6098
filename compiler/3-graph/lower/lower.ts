/**
 * From the Model to the Graph. Layers are instantiated (their axis parameters replaced, their extra axes let through by name),
 * stacks are unrolled, restrictions become selections, maps are products. Every entry of the package is a list of outputs.
 */
import type { Model } from "../../2-check/model.ts";
import type { Entry, Graph, SourceNode } from "../graph.ts";
import type { KnownSizes } from "./entries.ts";
import type { Lowering } from "./scope.ts";
import { lowerTraining } from "./trainings.ts";
import { lowerGenerator, lowerInference } from "./uses.ts";

/** `known` has the size of each vocabulary that is made from data, and of each free axis that was set. */
export function lower(model: Model, name: string, known: KnownSizes): Graph<SourceNode> {
  const lowering: Lowering = {
    model,
    axes: new Map(model.axes.map((axis) => [axis.id, axis])),
    layers: new Map(model.layers.map((layer) => [layer.name, layer])),
    parameters: new Map(),
    states: new Map(),
  };
  const entries: Entry<SourceNode>[] = [
    ...model.trainings.flatMap((training) => lowerTraining(lowering, known, training)),
    ...model.layers
      .filter(({ kind, twin }) => kind === "model" && twin === undefined)
      .map((layer) => lowerInference(lowering, known, layer)),
    ...model.generators.flatMap((generator) => lowerGenerator(lowering, known, generator)),
  ];
  return {
    name,
    parameters: [...lowering.parameters.values()],
    states: [...lowering.states.values()],
    entries,
  };
}
