/** The CPU behind the functions of an engine: a run is over when it returns. */
import { labelOf } from "../engine.js";
import { WeftError } from "../errors.js";
import { nextTurn } from "../host.js";
import { bytesPerElement, totalBytes } from "../layout.js";
import { productOf } from "../sizes.js";
import { createCpuMemory, mostWork, readCpuArena, reserveWork, writeCpuArena, writeWords, } from "./memory.js";
import { compileModule, openKernels, scratchOf } from "./kernels.js";
import { createPool } from "./pool.js";
/** After so much time other work of the host gets its turn: signals, timers, a page's events. */
const turnMs = 50;
/** A new one takes as long as a small kernel. */
/** Makes the memory and the kernels of a plan. Throws where the engine's WebAssembly is too old. */
export async function createCpuEngine(plan, bytes, { instrument, relaxed, reason, threads }) {
    const module = await compileModule(bytes);
    const layout = createCpuMemory(plan, scratchOf(module), threads);
    const kernels = await openKernels(module, layout, layout.scratches[0] ?? 0);
    const numbers = new Map([...kernels.byName.keys()].map((name, number) => [name, number]));
    const pool = await createPool(layout, kernels);
    const listsOf = createLists(layout, numbers);
    const dispatches = new Map();
    let lastTurn = performance.now();
    let destroyed = false;
    const check = () => {
        if (destroyed)
            throw new WeftError("lost", "the model was destroyed: load it again");
    };
    const execute = (run) => {
        const { entry, steps } = run;
        for (const list of listsOf(run))
            pool.run(list, entry.isShort === true);
        if (instrument)
            dispatches.set(labelOf(entry), (dispatches.get(labelOf(entry)) ?? 0) + steps.length);
    };
    const run = async (run) => {
        execute(run);
        takeReads(layout, run.reads);
        if (performance.now() - lastTurn > turnMs) {
            await nextTurn();
            lastTurn = performance.now();
        }
    };
    const writeDay = (numbers) => {
        new Uint8Array(layout.memory.buffer, layout.day).set(new Uint8Array(numbers));
    };
    return {
        workMemory: () => layout,
        get backend() {
            return `cpu: ${reason === undefined ? "" : `${reason}; `}${describe(pool, relaxed)}`;
        },
        get adapter() {
            return describe(pool, relaxed);
        },
        grid: "cpu",
        callsAtOnce: () => 1,
        check,
        prepare: async (entries, progress) => {
            const used = entries.flatMap((entry) => entry.dispatches);
            for (const dispatch of used)
                kernelOf(numbers, dispatch);
            for (const entry of entries)
                reserveWork(layout, entry);
            const total = new Set(used.map((dispatch) => dispatch.kernel)).size;
            progress(total, total);
        },
        writeArena: (arena, offset, data) => writeCpuArena(layout, arena, offset, data),
        readArena: async (arena, offset, count) => {
            check();
            return readCpuArena(layout, arena, offset, count);
        },
        writeDay,
        writeTurns: (entry, sizes) => writeWords(layout, entry, sizes),
        run,
        runsAtOnce: 1,
        runInTurn: async (runs) => {
            for (const each of runs) {
                writeDay(each.day);
                await run(each);
            }
        },
        counts: () => {
            if (!instrument)
                return undefined;
            const size = layout.memory.buffer.byteLength;
            return {
                submits: new Map(),
                dispatches: new Map(dispatches),
                buffersCreated: 1,
                bytes: size,
                peakBytes: size,
            };
        },
        destroy: () => {
            destroyed = true;
            pool.destroy();
        },
    };
}
/** The dispatches of a run, in lists that threads take as a whole. */
function createLists(layout, numbers) {
    // A step takes less time than making its list anew: callers give the same groups as long as sizes stay.
    const lists = new WeakMap();
    return ({ entry, groups, steps }) => {
        const known = lists.get(groups);
        if (known !== undefined)
            return known;
        const places = layout.offsets.get(entry);
        const kernelNumbers = entry.dispatches.map((dispatch) => kernelOf(numbers, dispatch));
        const work = steps.map(({ dispatch, slot }, step) => ({
            kernel: kernelNumbers[dispatch] ?? 0,
            groups: productOf(groups[step] ?? []),
            offsets: places?.[dispatch]?.[slot] ?? 0,
            isBeside: entry.dispatches[dispatch]?.isBeside === true,
            source: entry.dispatches[dispatch]?.source ?? "",
        }));
        const made = Array.from({ length: Math.ceil(work.length / mostWork) }, (_, at) => work.slice(at * mostWork, (at + 1) * mostWork));
        lists.set(groups, made);
        return made;
    };
}
/** What lies in one region is read where it is. */
function takeReads({ memory, arenas }, reads) {
    for (const { regions, take } of reads) {
        const [first, ...others] = regions;
        if (first !== undefined && others.length === 0) {
            take(memory.buffer, arenas[first.arena] + first.offset * bytesPerElement);
            continue;
        }
        const bytes = new Uint8Array(totalBytes(regions));
        let end = 0;
        for (const { arena, offset, count } of regions) {
            const from = arenas[arena] + offset * bytesPerElement;
            bytes.set(new Uint8Array(memory.buffer, from, count * bytesPerElement), end);
            end += count * bytesPerElement;
        }
        take(bytes.buffer, 0);
    }
}
function describe(pool, relaxed) {
    const running = pool.workers().length + 1;
    const why = pool.reason();
    const count = `${running} ${running === 1 ? "thread" : "threads"}`;
    return `WebAssembly SIMD${relaxed ? ", relaxed" : ""}, ${count}${why === undefined ? "" : ` (${why})`}`;
}
/** A kernel's number among the module's. Throws where the package lacks it. */
function kernelOf(numbers, { kernel, source }) {
    const found = numbers.get(kernel);
    if (found !== undefined)
        return found;
    throw new WeftError("kernel", `the package has no kernel \`${kernel}\`: build it again`, source);
}
