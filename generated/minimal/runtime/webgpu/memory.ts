/**
 * Buffers and bindings. Group 0: a chunk each of the arenas parameters, states, work, integers, and further chunks, or parts of them, where a
 * kernel needs them. Group 1: the offsets of a dispatch, at a dynamic offset into one buffer for all dispatches; and the numbers of the day. Where no
 * arena is larger than a chunk there is one layout for all kernels, and two bind groups.
 */
import { bytesPerElement } from "../layout.ts";
import { bytesPerSlot, runsAtOnce, wordBytes } from "./buffers.ts";
import type { Device } from "./device.ts";
import type { Region } from "../engine.ts";
import { WeftError } from "../errors.ts";
import type { ArenaName, ModelPlan, PlanDispatch, PlanEntry, PlanKernel } from "../plan.ts";
import { slotsOf, wordsOf } from "../repeats.ts";
import { boundsOf, type Sizes } from "../sizes.ts";

/** WebGPU's own numbers, which Node knows under no name. */
const bufferUsage = { mapRead: 1, copySource: 4, copyTarget: 8, uniform: 64, storage: 128 } as const;
const computeStage = 4;
const mapForReading = 1;

const arenaNames: readonly ArenaName[] = ["parameters", "states", "work", "integers"];
/** Larger reads go in pieces of so many bytes. */
const largestTransfer = 16 * 2 ** 20;

export interface Memory {
  /** By the number of chunks that are bound. */
  readonly layouts: Map<
    number,
    { readonly arenas: GPUBindGroupLayout; readonly pipeline: GPUPipelineLayout }
  >;
  readonly uniformLayout: GPUBindGroupLayout;
  readonly uniforms: GPUBindGroup;
  /** The words of all dispatches. */
  readonly at: GPUBuffer;
  readonly day: GPUBuffer;
  /** The numbers of the day of runs that go in one submit. */
  readonly days: GPUBuffer;
  /** Bytes into that buffer where the first slot of each dispatch of an entry lies. */
  readonly firstSlot: ReadonlyMap<PlanEntry, readonly number[]>;
  /** `work` and `integers` are replaced by larger ones when an entry that needs them is prepared. */
  arenas: Readonly<Record<ArenaName, readonly GPUBuffer[]>>;
  /** Bytes of an arena that one buffer holds. */
  readonly chunkBytes: number;
  /** What each dispatch binds. */
  readonly bound: ReadonlyMap<PlanDispatch, BoundChunks>;
  /** By the chunks that they bind; made again when an arena is. */
  readonly arenaGroups: Map<string, GPUBindGroup>;
  readonly transfer: GPUBuffer;
  /** Why the device couldn't make what lives as long as the model, or null. */
  readonly refusal: Promise<GPUError | null>;
  /** Reads through `transfer` go one after the other. */
  lastTransfer: Promise<unknown>;
}

/** A buffer for each chunk. */
function createArena(device: GPUDevice, name: ArenaName, elements: number, chunk: number): GPUBuffer[] {
  const count = Math.max(1, Math.ceil(elements / chunk));
  return Array.from({ length: count }, (_, at) => {
    const own = Math.min(chunk, elements - at * chunk);
    return device.createBuffer({
      label: count === 1 ? name : `${name} ${at}`,
      // Kernels may see an arena as vectors of four.
      size: Math.max(Math.ceil(own / 4) * 4 * bytesPerElement, bytesPerSlot),
      usage: bufferUsage.storage | bufferUsage.copySource | bufferUsage.copyTarget,
    });
  });
}

/** What each binding of a dispatch is, and a name for the whole. */
export interface BoundChunks {
  readonly key: string;
  readonly bindings: readonly BoundRange[];
  /** The dispatch's offsets in their bindings. */
  readonly offsets: readonly number[];
}

/** Of a chunk the elements from `from` on, up to `to` or all that follow. */
interface BoundRange {
  readonly arena: ArenaName;
  readonly chunk: number;
  readonly from: number;
  readonly to: number | undefined;
}

/** A binding begins at a multiple of 256 bytes on every device. */
const bindingElements = 64;

/** Of a dispatch with these offsets. Bindings of one chunk end where the next begins; one that has a chunk to itself is all of it. */
function boundChunks(plan: ModelPlan, kernel: PlanKernel, offsets: readonly number[]): BoundChunks {
  const whole = { chunk: 0, from: 0, to: undefined };
  const bindings: BoundRange[] = arenaNames.map((arena) => ({ ...whole, arena }));
  const firsts = new Map<number, number>();
  for (const [at, { arena, binding }] of kernel.views.entries()) {
    const given = offsets[at] ?? 0;
    const offset = given - (given % bindingElements);
    const first = Math.min(offset, firsts.get(binding) ?? offset);
    firsts.set(binding, first);
    bindings[binding] = { ...whole, arena, chunk: Math.floor(first / plan.chunk) };
  }
  const ordered = [...firsts].sort(([, a], [, b]) => a - b);
  for (const [binding, first] of ordered) {
    const own = bindings[binding];
    const beside = ordered.filter(([other]) => {
      const range = bindings[other];
      return other !== binding && range?.arena === own?.arena && range?.chunk === own?.chunk;
    });
    if (own === undefined || beside.length === 0) continue;
    const next = beside.find(([, begin]) => begin > first)?.[1];
    const to = next === undefined ? undefined : next % plan.chunk;
    bindings[binding] = { ...own, from: first % plan.chunk, to };
  }
  const key = bindings.map(({ arena, chunk, from, to }) => `${arena} ${chunk} ${from} ${to ?? ""}`).join();
  const within = offsets.map((offset, at) => {
    const { from = 0 } = bindings[kernel.views[at]?.binding ?? 0] ?? {};
    return (offset % plan.chunk) - from;
  });
  return { key, bindings, offsets: within };
}

/** The layout of a kernel that binds so many chunks. */
export function layoutOf(device: GPUDevice, memory: Memory, kernel: PlanKernel) {
  const count = Math.max(arenaNames.length, ...kernel.views.map(({ binding }) => binding + 1));
  const known = memory.layouts.get(count);
  if (known !== undefined) return known;
  const arenas = device.createBindGroupLayout({
    label: "arenas",
    entries: Array.from({ length: count }, (_, binding) => ({
      binding,
      visibility: computeStage,
      buffer: { type: "storage" as const },
    })),
  });
  const pipeline = device.createPipelineLayout({
    label: `${count} chunks`,
    bindGroupLayouts: [arenas, memory.uniformLayout],
  });
  const made = { arenas, pipeline };
  memory.layouts.set(count, made);
  return made;
}

/** The group that binds these chunks. */
export function bindChunks(
  device: GPUDevice,
  memory: Memory,
  layout: GPUBindGroupLayout,
  { key, bindings }: BoundChunks,
): GPUBindGroup {
  const known = memory.arenaGroups.get(key);
  if (known !== undefined) return known;
  const entries = bindings.flatMap(({ arena, chunk, from, to }, binding) => {
    const buffer = memory.arenas[arena][chunk];
    const offset = from * bytesPerElement;
    const range = to === undefined ? { offset } : { offset, size: to * bytesPerElement - offset };
    return buffer === undefined ? [] : [{ binding, resource: { buffer, ...range } }];
  });
  const group = device.createBindGroup({ label: "arenas", layout, entries });
  memory.arenaGroups.set(key, group);
  return group;
}

/** A part of a range of an arena that lies in one buffer. `at` is where the part begins in the range. All in bytes. */
interface Part {
  readonly buffer: GPUBuffer;
  readonly offset: number;
  readonly at: number;
  readonly length: number;
}

/** A range of an arena, in elements, buffer by buffer, in pieces of at most so many bytes. */
export function partsOf(
  memory: Memory,
  { arena, offset, count }: Region,
  most: number = Number.MAX_SAFE_INTEGER,
): readonly Part[] {
  const parts: Part[] = [];
  const bytes = count * bytesPerElement;
  for (let at = 0; at < bytes;) {
    const from = offset * bytesPerElement + at;
    const within = from % memory.chunkBytes;
    const length = Math.min(bytes - at, memory.chunkBytes - within, most);
    const buffer = memory.arenas[arena][Math.floor(from / memory.chunkBytes)];
    if (buffer === undefined) throw new WeftError("kernel", `nothing lies at ${offset} of \`${arena}\``);
    parts.push({ buffer, offset: within, at, length });
    at += length;
  }
  return parts;
}

/** Makes what lives as long as the model; `work` and `integers` are made when entries are prepared. */
export function createMemory(device: Device, plan: ModelPlan): Memory {
  const { gpu } = device;
  gpu.pushErrorScope("out-of-memory");
  const uniformLayout = gpu.createBindGroupLayout({
    label: "uniforms",
    entries: [
      { binding: 0, visibility: computeStage, buffer: { type: "uniform", hasDynamicOffset: true } },
      { binding: 1, visibility: computeStage, buffer: { type: "uniform" } },
    ],
  });
  const firstSlot = new Map<PlanEntry, readonly number[]>();
  let slots = 0;
  for (const entry of plan.entries) {
    const first = entry.dispatches.map((dispatch) => {
      const own = slots * bytesPerSlot;
      slots += slotsOf(entry, dispatch);
      return own;
    });
    firstSlot.set(entry, first);
  }
  const uniformUsage = bufferUsage.uniform | bufferUsage.copyTarget;
  const at = gpu.createBuffer({ label: "at", size: wordBytes(plan), usage: uniformUsage });
  const dayBytes = Math.max(Math.ceil((plan.day.length * bytesPerElement) / 16) * 16, 16);
  const day = gpu.createBuffer({ label: "day", size: dayBytes, usage: uniformUsage });
  const days = gpu.createBuffer({
    label: "days",
    size: runsAtOnce * dayBytes,
    usage: bufferUsage.copySource | bufferUsage.copyTarget,
  });
  const uniforms = gpu.createBindGroup({
    label: "uniforms",
    layout: uniformLayout,
    entries: [
      { binding: 0, resource: { buffer: at, size: bytesPerSlot } },
      { binding: 1, resource: { buffer: day } },
    ],
  });
  const arenas = {
    parameters: createArena(gpu, "parameters", plan.arenas.parameters, plan.chunk),
    states: createArena(gpu, "states", plan.arenas.states, plan.chunk),
    work: createArena(gpu, "work", 0, plan.chunk),
    integers: createArena(gpu, "integers", 0, plan.chunk),
  };
  const kernels = new Map(plan.kernels.map((kernel) => [kernel.name, kernel]));
  const bound = new Map<PlanDispatch, BoundChunks>();
  for (const dispatch of plan.entries.flatMap(({ dispatches }) => dispatches)) {
    const kernel = kernels.get(dispatch.kernel);
    if (kernel !== undefined) bound.set(dispatch, boundChunks(plan, kernel, dispatch.offsets));
  }
  const lasting = Math.max(plan.arenas.parameters, plan.arenas.states, 1) * bytesPerElement;
  const memory: Memory = {
    layouts: new Map(),
    uniformLayout,
    uniforms,
    at,
    day,
    days,
    firstSlot,
    arenas,
    chunkBytes: plan.chunk * bytesPerElement,
    bound,
    arenaGroups: new Map(),
    transfer: createStaging(gpu, "transfer", Math.min(lasting, largestTransfer)),
    refusal: gpu.popErrorScope(),
    lastTransfer: Promise.resolve(),
  };
  for (const entry of plan.entries) writeWords(device, memory, entry, boundsOf(entry));
  return memory;
}

/** What the entry's kernels read in each turn of their loops, slot after slot. */
function wordsOfEntry(entry: PlanEntry, bound: Memory["bound"], sizes: Sizes): Uint32Array<ArrayBuffer> {
  const slots = entry.dispatches.reduce((sum, dispatch) => sum + slotsOf(entry, dispatch), 0);
  const words = new Uint32Array((slots * bytesPerSlot) / bytesPerElement);
  let word = 0;
  for (const dispatch of entry.dispatches) {
    const offsets = bound.get(dispatch)?.offsets ?? [];
    for (let slot = 0; slot < slotsOf(entry, dispatch); slot += 1) {
      words.set(wordsOf(entry, { ...dispatch, offsets }, slot, sizes), word);
      word += bytesPerSlot / bytesPerElement;
    }
  }
  return words;
}

/** Writes what the entry's kernels read in each turn of their loops, for the sizes of the day. */
export function writeWords(
  { gpu }: Device,
  { at, bound, firstSlot }: Memory,
  entry: PlanEntry,
  sizes: Sizes,
): void {
  // Deno ends the process where nothing is written.
  if (entry.dispatches.length === 0) return;
  gpu.queue.writeBuffer(at, firstSlot.get(entry)?.[0] ?? 0, wordsOfEntry(entry, bound, sizes));
}

/** Enlarges `work` and `integers` to what the entries need; what lies there is lost. */
export function reserveWork(device: Device, memory: Memory, entries: readonly PlanEntry[]): void {
  let { work, integers } = memory.arenas;
  const enlarge = (name: "work" | "integers", buffers: readonly GPUBuffer[]): readonly GPUBuffer[] => {
    const needed = Math.max(...entries.map((entry) => entry.arenas[name]));
    const there = buffers.reduce((sum, { size }) => sum + size, 0);
    if (needed * bytesPerElement <= there) return buffers;
    for (const buffer of buffers) buffer.destroy();
    return createArena(device.gpu, name, needed, memory.chunkBytes / bytesPerElement);
  };
  work = enlarge("work", work);
  integers = enlarge("integers", integers);
  if (work === memory.arenas.work && integers === memory.arenas.integers) return;
  memory.arenas = { ...memory.arenas, work, integers };
  memory.arenaGroups.clear();
}

/** A buffer that results are copied to and read from. */
export function createStaging(device: GPUDevice, label: string, bytes: number): GPUBuffer {
  return device.createBuffer({
    label,
    size: Math.max(Math.ceil(bytes / 16) * 16, 16),
    usage: bufferUsage.mapRead | bufferUsage.copyTarget,
  });
}

/** How long a browser takes at most, in milliseconds, to tell of a device that its buffers know is lost. */
const lossMs = 1000;

/** Has `take` read the first `bytes` of a staging buffer, once the device has written them: they are there until it returns. */
export async function readStaging(
  device: Device,
  staging: GPUBuffer,
  bytes: number,
  take: (bytes: ArrayBuffer) => void,
): Promise<void> {
  try {
    if (bytes === 0) {
      take(new ArrayBuffer(0));
      return;
    }
    await staging.mapAsync(mapForReading, 0, bytes);
    take(staging.getMappedRange(0, bytes));
    staging.unmap();
    device.check();
  } catch (error) {
    // The reason why the device is lost says more than that the buffer can't be read, and may come later.
    await Promise.race([device.gpu.lost, new Promise((resolve) => setTimeout(resolve, lossMs))]);
    device.check();
    throw error;
  }
}

/** Writes elements to an arena, from the element `offset` on, before what is submitted later. */
export function writeArena(
  device: Device,
  memory: Memory,
  arena: ArenaName,
  offset: number,
  data: Float32Array<ArrayBuffer> | Int32Array<ArrayBuffer>,
): void {
  for (const part of partsOf(memory, { arena, offset, count: data.length })) {
    const [from, count] = [part.at / bytesPerElement, part.length / bytesPerElement];
    device.gpu.queue.writeBuffer(part.buffer, part.offset, data, from, count);
  }
}

/** Reads a range of an arena, in elements, after everything that was submitted before the call. */
export function readArena(device: Device, memory: Memory, region: Region): Promise<ArrayBuffer> {
  const read = memory.lastTransfer.then(async () => {
    device.check();
    const bytes = new Uint8Array(region.count * bytesPerElement);
    for (const { buffer, offset: from, at, length } of partsOf(memory, region, memory.transfer.size)) {
      const encoder = device.gpu.createCommandEncoder({ label: "read" });
      encoder.copyBufferToBuffer(buffer, from, memory.transfer, 0, length);
      device.gpu.queue.submit([encoder.finish({ label: "read" })]);
      await readStaging(device, memory.transfer, length, (part) => bytes.set(new Uint8Array(part), at));
    }
    return bytes.buffer;
  });
  memory.lastTransfer = read.catch(() => undefined);
  return read;
}
