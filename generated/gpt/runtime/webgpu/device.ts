/** A device of WebGPU: found, checked against what the plan needs, and watched. */
import { WeftError } from "../errors.ts";
import { importModule } from "../host.ts";
import type { ModelPlan } from "../plan.ts";
import { largestBuffer } from "./buffers.ts";

export interface Device {
  readonly gpu: GPUDevice;
  /** `webgpu: llvmpipe (LLVM 15.0.6, 256 bits), a software adapter` */
  readonly backend: string;
  /** The adapter's own description. */
  readonly adapter: string;
  /** Throws the device's first failure (lost, out of memory, a kernel that it refused), if there was one. */
  readonly check: () => void;
  /** Gives the device back. */
  readonly destroy: () => void;
}

const bytesPerElement = 4;

const limitNames = [
  "maxStorageBufferBindingSize",
  "maxBufferSize",
  "maxComputeInvocationsPerWorkgroup",
  "maxComputeWorkgroupSizeX",
] as const;

type LimitName = (typeof limitNames)[number];

/** What the plan needs beyond what every WebGPU device has, by limit. */
function neededLimits(plan: ModelPlan): Readonly<Record<LimitName, number>> {
  const elements = [plan.arenas.parameters, plan.arenas.states];
  for (const entry of plan.entries) elements.push(entry.arenas.work, entry.arenas.integers);
  const largest = Math.min(Math.max(...elements), plan.chunk) * bytesPerElement;
  const lanes = Math.max(1, ...plan.kernels.map((kernel) => kernel.lanes));
  return {
    maxStorageBufferBindingSize: Math.max(largest, 128 * 2 ** 20),
    maxBufferSize: Math.max(largest, largestBuffer(plan), 256 * 2 ** 20),
    maxComputeInvocationsPerWorkgroup: Math.max(lanes, 256),
    maxComputeWorkgroupSizeX: Math.max(lanes, 256),
  };
}

/** What needs the limit: the largest value, where it is one of the sizes of memory. */
function neederOf(plan: ModelPlan, limit: LimitName): string {
  const isOfArenas = limit === "maxStorageBufferBindingSize" || limit === "maxBufferSize";
  if (!isOfArenas || neededLimits(plan)[limit] === largestBuffer(plan)) return "the model";
  const stored = [...plan.parameters, ...plan.states].map(({ path, count }) => ({ name: path, count }));
  const made = plan.entries.flatMap(({ written, dispatches }) =>
    written.map(({ count, dispatch }) => ({ name: dispatches[dispatch]?.makes ?? "", count })),
  );
  const [largest] = [...stored, ...made].sort((a, b) => b.count - a.count);
  return largest === undefined || largest.name === "" ? "the model" : `\`${largest.name}\``;
}

/** In Node the GPU object dies with its last reference. */
let dawn: GPU | undefined;

interface DawnModule {
  readonly create: (options: readonly string[]) => GPU;
}

/** WebGPU of the browser, the worker or Deno; in Node that of the npm package webgpu. */
async function findGpu(): Promise<GPU> {
  const scope: { readonly navigator?: { readonly gpu?: GPU } } = globalThis;
  if (scope.navigator?.gpu !== undefined) return scope.navigator.gpu;
  if (dawn !== undefined) return dawn;
  const isNode = "process" in globalThis && !("Deno" in globalThis);
  if (!isNode) {
    throw new WeftError(
      "adapter",
      "this browser offers no WebGPU here: take a current one, and open the page by https:// or from localhost",
    );
  }
  try {
    const module: DawnModule = await importModule("webgpu");
    dawn = module.create([]);
    return dawn;
  } catch {
    throw new WeftError(
      "adapter",
      "Node has no WebGPU of its own: install the package that gives it (npm install webgpu), or run with Deno (deno run -A)",
    );
  }
}

/** The adapter that WebGPU offers. Throws where there is none. */
export async function findAdapter(): Promise<GPUAdapter> {
  const gpu = await findGpu();
  const adapter = await gpu.requestAdapter({ powerPreference: "high-performance" });
  if (adapter === null) {
    throw new WeftError(
      "adapter",
      "WebGPU finds no adapter on this machine: a graphics driver with Vulkan, Metal or Direct3D 12 is missing " +
        "(on Debian and Ubuntu: apt install mesa-vulkan-drivers)",
    );
  }
  return adapter;
}

/** Opens a device that can run the plan. Throws where the adapter's limits are too small. */
export async function openDevice(plan: ModelPlan, adapter: GPUAdapter): Promise<Device> {
  const needed = neededLimits(plan);
  for (const limit of limitNames) {
    const value = needed[limit];
    const most = adapter.limits[limit];
    if (most < value) {
      throw new WeftError(
        "limit",
        `${neederOf(plan, limit)} needs ${limit} ${value.toLocaleString("en")}, but ${describeAdapter(adapter.info)} grants ` +
          `${most.toLocaleString("en")}: use a smaller model or batch, or another device`,
      );
    }
  }
  const device = await adapter.requestDevice({ label: plan.name, requiredLimits: needed });
  return watchDevice(plan, device, adapter.info);
}

/** A device that the caller has made. */
export function watchDevice(plan: ModelPlan, gpu: GPUDevice, info: GPUAdapterInfo): Device {
  let failure: WeftError | undefined;
  void gpu.lost.then((lost) => {
    failure ??= new WeftError(
      "lost",
      `the device was lost: ${lost.message.replace(/\.$/, "") || "no reason given"}. Start again from the last checkpoint; ` +
        "if it happens again, the driver may stop long computations, or memory may run out",
    );
  });
  gpu.addEventListener("uncapturederror", (event) => {
    // Deno's own types, which a program outside of the package is checked with, say `Event` only.
    failure ??= explainDeviceError(plan, (event as GPUUncapturedErrorEvent).error);
  });
  const adapter = describeAdapter(info);
  const check = (): void => {
    if (failure !== undefined) throw failure;
  };
  const destroy = (): void => {
    failure ??= new WeftError("lost", "the model was destroyed: load it again");
    gpu.destroy();
  };
  return {
    gpu,
    backend: `webgpu: ${adapter}${isSoftware(info) ? ", a software adapter" : ""}`,
    adapter,
    check,
    destroy,
  };
}

/** Pipelines are labelled with their kernel's name, which messages repeat: so the spec's line is found. */
function explainDeviceError(plan: ModelPlan, error: GPUError): WeftError {
  const names = plan.kernels.map((kernel) => kernel.name).sort((a, b) => b.length - a.length);
  const kernel = names.find((name) => error.message.includes(name));
  const source = kernel === undefined ? undefined : sourceOfKernel(plan, kernel);
  return new WeftError("kernel", `the device refuses a command: ${error.message}`, source);
}

/** The spec's line of the first dispatch of a kernel. */
export function sourceOfKernel(plan: ModelPlan, kernel: string): string | undefined {
  for (const entry of plan.entries) {
    const dispatch = entry.dispatches.find((candidate) => candidate.kernel === kernel);
    if (dispatch !== undefined) return dispatch.source;
  }
  return undefined;
}

/** Whether the adapter computes on the CPU: what it says of itself, or the name of a driver that is known to. */
export function isSoftware(info: GPUAdapterInfo): boolean {
  if (info.isFallbackAdapter) return true;
  return /llvmpipe|lavapipe|swiftshader|software|basic render/i.test(
    `${info.vendor} ${info.architecture} ${info.device} ${info.description}`,
  );
}

export function describeAdapter(info: GPUAdapterInfo): string {
  const parts = [info.vendor, info.architecture].filter((part) => part !== "");
  return info.description || parts.join(" ") || "an adapter without a name";
}
