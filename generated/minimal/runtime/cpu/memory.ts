/**
 * The CPU's memory: one linear memory of WebAssembly, laid out once for all entries of the plan. Pages that nothing touches cost
 * nothing, so that `work` and `integers` are as large as the most demanding entry needs.
 */
import { WeftError } from "../errors.ts";
import { bytesPerElement } from "../layout.ts";
import { workListBytes } from "./work-list.ts";
import type { ArenaName, ModelPlan, PlanEntry } from "../plan.ts";
import { countWords, mostSteps, slotsOf, wordsOf } from "../repeats.ts";
import { boundsOf, type Sizes } from "../sizes.ts";

/** Arenas and what lies in them begin at multiples of this, for vectors and so that two threads share no cache line. */
const alignment = 256;
/** Nothing lies below: kernels add numbers of up to so many bytes to an address. */
const guard = 2 ** 18;
const bytesPerPage = 2 ** 16;
/** A vector that begins inside of the last array may end behind it. */
const behind = 256;
const mostPages = 65536;
/** The dispatches of one list: long loops go in several. */
export const mostWork = 4096;

export interface CpuMemory {
  readonly memory: WebAssembly.Memory;
  /** The memory of the dispatches that threads share. */
  readonly workList: number;
  /** Addresses in bytes. */
  readonly arenas: Readonly<Record<ArenaName, number>>;
  readonly day: number;
  /** Of the words of each dispatch, slot after slot, in the order of the entry's dispatches. */
  readonly offsets: ReadonlyMap<PlanEntry, readonly (readonly number[])[]>;
  /** From here on it is the kernels' own. */
  readonly scratch: number;
}

/** Lays out the memory and writes the dispatches' offsets. Throws where there isn't so much. */
export function createCpuMemory(plan: ModelPlan): CpuMemory {
  let end = guard;
  const reserve = (elements: number): number => {
    const start = end;
    end += Math.ceil((Math.max(elements, 1) * bytesPerElement) / alignment) * alignment;
    return start;
  };
  const most = (arena: "work" | "integers"): number =>
    Math.max(0, ...plan.entries.map((entry) => entry.arenas[arena]));
  const day = reserve(plan.day.length);
  const offsets = new Map(
    plan.entries.map((entry) => [
      entry,
      entry.dispatches.map((dispatch) => {
        return Array.from({ length: slotsOf(entry, dispatch) }, () => reserve(countWords(dispatch)));
      }),
    ]),
  );
  const longest = Math.min(mostWork, Math.max(0, ...plan.entries.map(mostSteps)));
  const workList = reserve(workListBytes(longest) / bytesPerElement);
  const arenas = {
    parameters: reserve(plan.arenas.parameters),
    states: reserve(plan.arenas.states),
    work: reserve(most("work")),
    integers: reserve(most("integers")),
  };
  const pages = countPages(end);
  const memory = obtain(end, () => {
    return new WebAssembly.Memory({ initial: pages, maximum: mostPages, shared: true });
  });
  const made = { memory, workList, arenas, day, offsets, scratch: end };
  for (const entry of plan.entries) writeWords(made, entry, boundsOf(entry));
  return made;
}

/** Up to this address and what may be read behind it. Throws where 32 bits can't address it. */
function countPages(end: number): number {
  const pages = Math.ceil((end + behind) / bytesPerPage);
  if (pages <= mostPages) return pages;
  throw new WeftError(
    "limit",
    `the model needs ${gibibytes(end)} of memory, and WebAssembly addresses 4: use a smaller model or batch, or WebGPU`,
  );
}

function gibibytes(bytes: number): string {
  return `${(bytes / 2 ** 30).toFixed(1)} GiB`;
}

/** Memory up to this address. Throws where the machine hasn't that much. */
function obtain<Result>(end: number, make: () => Result): Result {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const advice = "close other programs, or use a smaller model or batch";
    throw new WeftError(
      "limit",
      `the model needs ${gibibytes(end)} of memory, which isn't to be had here: ${advice}`,
    );
  }
}

/** Writes what the entry's kernels read in each turn of their loops, for the sizes of the day. */
export function writeWords({ memory, offsets }: CpuMemory, entry: PlanEntry, sizes: Sizes): void {
  const words = new Int32Array(memory.buffer);
  const places = offsets.get(entry) ?? [];
  for (const [at, dispatch] of entry.dispatches.entries()) {
    for (const [slot, place] of (places[at] ?? []).entries()) {
      words.set(wordsOf(entry, dispatch, slot, sizes), place / bytesPerElement);
    }
  }
}

/** Writes elements of four bytes to an arena, from the element `offset` on. */
export function writeCpuArena(
  { memory, arenas }: CpuMemory,
  arena: ArenaName,
  offset: number,
  data: Float32Array | Int32Array,
): void {
  const start = arenas[arena] + offset * bytesPerElement;
  if (data instanceof Float32Array) new Float32Array(memory.buffer, start, data.length).set(data);
  else new Int32Array(memory.buffer, start, data.length).set(data);
}

/** A copy of a range of an arena, in elements. */
export function readCpuArena(
  { memory, arenas }: CpuMemory,
  arena: ArenaName,
  offset: number,
  count: number,
): ArrayBuffer {
  const bytes = new Uint8Array(count * bytesPerElement);
  bytes.set(new Uint8Array(memory.buffer, arenas[arena] + offset * bytesPerElement, bytes.length));
  return bytes.buffer;
}

/** The scratch of each thread, in bytes from the other's on; enlarges the memory by it. Gives the address by the thread's number. */
export function reserveScratch(
  { memory, scratch }: CpuMemory,
  bytes: number,
  threads: number,
): (thread: number) => number {
  const each = Math.ceil(bytes / alignment) * alignment;
  const end = scratch + threads * each;
  const missing = countPages(end) - memory.buffer.byteLength / bytesPerPage;
  if (missing > 0) obtain(end, () => memory.grow(missing));
  return (thread) => scratch + thread * each;
}
