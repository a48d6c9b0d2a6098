/**
 * From the Model to the Graph. Layers are instantiated (their axis parameters replaced, their extra axes let through by name),
 * stacks are unrolled, restrictions become selections, maps are products. Every entry of the package is a list of outputs.
 */
import type { Model } from "../../2-check/model.ts";
import type { Entry, Graph, SourceNode } from "../graph.ts";
import type { Lowering } from "./scope.ts";
import { dataGivenTo } from "./data-given.ts";
import { lowerTraining } from "./trainings.ts";
import { lowerGenerator, lowerInference } from "./uses.ts";

/** What isn't in the spec: `sizes` by symbol, `labels` by axis. */
export type Known = Pick<Lowering, "sizes" | "labels">;

export function lower(model: Model, name: string, known: Known): Graph<SourceNode> {
  const lowering: Lowering = {
    model,
    axes: new Map(model.axes.map((axis) => [axis.id, axis])),
    layers: new Map(model.layers.map((layer) => [layer.name, layer])),
    twins: model.layers.filter(({ twin }) => twin !== undefined),
    globalAxes: globalAxesOf(model),
    given: dataGivenTo(model),
    marked: new Set(model.marked),
    ...known,
    parameters: new Map(),
    states: new Map(),
  };
  const entries: Entry<SourceNode>[] = [
    ...model.trainings.flatMap((training) => lowerTraining(lowering, training)),
    ...model.layers.filter(({ kind }) => kind === "model").map((layer) => lowerInference(lowering, layer)),
    ...model.generators.flatMap((generator) => lowerGenerator(lowering, generator)),
  ];
  return {
    name,
    parameters: [...lowering.parameters.values()],
    states: [...lowering.states.values()],
    entries,
  };
}

function globalAxesOf(model: Model): ReadonlySet<string> {
  const local = new Set(
    model.layers.flatMap(({ localAxes, axisParameters }) => [...localAxes, ...axisParameters]),
  );
  return new Set(model.axes.flatMap(({ id }) => (local.has(id) ? [] : [id])));
}
