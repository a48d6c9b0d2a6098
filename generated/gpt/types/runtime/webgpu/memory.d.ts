import type { Device } from "./device.js";
import type { ArenaName, ModelPlan, PlanEntry } from "../plan.js";
export declare const bytesPerSlot = 256;
/** WebGPU's own numbers, which Node knows under no name. */
export declare const bufferUsage: {
    readonly mapRead: 1;
    readonly copySource: 4;
    readonly copyTarget: 8;
    readonly uniform: 64;
    readonly storage: 128;
};
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
/** Makes what lives as long as the model; `work` and `integers` are made when entries are prepared. */
export declare function createMemory(device: Device, plan: ModelPlan): Memory;
/** Enlarges `work` and `integers` to what the entries need; what lies there is lost. */
export declare function reserveWork(device: Device, memory: Memory, entries: readonly PlanEntry[]): void;
/** A buffer that results are copied to and read from. */
export declare function createStaging(device: GPUDevice, label: string, bytes: number): GPUBuffer;
/** A copy of the first `bytes` of a staging buffer, once the device has written them. */
export declare function readStaging(device: Device, staging: GPUBuffer, bytes: number): Promise<ArrayBuffer>;
/** Reads a range of an arena, in elements, after everything that was submitted before the call. */
export declare function readArena(device: Device, memory: Memory, arena: ArenaName, offset: number, count: number): Promise<ArrayBuffer>;
