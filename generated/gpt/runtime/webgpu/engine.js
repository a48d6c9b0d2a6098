/** WebGPU behind the functions of an engine: all dispatches of a run in one pass and one submit. */
import { labelOf } from "../engine.js";
import { WeftError } from "../errors.js";
import { bytesPerElement, totalBytes } from "../layout.js";
import { slotsOf } from "../repeats.js";
import { arenaBytes, bytesPerSlot, callsAtOnce, resultBytes, runsAtOnce, runsInTurn } from "./buffers.js";
import { instrumentDevice } from "./instrument.js";
import { compileKernels } from "./kernels.js";
import { bindChunks, createMemory, createStaging, layoutOf, partsOf, readArena, readStaging, reserveWork, writeArena, writeWords, } from "./memory.js";
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
        grid: largestGrid,
        callsAtOnce,
        check: device.check,
        workMemory: () => memory.arenas.work,
        prepare: async (entries, progress) => {
            const pipelines = await compileKernels(device, memory, plan, kernels, entries, progress);
            device.gpu.pushErrorScope("out-of-memory");
            reserveWork(device, memory, entries);
            const made = entries
                .filter((entry) => !prepared.has(entry))
                .map((entry) => [entry, prepareEntry(device, memory, plan, entry, pipelines)]);
            const refusal = (await device.gpu.popErrorScope()) ?? (await memory.refusal);
            if (refusal !== null)
                throw outOfMemory(plan, refusal);
            for (const [entry, own] of made)
                prepared.set(entry, own);
        },
        writeArena: (arena, offset, data) => writeArena(device, memory, arena, offset, data),
        readArena: (arena, offset, count) => readArena(device, memory, { arena, offset, count }),
        writeDay: (numbers) => device.gpu.queue.writeBuffer(memory.day, 0, numbers),
        writeTurns: (entry, sizes) => writeWords(device, memory, entry, sizes),
        run: (run) => {
            const found = prepared.get(run.entry);
            if (found === undefined)
                throw new WeftError("kernel", `\`${run.entry.name}\` isn't prepared`);
            return submitRun(device, memory, found, run);
        },
        runsAtOnce,
        runInTurn: (runs) => {
            const found = runs[0] && prepared.get(runs[0].entry);
            const staging = found?.inTurn;
            if (found === undefined || staging === undefined)
                throw new WeftError("kernel", `\`${runs[0]?.entry.name ?? ""}\` can't be run several times at once`);
            return submitInTurn(device, memory, found, staging, runs);
        },
        counts,
        destroy: device.destroy,
    };
}
function outOfMemory(plan, { message }) {
    const needed = `${(arenaBytes(plan) / 2 ** 30).toFixed(1)} GiB`;
    return new WeftError("limit", `the device hasn't the memory for the model, ${needed} (${message}): use a smaller model or batch, or the backend cpu`);
}
function prepareEntry(device, memory, plan, entry, pipelines) {
    const first = memory.firstSlot.get(entry) ?? [];
    const dispatches = entry.dispatches.map((dispatch, index) => {
        const pipeline = pipelines.get(dispatch.kernel);
        const kernel = plan.kernels.find(({ name }) => name === dispatch.kernel);
        const chunks = memory.bound.get(dispatch);
        if (pipeline === undefined || kernel === undefined || chunks === undefined)
            throw new WeftError("kernel", `the kernel \`${dispatch.kernel}\` isn't compiled`);
        const layout = layoutOf(device.gpu, memory, kernel).arenas;
        const slots = Uint32Array.from({ length: slotsOf(entry, dispatch) }, (_, slot) => (first[index] ?? 0) + slot * bytesPerSlot);
        return { pipeline, slots, layout, chunks };
    });
    const bytes = resultBytes(entry);
    const staging = Array.from({ length: callsAtOnce(entry) }, () => createStaging(device.gpu, `results of ${entry.name}`, bytes));
    const inTurn = runsInTurn(entry)
        ? createStaging(device.gpu, `positions of ${entry.name}`, runsAtOnce * bytes)
        : undefined;
    return { dispatches, staging, inTurn };
}
function submitRun(device, memory, prepared, run) {
    const label = labelOf(run.entry);
    const encoder = device.gpu.createCommandEncoder({ label });
    encodeDispatches(device.gpu, memory, prepared, encoder, run);
    const staging = prepared.staging[run.slot];
    const end = staging === undefined ? 0 : encodeReads(memory, encoder, staging, run.reads);
    device.gpu.queue.submit([encoder.finish({ label })]);
    if (staging === undefined)
        return Promise.resolve();
    return readStaging(device, staging, end, (bytes) => takeReads(bytes, run.reads));
}
/** A pass for each run; between them the numbers of the day are replaced, and results are put aside. */
async function submitInTurn(device, memory, prepared, staging, runs) {
    const label = runs[0] === undefined ? "" : labelOf(runs[0].entry);
    const encoder = device.gpu.createCommandEncoder({ label });
    let end = 0;
    for (const [at, run] of runs.entries()) {
        const { byteLength } = run.day;
        device.gpu.queue.writeBuffer(memory.days, at * byteLength, run.day);
        encoder.copyBufferToBuffer(memory.days, at * byteLength, memory.day, 0, byteLength);
        encodeDispatches(device.gpu, memory, prepared, encoder, run);
        end = encodeReads(memory, encoder, staging, run.reads, end);
    }
    device.gpu.queue.submit([encoder.finish({ label })]);
    const reads = runs.flatMap((run) => run.reads);
    await readStaging(device, staging, end, (bytes) => takeReads(bytes, reads));
}
/** From what was copied one after the other. */
function takeReads(bytes, reads) {
    let start = 0;
    for (const { regions, take } of reads) {
        take(bytes, start);
        start += totalBytes(regions);
    }
}
function encodeReads(memory, encoder, staging, reads, start = 0) {
    let end = start;
    for (const region of reads.flatMap(({ regions }) => regions)) {
        for (const { buffer, offset, at, length } of partsOf(memory, region)) {
            encoder.copyBufferToBuffer(buffer, offset, staging, end + at, length);
        }
        end += region.count * bytesPerElement;
    }
    return end;
}
/** One pass. */
function encodeDispatches(device, memory, prepared, encoder, { groups, steps }) {
    const pass = encoder.beginComputePass();
    let current;
    let bound;
    for (const [step, { dispatch: index, slot }] of steps.entries()) {
        const dispatch = prepared.dispatches[index];
        const counts = groups[step];
        if (dispatch === undefined || counts === undefined)
            continue;
        if (dispatch.pipeline !== current)
            pass.setPipeline(dispatch.pipeline);
        current = dispatch.pipeline;
        const group = bindChunks(device, memory, dispatch.layout, dispatch.chunks);
        if (group !== bound)
            pass.setBindGroup(0, group);
        bound = group;
        pass.setBindGroup(1, memory.uniforms, dispatch.slots, slot, 1);
        pass.dispatchWorkgroups(counts[0], counts[1], counts[2]);
    }
    pass.end();
}
