/** WebGPU behind the functions of an engine: all dispatches of a run in one pass and one submit. */
import { labelOf, type DayRun, type Engine, type EngineCounts, type Read, type Run } from "../engine.ts";
import { WeftError } from "../errors.ts";
import { bytesPerElement, totalBytes } from "../layout.ts";
import type { ModelPlan, PlanEntry } from "../plan.ts";
import { slotsOf } from "../repeats.ts";
import { arenaBytes, bytesPerSlot, callsAtOnce, resultBytes, runsAtOnce, runsInTurn } from "./buffers.ts";
import type { Device } from "./device.ts";
import { instrumentDevice } from "./instrument.ts";
import { compileKernels, type Kernels } from "./kernels.ts";
import {
  bindChunks,
  createMemory,
  createStaging,
  layoutOf,
  partsOf,
  readArena,
  readStaging,
  reserveWork,
  writeArena,
  writeWords,
  type BoundChunks,
  type Memory,
} from "./memory.ts";

const largestGrid = 65535;

interface Prepared {
  readonly dispatches: readonly {
    readonly pipeline: GPUComputePipeline;
    /** The dynamic offset of each slot: Deno takes typed arrays in half the time. */
    readonly slots: Uint32Array<ArrayBuffer>;
    readonly layout: GPUBindGroupLayout;
    readonly chunks: BoundChunks;
  }[];
  /** Where the results of each call at once are read. */
  readonly staging: readonly GPUBuffer[];
  /** Where those of runs in one submit are read. */
  readonly inTurn: GPUBuffer | undefined;
}

/** Makes the model's memory on the device. `wgsl` has the kernels' texts by their names. */
export function createWebGpuEngine(
  plan: ModelPlan,
  device: Device,
  wgsl: Readonly<Record<string, string>>,
  instrument: boolean,
): Engine {
  const counts: () => EngineCounts | undefined = instrument ? instrumentDevice(device.gpu) : () => undefined;
  const memory = createMemory(device, plan);
  const kernels: Kernels = { wgsl, pipelines: new Map() };
  const prepared = new Map<PlanEntry, Prepared>();
  return {
    backend: device.backend,
    adapter: device.adapter,
    grid: largestGrid,
    callsAtOnce,
    check: device.check,
    workMemory: () => memory.arenas.work,
    prepare: async (entries, progress) => {
      const pipelines = await compileKernels(device, memory, plan, kernels, entries, progress);
      device.gpu.pushErrorScope("out-of-memory");
      reserveWork(device, memory, entries);
      const made = entries
        .filter((entry) => !prepared.has(entry))
        .map((entry) => [entry, prepareEntry(device, memory, plan, entry, pipelines)] as const);
      const refusal = (await device.gpu.popErrorScope()) ?? (await memory.refusal);
      if (refusal !== null) throw outOfMemory(plan, refusal);
      for (const [entry, own] of made) prepared.set(entry, own);
    },
    writeArena: (arena, offset, data) => writeArena(device, memory, arena, offset, data),
    readArena: (arena, offset, count) => readArena(device, memory, { arena, offset, count }),
    writeDay: (numbers) => device.gpu.queue.writeBuffer(memory.day, 0, numbers),
    writeTurns: (entry, sizes) => writeWords(device, memory, entry, sizes),
    run: (run) => {
      const found = prepared.get(run.entry);
      if (found === undefined) throw new WeftError("kernel", `\`${run.entry.name}\` isn't prepared`);
      return submitRun(device, memory, found, run);
    },
    runsAtOnce,
    runInTurn: (runs) => {
      const found = runs[0] && prepared.get(runs[0].entry);
      const staging = found?.inTurn;
      if (found === undefined || staging === undefined)
        throw new WeftError("kernel", `\`${runs[0]?.entry.name ?? ""}\` can't be run several times at once`);
      return submitInTurn(device, memory, found, staging, runs);
    },
    counts,
    destroy: device.destroy,
  };
}

function outOfMemory(plan: ModelPlan, { message }: GPUError): WeftError {
  const needed = `${(arenaBytes(plan) / 2 ** 30).toFixed(1)} GiB`;
  return new WeftError(
    "limit",
    `the device hasn't the memory for the model, ${needed} (${message}): use a smaller model or batch, or the backend cpu`,
  );
}

function prepareEntry(
  device: Device,
  memory: Memory,
  plan: ModelPlan,
  entry: PlanEntry,
  pipelines: ReadonlyMap<string, GPUComputePipeline>,
): Prepared {
  const first = memory.firstSlot.get(entry) ?? [];
  const dispatches = entry.dispatches.map((dispatch, index) => {
    const pipeline = pipelines.get(dispatch.kernel);
    const kernel = plan.kernels.find(({ name }) => name === dispatch.kernel);
    const chunks = memory.bound.get(dispatch);
    if (pipeline === undefined || kernel === undefined || chunks === undefined)
      throw new WeftError("kernel", `the kernel \`${dispatch.kernel}\` isn't compiled`);
    const layout = layoutOf(device.gpu, memory, kernel).arenas;
    const slots = Uint32Array.from(
      { length: slotsOf(entry, dispatch) },
      (_, slot) => (first[index] ?? 0) + slot * bytesPerSlot,
    );
    return { pipeline, slots, layout, chunks };
  });
  const bytes = resultBytes(entry);
  const staging = Array.from({ length: callsAtOnce(entry) }, () =>
    createStaging(device.gpu, `results of ${entry.name}`, bytes),
  );
  const inTurn = runsInTurn(entry)
    ? createStaging(device.gpu, `positions of ${entry.name}`, runsAtOnce * bytes)
    : undefined;
  return { dispatches, staging, inTurn };
}

function submitRun(device: Device, memory: Memory, prepared: Prepared, run: Run): Promise<void> {
  const label = labelOf(run.entry);
  const encoder = device.gpu.createCommandEncoder({ label });
  encodeDispatches(device.gpu, memory, prepared, encoder, run);
  const staging = prepared.staging[run.slot];
  const end = staging === undefined ? 0 : encodeReads(memory, encoder, staging, run.reads);
  device.gpu.queue.submit([encoder.finish({ label })]);
  if (staging === undefined) return Promise.resolve();
  return readStaging(device, staging, end, (bytes) => takeReads(bytes, run.reads));
}

/** A pass for each run; between them the numbers of the day are replaced, and results are put aside. */
async function submitInTurn(
  device: Device,
  memory: Memory,
  prepared: Prepared,
  staging: GPUBuffer,
  runs: readonly DayRun[],
): Promise<void> {
  const label = runs[0] === undefined ? "" : labelOf(runs[0].entry);
  const encoder = device.gpu.createCommandEncoder({ label });
  let end = 0;
  for (const [at, run] of runs.entries()) {
    const { byteLength } = run.day;
    device.gpu.queue.writeBuffer(memory.days, at * byteLength, run.day);
    encoder.copyBufferToBuffer(memory.days, at * byteLength, memory.day, 0, byteLength);
    encodeDispatches(device.gpu, memory, prepared, encoder, run);
    end = encodeReads(memory, encoder, staging, run.reads, end);
  }
  device.gpu.queue.submit([encoder.finish({ label })]);
  const reads = runs.flatMap((run) => run.reads);
  await readStaging(device, staging, end, (bytes) => takeReads(bytes, reads));
}

/** From what was copied one after the other. */
function takeReads(bytes: ArrayBuffer, reads: readonly Read[]): void {
  let start = 0;
  for (const { regions, take } of reads) {
    take(bytes, start);
    start += totalBytes(regions);
  }
}

function encodeReads(
  memory: Memory,
  encoder: GPUCommandEncoder,
  staging: GPUBuffer,
  reads: readonly Read[],
  start = 0,
): number {
  let end = start;
  for (const region of reads.flatMap(({ regions }) => regions)) {
    for (const { buffer, offset, at, length } of partsOf(memory, region)) {
      encoder.copyBufferToBuffer(buffer, offset, staging, end + at, length);
    }
    end += region.count * bytesPerElement;
  }
  return end;
}

/** One pass. */
function encodeDispatches(
  device: GPUDevice,
  memory: Memory,
  prepared: Prepared,
  encoder: GPUCommandEncoder,
  { groups, steps }: Run,
): void {
  const pass = encoder.beginComputePass();
  let current: GPUComputePipeline | undefined;
  let bound: GPUBindGroup | undefined;
  for (const [step, { dispatch: index, slot }] of steps.entries()) {
    const dispatch = prepared.dispatches[index];
    const counts = groups[step];
    if (dispatch === undefined || counts === undefined) continue;
    if (dispatch.pipeline !== current) pass.setPipeline(dispatch.pipeline);
    current = dispatch.pipeline;
    const group = bindChunks(device, memory, dispatch.layout, dispatch.chunks);
    if (group !== bound) pass.setBindGroup(0, group);
    bound = group;
    pass.setBindGroup(1, memory.uniforms, dispatch.slots, slot, 1);
    pass.dispatchWorkgroups(counts[0], counts[1], counts[2]);
  }
  pass.end();
}
