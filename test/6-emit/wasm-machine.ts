/** Runs one kernel's WebAssembly over arenas of its own, as test/device.ts runs WGSL. */
import type { Kernel } from "../../compiler/5-schedule/loops.ts";
import { printWasm } from "../../compiler/6-emit/wasm/wasm.ts";
import { scratchOf } from "../../runtime/cpu/kernels.ts";
import type { ArenaName, PlanDay } from "../../runtime/plan.ts";

export interface Run {
  readonly kernel: Kernel;
  readonly day: readonly PlanDay[];
  /** In the order of `day`. */
  readonly numbers: readonly number[];
  /** And what a dispatch gives after them. */
  readonly offsets: readonly number[];
  /** How many workgroups, counted along x, then y, then z. */
  readonly groups: number;
  /** How many of them a call makes: 1, unless it says so. */
  readonly groupsOfCall?: number;
  readonly arenas: Partial<Readonly<Record<ArenaName, Float32Array | Int32Array>>>;
}

const guard = 2 ** 18;
const scratchWords = 2 ** 17;
const pageBytes = 2 ** 16;

/**
 * The arenas after the kernel has run. Calls run last to first, of a workgroup each or as many as it says, and find no numbers in the
 * worker's own memory, as nothing may depend on their order.
 */
export function runInWasm(run: Run): Readonly<Record<ArenaName, Float32Array | Int32Array>> {
  const { kernel, day, numbers, offsets, groups, groupsOfCall = 1, arenas } = run;
  const bytes = printWasm([kernel], day, { relaxed: false, shared: false });
  const starts = { parameters: 0, states: 0, work: 0, integers: 0 };
  const names = ["parameters", "states", "work", "integers"] as const;
  let end = guard;
  const reserve = (count: number): number => {
    const start = end;
    end += Math.ceil(count / 64) * 256;
    return start;
  };
  for (const name of names) starts[name] = reserve(arenas[name]?.length ?? 0);
  const offsetsAt = reserve(offsets.length);
  const dayAt = reserve(day.length);
  const scratch = reserve(scratchWords);
  const memory = new WebAssembly.Memory({ initial: Math.ceil((end + guard) / pageBytes), maximum: 65536 });
  const imports = { weft: { memory, ...starts, scratch } };
  const module = new WebAssembly.Module(bytes);
  const instance = new WebAssembly.Instance(module, imports);
  for (const name of names) {
    const values = arenas[name];
    if (values instanceof Float32Array) new Float32Array(memory.buffer, starts[name]).set(values);
    else if (values !== undefined) new Int32Array(memory.buffer, starts[name]).set(values);
  }
  new Int32Array(memory.buffer, offsetsAt).set(offsets);
  const view = new DataView(memory.buffer);
  for (const [at, { type }] of day.entries()) {
    const value = numbers[at] ?? 0;
    if (type === "real") view.setFloat32(dayAt + 4 * at, value, true);
    else view.setInt32(dayAt + 4 * at, value, true);
  }
  const call = instance.exports[kernel.name];
  if (typeof call !== "function") throw new Error(`the module exports no ${kernel.name}`);
  if (scratchOf(module) > 4 * scratchWords) throw new Error(`${kernel.name} wants more memory of its own`);
  for (let at = Math.ceil(groups / groupsOfCall) - 1; at >= 0; at--) {
    new Float32Array(memory.buffer, scratch, scratchWords).fill(Number.NaN);
    const start = at * groupsOfCall;
    call(start, Math.min(start + groupsOfCall, groups), offsetsAt, dayAt);
  }
  const after = (name: ArenaName): Float32Array | Int32Array => {
    const count = arenas[name]?.length ?? 0;
    return arenas[name] instanceof Int32Array
      ? new Int32Array(memory.buffer, starts[name], count)
      : new Float32Array(memory.buffer, starts[name], count);
  };
  return {
    parameters: after("parameters"),
    states: after("states"),
    work: after("work"),
    integers: after("integers"),
  };
}
