/** Runs an entry: writes the inputs and the numbers of the day, encodes all dispatches in one pass, submits once, reads later. */
import type { Device } from "./device.ts";
import { WeftError } from "./errors.ts";
import { compileKernels, type CompileProgress, type Kernels } from "./kernels.ts";
import {
  bytesPerElement,
  bytesPerSlot,
  createStaging,
  readStaging,
  reserveWork,
  type Memory,
} from "./memory.ts";
import type { ModelPlan, PlanEntry, PlanInput, PlanOutput } from "./plan.ts";
import {
  boundsOf,
  denseStrides,
  evaluateAxes,
  evaluateSize,
  extentOf,
  productOf,
  sizesOfTheDay,
  visitPositions,
  type Sizes,
} from "./sizes.ts";
import { createTensor, type Tensor } from "./tensor.ts";
import type { Vocabularies } from "./vocabularies.ts";

/** What every part of the runtime works with. */
export interface Machine {
  readonly plan: ModelPlan;
  readonly device: Device;
  readonly memory: Memory;
  readonly kernels: Kernels;
  readonly vocabularies: Vocabularies;
  readonly prepared: Map<PlanEntry, PreparedEntry>;
}

/** A dense array for an input, row-major in the input's axes. */
export interface InputArray {
  readonly sizes: readonly number[];
  readonly data: Float32Array<ArrayBuffer> | Int32Array<ArrayBuffer>;
  /** Where the input has lengths: how many positions are real, over its other axes. */
  readonly lengths?: Int32Array<ArrayBuffer>;
}

export interface Call {
  /** By symbol; the upper bound for those that are missing. */
  readonly sizes: Sizes;
  readonly settings: ReadonlyMap<string, number>;
  readonly inputs: ReadonlyMap<string, InputArray>;
}

interface Slot {
  readonly staging: GPUBuffer;
  busy: Promise<unknown> | undefined;
}

interface Dispatch {
  readonly pipeline: GPUComputePipeline;
  readonly slot: number[];
}

export interface PreparedEntry {
  readonly entry: PlanEntry;
  readonly dispatches: readonly Dispatch[];
  readonly ring: readonly Slot[];
  /** Workgroups of each dispatch for the sizes of the last call: sizes seldom change. */
  groups: { readonly key: string; readonly counts: readonly (readonly [number, number, number])[] };
}

/** Results of training and evaluation are read so many steps late; one of the others waits for its result anyway. */
const ringLength = 8;
const largestGrid = 65535;

/** Compiles the kernels, reserves the memory and makes the staging buffers of these entries: afterwards no buffer is made. */
export async function prepareEntries(
  machine: Machine,
  entries: readonly PlanEntry[],
  progress: CompileProgress,
): Promise<readonly PreparedEntry[]> {
  const { device, memory, plan, kernels } = machine;
  device.check();
  const pipelines = await compileKernels(device, memory, plan, kernels, entries, progress);
  reserveWork(device, memory, entries);
  return entries.map((entry) => {
    const before = machine.prepared.get(entry);
    if (before !== undefined) return before;
    const first = memory.firstSlot.get(entry) ?? 0;
    const dispatches = entry.dispatches.map((dispatch, index) => {
      const pipeline = pipelines.get(dispatch.kernel);
      if (pipeline === undefined)
        throw new WeftError("kernel", `the kernel \`${dispatch.kernel}\` isn't compiled`);
      return { pipeline, slot: [first + index * bytesPerSlot] };
    });
    const bounds = boundsOf(entry);
    const bytes = entry.outputs.reduce((sum, output) => sum + outputBytes(output, bounds), 0);
    const many = entry.kind === "train" || entry.kind === "evaluate";
    const ring = Array.from({ length: many ? ringLength : 1 }, (): Slot => ({
      staging: createStaging(device.gpu, `results of ${entry.name}`, bytes),
      busy: undefined,
    }));
    const prepared = { entry, dispatches, ring, groups: { key: "", counts: [] } };
    machine.prepared.set(entry, prepared);
    return prepared;
  });
}

function outputBytes(output: PlanOutput, sizes: Sizes): number {
  return extentOf(evaluateAxes(output.axes, sizes), output.strides) * bytesPerElement;
}

/** Takes a free staging buffer; waits for one where as many calls as the ring is long are under way. */
async function takeSlot(prepared: PreparedEntry): Promise<Slot> {
  for (;;) {
    const free = prepared.ring.find((slot) => slot.busy === undefined);
    if (free !== undefined) {
      free.busy = Promise.resolve();
      return free;
    }
    await Promise.race(prepared.ring.map((slot) => slot.busy));
  }
}

/**
 * Submits the entry and returns at once; `results` come in the order of the entry's outputs. Waits only where as many calls as
 * the ring is long are under way.
 */
export async function submitEntry(
  machine: Machine,
  prepared: PreparedEntry,
  call: Call,
): Promise<{ readonly results: Promise<readonly Tensor[]> }> {
  const slot = await takeSlot(prepared);
  const release = (): void => {
    slot.busy = undefined;
  };
  try {
    const results = submitInto(machine, prepared, slot.staging, call);
    slot.busy = results.then(release, release);
    return { results };
  } catch (error) {
    release();
    throw error;
  }
}

/** Nothing waits between the first write and the submit, so that calls don't mix. */
function submitInto(
  machine: Machine,
  prepared: PreparedEntry,
  staging: GPUBuffer,
  call: Call,
): Promise<readonly Tensor[]> {
  const { device, memory } = machine;
  device.check();
  const { entry } = prepared;
  const sizes = sizesOfTheDay(entry, call.sizes);
  const label = `${entry.kind} ${entry.name}`;
  writeCall(machine, prepared, sizes, call);
  const encoder = device.gpu.createCommandEncoder({ label });
  encodeDispatches(machine, prepared, encoder, 0, entry.dispatches.length);
  let end = 0;
  for (const output of entry.outputs) {
    const bytes = outputBytes(output, sizes);
    if (bytes === 0) continue;
    const from = output.offset * bytesPerElement;
    encoder.copyBufferToBuffer(memory.arenas[output.arena], from, staging, end, bytes);
    end += bytes;
  }
  device.gpu.queue.submit([encoder.finish({ label })]);
  return readStaging(device, staging, end).then((bytes) => {
    let from = 0;
    return entry.outputs.map((output) => {
      const length = outputBytes(output, sizes);
      const tensor = readOutput(machine, output, sizes, bytes, from, length);
      from += length;
      return tensor;
    });
  });
}

/** Runs the entry and waits for its results. */
export async function runEntry(
  machine: Machine,
  prepared: PreparedEntry,
  call: Call,
): Promise<readonly Tensor[]> {
  const { results } = await submitEntry(machine, prepared, call);
  return results;
}

/** Writes the inputs and the numbers of the day, and works out how many workgroups each dispatch has. */
export function writeCall(machine: Machine, prepared: PreparedEntry, sizes: Sizes, call: Call): void {
  const { entry } = prepared;
  for (const input of entry.inputs) {
    const array = call.inputs.get(input.name);
    if (array === undefined)
      throw new WeftError("input", `\`${entry.name}\` needs the input \`${input.name}\``);
    writeInput(machine, input, sizes, array);
  }
  writeDay(machine, entry, sizes, call.settings);
  const key = [...sizes.values()].join(" ");
  if (prepared.groups.key !== key || prepared.groups.counts.length === 0) {
    prepared.groups = { key, counts: countGroups(entry, sizes) };
  }
}

function countGroups(entry: PlanEntry, sizes: Sizes): PreparedEntry["groups"]["counts"] {
  return entry.dispatches.map((dispatch) => {
    const [x, y, z] = dispatch.groups.map(({ size, tile }) => Math.ceil(evaluateSize(size, sizes) / tile));
    const counts = [x ?? 1, y ?? 1, z ?? 1] as const;
    if (Math.max(...counts) > largestGrid) {
      throw new WeftError(
        "limit",
        `\`${dispatch.makes}\` needs ${counts.join(" x ")} workgroups, and WebGPU allows ${largestGrid} along each side`,
        dispatch.source,
      );
    }
    return counts;
  });
}

/** Encodes the dispatches `from` to below `to` as one pass. */
export function encodeDispatches(
  machine: Machine,
  prepared: PreparedEntry,
  encoder: GPUCommandEncoder,
  from: number,
  to: number,
): void {
  const pass = encoder.beginComputePass();
  pass.setBindGroup(0, machine.memory.arenaGroup);
  let current: GPUComputePipeline | undefined;
  for (let index = from; index < to; index += 1) {
    const dispatch = prepared.dispatches[index];
    const counts = prepared.groups.counts[index];
    if (dispatch === undefined || counts === undefined) continue;
    if (dispatch.pipeline !== current) pass.setPipeline(dispatch.pipeline);
    current = dispatch.pipeline;
    pass.setBindGroup(1, machine.memory.uniforms, dispatch.slot);
    pass.dispatchWorkgroups(counts[0], counts[1], counts[2]);
  }
  pass.end();
}

function writeInput(machine: Machine, input: PlanInput, sizes: Sizes, array: InputArray): void {
  const { device, memory } = machine;
  const wanted = evaluateAxes(input.axes, sizes);
  if (wanted.length !== array.sizes.length || wanted.some((size, axis) => size !== array.sizes[axis])) {
    const names = input.axes.map((axis, at) => `${axis.name} ${wanted[at]}`).join(", ");
    throw new WeftError("input", `\`${input.name}\` is [${array.sizes.join(", ")}], but must be [${names}]`);
  }
  const write = (
    offset: number,
    strides: readonly number[],
    dims: readonly number[],
    data: InputArray["data"],
  ): void => {
    device.gpu.queue.writeBuffer(
      memory.arenas[input.arena],
      offset * bytesPerElement,
      spreadOut(data, dims, strides),
    );
  };
  write(input.offset, input.strides, wanted, array.data);
  if (input.lengths === undefined) return;
  const { axis: bounded, offset, strides } = input.lengths;
  const others = wanted.filter((_, axis) => input.axes[axis]?.name !== bounded);
  const whole = wanted[input.axes.findIndex((axis) => axis.name === bounded)] ?? 0;
  const lengths = array.lengths ?? new Int32Array(productOf(others)).fill(whole);
  device.gpu.queue.writeBuffer(
    memory.arenas.integers,
    offset * bytesPerElement,
    spreadOut(lengths, others, strides),
  );
}

/** The array with the strides that the plan wants; itself where these are its own. */
function spreadOut(
  data: InputArray["data"],
  sizes: readonly number[],
  strides: readonly number[],
): InputArray["data"] {
  const dense = denseStrides(sizes);
  if (dense.every((stride, axis) => stride === strides[axis] || sizes[axis] === 1)) return data;
  const length = extentOf(sizes, strides);
  const spread = data instanceof Float32Array ? new Float32Array(length) : new Int32Array(length);
  visitPositions(sizes, strides, (from, to) => {
    spread[to] = data[from] ?? 0;
  });
  return spread;
}

function writeDay(
  machine: Machine,
  entry: PlanEntry,
  sizes: Sizes,
  settings: ReadonlyMap<string, number>,
): void {
  const { device, memory, plan } = machine;
  if (plan.day.length === 0) return;
  const view = new DataView(new ArrayBuffer(plan.day.length * bytesPerElement));
  for (const [word, { name, type }] of plan.day.entries()) {
    const value = sizes.get(name) ?? settings.get(name);
    if (value === undefined && entry.settings.includes(name)) {
      throw new WeftError("input", `\`${entry.name}\` needs the setting \`${name}\``);
    }
    const at = word * bytesPerElement;
    if (type === "real") view.setFloat32(at, value ?? 0, true);
    else if (type === "int") view.setInt32(at, value ?? 0, true);
    else view.setUint32(at, value ?? 0, true);
  }
  device.gpu.queue.writeBuffer(memory.day, 0, view.buffer);
}

function readOutput(
  machine: Machine,
  output: PlanOutput,
  sizes: Sizes,
  bytes: ArrayBuffer,
  from: number,
  length: number,
): Tensor {
  const dims = evaluateAxes(output.axes, sizes);
  const count = length / bytesPerElement;
  const real = output.arena !== "integers";
  const source = real ? new Float32Array(bytes, from, count) : new Int32Array(bytes, from, count);
  const data = real ? new Float32Array(productOf(dims)) : new Int32Array(productOf(dims));
  visitPositions(dims, output.strides, (to, strided) => {
    data[to] = source[strided] ?? 0;
  });
  const labels = new Map(
    output.axes.flatMap((axis) => {
      const vocabulary =
        axis.vocabulary === undefined ? undefined : machine.vocabularies.get(axis.vocabulary);
      return vocabulary === undefined ? [] : [[axis.name, vocabulary] as const];
    }),
  );
  return createTensor(
    output.axes.map((axis) => axis.name),
    dims,
    output.type,
    data,
    labels,
  );
}
