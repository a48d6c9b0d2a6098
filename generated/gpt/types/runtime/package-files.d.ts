import type { FetchProgress } from "./fetch-progress.js";
import type { KernelFiles } from "./open-engine.js";
import type { PlanTokenizer } from "./plan.js";
/** Where they lie; a bundler may have given them other names. */
export interface FilePlaces {
    readonly tokenizers?: URL;
    readonly weights?: URL;
    readonly wasm: URL;
    readonly relaxedWasm: URL;
    /** By the kernels' names. */
    readonly wgsl: Readonly<Record<string, URL>>;
}
/** The kernels of every backend, read when one is opened. */
export declare function kernelFiles({ wgsl, wasm, relaxedWasm }: FilePlaces): KernelFiles;
/** The weights of a package that has some, read where a model begins with them. */
export declare function weightFiles({ weights }: FilePlaces): {
    readonly weights?: (tell: FetchProgress) => Promise<Uint8Array>;
};
/** What tokenizer.json holds; nothing where no axis has its labels from there. */
export declare function readTokenizers({ tokenizers, }: FilePlaces): Promise<Readonly<Record<string, PlanTokenizer>>>;
