/**
 * Prints kernels as one WebAssembly module, the CPU target.
 *
 * It writes numbers to the first page of memory, the same ones in every worker. It imports from `weft` the linear `memory` and five
 * whole numbers, addresses in bytes: where the arenas `parameters`, `states`, `work` and `integers` begin (multiples of 16, none below
 * 2^18), and `scratch`, memory of the worker's own: its section `scratch` says how many bytes. Each kernel is exported under
 * its name, those that differ in their chunks alone as one, as a function of four whole numbers: the first workgroup and the one after the last (counted along x, then y, then z), and
 * the addresses of the dispatch's offsets (in elements, an i32 each) and of the numbers of the day (`ModelPlan.day`, four bytes each).
 * Workgroups depend on nothing of each other, so that several workers may share a dispatch; lanes of a workgroup run one after the
 * other.
 */
import type { Kernel } from "../../5-schedule/loops.ts";
import type { PlanDay } from "../../../runtime/plan.ts";
import { gridOf, sides } from "../loops-walk.ts";
import {
  bind,
  bindZero,
  createContext,
  globalNames,
  inScope,
  parameter,
  push,
  say,
  take,
  type Context,
} from "./context.ts";
import { encodeModule, unsigned, type WasmFunction } from "./encoder.ts";
import { createFunctions, numbersInMemory, type Functions } from "./functions.ts";
import { control, opcode } from "./opcodes.ts";
import { countOf } from "./loops.ts";
import { printStatements } from "./statements.ts";
import { getLocal, instructionTerm, intTerm, localTerm, setLocal, type Term } from "./terms.ts";

export interface WasmOptions {
  /** Products and sums of vectors in one, where an engine has relaxed SIMD: faster, but rounded as the machine does it. */
  readonly relaxed: boolean;
  /** Whether the memory is one that workers share. */
  readonly shared: boolean;
}

/** The bytes of the module. */
export function printWasm(
  kernels: readonly Kernel[],
  day: readonly PlanDay[],
  { relaxed, shared }: WasmOptions,
): Uint8Array<ArrayBuffer> {
  const alike = byBody(kernels);
  const functions = createFunctions(alike.length, relaxed);
  const printed = alike.map(({ kernel, names }) => printKernel(onCpu(kernel), names, day, functions));
  const scratch = Math.max(0, ...printed.map((one) => one.scratch));
  return encodeModule({
    shared,
    importedGlobals: globalNames,
    data: numbersInMemory(functions),
    numbers: { scratch },
    functions: [...printed.map((one) => one.code), ...functions.made],
  });
}

/** Kernels that differ in what they bind alone are one function here: memory is one. */
function byBody(
  kernels: readonly Kernel[],
): readonly { readonly kernel: Kernel; readonly names: string[] }[] {
  const found = new Map<Kernel["body"], { readonly kernel: Kernel; readonly names: string[] }>();
  for (const kernel of kernels) {
    const known = found.get(kernel.body);
    if (known === undefined) found.set(kernel.body, { kernel, names: [kernel.name] });
    else known.names.push(kernel.name);
  }
  return [...found.values()];
}

function onCpu(kernel: Kernel): Kernel {
  return kernel.cpu === undefined ? kernel : { ...kernel, ...kernel.cpu, lanes: 1 };
}

function printKernel(
  kernel: Kernel,
  names: readonly string[],
  day: readonly PlanDay[],
  functions: Functions,
): { readonly code: WasmFunction; readonly scratch: number } {
  const context = createContext(kernel, day, functions, functions.relaxed);
  const body = inScope(context, () => {
    const group = take(context, "i32");
    context.group = group;
    const code = inScope(context, () => {
      bindGrid(context, localTerm(group, "i32"));
      printStatements(context, kernel.body);
    });
    const next = instructionTerm("i32.add", [localTerm(group, "i32"), intTerm(1)]);
    const end = getLocal(parameter.end);
    say(context, getLocal(parameter.start), setLocal(group), control.block);
    say(context, getLocal(group), end, opcode("i32.ge_s"), control.branchIf, 0);
    say(context, control.loop, code, push(context, next), control.teeLocal, unsigned(group));
    say(context, end, opcode("i32.lt_s"), control.branchIf, 0, control.end, control.end);
  });
  const code = {
    exported: names,
    parameters: ["i32", "i32", "i32", "i32"],
    results: [],
    locals: context.locals.types,
    body,
  } as const;
  return { code, scratch: context.scratch };
}

/** Gives the variables of loops over workgroups their values. */
function bindGrid(context: Context, group: Term): void {
  const grid = gridOf(context.kernel);
  const used = sides.filter((side) => grid.has(side));
  let rest = group;
  for (const [at, side] of used.entries()) {
    const { extent, variables } = grid.get(side) ?? { extent: undefined, variables: [] };
    if (extent === undefined) continue;
    const count = countOf(context, extent);
    const size = typeof count === "number" ? intTerm(count) : count;
    let position = rest;
    if (at < used.length - 1) {
      position = keep(context, instructionTerm("i32.rem_u", [rest, size]));
      rest = keep(context, instructionTerm("i32.div_u", [rest, size]));
    }
    for (const variable of variables) {
      if (count === 1) bindZero(context, variable);
      else {
        const local = take(context, "i32");
        say(context, push(context, position), setLocal(local));
        bind(context, variable, local, "i32");
      }
    }
  }
}

function keep(context: Context, term: Term): Term {
  const local = take(context, "i32");
  say(context, push(context, term), setLocal(local));
  return localTerm(local, "i32");
}
