/** Schedules a graph, runs its kernels in the interpreter and compares every output with the evaluator. */
import { evaluateEntry } from "../../compiler/3-graph/evaluate.ts";
import type { Environment } from "../../compiler/3-graph/evaluate/evaluation.ts";
import { createBuilder } from "../../compiler/3-graph/builder.ts";
import type {
  Axis,
  Entry,
  Graph,
  GraphParameter,
  Input,
  Node,
  Output,
  SizeSymbol,
} from "../../compiler/3-graph/graph.ts";
import type { Tensor } from "../../compiler/3-graph/tensor.ts";
import { schedule, type Facts } from "../../compiler/5-schedule/schedule.ts";
import type { Plan } from "../../compiler/5-schedule/plan.ts";
import { verifyPlan } from "../../compiler/5-schedule/verify.ts";
import { evaluateSize, literalSize, symbolSize } from "../../compiler/sizes/size.ts";
import type { PlanEntry, PlanParameter } from "../../runtime/plan.ts";
import { stepsOf, wordsOf } from "../../runtime/repeats.ts";
import { parameterOf } from "../3-graph/graphs.ts";
import { assert } from "../harness.ts";
import { forms, nothingRuns, runDispatch, type Arenas, type KernelForm } from "./interpret.ts";

export const noFacts: Facts = { hash: "", vocabularies: {}, data: [], trainings: [], generators: [] };

export type G = ReturnType<typeof createBuilder>;

/** An axis of a size, or of a symbol's size. */
export function axis(name: string, size: number | string): Axis {
  return { id: name, name, size: typeof size === "number" ? literalSize(size) : symbolSize(size) };
}

export function realInput(name: string, axes: readonly Axis[]): Input {
  return { name, axes, type: "real", indexes: undefined };
}

export function indexInput(name: string, axes: readonly Axis[], indexes: Axis): Input {
  return { name, axes, type: "int", indexes };
}

/** A model's parameters of these axes: `Net.p0`, `Net.p1`, … */
export function parametersOf(shapes: readonly (readonly Axis[])[]): readonly GraphParameter[] {
  return shapes.map((axes, at) => parameterOf(`Net.p${at}`, axes));
}

export interface Case {
  readonly inputs: readonly Input[];
  readonly symbols?: readonly SizeSymbol[];
  readonly results: (g: G, leaf: (name: string) => Node) => Readonly<Record<string, Node>>;
}

/** A graph with one `infer` entry. */
export function graphOf({ inputs, symbols = [], results }: Case): Graph {
  const g = createBuilder();
  const leaf = (name: string): Node => {
    const input = inputs.find((one) => one.name === name);
    if (input === undefined) throw new Error(`no input ${name}`);
    return g.leaf({ kind: "input", name }, input.axes, input.type);
  };
  const outputs: Output[] = Object.entries(results(g, leaf)).map(([name, node]) => ({
    role: "result",
    name,
    node,
    order: node.axes,
  }));
  const entry: Entry = { kind: "infer", name: "test", symbols, inputs, settings: [], outputs };
  return { name: "test", parameters: [], states: [], entries: [entry] };
}

/** Deterministic numbers between -1 and 1, or indices. */
export function fill(count: number, salt: number, indexes: number | undefined): Float64Array {
  let state = (salt * 2654435761 + 12345) >>> 0;
  return Float64Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const uniform = (state >>> 8) * 2 ** -24;
    return indexes === undefined ? Math.fround(uniform * 2 - 1) : Math.floor(uniform * indexes);
  });
}

export function environmentOf(graph: Graph, entry: Entry, sizes: ReadonlyMap<string, number>): Environment {
  const tensor = (axes: readonly Axis[], salt: number, indexes?: Axis): Tensor => {
    const shape = axes.map(({ size }) => evaluateSize(size, sizes));
    const count = shape.reduce((product, extent) => product * extent, 1);
    return {
      axes,
      shape,
      data: fill(count, salt, indexes === undefined ? undefined : evaluateSize(indexes.size, sizes)),
    };
  };
  return {
    sizes,
    inputs: new Map(entry.inputs.map((input, at) => [input.name, tensor(input.axes, at + 1, input.indexes)])),
    parameters: new Map(graph.parameters.map(({ path, axes }, at) => [path, tensor(axes, 100 + at)])),
    // Second moments have roots.
    states: new Map(
      graph.states.map(({ path, axes }, at) => {
        const state = tensor(axes, 200 + at);
        return [path, { ...state, data: state.data.map(Math.abs) }];
      }),
    ),
    settings: new Map(entry.settings.map((name) => [name, name === "step" ? 2 : 3])),
    seed: 7,
    step: 2,
  };
}

/** Runs an entry's dispatches over fresh arenas, in which all that nothing wrote is NaN. */
export function runEntry(
  plan: Plan,
  planEntry: PlanEntry,
  environment: Environment,
  form: KernelForm = "GPU",
): Arenas {
  const arenas: Arenas = {
    parameters: new Float32Array(plan.model.arenas.parameters).fill(Number.NaN),
    states: new Float32Array(plan.model.arenas.states).fill(Number.NaN),
    work: new Float32Array(planEntry.arenas.work).fill(Number.NaN),
    integers: new Int32Array(planEntry.arenas.integers).fill(-1),
  };
  for (const [arena, all] of [
    ["parameters", plan.model.parameters],
    ["states", plan.model.states],
  ] as const) {
    for (const stored of all) {
      const value = environment[arena].get(stored.path);
      if (value === undefined) throw new Error(`no value for ${stored.path}`);
      const strides = stridesOf(stored.axes, value.axes);
      visit(value.shape, strides, (flat, strided) => {
        arenas[arena][stored.offset + strided] = value.data[flat] ?? 0;
      });
    }
  }
  // A device's buffers begin as zeros: what is kept of a text is its first label then.
  for (const { offset, count } of plan.model.caches ?? []) arenas.work.fill(0, offset, offset + count);
  for (const input of planEntry.inputs) {
    const value = environment.inputs.get(input.name);
    if (value === undefined) throw new Error(`no value for ${input.name}`);
    visit(value.shape, input.strides, (flat, strided) => {
      arenas[input.arena][input.offset + strided] = value.data[flat] ?? 0;
    });
  }
  const kernels = new Map(plan.kernels.map((kernel) => [kernel.name, kernel]));
  const { sizes: day } = environment;
  let running = nothingRuns();
  for (const { dispatch: at, slot, sizes } of stepsOf(planEntry, day, 0, planEntry.dispatches.length)) {
    const dispatch = planEntry.dispatches[at];
    const kernel = dispatch && kernels.get(dispatch.kernel);
    if (dispatch === undefined || kernel === undefined) throw new Error(`no kernel of dispatch ${at}`);
    const words = wordsOf(planEntry, dispatch, slot, day);
    if (dispatch.isBeside !== true) running = nothingRuns();
    runDispatch(kernel, dispatch, arenas, { ...environment, sizes }, form, words, running);
  }
  return arenas;
}

function visit(
  shape: readonly number[],
  strides: readonly number[],
  each: (flat: number, strided: number) => void,
): void {
  const count = shape.reduce((product, extent) => product * extent, 1);
  for (let flat = 0; flat < count; flat++) {
    let rest = flat;
    let strided = 0;
    for (let at = shape.length - 1; at >= 0; at--) {
      const extent = shape[at] ?? 1;
      strided += (rest % extent) * (strides[at] ?? 0);
      rest = Math.floor(rest / extent);
    }
    each(flat, strided);
  }
}

/** Fails where an output of any entry is further from the evaluator's than `tolerance`, relative to its largest value, at least to `least`: what is added up may cancel. */
export function compare(
  graph: Graph,
  sizes: ReadonlyMap<string, number> = new Map(),
  tolerance = 2e-5,
  on: readonly KernelForm[] = forms,
  least = 1e-3,
): Plan {
  const plan = schedule(graph, noFacts);
  verifyPlan(plan);
  for (const [at, entry] of graph.entries.entries()) {
    const planEntry = plan.model.entries[at];
    if (planEntry === undefined) throw new Error("an entry is missing");
    const fixed = entry.symbols
      .filter(({ low, high }) => low === high)
      .map(({ symbol, high }) => [symbol, high] as const);
    const environment = environmentOf(graph, entry, new Map([...sizes, ...fixed]));
    const expected = evaluateEntry(entry, environment);
    for (const form of on) {
      const arenas = runEntry(plan, planEntry, environment, form);
      const plain = [...planEntry.outputs];
      for (const { output, value } of expected) {
        const stored = storedAt(plan, output);
        const place = stored === undefined ? plain.shift()?.places[0] : { ...stored, strides: [] };
        if (place === undefined) throw new Error(`no place for ${output.name}`);
        const largest = value.data.reduce((most, x) => Math.max(most, Math.abs(x)), least);
        const shape = value.shape;
        const strides = stored === undefined ? place.strides : stridesOf(stored.axes, output.order);
        visit(shape, strides, (flat, strided) => {
          const actual = arenas[place.arena][place.offset + strided] ?? Number.NaN;
          const what = `${output.name}[${flat}] for the ${form}`;
          assert.close(actual, value.data[flat] ?? 0, tolerance * largest, what);
        });
      }
    }
  }
  return plan;
}

/** Of a parameter or state that lies row-major in the order of `stored`, along `axes`; two axes of one name are in the same order in both. */
function stridesOf(stored: PlanParameter["axes"], axes: readonly Axis[]): readonly number[] {
  const found = new Set<number>();
  return axes.map(({ name }) => {
    const at = stored.findIndex((axis, index) => axis.name === name && !found.has(index));
    found.add(at);
    return stored.slice(at + 1).reduce((product, { size }) => product * size, 1);
  });
}

function storedAt(plan: Plan, { role, name }: Output) {
  if (role !== "parameter" && role !== "state") return undefined;
  const arena = role === "parameter" ? ("parameters" as const) : ("states" as const);
  const found = plan.model[arena].find(({ path }) => path === name);
  return found === undefined ? undefined : { arena, offset: found.offset, axes: found.axes };
}
