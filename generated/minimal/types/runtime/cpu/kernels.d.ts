import type { CpuMemory } from "./memory.js";
import type { CpuKernel } from "./work-list.js";
/** Whether the engine has the relaxed multiply-add of vectors. */
export declare function hasRelaxedVectors(): boolean;
export interface CpuKernels {
    readonly module: WebAssembly.Module;
    readonly byName: ReadonlyMap<string, CpuKernel>;
}
/** Compiles the package's module. Throws where the engine is too old, or the file damaged. */
export declare function compileModule(bytes: Uint8Array<ArrayBuffer>): Promise<WebAssembly.Module>;
/** Bytes that each thread of the module needs of its own. */
export declare function scratchOf(module: WebAssembly.Module): number;
/** The kernels over the memory, with `scratch` as the address of what is the worker's own. */
export declare function openKernels(module: WebAssembly.Module, { memory, arenas }: Pick<CpuMemory, "memory" | "arenas">, scratch: number): Promise<CpuKernels>;
