/** What a thread of the CPU backend beside the first one runs: it takes part in every list of dispatches until it is sent home. */
import { serveTask } from "../host-workers.js";
import { openKernels } from "./kernels.js";
import { workAlong } from "./work-list.js";
// Not awaited: bundlers make scripts of workers, which can't wait at their top.
void serveTask(async ({ module, memory, arenas, day, scratch, workList }) => {
    const { byName } = await openKernels(module, { memory, arenas }, scratch);
    const kernels = [...byName.values()];
    return () => workAlong(new Int32Array(memory.buffer, workList), kernels, day);
});
