/** Runs the dispatches of an entry on the CPU, one after the other, on the calling thread. */
import { WeftError } from "../errors.ts";
import type { ModelPlan, PlanDispatch, PlanEntry } from "../plan.ts";
import { evaluateSize, productOf, type Sizes } from "../sizes.ts";
import { createCpuMemory, type CpuMemory } from "./memory.ts";
import { openKernels, type CpuKernel, type CpuModules } from "./module.ts";

export interface CpuMachine {
  readonly plan: ModelPlan;
  readonly memory: CpuMemory;
  readonly kernels: ReadonlyMap<string, CpuKernel>;
}

/** Makes the memory and the kernels of a plan. */
export async function openCpu(plan: ModelPlan, modules: CpuModules): Promise<CpuMachine> {
  const memory = createCpuMemory(plan);
  return { plan, memory, kernels: await openKernels(modules, memory) };
}

/** Writes the numbers of the day: sizes, seed, step and options, by their names; 0 for those that aren't given. */
export function writeCpuDay({ plan, memory }: CpuMachine, numbers: ReadonlyMap<string, number>): void {
  const view = new DataView(memory.memory.buffer, memory.day, 4 * plan.day.length);
  for (const [word, { name, type }] of plan.day.entries()) {
    const value = numbers.get(name) ?? 0;
    if (type === "real") view.setFloat32(4 * word, value, true);
    else if (type === "int") view.setInt32(4 * word, value, true);
    else view.setUint32(4 * word, value, true);
  }
}

/** How many workgroups a dispatch has. */
function workgroupsOf({ groups }: PlanDispatch, sizes: Sizes): number {
  return productOf(groups.map(({ size, tile }) => Math.ceil(evaluateSize(size, sizes) / tile)));
}

/** Runs the dispatches `from` to below `to`. Throws with the spec's line where one fails. */
export function runCpuDispatches(
  { kernels, memory }: CpuMachine,
  entry: PlanEntry,
  sizes: Sizes,
  from: number,
  to: number,
): void {
  const places = memory.offsets.get(entry);
  for (const [index, dispatch] of entry.dispatches.entries()) {
    if (index < from || index >= to) continue;
    const kernel = kernels.get(dispatch.kernel);
    const offsets = places?.[index];
    if (kernel === undefined || offsets === undefined) {
      throw new WeftError(
        "kernel",
        `the package has no kernel \`${dispatch.kernel}\`: build it again`,
        dispatch.source,
      );
    }
    kernel(0, workgroupsOf(dispatch, sizes), offsets, memory.day);
  }
}
