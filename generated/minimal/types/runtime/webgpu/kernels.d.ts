/** Pipelines: each kernel is compiled once, when an entry that needs it is prepared, all of them in parallel. */
import { type Device } from "./device.js";
import type { CompileProgress } from "../engine.js";
import { type Memory } from "./memory.js";
import type { ModelPlan, PlanEntry } from "../plan.js";
export interface Kernels {
    /** WGSL by the kernels' names. */
    readonly wgsl: Readonly<Record<string, string>>;
    readonly pipelines: Map<string, Promise<GPUComputePipeline>>;
}
/** Compiles what the entries need and isn't compiled yet. `progress` is called after each kernel. */
export declare function compileKernels(device: Device, memory: Memory, plan: ModelPlan, kernels: Kernels, entries: readonly PlanEntry[], progress: CompileProgress): Promise<ReadonlyMap<string, GPUComputePipeline>>;
