/** The kernels as WebAssembly: which of the package's modules an engine can run, and their functions over a memory. */
import { messageOf, WeftError } from "../errors.js";
import { damageOf } from "./damage.js";
/** A function that takes and leaves nothing, around one instruction. */
function probe(instructions) {
    if (!("WebAssembly" in globalThis))
        return false;
    const body = [0x00, ...instructions, 0x1a, 0x0b];
    const code = [0x01, body.length, ...body];
    const module = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00, 0x01, 0x04, 0x01, 0x60, 0x00, 0x00];
    return WebAssembly.validate(Uint8Array.from([...module, 0x03, 0x02, 0x01, 0x00, 0x0a, code.length, ...code]));
}
const zeroVector = [0xfd, 0x0c, ...new Array(16).fill(0)];
/** Whether the engine has vectors of 128 bits. */
function hasVectors() {
    return probe(zeroVector);
}
/** Whether the engine has the relaxed multiply-add of vectors. */
export function hasRelaxedVectors() {
    return probe([...zeroVector, ...zeroVector, ...zeroVector, 0xfd, 0x85, 0x02]);
}
/** Compiles the package's module. Throws where the engine is too old, or the file damaged. */
export async function compileModule(bytes) {
    if (!hasVectors()) {
        throw new WeftError("adapter", "this engine has no WebAssembly with SIMD, or it is switched off: take a current browser, Deno or Node");
    }
    return awaitAwake(() => WebAssembly.compile(bytes), bytes);
}
/** Bytes that each thread of the module needs of its own. */
export function scratchOf(module) {
    const [section] = WebAssembly.Module.customSections(module, "scratch");
    return section === undefined ? 0 : new DataView(section).getUint32(0, true);
}
/** The kernels over the memory, with `scratch` as the address of what is the worker's own. */
export async function openKernels(module, { memory, arenas }, scratch) {
    const imports = { weft: { memory, ...arenas, scratch } };
    const { exports } = await awaitAwake(() => WebAssembly.instantiate(module, imports));
    const byName = new Map();
    for (const [name, exported] of Object.entries(exports)) {
        if (typeof exported !== "function")
            continue;
        byName.set(name, (start, end, offsets, day) => void exported(start, end, offsets, day));
    }
    return { module, byName };
}
/** Node ends where nothing but WebAssembly's compiler is at work. `bytes` are looked at where they are refused. */
async function awaitAwake(work, bytes) {
    const awake = setInterval(() => undefined, 1000);
    try {
        return await work();
    }
    catch (error) {
        const message = messageOf(error);
        if (/content[- ]security[- ]policy|\bCSP\b/i.test(message))
            throw new WeftError("kernel", "the page's Content-Security-Policy forbids WebAssembly: it must have 'wasm-unsafe-eval' in its script-src");
        const damage = bytes === undefined ? undefined : damageOf(bytes);
        const advice = damage === undefined ? message : `${damage}. Copy the package, or build it, again`;
        throw new WeftError("kernel", `WebAssembly refuses the package's kernels: ${advice}`);
    }
    finally {
        clearInterval(awake);
    }
}
