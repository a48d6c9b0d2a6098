import type { ArenaName } from "../plan.js";
export interface WorkerTask {
    readonly module: WebAssembly.Module;
    readonly memory: WebAssembly.Memory;
    /** Addresses. */
    readonly arenas: Readonly<Record<ArenaName, number>>;
    readonly day: number;
    /** Memory of this thread's own. */
    readonly scratch: number;
    readonly workList: number;
}
