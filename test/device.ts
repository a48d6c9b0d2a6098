/** Runs one kernel on WebGPU in this process, with the bindings that printed kernels have. */
import type { ArenaName, PlanDay } from "../runtime/plan.ts";

export interface KernelRun {
  readonly wgsl: string;
  readonly entry: string;
  /** In elements, in the kernel's order. */
  readonly offsets: readonly number[];
  readonly groups: readonly [number, number, number];
  readonly day?: readonly { readonly type: PlanDay["type"]; readonly value: number }[];
  /** The contents before the run; real ones and ints. */
  readonly arenas: Partial<Record<ArenaName, Float32Array | Int32Array>>;
}

export type Arenas = Partial<Record<ArenaName, Float32Array | Int32Array>>;

let shared: Promise<GPUDevice> | undefined;

/** WebGPU of Deno or, in Node, of Dawn. */
async function findGpu(): Promise<GPU> {
  if ("Deno" in globalThis) return navigator.gpu;
  const { dawn } = await import("./setup/dawn.ts");
  return dawn();
}

/** A device, made once. Throws without an adapter. */
export async function testDevice(): Promise<GPUDevice> {
  shared ??= (async () => {
    const adapter = await (await findGpu()).requestAdapter();
    if (adapter === null) throw new Error("no WebGPU adapter");
    return adapter.requestDevice();
  })();
  return shared;
}

/** Throws with the shader compiler's messages when it refuses the text. */
export async function compileWgsl(wgsl: string): Promise<GPUShaderModule> {
  const device = await testDevice();
  const module = device.createShaderModule({ code: wgsl });
  const { messages } = await module.getCompilationInfo();
  const errors = messages.filter((message) => message.type === "error");
  if (errors.length === 0) return module;
  throw new Error([...errors.map(({ lineNum, message }) => `line ${lineNum}: ${message}`), wgsl].join("\n"));
}

const bindings: readonly ArenaName[] = ["parameters", "states", "work", "integers"];

function words(values: KernelRun["day"] = []): ArrayBuffer {
  const view = new DataView(new ArrayBuffer(Math.max(16, Math.ceil(values.length / 4) * 16)));
  for (const [at, { type, value }] of values.entries()) {
    if (type === "real") view.setFloat32(4 * at, value, true);
    else if (type === "int") view.setInt32(4 * at, value, true);
    else view.setUint32(4 * at, value, true);
  }
  return view.buffer;
}

/** The arenas after one dispatch. */
export async function runKernel(run: KernelRun): Promise<Arenas> {
  const device = await testDevice();
  const module = await compileWgsl(run.wgsl);
  const pipeline = await device.createComputePipelineAsync({
    layout: "auto",
    compute: { module, entryPoint: run.entry },
  });
  const arenas = bindings.flatMap((name, binding) => {
    const before = run.arenas[name];
    const isUsed = new RegExp(`@group\\(0\\) @binding\\(${binding}\\)`).test(run.wgsl);
    if (before === undefined || !isUsed) return [];
    const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;
    const buffer = device.createBuffer({ size: before.byteLength, usage });
    device.queue.writeBuffer(buffer, 0, before.buffer, before.byteOffset, before.byteLength);
    return [{ name, before, binding, buffer }];
  });
  const uniforms = [words(run.offsets.map((value) => ({ type: "int", value }))), words(run.day)].flatMap(
    (contents, binding) => {
      if (!run.wgsl.includes(`@group(1) @binding(${binding})`)) return [];
      const usage = GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST;
      const buffer = device.createBuffer({ size: contents.byteLength, usage });
      device.queue.writeBuffer(buffer, 0, contents);
      return [{ binding, buffer }];
    },
  );
  const encoder = device.createCommandEncoder();
  const pass = encoder.beginComputePass();
  pass.setPipeline(pipeline);
  for (const [group, resources] of [arenas, uniforms].entries()) {
    if (resources.length === 0) continue;
    const entries = resources.map(({ binding, buffer }) => ({ binding, resource: { buffer } }));
    pass.setBindGroup(group, device.createBindGroup({ layout: pipeline.getBindGroupLayout(group), entries }));
  }
  pass.dispatchWorkgroups(...run.groups);
  pass.end();
  const reads = arenas.map(({ name, before, buffer }) => {
    const usage = GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST;
    const read = device.createBuffer({ size: before.byteLength, usage });
    encoder.copyBufferToBuffer(buffer, 0, read, 0, before.byteLength);
    return { name, before, read };
  });
  device.queue.submit([encoder.finish()]);
  const results: Arenas = {};
  for (const { name, before, read } of reads) {
    await read.mapAsync(GPUMapMode.READ);
    const bytes = read.getMappedRange().slice(0);
    results[name] = before instanceof Int32Array ? new Int32Array(bytes) : new Float32Array(bytes);
    read.unmap();
  }
  return results;
}
