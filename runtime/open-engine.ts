/** Which backend computes: it is chosen once, and the model says which it is and why. */
import { createCpuEngine } from "./cpu/engine.ts";
import { hasRelaxedVectors } from "./cpu/kernels.ts";
import type { Engine } from "./engine.ts";
import { WeftError } from "./errors.ts";
import { countCores } from "./host.ts";
import type { ModelPlan } from "./plan.ts";
import { describeAdapter, findAdapter, isSoftware, openDevice, type Device } from "./webgpu/device.ts";
import { createWebGpuEngine } from "./webgpu/engine.ts";
import { requireWhole } from "./whole.ts";

/** More threads than this seldom gain anything on the sizes that a CPU is used for. */
const mostThreads = 8;

const backends = ["auto", "webgpu", "cpu"] as const;
export type Backend = (typeof backends)[number];

export interface EngineOptions {
  /** `auto`, unless said: a GPU where there is one, else the CPU. A software adapter of WebGPU is taken by `webgpu` only. */
  readonly backend?: Backend;
  /** Of the CPU; by default as many as it has cores, at most 8. The results don't depend on it. */
  readonly threads?: number;
  /** The same bits on every machine, at the cost of speed: on the CPU only. */
  readonly exact?: boolean;
  /** Counts submits, dispatches and buffers, for `counts`. */
  readonly instrument?: boolean;
}

/** The package's kernels for each backend, read when they are needed. */
export interface KernelFiles {
  /** WGSL by the kernels' names. */
  readonly wgsl: () => Promise<Readonly<Record<string, string>>>;
  /** The WebAssembly module: with relaxed SIMD, which rounds as the machine does it, or without, the same bits on every machine. */
  readonly wasm: (relaxed: boolean) => Promise<Uint8Array<ArrayBuffer>>;
}

/** Throws a WeftError that says what is missing. */
export async function openEngine(
  plan: ModelPlan,
  files: KernelFiles,
  { backend = "auto", instrument = false, threads, exact = false }: EngineOptions,
): Promise<Engine> {
  readBackend(backend);
  requireWhole("threads", threads, 1);
  const openCpu = async (reason: string | undefined): Promise<Engine> => {
    const relaxed = !exact && hasRelaxedVectors();
    const cores = threads ?? Math.min(await countCores(), mostThreads);
    const settings = { instrument, relaxed, reason, threads: Math.max(1, cores) };
    return createCpuEngine(plan, await files.wasm(relaxed), settings);
  };
  if (backend === "webgpu" && exact) {
    throw new WeftError("input", "results are exact on the CPU only: take the backend cpu with `exact`");
  }
  if (backend === "cpu") return openCpu(undefined);
  if (exact) return openCpu("exact results were asked for");
  const device =
    backend === "webgpu" ? await openDevice(plan, await findAdapter()) : await openHardware(plan);
  if (typeof device === "string") return openCpu(device);
  return createWebGpuEngine(plan, device, await files.wgsl(), instrument);
}

/** A device that is no software, or why there is none that can run the plan. */
async function openHardware(plan: ModelPlan): Promise<Device | string> {
  try {
    const adapter = await findAdapter();
    if (isSoftware(adapter.info)) return `the only adapter is software, ${describeAdapter(adapter.info)}`;
    return await openDevice(plan, adapter);
  } catch (error) {
    if (!(error instanceof WeftError)) throw error;
    return error.kind === "limit"
      ? "the GPU's limits are too small for the model"
      : "no GPU adapter was found";
  }
}

/** A backend by its name. Throws, with the names that there are, where it is none. */
export function readBackend(name: string): Backend {
  const found = backends.find((backend) => backend === name);
  if (found !== undefined) return found;
  throw new WeftError("input", `there is no backend \`${name}\`: there are ${backends.join(", ")}`);
}
