/** Runs one entry of a plan on a backend in this process, through the runtime, with given parameters and states. */
import type { Environment } from "../../compiler/3-graph/evaluate/evaluation.ts";
import type { Axis, Entry, Graph, Output } from "../../compiler/3-graph/graph.ts";
import { arrange } from "../../compiler/3-graph/tensor.ts";
import type { Tensor } from "../../compiler/3-graph/tensor.ts";
import { printWasm } from "../../compiler/6-emit/wasm/wasm.ts";
import { printWgsl } from "../../compiler/6-emit/wgsl/wgsl.ts";
import type { Plan } from "../../compiler/5-schedule/plan.ts";
import { evaluateSize } from "../../compiler/sizes/size.ts";
import { createCpuEngine } from "../../runtime/cpu/engine.ts";
import { hasRelaxedVectors } from "../../runtime/cpu/kernels.ts";
import type { Engine } from "../../runtime/engine.ts";
import type { InputArray } from "../../runtime/layout.ts";
import type { PlanEntry } from "../../runtime/plan.ts";
import { denseStrides, productOf, visitPositions } from "../../runtime/sizes.ts";
import { prepareEntries, runEntry } from "../../runtime/step.ts";
import type { Call, Machine, PreparedEntry } from "../../runtime/step.ts";
import { watchDevice } from "../../runtime/webgpu/device.ts";
import { createWebGpuEngine } from "../../runtime/webgpu/engine.ts";
import { testDevice } from "../device.ts";
import type { CompiledSpec } from "./compile-spec.ts";
import type { Given } from "./values.ts";

/** The CPU with and without relaxed SIMD. */
export const backends = ["webgpu", "cpu", "cpu, exact"] as const;
export type Backend = (typeof backends)[number];

export async function openMachine(plan: Plan, backend: Backend): Promise<Machine> {
  const engine = await openEngine(plan, backend);
  return { plan: plan.model, engine, vocabularies: new Map(), prepared: new Map() };
}

async function openEngine({ model, kernels }: Plan, backend: Backend): Promise<Engine> {
  if (backend !== "webgpu") {
    const relaxed = backend === "cpu" && hasRelaxedVectors();
    const bytes = printWasm(kernels, model.day, { relaxed, shared: true });
    return createCpuEngine(model, bytes, { instrument: false, relaxed, reason: undefined, threads: 1 });
  }
  const gpu = await testDevice();
  const wgsl = Object.fromEntries(kernels.map((kernel) => [kernel.name, printWgsl(kernel, model.day)]));
  return createWebGpuEngine(model, watchDevice(model, gpu, gpu.adapterInfo), wgsl, false);
}

export interface Begun {
  readonly entry: Entry;
  readonly planned: PlanEntry;
  readonly prepared: PreparedEntry;
  readonly call: Call;
}

/** Writes parameters, states and what is kept, and prepares the entry for a call with what is given. */
export async function beginRun(machine: Machine, graph: Graph, index: number, given: Given): Promise<Begun> {
  const { plan } = machine;
  const entry = graph.entries[index];
  const planned = plan.entries[index];
  if (entry === undefined || planned === undefined) throw new Error(`no entry ${index}`);
  writeAll(machine, "parameters", plan.parameters, given.environment.parameters, plan.arenas.parameters);
  writeAll(machine, "states", plan.states, given.environment.states, plan.arenas.states);
  const [prepared] = await prepareEntries(machine, [planned], () => undefined);
  if (prepared === undefined) throw new Error(`entry ${index} isn't prepared`);
  writeKept(machine, graph, given);
  const settings = new Map([
    ...given.environment.settings,
    ["seed", given.environment.seed] as const,
    ["step", given.environment.step] as const,
  ]);
  return { entry, planned, prepared, call: { sizes: given.sizes, settings, inputs: inputsOf(entry, given) } };
}

/** What the entry gives for each of its outputs, in their orders; next parameters and states as the arenas hold them. */
export async function runOnDevice(
  machine: Machine,
  graph: Graph,
  index: number,
  given: Given,
): Promise<ReadonlyMap<Output, Float64Array>> {
  const { plan, engine } = machine;
  const { entry, planned, prepared, call } = await beginRun(machine, graph, index, given);
  const results = await runEntry(machine, prepared, call);
  const arenas = {
    parameter: new Float32Array(await engine.readArena("parameters", 0, plan.arenas.parameters)),
    state: new Float32Array(await engine.readArena("states", 0, plan.arenas.states)),
  };
  const values = new Map<Output, Float64Array>();
  for (const output of entry.outputs) {
    if (output.role === "parameter" || output.role === "state") {
      const list = output.role === "parameter" ? plan.parameters : plan.states;
      const found = list.find(({ path }) => path === output.name);
      if (found === undefined) throw new Error(`the plan has no ${output.name}`);
      const { offset, count } = found;
      values.set(output, Float64Array.from(arenas[output.role].subarray(offset, offset + count)));
    } else if (output.role === "cache") {
      const found = plan.caches?.find(({ path }) => path === output.name);
      const axes = graph.caches?.find(({ path }) => path === output.name)?.axes;
      if (found === undefined || axes === undefined) throw new Error(`the plan has no ${output.name}`);
      const kept = new Float32Array(await engine.readArena("work", 0, found.offset + found.count));
      values.set(output, readKept(found, axes, output, given, kept));
    } else {
      const at = planned.outputs.findIndex(({ role, name }) => role === output.role && name === output.name);
      const result = results[at];
      if (result === undefined) throw new Error(`the plan has no result ${output.name}`);
      values.set(output, Float64Array.from(result.data));
    }
  }
  return values;
}

function writeKept({ plan, engine }: Machine, graph: Graph, { environment, sizes }: Given): void {
  for (const { path, axes: bounds, offset, count } of plan.caches ?? []) {
    const tensor = environment.states.get(path);
    const axes = graph.caches?.find((cache) => cache.path === path)?.axes;
    if (tensor === undefined || axes === undefined) continue;
    const shape = axes.map(({ size }) => evaluateSize(size, sizes));
    const { data } = arrange(tensor, axes, shape);
    const wide = new Float32Array(count);
    visitPositions(shape, denseStrides(bounds.map(({ size }) => size)), (dense, strided) => {
      wide[strided] = data[dense] ?? NaN;
    });
    engine.writeArena("work", offset, wide);
  }
}

/** What is kept has strides of the bounds: of it the positions of the day, in the output's order. */
function readKept(
  { offset, axes: bounds }: { readonly offset: number; readonly axes: readonly { readonly size: number }[] },
  axes: readonly Axis[],
  { order }: Output,
  { sizes }: Given,
  arena: Float32Array,
): Float64Array {
  const strides = denseStrides(bounds.map(({ size }) => size));
  const shape = order.map(({ size }) => evaluateSize(size, sizes));
  const values = new Float64Array(productOf(shape));
  const along = order.map((axis) => strides[axes.findIndex(({ id }) => id === axis.id)] ?? 0);
  visitPositions(shape, along, (dense, strided) => {
    values[dense] = arena[offset + strided] ?? NaN;
  });
  return values;
}

/** The losses of a training's entry, run once in each environment; parameters and states of the first one are the beginning. */
export async function lossesOnDevice(
  spec: CompiledSpec,
  index: number,
  environments: readonly Environment[],
  backend: Backend,
): Promise<readonly number[]> {
  const machine = await openMachine(spec.plan, backend);
  const { plan, engine } = machine;
  const entry = spec.graph.entries[index];
  const planned = plan.entries[index];
  const [begin] = environments;
  if (entry === undefined || planned === undefined || begin === undefined)
    throw new Error(`no entry ${index}`);
  writeAll(machine, "parameters", plan.parameters, begin.parameters, plan.arenas.parameters);
  writeAll(machine, "states", plan.states, begin.states, plan.arenas.states);
  const [prepared] = await prepareEntries(machine, [planned], () => undefined);
  if (prepared === undefined) throw new Error(`entry ${index} isn't prepared`);
  const losses: number[] = [];
  for (const environment of environments) {
    const { sizes, settings, seed, step } = environment;
    const numbers = new Map([...settings, ["seed", seed] as const, ["step", step] as const]);
    const inputs = inputsOf(entry, { environment, sizes });
    const results = await runEntry(machine, prepared, { sizes, settings: numbers, inputs });
    losses.push(results[planned.outputs.findIndex(({ role }) => role === "loss")]?.data[0] ?? NaN);
  }
  // The WebGPU device is shared by all tests of this process.
  if (backend !== "webgpu") engine.destroy();
  return losses;
}

/** Puts parameters in their places. */
export function writeParameters(machine: Machine, tensors: ReadonlyMap<string, Tensor>): void {
  const { parameters, arenas } = machine.plan;
  writeAll(machine, "parameters", parameters, tensors, arenas.parameters);
}

function writeAll(
  { engine }: Machine,
  arena: "parameters" | "states",
  placed: readonly { readonly path: string; readonly offset: number }[],
  tensors: ReadonlyMap<string, Tensor>,
  size: number,
): void {
  const data = new Float32Array(size);
  for (const { path, offset } of placed) {
    const tensor = tensors.get(path);
    if (tensor === undefined) throw new Error(`no numbers for ${path}`);
    data.set(tensor.data, offset);
  }
  engine.writeArena(arena, 0, data);
}

function inputsOf(entry: Entry, { environment }: Given): ReadonlyMap<string, InputArray> {
  return new Map(
    entry.inputs.map(({ name, axes, type }) => {
      const tensor = environment.inputs.get(name);
      if (tensor === undefined) throw new Error(`no numbers for the input ${name}`);
      const { data } = arrange(tensor, axes, tensor.shape);
      const array = type === "real" ? new Float32Array(data) : new Int32Array(data);
      const lengths = axes
        .map(({ id }) => environment.lengths?.get(`${name}.${id}`))
        .find((found) => found !== undefined);
      const real = lengths === undefined ? {} : { lengths: new Int32Array(lengths.data) };
      return [name, { sizes: tensor.shape, data: array, ...real }];
    }),
  );
}
