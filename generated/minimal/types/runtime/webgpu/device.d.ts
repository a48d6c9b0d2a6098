import type { ModelPlan } from "../plan.js";
export interface Device {
    readonly gpu: GPUDevice;
    /** `webgpu: llvmpipe (LLVM 15.0.6, 256 bits), a software adapter` */
    readonly backend: string;
    /** The adapter's own description. */
    readonly adapter: string;
    /** Throws the device's first failure (lost, out of memory, a kernel that it refused), if there was one. */
    readonly check: () => void;
    /** Gives the device back. */
    readonly destroy: () => void;
}
/** The adapter that WebGPU offers. Throws where there is none. */
export declare function findAdapter(): Promise<GPUAdapter>;
/** Opens a device that can run the plan. Throws where the adapter's limits are too small. */
export declare function openDevice(plan: ModelPlan, adapter: GPUAdapter): Promise<Device>;
/** A device that the caller has made. */
export declare function watchDevice(plan: ModelPlan, gpu: GPUDevice, info: GPUAdapterInfo): Device;
/** The spec's line of the first dispatch of a kernel. */
export declare function sourceOfKernel(plan: ModelPlan, kernel: string): string | undefined;
/** Whether the adapter computes on the CPU: what it says of itself, or the name of a driver that is known to. */
export declare function isSoftware(info: GPUAdapterInfo): boolean;
export declare function describeAdapter(info: GPUAdapterInfo): string;
