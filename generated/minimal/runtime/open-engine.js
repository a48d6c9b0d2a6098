/** Which backend computes: it is chosen once, and the model says which it is and why. */
import { createCpuEngine } from "./cpu/engine.js";
import { hasRelaxedVectors } from "./cpu/kernels.js";
import { WeftError } from "./errors.js";
import { countCores } from "./host.js";
import { describeAdapter, findAdapter, isSoftware, openDevice } from "./webgpu/device.js";
import { createWebGpuEngine } from "./webgpu/engine.js";
import { requireWhole } from "./whole.js";
/** More threads than this seldom gain anything on the sizes that a CPU is used for. */
const mostThreads = 8;
const backends = ["auto", "webgpu", "cpu"];
/** Throws a WeftError that says what is missing. */
export async function openEngine(plan, files, { backend = "auto", instrument = false, threads, exact = false }) {
    readBackend(backend);
    requireWhole("threads", threads, 1);
    const openCpu = async (reason) => {
        const relaxed = !exact && hasRelaxedVectors();
        const cores = threads ?? Math.min(await countCores(), mostThreads);
        const settings = { instrument, relaxed, reason, threads: Math.max(1, cores) };
        return createCpuEngine(plan, await files.wasm(relaxed), settings);
    };
    if (backend === "webgpu" && exact) {
        throw new WeftError("input", "results are exact on the CPU only: take the backend cpu with `exact`");
    }
    if (backend === "cpu")
        return openCpu(undefined);
    if (exact)
        return openCpu("exact results were asked for");
    const device = backend === "webgpu" ? await openDevice(plan, await findAdapter()) : await openHardware(plan);
    if (typeof device === "string")
        return openCpu(device);
    return createWebGpuEngine(plan, device, await files.wgsl(), instrument);
}
/** A device that is no software, or why there is none that can run the plan. */
async function openHardware(plan) {
    try {
        const adapter = await findAdapter();
        if (isSoftware(adapter.info))
            return `the only adapter is software, ${describeAdapter(adapter.info)}`;
        return await openDevice(plan, adapter);
    }
    catch (error) {
        if (!(error instanceof WeftError))
            throw error;
        return error.kind === "limit"
            ? "the GPU's limits are too small for the model"
            : "no GPU adapter was found";
    }
}
/** A backend by its name. Throws, with the names that there are, where it is none. */
export function readBackend(name) {
    const found = backends.find((backend) => backend === name);
    if (found !== undefined)
        return found;
    throw new WeftError("input", `there is no backend \`${name}\`: there are ${backends.join(", ")}`);
}
