/** What each formula of a model comes to for one input, in f64 by the reference evaluator. */
import type { Layer, Model } from "../../2-check/model.ts";
import type { Axis, Entry, Graph, Node } from "../../3-graph/graph.ts";
import { evaluateNodes } from "../../3-graph/evaluate.ts";
import { arrange } from "../../3-graph/tensor.ts";
import type { Tensor } from "../../3-graph/tensor.ts";
import { scansAround, topologicalOrder } from "../../3-graph/topology.ts";
import { InternalError } from "../../source/internal-error.ts";
import { evaluateSize } from "../../sizes/size.ts";
import type { Span } from "../../source/spans.ts";
import type { InputArray } from "../../../runtime/layout.ts";
import type { ModelPlan } from "../../../runtime/plan.ts";

/** A formula with its value; `name` is its instance path and its own name, `GPT.blocks.0.attn.q`. */
export interface Step {
  readonly name: string;
  /** Undefined where no one formula made it. */
  readonly span: Span | undefined;
  readonly type: "real" | "int" | "bool";
  readonly value: Tensor;
  /** Of a result: the axis whose positions its numbers are. */
  readonly indexes?: Axis;
}

export interface Memory {
  readonly parameters: Float32Array;
  readonly states: Float32Array;
}

/**
 * The statement of the spec that made a value: a value that a function of the library made has its place there, which tells a reader
 * less.
 */
function statementOf(node: Node, model: Model): Span | undefined {
  const path = (node.label ?? "").split(".").filter((part) => !/^\d+$/.test(part));
  let layer = model.layers.find(({ kind, name }) => kind === "model" && name === path[0]);
  for (const [at, part] of path.entries()) {
    if (at === 0 || layer === undefined) continue;
    const instance = layer.instances.find(({ name }) => name === part);
    const isLast = at === path.length - 1;
    if (instance === undefined) return isLast ? bindingIn(layer, part, node.span) : node.span;
    layer = model.layers.find(({ name }) => name === instance.layer);
    if (isLast) return layer?.returned[0]?.span ?? node.span;
  }
  return node.span;
}

function bindingIn({ body }: Layer, name: string, made: Span | undefined): Span | undefined {
  const places = body.flatMap((statement) =>
    statement.kind === "bind" && statement.bindings.some((binding) => binding.name === name)
      ? [statement.span]
      : [],
  );
  const holds = ({ file, start, end }: Span): boolean =>
    made !== undefined && file === made.file && start <= made.start && made.end <= end;
  return places.find(holds) ?? places[0] ?? made;
}

/** In the order of the spec within each instance. Formulas in the body of a scan have a value at each position, and aren't among them. */
export function evaluateSteps(
  entry: Entry,
  graph: Graph<Node>,
  model: Model,
  plan: ModelPlan,
  memory: Memory,
  inputs: ReadonlyMap<string, InputArray>,
  sizes: ReadonlyMap<string, number>,
): { readonly steps: readonly Step[]; readonly results: readonly Step[] } {
  const order = topologicalOrder(entry.outputs.map(({ node }) => node));
  const around = scansAround(order);
  const isStep = (node: Node): boolean =>
    node.label !== undefined && node.kind !== "leaf" && (around.get(node)?.size ?? 0) === 0;
  const labelled = order.filter(isStep);
  const results = entry.outputs.filter(({ role }) => role === "result");
  const wanted = [...labelled, ...results.map(({ node }) => node)];
  const given = new Map<string, Tensor>();
  const lengths = new Map<string, Tensor>();
  for (const { name, axes } of entry.inputs) {
    const array = inputs.get(name);
    if (array === undefined) continue;
    given.set(name, { axes, shape: array.sizes, data: Float64Array.from(array.data) });
    const [axis] = axes;
    if (axis !== undefined && array.lengths !== undefined)
      lengths.set(`${name}.${axis.id}`, { axes: [], shape: [], data: Float64Array.from(array.lengths) });
  }
  const tensors = evaluateNodes(wanted, {
    sizes,
    inputs: given,
    lengths,
    parameters: stored(graph.parameters, plan.parameters, memory.parameters),
    states: stored(graph.states, plan.states, memory.states),
    settings: new Map(),
    seed: 0,
    step: 1,
  });
  const valueOf = (at: number): Tensor => {
    const tensor = tensors[at];
    if (tensor === undefined) throw new InternalError("a formula has no value");
    return tensor;
  };
  const steps = labelled.map((node, at): Step => {
    return { name: node.label ?? "", span: statementOf(node, model), type: node.type, value: valueOf(at) };
  });
  const shown = results.map(({ name, node, order: axes, indexes }, at): Step => {
    const shape = axes.map(({ size }) => evaluateSize(size, sizes));
    const value = arrange(valueOf(labelled.length + at), axes, shape);
    return { name, span: node.span, type: node.type, value, ...(indexes === undefined ? {} : { indexes }) };
  });
  return { steps: inSpecOrder(steps), results: shown };
}

/** Parameters or states as tensors, with the axes that the graph gives them. */
function stored(
  declared: readonly { readonly path: string; readonly axes: readonly Axis[] }[],
  items: ModelPlan["parameters"] | ModelPlan["states"],
  arena: Float32Array,
): ReadonlyMap<string, Tensor> {
  const places = new Map([...items].map((item) => [item.path, item]));
  return new Map(
    declared.flatMap(({ path, axes }) => {
      const item = places.get(path);
      if (item === undefined) return [];
      const data = Float64Array.from(arena.subarray(item.offset, item.offset + item.count));
      return [[path, { axes, shape: item.axes.map(({ size }) => size), data }] as const];
    }),
  );
}

export function instanceOf(name: string): string {
  return name.slice(0, Math.max(0, name.lastIndexOf(".")));
}

/** Neighbours of one instance as the spec has them: the order of evaluation is free to differ. */
function inSpecOrder(steps: readonly Step[]): readonly Step[] {
  const sorted: Step[] = [];
  for (let start = 0; start < steps.length;) {
    const first = steps[start];
    if (first === undefined) break;
    let end = start + 1;
    const belongs = (step: Step | undefined): boolean =>
      step !== undefined &&
      instanceOf(step.name) === instanceOf(first.name) &&
      step.span?.file === first.span?.file;
    while (belongs(steps[end])) end += 1;
    sorted.push(...steps.slice(start, end).sort((a, b) => (a.span?.start ?? 0) - (b.span?.start ?? 0)));
    start = end;
  }
  return sorted;
}
