/**
 * Buffers and bindings. Group 0: the arenas parameters, states, work, integers. Group 1: the offsets of a dispatch, at a dynamic
 * offset into one buffer for all dispatches; and the numbers of the day. One layout for all kernels, two bind groups.
 */
import { bytesPerElement } from "../layout.ts";
import type { Device } from "./device.ts";
import type { ArenaName, ModelPlan, PlanEntry } from "../plan.ts";

export const bytesPerSlot = 256;

/** WebGPU's own numbers, which Node knows under no name. */
export const bufferUsage = { mapRead: 1, copySource: 4, copyTarget: 8, uniform: 64, storage: 128 } as const;
const computeStage = 4;
const mapForReading = 1;

const arenaNames: readonly ArenaName[] = ["parameters", "states", "work", "integers"];
/** Larger reads go in pieces of so many bytes. */
const largestTransfer = 16 * 2 ** 20;

export interface Memory {
  readonly pipelineLayout: GPUPipelineLayout;
  readonly uniforms: GPUBindGroup;
  readonly day: GPUBuffer;
  /** Bytes into the buffer of offsets where an entry's first slot lies. */
  readonly firstSlot: ReadonlyMap<PlanEntry, number>;
  /** `work` and `integers` are replaced by larger ones when an entry that needs them is prepared. */
  arenas: Readonly<Record<ArenaName, GPUBuffer>>;
  arenaGroup: GPUBindGroup;
  readonly arenaLayout: GPUBindGroupLayout;
  readonly transfer: GPUBuffer;
  /** Reads through `transfer` go one after the other. */
  lastTransfer: Promise<unknown>;
}

function createArena(device: GPUDevice, name: ArenaName, elements: number): GPUBuffer {
  return device.createBuffer({
    label: name,
    // Kernels may see an arena as vectors of four.
    size: Math.max(Math.ceil(elements / 4) * 4 * bytesPerElement, bytesPerSlot),
    usage: bufferUsage.storage | bufferUsage.copySource | bufferUsage.copyTarget,
  });
}

function bindArenas(device: GPUDevice, layout: GPUBindGroupLayout, arenas: Memory["arenas"]): GPUBindGroup {
  const entries = arenaNames.map((name, binding) => ({ binding, resource: { buffer: arenas[name] } }));
  return device.createBindGroup({ label: "arenas", layout, entries });
}

/** Makes what lives as long as the model; `work` and `integers` are made when entries are prepared. */
export function createMemory(device: Device, plan: ModelPlan): Memory {
  const { gpu } = device;
  const arenaLayout = gpu.createBindGroupLayout({
    label: "arenas",
    entries: arenaNames.map((_, binding) => ({
      binding,
      visibility: computeStage,
      buffer: { type: "storage" },
    })),
  });
  const uniformLayout = gpu.createBindGroupLayout({
    label: "uniforms",
    entries: [
      { binding: 0, visibility: computeStage, buffer: { type: "uniform", hasDynamicOffset: true } },
      { binding: 1, visibility: computeStage, buffer: { type: "uniform" } },
    ],
  });
  const firstSlot = new Map<PlanEntry, number>();
  let slots = 0;
  for (const entry of plan.entries) {
    firstSlot.set(entry, slots * bytesPerSlot);
    slots += entry.dispatches.length;
  }
  const offsets = new Uint32Array((Math.max(slots, 1) * bytesPerSlot) / bytesPerElement);
  let word = 0;
  for (const dispatch of plan.entries.flatMap((entry) => entry.dispatches)) {
    offsets.set(dispatch.offsets, word);
    word += bytesPerSlot / bytesPerElement;
  }
  const uniformUsage = bufferUsage.uniform | bufferUsage.copyTarget;
  const at = gpu.createBuffer({ label: "at", size: offsets.byteLength, usage: uniformUsage });
  gpu.queue.writeBuffer(at, 0, offsets);
  const dayBytes = Math.max(Math.ceil((plan.day.length * bytesPerElement) / 16) * 16, 16);
  const day = gpu.createBuffer({ label: "day", size: dayBytes, usage: uniformUsage });
  const uniforms = gpu.createBindGroup({
    label: "uniforms",
    layout: uniformLayout,
    entries: [
      { binding: 0, resource: { buffer: at, size: bytesPerSlot } },
      { binding: 1, resource: { buffer: day } },
    ],
  });
  const arenas = {
    parameters: createArena(gpu, "parameters", plan.arenas.parameters),
    states: createArena(gpu, "states", plan.arenas.states),
    work: createArena(gpu, "work", 0),
    integers: createArena(gpu, "integers", 0),
  };
  const lasting = Math.max(plan.arenas.parameters, plan.arenas.states, 1) * bytesPerElement;
  return {
    pipelineLayout: gpu.createPipelineLayout({
      label: plan.name,
      bindGroupLayouts: [arenaLayout, uniformLayout],
    }),
    uniforms,
    day,
    firstSlot,
    arenas,
    arenaLayout,
    arenaGroup: bindArenas(gpu, arenaLayout, arenas),
    transfer: createStaging(gpu, "transfer", Math.min(lasting, largestTransfer)),
    lastTransfer: Promise.resolve(),
  };
}

/** Enlarges `work` and `integers` to what the entries need; what lies there is lost. */
export function reserveWork(device: Device, memory: Memory, entries: readonly PlanEntry[]): void {
  let { work, integers } = memory.arenas;
  const enlarge = (name: "work" | "integers", buffer: GPUBuffer): GPUBuffer => {
    const needed = Math.max(...entries.map((entry) => entry.arenas[name]));
    if (needed * bytesPerElement <= buffer.size) return buffer;
    buffer.destroy();
    return createArena(device.gpu, name, needed);
  };
  work = enlarge("work", work);
  integers = enlarge("integers", integers);
  if (work === memory.arenas.work && integers === memory.arenas.integers) return;
  memory.arenas = { ...memory.arenas, work, integers };
  memory.arenaGroup = bindArenas(device.gpu, memory.arenaLayout, memory.arenas);
}

/** A buffer that results are copied to and read from. */
export function createStaging(device: GPUDevice, label: string, bytes: number): GPUBuffer {
  return device.createBuffer({
    label,
    size: Math.max(Math.ceil(bytes / 16) * 16, 16),
    usage: bufferUsage.mapRead | bufferUsage.copyTarget,
  });
}

/** A copy of the first `bytes` of a staging buffer, once the device has written them. */
export async function readStaging(device: Device, staging: GPUBuffer, bytes: number): Promise<ArrayBuffer> {
  if (bytes === 0) return new ArrayBuffer(0);
  try {
    await staging.mapAsync(mapForReading, 0, bytes);
  } catch (error) {
    // The reason why the device is lost says more than that the buffer can't be read.
    await Promise.race([device.gpu.lost, Promise.resolve()]);
    device.check();
    throw error;
  }
  const copy = staging.getMappedRange(0, bytes).slice(0);
  staging.unmap();
  device.check();
  return copy;
}

/** Reads a range of an arena, in elements, after everything that was submitted before the call. */
export function readArena(
  device: Device,
  memory: Memory,
  arena: ArenaName,
  offset: number,
  count: number,
): Promise<ArrayBuffer> {
  const read = memory.lastTransfer.then(async () => {
    device.check();
    const bytes = new Uint8Array(count * bytesPerElement);
    for (let from = 0; from < bytes.length; from += memory.transfer.size) {
      const length = Math.min(memory.transfer.size, bytes.length - from);
      const encoder = device.gpu.createCommandEncoder({ label: "read" });
      encoder.copyBufferToBuffer(
        memory.arenas[arena],
        offset * bytesPerElement + from,
        memory.transfer,
        0,
        length,
      );
      device.gpu.queue.submit([encoder.finish({ label: "read" })]);
      bytes.set(new Uint8Array(await readStaging(device, memory.transfer, length)), from);
    }
    return bytes.buffer;
  });
  memory.lastTransfer = read.catch(() => undefined);
  return read;
}
