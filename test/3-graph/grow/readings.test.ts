/**
 * What a reading says is tried: one position of a text is changed, or positions are added to it, and only what the reading names may
 * change. Some value must change too, or the test would see nothing.
 */
import { evaluateNodes } from "../../../compiler/3-graph/evaluate.ts";
import type { Entry, Graph, Node } from "../../../compiler/3-graph/graph.ts";
import { readingsOf } from "../../../compiler/3-graph/grow/readings.ts";
import type { Tensor } from "../../../compiler/3-graph/tensor.ts";
import { scansAround, topologicalOrder } from "../../../compiler/3-graph/topology.ts";
import { compileSpec } from "../../agree/compile-spec.ts";
import { randomValues } from "../../agree/values.ts";
import { assert, suite } from "../../harness.ts";
import { randoms } from "../graphs.ts";
import { programs } from "./programs.ts";

const test = suite("readings name all that a position or a longer text may change");

for (const { name, text, generator, input, symbol, end } of programs) {
  test(name, () => {
    const { graph } = compileSpec("grown.weft", text, {});
    const entry = graph.entries.find(({ kind, name: own }) => kind === "generate" && own === generator);
    if (entry === undefined) throw new Error("there is no generator");
    const nodes = valuesOf(entry);
    const readings = readingsOf(nodes, { input, symbol, axisName: symbol, indexes: new Set() });
    const length = end - 1;
    const before = evaluate(graph, entry, nodes, { input, symbol, length, changed: undefined });
    for (const changed of [1, 3]) {
      const after = evaluate(graph, entry, nodes, { input, symbol, length, changed });
      const isChanged = (node: Node, places: ReadonlyMap<string, number>): boolean => {
        const reading = readings.get(node);
        if (reading === undefined || reading.cause !== undefined) return true;
        return [...reading.axes].some((axis) => (places.get(axis) ?? 0) >= changed);
      };
      const differing = compare(nodes, before, after, isChanged);
      assert.equal(differing.wrong, []);
      assert.ok(differing.count > 0, "nothing changes");
    }
    const longer = evaluate(graph, entry, nodes, { input, symbol, length: end, changed: undefined });
    const mayDiffer = (node: Node): boolean => readings.get(node)?.cause !== undefined;
    assert.equal(compare(nodes, before, longer, mayDiffer).wrong, []);
  });
}

/** Values outside of scans' bodies. */
function valuesOf(entry: Entry): readonly Node[] {
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
      // Sums over more positions add zeros only, in the same order.
      if (Object.is(value, b.data[other])) return;
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
