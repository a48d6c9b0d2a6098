/** Parameters, states and what generators keep of a text: their places, and how parameters begin. */
import type { Axis, Entry, Graph, GraphParameter, GraphState, Input, Node } from "../../3-graph/graph.ts";
import type { Initializer, PlanParameter, PlanState } from "../../../runtime/plan.ts";
import { countOf, highOf, layOut, type Bounds } from "../layout.ts";
import { aligned, packed, placeInChunk } from "../memory.ts";
import type { Home } from "../homes.ts";

const entriesBetween: ReadonlySet<Entry["kind"]> = new Set([
  "infer",
  "generate",
  "extend",
  "extendAll",
  "until",
]);

export interface Stored {
  readonly parameters: readonly PlanParameter[];
  readonly states: readonly PlanState[];
  /** At the beginning of `work`. */
  readonly caches: readonly PlanState[];
  readonly arenas: { readonly parameters: number; readonly states: number };
  /** Of `work`, in elements: what `caches` take. */
  readonly kept: number;
  /** Where a parameter's or state's path lies. */
  readonly offsets: ReadonlyMap<string, number>;
  readonly homes: ReadonlyMap<string, Home>;
}

/** `bounds` are those of all entries: a parameter has one size. `ranks` says by path what lies before what. */
export function placeStored(
  graph: Graph,
  ranks: ReadonlyMap<string, number>,
  bounds: Bounds,
  chunk: number,
): Stored {
  const offsets = new Map<string, number>();
  const homes = new Map<string, Home>();
  const place = (
    paths: readonly { readonly path: string; readonly axes: readonly Axis[] }[],
    arena: Home["arena"],
  ): number => {
    let end = 0;
    // Families come first, each value right after the one before.
    const roomOf = (path: string, count: number): number =>
      ranks.has(path) ? packed(count) : aligned(count);
    const rank = ({ path }: { readonly path: string }): number => ranks.get(path) ?? Number.MAX_SAFE_INTEGER;
    for (const { path, axes } of [...paths].sort((a, b) => rank(a) - rank(b))) {
      const layout = layOut(axes, bounds);
      const begin = ranks.has(path) ? end : aligned(end);
      const offset = placeInChunk(begin, roomOf(path, layout.count), chunk);
      offsets.set(path, offset);
      homes.set(path, { arena, layout, lasts: true });
      end = offset + roomOf(path, layout.count);
    }
    return aligned(end);
  };
  const graphCaches = graph.caches ?? [];
  const arenas = {
    parameters: place(graph.parameters, "parameters"),
    states: place(graph.states, "states"),
  };
  const kept = place(graphCaches, "work");
  const axisOf = ({ name, size }: Axis) => ({ name, size: highOf(size, bounds) });
  const axesOf = (axes: readonly Axis[]) => axes.map(axisOf);
  const parameters = graph.parameters.map((parameter) => ({
    path: parameter.path,
    axes: axesOf(parameter.axes),
    offset: offsets.get(parameter.path) ?? 0,
    count: countOf(parameter.axes, bounds),
    initial: initializerOf(parameter, bounds),
  }));
  const stateOf = ({ path, axes, initial, indexes }: GraphState): PlanState => ({
    path,
    axes: axesOf(axes),
    offset: offsets.get(path) ?? 0,
    count: countOf(axes, bounds),
    initial,
    ...(indexes === undefined ? {} : { indexes: axisOf(indexes) }),
  });
  const states = graph.states.map(stateOf);
  return { parameters, states, caches: graphCaches.map(stateOf), arenas, kept, offsets, homes };
}

/**
 * Fans are those of one map: the products of its in side and its out side. Xavier (Glorot and Bengio 2010) is uniform within
 * sqrt(6 / (in + out)); He (He et al. 2015) is normal with variance 2 / in.
 */
function initializerOf(parameter: GraphParameter, bounds: Bounds): Initializer {
  const { axes, family, inside, initial } = parameter;
  const count = countOf(axes.slice(0, family), bounds);
  const rows = countOf(axes.slice(family, family + inside), bounds);
  const columns = countOf(axes.slice(family + inside), bounds);
  switch (initial.kind) {
    case "constant":
    case "normal":
    case "uniform":
    case "copy":
      return initial;
    case "xavier": {
      const high = Math.sqrt(6 / (rows + columns));
      return { kind: "uniform", low: -high, high };
    }
    case "he":
      return { kind: "normal", mean: 0, deviation: Math.sqrt(2 / rows) };
    case "orthogonal":
    case "identity":
      return { kind: initial.kind, count, rows, columns };
  }
}

/** How much of the beginning of `work` an entry leaves alone: what generators keep, where a caller may run it between two positions of a text. */
export function keptBeside({ kind }: Pick<Entry, "kind">, { kept }: Stored): number {
  return entriesBetween.has(kind) ? kept : 0;
}

/** Where the leaves among `nodes` lie that an entry finds in memory. */
export function homesOfLeaves(
  nodes: readonly Node[],
  inputs: readonly Input[],
  stored: Stored,
  bounds: Bounds,
): ReadonlyMap<Node, Home> {
  const homes = new Map<Node, Home>();
  for (const node of nodes) {
    if (node.kind !== "leaf") continue;
    const { leaf } = node;
    const input = leaf.kind === "input" || leaf.kind === "length" ? inputOf(inputs, leaf) : undefined;
    const home =
      leaf.kind === "parameter" || leaf.kind === "state"
        ? homeOfStored(node, stored.homes.get(leaf.path))
        : input !== undefined
          ? homeOfInput(input, leaf.kind === "length" ? leaf.axis : undefined, bounds)
          : undefined;
    if (home !== undefined) homes.set(node, home);
  }
  return homes;
}

/** It lies as it is stored, for the bound; of its axes, which others are laid out and counted by, are as many positions there as the entry has. */
function homeOfStored({ axes }: Node, home: Home | undefined): Home | undefined {
  if (home === undefined) return undefined;
  const order = home.layout.order.map((axis) => axes.find(({ id }) => id === axis.id) ?? axis);
  return { ...home, layout: { ...home.layout, order } };
}

function inputOf(
  inputs: readonly Input[],
  leaf: { readonly name: string } | { readonly input: string },
): Input | undefined {
  const wanted = "input" in leaf ? leaf.input : leaf.name;
  return inputs.find(({ name }) => name === wanted);
}

/** Of the input, or of its lengths along an axis: one for each example of a batch. */
export function homeOfInput(input: Input, without: string | undefined, bounds: Bounds): Home {
  const axes = without === undefined ? input.axes : input.axes.filter(({ id }) => id === "batch");
  const arena = without === undefined && input.type === "real" ? "work" : "integers";
  return { arena, layout: layOut(axes, bounds) };
}
