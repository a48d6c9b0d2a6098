import type { Engine } from "./engine.js";
import type { ModelPlan } from "./plan.js";
declare const backends: readonly ["auto", "webgpu", "cpu"];
export type Backend = (typeof backends)[number];
export interface EngineOptions {
    /** `auto`, unless said: a GPU where there is one, else the CPU. A software adapter of WebGPU is taken by `webgpu` only. */
    readonly backend?: Backend;
    /** Of the CPU; by default as many as it has cores, at most 8. The results don't depend on it. */
    readonly threads?: number;
    /** The same bits on every machine, at the cost of speed: on the CPU only. */
    readonly exact?: boolean;
    /** Counts submits, dispatches and buffers, for `counts`. */
    readonly instrument?: boolean;
}
/** The package's kernels for each backend, read when they are needed. */
export interface KernelFiles {
    /** WGSL by the kernels' names. */
    readonly wgsl: () => Promise<Readonly<Record<string, string>>>;
    /** The WebAssembly module: with relaxed SIMD, which rounds as the machine does it, or without, the same bits on every machine. */
    readonly wasm: (relaxed: boolean) => Promise<Uint8Array<ArrayBuffer>>;
}
/** Throws a WeftError that says what is missing. */
export declare function openEngine(plan: ModelPlan, files: KernelFiles, { backend, instrument, threads, exact }: EngineOptions): Promise<Engine>;
/** A backend by its name. Throws, with the names that there are, where it is none. */
export declare function readBackend(name: string): Backend;
export {};
