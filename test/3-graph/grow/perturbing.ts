/**
 * What a reading says is tried: one position of a text is changed, or positions are added to it, and only what the reading names may
 * change.
 */
import { evaluateNodes } from "../../../compiler/3-graph/evaluate.ts";
import type { Entry, Graph, Node } from "../../../compiler/3-graph/graph.ts";
import { readingsOf } from "../../../compiler/3-graph/grow/readings.ts";
import type { Tensor } from "../../../compiler/3-graph/tensor.ts";
import { scansAround, topologicalOrder } from "../../../compiler/3-graph/topology.ts";
import { randomValues } from "../../agree/values.ts";
import { randoms } from "../graphs.ts";

export interface Perturbed {
  /** Values that changed where their readings say that they don't. */
  readonly wrong: readonly string[];
  /** How many numbers changed. */
  readonly count: number;
  /** How many values have readings that rule something out, of how many. */
  readonly known: number;
  readonly values: number;
}

/** Of the entry `generate` of a generator, with a text of up to `end` positions. */
export function perturb(
  graph: Graph,
  generator: string,
  { input, symbol, end }: { readonly input: string; readonly symbol: string; readonly end: number },
): Perturbed {
  const entry = graph.entries.find(({ kind, name }) => kind === "generate" && name === generator);
  if (entry === undefined) throw new Error("there is no generator");
  const nodes = valuesOf(entry);
  const readings = readingsOf(nodes, { input, symbol, axisName: symbol, indexes: new Set() });
  const isKnown = (node: Node): boolean => readings.get(node)?.cause === undefined;
  const length = end - 1;
  const before = evaluate(graph, entry, nodes, { input, symbol, length, changed: undefined });
  const wrong: string[] = [];
  let count = 0;
  for (const changed of [1, 3]) {
    const after = evaluate(graph, entry, nodes, { input, symbol, length, changed });
    const mayDiffer = (node: Node, places: ReadonlyMap<string, number>): boolean => {
      const reading = readings.get(node);
      if (reading === undefined || reading.cause !== undefined) return true;
      return [...reading.axes].some((axis) => (places.get(axis) ?? 0) >= changed);
    };
    const differing = compare(nodes, before, after, mayDiffer);
    wrong.push(...differing.wrong.map((name) => `${name}: position ${changed}`));
    count += differing.count;
  }
  const longer = evaluate(graph, entry, nodes, { input, symbol, length: end, changed: undefined });
  const differing = compare(nodes, before, longer, (node) => !isKnown(node));
  wrong.push(...differing.wrong.map((name) => `${name}: a longer text`));
  return { wrong, count, known: nodes.filter(isKnown).length, values: nodes.length };
}

/** Values outside of scans' bodies. */
export function valuesOf(entry: Entry): readonly Node[] {
  const order = topologicalOrder(entry.outputs.map(({ node }) => node));
  const bodies = scansAround(order);
  return order.filter((node) => (bodies.get(node)?.size ?? 0) === 0);
}

interface Change {
  readonly input: string;
  readonly symbol: string;
  readonly length: number;
  /** The position of the text that has another label. */
  readonly changed: number | undefined;
}

function evaluate(graph: Graph, entry: Entry, nodes: readonly Node[], change: Change): readonly Tensor[] {
  const { input, symbol, length, changed } = change;
  const choose = (size: { readonly symbol: string; readonly high: number }): number => size.high;
  const { environment } = randomValues(graph, entry, randoms(4), choose);
  const whole = environment.inputs.get(input);
  if (whole === undefined) throw new Error(`there is no input ${input}`);
  const data = whole.data.slice(0, length);
  if (changed !== undefined) data[changed] = ((data[changed] ?? 0) + 1) % 5;
  const inputs = new Map(environment.inputs).set(input, { axes: whole.axes, shape: [length], data });
  const sizes = new Map(environment.sizes).set(symbol, length);
  return evaluateNodes(nodes, { ...environment, sizes, inputs, step: length });
}

/** At the positions that both have: those that differ, and the labels of the values that differ where they may not. */
function compare(
  nodes: readonly Node[],
  before: readonly Tensor[],
  after: readonly Tensor[],
  mayDiffer: (node: Node, places: ReadonlyMap<string, number>) => boolean,
): { readonly count: number; readonly wrong: readonly string[] } {
  let count = 0;
  const wrong = new Set<string>();
  for (const [index, node] of nodes.entries()) {
    const [a, b] = [before[index], after[index]];
    if (a === undefined || b === undefined) continue;
    a.data.forEach((value, at) => {
      const places = placesOf(a, at);
      let other = 0;
      for (const [axis, { id }] of b.axes.entries())
        other = other * (b.shape[axis] ?? 1) + (places.get(id) ?? 0);
      const after = b.data[other] ?? NaN;
      // Sums over more positions add zeros only, in the same order.
      if (value === after || (Number.isNaN(value) && Number.isNaN(after))) return;
      count += 1;
      if (!mayDiffer(node, places)) wrong.add(`${node.label ?? node.kind} ${node.id}`);
    });
  }
  return { count, wrong: [...wrong] };
}

function placesOf({ axes, shape }: Tensor, at: number): ReadonlyMap<string, number> {
  const places = new Map<string, number>();
  let rest = at;
  for (let axis = axes.length - 1; axis >= 0; axis -= 1) {
    const size = shape[axis] ?? 1;
    places.set(axes[axis]?.id ?? "", rest % size);
    rest = Math.floor(rest / size);
  }
  return places;
}
