import type { Device } from "./device.js";
import type { Region } from "../engine.js";
import type { ArenaName, ModelPlan, PlanDispatch, PlanEntry, PlanKernel } from "../plan.js";
import { type Sizes } from "../sizes.js";
export interface Memory {
    /** By the number of chunks that are bound. */
    readonly layouts: Map<number, {
        readonly arenas: GPUBindGroupLayout;
        readonly pipeline: GPUPipelineLayout;
    }>;
    readonly uniformLayout: GPUBindGroupLayout;
    readonly uniforms: GPUBindGroup;
    /** The words of all dispatches. */
    readonly at: GPUBuffer;
    readonly day: GPUBuffer;
    /** The numbers of the day of runs that go in one submit. */
    readonly days: GPUBuffer;
    /** Bytes into that buffer where the first slot of each dispatch of an entry lies. */
    readonly firstSlot: ReadonlyMap<PlanEntry, readonly number[]>;
    /** `work` and `integers` are replaced by larger ones when an entry that needs them is prepared. */
    arenas: Readonly<Record<ArenaName, readonly GPUBuffer[]>>;
    /** Bytes of an arena that one buffer holds. */
    readonly chunkBytes: number;
    /** What each dispatch binds. */
    readonly bound: ReadonlyMap<PlanDispatch, BoundChunks>;
    /** By the chunks that they bind; made again when an arena is. */
    readonly arenaGroups: Map<string, GPUBindGroup>;
    readonly transfer: GPUBuffer;
    /** Why the device couldn't make what lives as long as the model, or null. */
    readonly refusal: Promise<GPUError | null>;
    /** Reads through `transfer` go one after the other. */
    lastTransfer: Promise<unknown>;
}
/** What each binding of a dispatch is, and a name for the whole. */
export interface BoundChunks {
    readonly key: string;
    readonly bindings: readonly BoundRange[];
    /** The dispatch's offsets in their bindings. */
    readonly offsets: readonly number[];
}
/** Of a chunk the elements from `from` on, up to `to` or all that follow. */
interface BoundRange {
    readonly arena: ArenaName;
    readonly chunk: number;
    readonly from: number;
    readonly to: number | undefined;
}
/** The layout of a kernel that binds so many chunks. */
export declare function layoutOf(device: GPUDevice, memory: Memory, kernel: PlanKernel): {
    readonly arenas: GPUBindGroupLayout;
    readonly pipeline: GPUPipelineLayout;
};
/** The group that binds these chunks. */
export declare function bindChunks(device: GPUDevice, memory: Memory, layout: GPUBindGroupLayout, { key, bindings }: BoundChunks): GPUBindGroup;
/** A part of a range of an arena that lies in one buffer. `at` is where the part begins in the range. All in bytes. */
interface Part {
    readonly buffer: GPUBuffer;
    readonly offset: number;
    readonly at: number;
    readonly length: number;
}
/** A range of an arena, in elements, buffer by buffer, in pieces of at most so many bytes. */
export declare function partsOf(memory: Memory, { arena, offset, count }: Region, most?: number): readonly Part[];
/** Makes what lives as long as the model; `work` and `integers` are made when entries are prepared. */
export declare function createMemory(device: Device, plan: ModelPlan): Memory;
/** Writes what the entry's kernels read in each turn of their loops, for the sizes of the day. */
export declare function writeWords({ gpu }: Device, { at, bound, firstSlot }: Memory, entry: PlanEntry, sizes: Sizes): void;
/** Enlarges `work` and `integers` to what the entries need; what lies there is lost. */
export declare function reserveWork(device: Device, memory: Memory, entries: readonly PlanEntry[]): void;
/** A buffer that results are copied to and read from. */
export declare function createStaging(device: GPUDevice, label: string, bytes: number): GPUBuffer;
/** Has `take` read the first `bytes` of a staging buffer, once the device has written them: they are there until it returns. */
export declare function readStaging(device: Device, staging: GPUBuffer, bytes: number, take: (bytes: ArrayBuffer) => void): Promise<void>;
/** Writes elements to an arena, from the element `offset` on, before what is submitted later. */
export declare function writeArena(device: Device, memory: Memory, arena: ArenaName, offset: number, data: Float32Array<ArrayBuffer> | Int32Array<ArrayBuffer>): void;
/** Reads a range of an arena, in elements, after everything that was submitted before the call. */
export declare function readArena(device: Device, memory: Memory, region: Region): Promise<ArrayBuffer>;
export {};
