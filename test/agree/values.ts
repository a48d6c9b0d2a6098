/** Random contents for an entry's inputs, parameters, states and settings, as the evaluator and the device take them. */
import type { Environment } from "../../compiler/3-graph/evaluate/evaluation.ts";
import type { Axis, Entry, Graph } from "../../compiler/3-graph/graph.ts";
import { countOf } from "../../compiler/3-graph/tensor.ts";
import type { Tensor } from "../../compiler/3-graph/tensor.ts";
import { topologicalOrder } from "../../compiler/3-graph/topology.ts";
import { evaluateSize } from "../../compiler/sizes/size.ts";

export interface Given {
  readonly environment: Environment;
  /** The size of each symbol of the entry. */
  readonly sizes: ReadonlyMap<string, number>;
}

/** Numbers that f32 has, so that both sides start from the same. */
function real(random: () => number, scale: number): number {
  return Math.fround(random() * scale);
}

/** `random` gives numbers in [-1, 1). `choose` picks the size of the day between its bounds. `stored` are parameters that were made before. */
export function randomValues(
  graph: Graph,
  entry: Entry,
  random: () => number,
  choose: (symbol: Entry["symbols"][number]) => number = ({ high }) => high,
  stored: Pick<Environment, "parameters" | "states"> = { parameters: new Map(), states: new Map() },
): Given {
  const sizes = new Map(entry.symbols.map((symbol) => [symbol.symbol, choose(symbol)]));
  const tensor = (axes: readonly Axis[], number: () => number): Tensor => {
    const shape = axes.map(({ size }) => evaluateSize(size, sizes));
    const data = new Float64Array(countOf(shape));
    for (let i = 0; i < data.length; i++) data[i] = number();
    return { axes, shape, data };
  };
  const inputs = new Map(
    entry.inputs.map(({ name, axes, type, indexes }) => {
      const below = indexes === undefined ? 2 : evaluateSize(indexes.size, sizes);
      const integer = (): number => Math.floor(((random() + 1) / 2) * below);
      const ofEitherSign = (): number => Math.floor(4 * random());
      const isCount = type === "int" && indexes === undefined;
      return [name, tensor(axes, type === "real" ? () => real(random, 1) : isCount ? ofEitherSign : integer)];
    }),
  );
  const parameters = new Map(
    graph.parameters.map(({ path, axes }) => [
      path,
      stored.parameters.get(path) ?? tensor(axes, () => real(random, 0.5)),
    ]),
  );
  // Second moments are not negative.
  const states = new Map(
    [...graph.states, ...cachesOf(graph, entry)].map(({ path, axes, indexes, initial }) => {
      const below = indexes === undefined ? undefined : evaluateSize(indexes.size, sizes);
      const label = (below: number): number => Math.floor(((random() + 1) / 2) * below);
      // What begins large is a scale, of which a small number would make another formula.
      const number = (): number =>
        below !== undefined ? label(below) : initial > 1 ? initial : Math.abs(real(random, 0.1));
      return [path, stored.states.get(path) ?? tensor(axes, number)];
    }),
  );
  const settings = new Map(
    ["steps", "temperature", ...entry.settings].map((name) => [name, name === "steps" ? 100 : 1]),
  );
  const lengths = lengthsOf(entry, inputs, random);
  return { environment: { sizes, inputs, lengths, parameters, states, settings, seed: 7, step: 3 }, sizes };
}

/**
 * How many positions of each example are real, from one to all, where a formula asks for it. A generator's arguments have no examples of
 * different lengths.
 */
function lengthsOf(
  { kind, outputs }: Entry,
  inputs: ReadonlyMap<string, Tensor>,
  random: () => number,
): ReadonlyMap<string, Tensor> {
  const lengths = new Map<string, Tensor>();
  if (kind === "generate" || kind === "extend" || kind === "until") return lengths;
  for (const node of topologicalOrder(outputs.map(({ node: root }) => root))) {
    if (node.kind !== "leaf" || node.leaf.kind !== "length") continue;
    const { input, axis } = node.leaf;
    const given = inputs.get(input);
    const sizeOf = (id: string): number => given?.shape[given.axes.findIndex((one) => one.id === id)] ?? NaN;
    const shape = node.axes.map(({ id }) => sizeOf(id));
    const length = (): number => 1 + Math.floor(((random() + 1) / 2) * sizeOf(axis));
    const data = Float64Array.from({ length: countOf(shape) }, length);
    lengths.set(`${input}.${axis}`, { axes: node.axes, shape, data });
  }
  return lengths;
}

/** What the entry finds kept; of no other entry are the sizes known. */
function cachesOf({ caches = [] }: Graph, { kind, name }: Entry): NonNullable<Graph["caches"]> {
  const beginning = kind === "extendAll" ? `${name}/texts/` : `${name}/`;
  const isOfOne = (path: string): boolean => kind === "extendAll" || !path.startsWith(`${name}/texts/`);
  const isKept = kind === "extend" || kind === "extendAll";
  return isKept ? caches.filter(({ path }) => path.startsWith(beginning) && isOfOne(path)) : [];
}
