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
    /** From here on it is the kernels' own. */
    readonly scratch: number;
}
/** Lays out the memory and writes the dispatches' offsets. Throws where there isn't so much. */
export declare function createCpuMemory(plan: ModelPlan): CpuMemory;
/** Writes what the entry's kernels read in each turn of their loops, for the sizes of the day. */
export declare function writeWords({ memory, offsets }: CpuMemory, entry: PlanEntry, sizes: Sizes): void;
/** Writes elements of four bytes to an arena, from the element `offset` on. */
export declare function writeCpuArena({ memory, arenas }: CpuMemory, arena: ArenaName, offset: number, data: Float32Array | Int32Array): void;
/** A copy of a range of an arena, in elements. */
export declare function readCpuArena({ memory, arenas }: CpuMemory, arena: ArenaName, offset: number, count: number): ArrayBuffer;
/** The scratch of each thread, in bytes from the other's on; enlarges the memory by it. Gives the address by the thread's number. */
export declare function reserveScratch({ memory, scratch }: CpuMemory, bytes: number, threads: number): (thread: number) => number;
