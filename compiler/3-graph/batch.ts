/**
 * Examples beside each other. What is called with one example, a model or a generator that grows nothing, takes as many at once as there
 * are, along `batch`, unless its own formulas couple those of a batch: each is what it is alone.
 */
import { evaluateSize, sizeSymbols, symbolSize } from "../sizes/size.ts";
import { createBuilder } from "./builder.ts";
import type { GraphBuilder } from "./graph-builder.ts";
import type { Axis, Entry, Graph, Input, LeafNode, Node, ScanNode } from "./graph.ts";
import { mixesOf, rebuild } from "./kinds.ts";
import { mapOutputs } from "./outputs.ts";
import {
  axesOfPosition,
  constantPosition,
  hasAxis,
  sizesOfPosition,
  substitutePosition,
  unionAxes,
  withoutAxes,
} from "./positions.ts";
import { topologicalOrder } from "./topology.ts";

const batch: Axis = { id: "batch", name: "batch", size: symbolSize("batch") };

const bytesPerElement = 4;

/** How many examples a call takes at most. */
const most = 64;
/** So many bytes a value has in one call at most, unless it has more of one example. */
export const usualRoom = 2 ** 22;

/** Entries that can take several examples do: as many as a value has `room` for, in bytes. */
export function batchInferences(graph: Graph, room: number): Graph {
  const growing = graph.entries
    .filter((entry) => entry.kind === "generate" && !returns(entry))
    .map(({ name, outputs }) => ({ name, parameters: parametersOf(orderOf(outputs)) }));
  return { ...graph, entries: graph.entries.map((entry) => batched(entry, growing, room)) };
}

/** A generator that grows a text, and the paths of the parameters that it reads. */
interface Growing {
  readonly name: string;
  readonly parameters: ReadonlySet<string>;
}

/** Whether it is called with examples and returns: what grows a text gives one position after the other. */
function returns({ kind, outputs }: Entry): boolean {
  return kind === "infer" || (kind === "generate" && outputs.every(({ role }) => role !== "next"));
}

function orderOf(outputs: Entry["outputs"]): readonly Node[] {
  return topologicalOrder(outputs.map(({ node }) => node));
}

function parametersOf(order: readonly Node[]): ReadonlySet<string> {
  const paths = order.flatMap((node) =>
    node.kind === "leaf" && node.leaf.kind === "parameter" ? [node.leaf.path] : [],
  );
  return new Set(paths);
}

function batched(entry: Entry, growing: readonly Growing[], room: number): Entry {
  const { kind, inputs, outputs } = entry;
  if (!returns(entry) || inputs.length === 0) return entry;
  const order = orderOf(outputs);
  const hasBatch = [...inputs, ...order].some(({ axes }) => axes.some(isAlong));
  if (hasBatch) {
    const apart = reasonApart(entry, order);
    return apart === undefined
      ? { ...entry, examples: { kind: "own" } }
      : { ...entry, examples: { kind: "apart", reason: apart } };
  }
  const noise =
    kind === "generate"
      ? order.find((node) => node.kind === "leaf" && node.leaf.kind === "random")
      : undefined;
  if (noise !== undefined) return { ...entry, examples: { kind: "apart", reason: "it draws noise" } };
  const read = parametersOf(order);
  const same = growing.find(
    ({ parameters }) => read.size > 0 && [...read].every((path) => parameters.has(path)),
  );
  // With a batch each would have kernels of its own: half as much again in what a page loads.
  if (same !== undefined)
    return { ...entry, examples: { kind: "apart", reason: `it shares the kernels of \`${same.name}\`` } };
  return addBatch(entry, order, mostAtOnce(entry, order, room));
}

/** Whether the positions of an axis are examples. */
function isAlong({ size }: Axis): boolean {
  return sizeSymbols(size).includes("batch");
}

function addBatch(entry: Entry, order: readonly Node[], high: number): Entry {
  const symbols = [...entry.symbols, { symbol: "batch", low: 1, high, step: 1 }];
  const inputs = entry.inputs.map((input): Input => ({ ...input, axes: [batch, ...input.axes] }));
  const outputs = entry.outputs.map((output) => ({ ...output, order: [batch, ...output.order] }));
  const made = mapOutputs({ ...entry, symbols, inputs, outputs }, (roots) => {
    const b = createBuilder(order.length);
    const nodes = new Map<Node, Node>();
    const get = (node: Node): Node => nodes.get(node) ?? node;
    for (const node of order) nodes.set(node, nodeOfEach(b, node, get));
    return roots.map((root) => b.spread(get(root), unionAxes(root.axes, [batch])));
  });
  return { ...made, examples: { kind: "added" } };
}

function nodeOfEach(b: GraphBuilder<Node>, node: Node, get: (node: Node) => Node): Node {
  if (node.kind === "leaf") return b.labelled(leafOfEach(b, node), node.label);
  return node.kind === "scan" ? scanOfEach(b, node, get) : rebuild(b, node, get);
}

/** Random numbers stay as they are: each example draws those that it would draw alone. */
function leafOfEach(b: GraphBuilder<Node>, { leaf, axes, type }: LeafNode): Node {
  const isOfEach =
    leaf.kind === "input" || leaf.kind === "length" || leaf.kind === "carried" || leaf.kind === "seen";
  return b.leaf(leaf, isOfEach ? unionAxes(axes, [batch]) : axes, type);
}

function scanOfEach(b: GraphBuilder<Node>, node: ScanNode, get: (node: Node) => Node): Node {
  return rebuild(b, node, (part) => b.spread(get(part), unionAxes(part.axes, [batch])));
}

/** By the largest value that is likely to be stored: what is given, what is added up, what comes out. */
function mostAtOnce({ symbols, inputs, outputs }: Entry, order: readonly Node[], room: number): number {
  const highs = new Map(symbols.map(({ symbol, high }) => [symbol, high]));
  const countOf = (axes: readonly Axis[]): number =>
    axes.reduce((count, { size }) => count * evaluateSize(size, highs), 1);
  const stored = order.filter(({ kind }) => kind !== "leaf" && kind !== "map" && kind !== "index");
  const values = [
    ...inputs.map(({ axes }) => axes),
    ...outputs.map(({ order: axes }) => axes),
    ...stored.map(({ axes }) => axes),
  ];
  const largest = Math.max(1, ...values.map(countOf));
  return Math.min(most, Math.max(1, Math.floor(room / (bytesPerElement * largest))));
}

/** Why examples along the entry's own `batch` can't be told from each other; undefined where they can. */
function reasonApart({ inputs, outputs }: Entry, order: readonly Node[]): string | undefined {
  const input = inputs.find(({ axes }) => !isFirst(axes));
  if (input !== undefined) return `\`batch\` isn't the first axis of \`${input.name}\``;
  const result = outputs.find((output) => output.role === "result" && !isFirst(output.order));
  if (result !== undefined) return `\`batch\` isn't the first axis of \`${result.name}\``;
  for (const node of order) {
    const how = couplingOf(node);
    if (how !== undefined) return `${node.label === undefined ? "it" : `\`${node.label}\``} ${how}`;
  }
  return undefined;
}

/** One example is what is left without the first axis. */
function isFirst([first, ...others]: readonly Axis[]): boolean {
  return first?.id === batch.id && !others.some(isAlong);
}

/** How a value of an example depends on others, on its place among them or on how many there are. */
function couplingOf(node: Node): string | undefined {
  const mixing = mixesOf(node);
  if (mixing.axes.some(isAlong)) return `${mixing.how} \`batch\``;
  const other = withoutAxes(node.axes, [batch]).find(isAlong);
  if (other !== undefined) return `has the axis \`${other.name}\``;
  if (node.kind === "leaf") {
    const { leaf } = node;
    if (leaf.kind === "size" && sizeSymbols(leaf.size).includes(batch.id)) return "reads the size of `batch`";
    if (!hasAxis(node.axes, batch)) return undefined;
    if (leaf.kind === "position") return "reads the positions of `batch`";
    return leaf.kind === "random" ? "draws noise for each example of a `batch`" : undefined;
  }
  if (node.kind !== "index") return undefined;
  const counts = node.replaced.some(({ at }) => {
    const isCounted = sizesOfPosition(at).some((size) => sizeSymbols(size).includes(batch.id));
    const free = substitutePosition<Node, Node>(at, () => constantPosition(0));
    return isCounted || axesOfPosition(free).some(isAlong);
  });
  return counts ? "reads at positions of `batch`" : undefined;
}
