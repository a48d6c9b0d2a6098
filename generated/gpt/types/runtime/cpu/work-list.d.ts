/**
 * The dispatches of a run as a list in shared memory, which all threads work through together. A thread takes the next workgroups of
 * the dispatch at hand, and goes on to the next dispatch when all of them are done, whoever has done them, or at once where the next may
 * run beside: a thread that comes late, or never, is waited for by none. Waiting threads spin for a while, since most waits are short, and
 * then sleep.
 */
/** Workgroups `start` to below `end`; the addresses of the dispatch's offsets and of the numbers of the day. */
export type CpuKernel = (start: number, end: number, offsets: number, day: number) => void;
export interface Work {
    /** The kernel's number. */
    readonly kernel: number;
    readonly groups: number;
    /** The address of the dispatch's offsets. */
    readonly offsets: number;
    /** Whether it may run while those before it do. */
    readonly isBeside: boolean;
    /** The spec's line. */
    readonly source: string;
}
export declare function workListBytes(dispatches: number): number;
/** Writes a list that one thread more than `workers` will work on. */
export declare function writeWork(words: Int32Array, work: readonly Work[], workers: number): void;
/** Lets the workers in. */
export declare function openGate(words: Int32Array): void;
/** Keeps workers out and waits until the last has left. Throws where one doesn't within `limit` milliseconds. */
export declare function closeGate(words: Int32Array, sleeps: boolean, limit: number): void;
/** Sends the workers home for good. */
export declare function dismiss(words: Int32Array): void;
/** The place of the dispatch that has failed. */
export declare function failedAt(words: Int32Array): number | undefined;
/** Does its part of the list. Throws what a kernel throws, and where others don't finish within `limit` milliseconds. */
export declare function workThrough(words: Int32Array, kernels: readonly CpuKernel[], day: number, sleeps: boolean, limit?: number): void;
/** A worker's life: lists, one after the other, until it is sent home. Throws what a kernel throws. */
export declare function workAlong(words: Int32Array, kernels: readonly CpuKernel[], day: number): void;
