/** What a thread of the CPU backend beside the first one runs: it takes part in every list of dispatches until it is sent home. */
import { serveTask } from "../host-workers.ts";
import type { ArenaName } from "../plan.ts";
import { openKernels } from "./kernels.ts";
import { workAlong } from "./work-list.ts";

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

// Not awaited: bundlers make scripts of workers, which can't wait at their top.
void serveTask<WorkerTask>(async ({ module, memory, arenas, day, scratch, workList }) => {
  const { byName } = await openKernels(module, { memory, arenas }, scratch);
  const kernels = [...byName.values()];
  return () => workAlong(new Int32Array(memory.buffer, workList), kernels, day);
});
