import type { CpuKernels } from "./kernels.js";
import type { CpuMemory } from "./memory.js";
import { type Work } from "./work-list.js";
export interface Pool {
    /** What ends each worker: there is a thread more than these. */
    readonly workers: () => readonly (() => void)[];
    /** Why there are fewer threads than were asked for. */
    readonly reason: () => string | undefined;
    /** Does all of it, dispatch after dispatch, by this thread alone where the work is short or there are no others. Throws a WeftError where a kernel fails or a thread is lost. */
    readonly run: (work: readonly Work[], isShort?: boolean) => void;
    readonly destroy: () => void;
}
/** Starts a worker for each thread but this one that the memory has room for; goes on with fewer where they can't be started. */
export declare function createPool(layout: CpuMemory, kernels: CpuKernels): Promise<Pool>;
