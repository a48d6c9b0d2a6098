/** Pipelines: each kernel is compiled once, when an entry that needs it is prepared, all of them in parallel. */
import { sourceOfKernel, type Device } from "./device.ts";
import type { CompileProgress } from "../engine.ts";
import { messageOf, WeftError } from "../errors.ts";
import { layoutOf, type Memory } from "./memory.ts";
import type { ModelPlan, PlanEntry } from "../plan.ts";

export interface Kernels {
  /** WGSL by the kernels' names. */
  readonly wgsl: Readonly<Record<string, string>>;
  readonly pipelines: Map<string, Promise<GPUComputePipeline>>;
}

/** Compiles what the entries need and isn't compiled yet. `progress` is called after each kernel. */
export async function compileKernels(
  device: Device,
  memory: Memory,
  plan: ModelPlan,
  kernels: Kernels,
  entries: readonly PlanEntry[],
  progress: CompileProgress,
): Promise<ReadonlyMap<string, GPUComputePipeline>> {
  const names = [...new Set(entries.flatMap((entry) => entry.dispatches.map((dispatch) => dispatch.kernel)))];
  let compiled = 0;
  const pairs = names.map(async (name) => {
    const begun = kernels.pipelines.get(name) ?? compileKernel(device, memory, plan, kernels.wgsl, name);
    kernels.pipelines.set(name, begun);
    const pipeline = await begun;
    compiled += 1;
    progress(compiled, names.length);
    return [name, pipeline] as const;
  });
  return new Map(await Promise.all(pairs));
}

async function compileKernel(
  device: Device,
  memory: Memory,
  plan: ModelPlan,
  wgsl: Readonly<Record<string, string>>,
  name: string,
): Promise<GPUComputePipeline> {
  const kernel = plan.kernels.find((candidate) => candidate.name === name);
  const code = wgsl[name];
  const source = sourceOfKernel(plan, name);
  if (kernel === undefined || code === undefined) {
    throw new WeftError("kernel", `the package has no kernel \`${name}\`: build it again`, source);
  }
  const { gpu } = device;
  gpu.pushErrorScope("validation");
  const module = gpu.createShaderModule({ label: name, code });
  const scope = gpu.popErrorScope();
  try {
    const pipeline = await gpu.createComputePipelineAsync({
      label: name,
      layout: layoutOf(gpu, memory, kernel).pipeline,
      compute: { module, entryPoint: kernel.entry },
    });
    await scope;
    return pipeline;
  } catch (error) {
    await scope;
    const { messages } = await module.getCompilationInfo();
    const lines = messages
      .filter((message) => message.type === "error")
      .map((message) => `\n  ${name}.wgsl:${message.lineNum}:${message.linePos}: ${message.message}`);
    const details = lines.length > 0 ? lines.join("") : ` ${messageOf(error)}`;
    throw new WeftError("kernel", `the device refuses the kernel \`${name}\`:${details}`, source);
  }
}
