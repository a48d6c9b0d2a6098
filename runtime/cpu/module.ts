/** The kernels as WebAssembly: which of the package's modules an engine can run, and their functions over a memory. */
import { messageOf, WeftError } from "../errors.ts";
import { bytesPerPage, type CpuMemory } from "./memory.ts";

/** Workgroups `start` to below `end`; the addresses of the dispatch's offsets and of the numbers of the day. */
export type CpuKernel = (start: number, end: number, offsets: number, day: number) => void;

export interface CpuModules {
  /** The same bits on every machine. */
  readonly exact: Uint8Array<ArrayBuffer>;
  /** With multiplication and addition in one: faster, where the engine has it. */
  readonly relaxed?: Uint8Array<ArrayBuffer>;
}

/** A function that takes and leaves nothing, around one instruction. */
function probe(instructions: readonly number[]): boolean {
  const body = [0x00, ...instructions, 0x1a, 0x0b];
  const code = [0x01, body.length, ...body];
  const module = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00, 0x01, 0x04, 0x01, 0x60, 0x00, 0x00];
  return WebAssembly.validate(
    Uint8Array.from([...module, 0x03, 0x02, 0x01, 0x00, 0x0a, code.length, ...code]),
  );
}

const zeroVector = [0xfd, 0x0c, ...new Array<number>(16).fill(0)];

/** Whether the engine has vectors of 128 bits. */
export function hasVectors(): boolean {
  return probe(zeroVector);
}

/** Whether the engine has the relaxed multiply-add of vectors. */
export function hasRelaxedVectors(): boolean {
  return probe([...zeroVector, ...zeroVector, ...zeroVector, 0xfd, 0x85, 0x02]);
}

/** Compiles the module that suits and gives it the memory. Throws where the engine is too old or the module isn't the plan's. */
export async function openKernels(
  modules: CpuModules,
  layout: CpuMemory,
): Promise<ReadonlyMap<string, CpuKernel>> {
  if (!hasVectors()) {
    throw new WeftError(
      "adapter",
      "this engine's WebAssembly has no SIMD: take a current browser, Deno or Node",
    );
  }
  const bytes = modules.relaxed !== undefined && hasRelaxedVectors() ? modules.relaxed : modules.exact;
  const { memory, arenas, scratch } = layout;
  try {
    const module = await WebAssembly.compile(bytes);
    const { exports } = await WebAssembly.instantiate(module, { weft: { memory, ...arenas, scratch } });
    const kernels = new Map<string, CpuKernel>();
    for (const [name, exported] of Object.entries(exports)) {
      if (typeof exported === "function") kernels.set(name, (...given) => void exported(...given));
    }
    const size = exports["scratch_bytes"];
    reserveScratch(layout, size instanceof WebAssembly.Global ? Number(size.value) : 0);
    return kernels;
  } catch (error) {
    throw new WeftError("kernel", `WebAssembly refuses the package's kernels: ${messageOf(error)}`);
  }
}

function reserveScratch({ memory, scratch }: CpuMemory, bytes: number): void {
  const missing = scratch + bytes - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / bytesPerPage));
}
