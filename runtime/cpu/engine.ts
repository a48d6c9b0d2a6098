/** The CPU behind the functions of an engine: a run is over when it returns. */
import { labelOf, type Engine, type EngineCounts, type Run } from "../engine.ts";
import { WeftError } from "../errors.ts";
import { bytesPerElement, totalBytes } from "../layout.ts";
import type { ModelPlan } from "../plan.ts";
import { productOf } from "../sizes.ts";
import { createCpuMemory, readCpuArena, reserveScratch, writeCpuArena } from "./memory.ts";
import { compileModule, openKernels, type CpuKernel } from "./kernels.ts";

export interface CpuOptions {
  readonly instrument: boolean;
  /** Whether the module is the one with relaxed SIMD. */
  readonly relaxed: boolean;
  /** Why it is the CPU, where the caller didn't ask for it. */
  readonly reason: string | undefined;
}

/** After so much time other work of the host gets its turn: signals, timers, a page's events. */
const turnMs = 50;

/** Makes the memory and the kernels of a plan. Throws where the engine's WebAssembly is too old. */
export async function createCpuEngine(
  plan: ModelPlan,
  bytes: Uint8Array<ArrayBuffer>,
  { instrument, relaxed, reason }: CpuOptions,
): Promise<Engine> {
  const module = await compileModule(bytes);
  const layout = createCpuMemory(plan);
  const kernels = await openKernels(module, layout, layout.scratch);
  reserveScratch(layout, kernels.scratch);
  const dispatches = new Map<string, number>();
  let lastTurn = performance.now();
  let destroyed = false;

  const check = (): void => {
    if (destroyed) throw new WeftError("lost", "the model was destroyed: load it again");
  };
  const execute = ({ entry, groups, from, to }: Run): void => {
    const places = layout.offsets.get(entry);
    for (let index = from; index < to; index += 1) {
      const dispatch = entry.dispatches[index];
      const place = places?.[index];
      if (dispatch === undefined || place === undefined) continue;
      const kernel = kernelOf(kernels.byName, dispatch);
      kernel(0, productOf(groups[index] ?? []), place, layout.day);
    }
    if (instrument) dispatches.set(labelOf(entry), (dispatches.get(labelOf(entry)) ?? 0) + to - from);
  };
  const run = async (run: Run): Promise<ArrayBuffer> => {
    execute(run);
    const results = new Uint8Array(totalBytes(run.reads));
    let end = 0;
    for (const { arena, offset, count } of run.reads) {
      results.set(new Uint8Array(readCpuArena(layout, arena, offset, count)), end);
      end += count * bytesPerElement;
    }
    if (performance.now() - lastTurn > turnMs) {
      await new Promise((resolve) => setTimeout(resolve));
      lastTurn = performance.now();
    }
    return results.buffer;
  };
  const adapter = `WebAssembly SIMD${relaxed ? ", relaxed" : ""}, 1 thread`;
  return {
    backend: `cpu: ${reason === undefined ? "" : `${reason}; `}${adapter}`,
    adapter,
    largestGrid: Number.MAX_SAFE_INTEGER,
    callsAtOnce: () => 1,
    check,
    prepare: async (entries, progress) => {
      const used = entries.flatMap((entry) => entry.dispatches);
      for (const dispatch of used) kernelOf(kernels.byName, dispatch);
      const total = new Set(used.map((dispatch) => dispatch.kernel)).size;
      progress(total, total);
    },
    writeArena: (arena, offset, data) => writeCpuArena(layout, arena, offset, data),
    readArena: async (arena, offset, count) => {
      check();
      return readCpuArena(layout, arena, offset, count);
    },
    writeDay: (numbers) => {
      new Uint8Array(layout.memory.buffer, layout.day).set(new Uint8Array(numbers));
    },
    run,
    counts: (): EngineCounts | undefined => {
      if (!instrument) return undefined;
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
    },
  };
}

function kernelOf(
  kernels: ReadonlyMap<string, CpuKernel>,
  { kernel, source }: { readonly kernel: string; readonly source: string },
): CpuKernel {
  const found = kernels.get(kernel);
  if (found !== undefined) return found;
  throw new WeftError("kernel", `the package has no kernel \`${kernel}\`: build it again`, source);
}
