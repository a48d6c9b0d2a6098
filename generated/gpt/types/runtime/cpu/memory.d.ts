import type { ArenaName, ModelPlan, PlanEntry } from "../plan.js";
import { type Sizes } from "../sizes.js";
/** The dispatches of one list: long loops go in several. */
export declare const mostWork = 4096;
export interface CpuMemory {
    readonly memory: WebAssembly.Memory;
    /** The memory of the dispatches that threads share. */
    readonly workList: number;
    /** Addresses in bytes. */
    readonly arenas: Readonly<Record<ArenaName, number>>;
    readonly day: number;
    /** Of the words of each dispatch, slot after slot, in the order of the entry's dispatches. */
    readonly offsets: ReadonlyMap<PlanEntry, readonly (readonly number[])[]>;
    /** Where each thread's own memory begins. */
    readonly scratches: readonly number[];
}
/**
 * Lays out the memory, with `scratch` bytes of each thread's own, and writes the dispatches' offsets. Throws where there isn't so much.
 */
export declare function createCpuMemory(plan: ModelPlan, scratch: number, threads: number): CpuMemory;
/** Enlarges the memory to what the entry needs. Throws where there isn't so much. */
export declare function reserveWork({ memory, arenas }: CpuMemory, entry: PlanEntry): void;
/** Writes what the entry's kernels read in each turn of their loops, for the sizes of the day. */
export declare function writeWords({ memory, offsets }: CpuMemory, entry: PlanEntry, sizes: Sizes): void;
/** Writes elements of four bytes to an arena, from the element `offset` on. */
export declare function writeCpuArena({ memory, arenas }: CpuMemory, arena: ArenaName, offset: number, data: Float32Array | Int32Array): void;
/** A copy of a range of an arena, in elements. */
export declare function readCpuArena({ memory, arenas }: CpuMemory, arena: ArenaName, offset: number, count: number): ArrayBuffer;
