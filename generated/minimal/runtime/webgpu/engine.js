/** WebGPU behind the functions of an engine: all dispatches of a run in one pass and one submit. */
import { labelOf } from "../engine.js";
import { WeftError } from "../errors.js";
import { bytesPerElement, outputRegions, totalBytes } from "../layout.js";
import { boundsOf } from "../sizes.js";
import { instrumentDevice } from "./instrument.js";
import { compileKernels } from "./kernels.js";
import { bytesPerSlot, createMemory, createStaging, readArena, readStaging, reserveWork, } from "./memory.js";
/** Results of training and evaluation are read so many steps late; one of the others waits for its result anyway. */
const ringLength = 8;
const largestGrid = 65535;
/** Makes the model's memory on the device. `wgsl` has the kernels' texts by their names. */
export function createWebGpuEngine(plan, device, wgsl, instrument) {
    const counts = instrument ? instrumentDevice(device.gpu) : () => undefined;
    const memory = createMemory(device, plan);
    const kernels = { wgsl, pipelines: new Map() };
    const prepared = new Map();
    return {
        backend: device.backend,
        adapter: device.adapter,
        largestGrid,
        callsAtOnce,
        check: device.check,
        prepare: async (entries, progress) => {
            const pipelines = await compileKernels(device, memory, plan, kernels, entries, progress);
            reserveWork(device, memory, entries);
            for (const entry of entries) {
                if (!prepared.has(entry))
                    prepared.set(entry, prepareEntry(device, memory, entry, pipelines));
            }
        },
        writeArena: (arena, offset, data) => device.gpu.queue.writeBuffer(memory.arenas[arena], offset * bytesPerElement, data),
        readArena: (arena, offset, count) => readArena(device, memory, arena, offset, count),
        writeDay: (numbers) => device.gpu.queue.writeBuffer(memory.day, 0, numbers),
        run: (run) => {
            const found = prepared.get(run.entry);
            if (found === undefined)
                throw new WeftError("kernel", `\`${run.entry.name}\` isn't prepared`);
            return submitRun(device, memory, found, run);
        },
        counts,
        destroy: device.destroy,
    };
}
function callsAtOnce({ kind }) {
    return kind === "train" || kind === "evaluate" ? ringLength : 1;
}
function prepareEntry(device, memory, entry, pipelines) {
    const first = memory.firstSlot.get(entry) ?? 0;
    const dispatches = entry.dispatches.map((dispatch, index) => {
        const pipeline = pipelines.get(dispatch.kernel);
        if (pipeline === undefined)
            throw new WeftError("kernel", `the kernel \`${dispatch.kernel}\` isn't compiled`);
        return { pipeline, slot: [first + index * bytesPerSlot] };
    });
    const bytes = totalBytes(outputRegions(entry, boundsOf(entry)));
    const staging = Array.from({ length: callsAtOnce(entry) }, () => createStaging(device.gpu, `results of ${entry.name}`, bytes));
    return { dispatches, staging };
}
function submitRun(device, memory, prepared, run) {
    const label = labelOf(run.entry);
    const encoder = device.gpu.createCommandEncoder({ label });
    encodeDispatches(memory, prepared, encoder, run);
    const staging = prepared.staging[run.slot];
    const end = staging === undefined ? 0 : encodeReads(memory, encoder, staging, run.reads);
    device.gpu.queue.submit([encoder.finish({ label })]);
    return staging === undefined ? Promise.resolve(new ArrayBuffer(0)) : readStaging(device, staging, end);
}
function encodeReads(memory, encoder, staging, reads) {
    let end = 0;
    for (const { arena, offset, count } of reads) {
        const bytes = count * bytesPerElement;
        if (bytes === 0)
            continue;
        encoder.copyBufferToBuffer(memory.arenas[arena], offset * bytesPerElement, staging, end, bytes);
        end += bytes;
    }
    return end;
}
/** One pass. */
function encodeDispatches(memory, prepared, encoder, { groups, from, to }) {
    const pass = encoder.beginComputePass();
    pass.setBindGroup(0, memory.arenaGroup);
    let current;
    for (let index = from; index < to; index += 1) {
        const dispatch = prepared.dispatches[index];
        const counts = groups[index];
        if (dispatch === undefined || counts === undefined)
            continue;
        if (dispatch.pipeline !== current)
            pass.setPipeline(dispatch.pipeline);
        current = dispatch.pipeline;
        pass.setBindGroup(1, memory.uniforms, dispatch.slot);
        pass.dispatchWorkgroups(counts[0], counts[1], counts[2]);
    }
    pass.end();
}
