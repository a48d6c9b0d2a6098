/** The CPU behind the functions of an engine: a run is over when it returns. */
import { type Engine } from "../engine.js";
import type { ModelPlan } from "../plan.js";
export interface CpuOptions {
    readonly instrument: boolean;
    /** This one included. */
    readonly threads: number;
    /** Whether the module is the one with relaxed SIMD. */
    readonly relaxed: boolean;
    /** Why it is the CPU, where the caller didn't ask for it. */
    readonly reason: string | undefined;
}
/** A new one takes as long as a small kernel. */
/** Makes the memory and the kernels of a plan. Throws where the engine's WebAssembly is too old. */
export declare function createCpuEngine(plan: ModelPlan, bytes: Uint8Array<ArrayBuffer>, { instrument, relaxed, reason, threads }: CpuOptions): Promise<Engine>;
