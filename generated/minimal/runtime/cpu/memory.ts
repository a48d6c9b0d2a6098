/**
 * The CPU's memory: one linear memory of WebAssembly, laid out once for all entries of the plan. `work` is its end, and grows to what the
 * entries need that are called.
 */
import { labelOf } from "../engine.ts";
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
  /** Where each thread's own memory begins. */
  readonly scratches: readonly number[];
}

/**
 * Lays out the memory, with `scratch` bytes of each thread's own, and writes the dispatches' offsets. Throws where there isn't so much.
 */
export function createCpuMemory(plan: ModelPlan, scratch: number, threads: number): CpuMemory {
  let end = guard;
  const reserve = (elements: number): number => {
    const start = end;
    end += aligned(Math.max(elements, 1) * bytesPerElement);
    return start;
  };
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
  const scratches = Array.from({ length: threads }, () => reserve(scratch / bytesPerElement));
  const parameters = reserve(plan.arenas.parameters);
  const states = reserve(plan.arenas.states);
  // An entry that is too large for 32 bits is refused when it is called: others need none of it.
  const integers = end;
  const fitting = plan.entries.filter((entry) => pagesTo(endOfWork(entry, integers, integers)) <= mostPages);
  reserve(Math.max(0, ...fitting.map((entry) => entry.arenas.integers)));
  const arenas = { parameters, states, integers, work: end };
  const trained = plan.arenas.states * bytesPerElement;
  const pages = countPages("the model", end, pagesTo(end - trained) <= mostPages ? trained : 0);
  const most = Math.max(pages, ...fitting.map((entry) => pagesTo(endOfWork(entry, integers, end))));
  const memory = obtain("the model", end, () => {
    return new WebAssembly.Memory({ initial: pages, maximum: Math.min(most, mostPages), shared: true });
  });
  const made = { memory, workList, arenas, day, offsets, scratches };
  for (const entry of plan.entries) writeWords(made, entry, boundsOf(entry));
  return made;
}

/** Enlarges the memory to what the entry needs. Throws where there isn't so much. */
export function reserveWork({ memory, arenas }: CpuMemory, entry: PlanEntry): void {
  const end = endOfWork(entry, arenas.integers, arenas.work);
  const sizes = [...boundsOf(entry)].map(([name, size]) => `${name} ${size}`).join(", ");
  const who = `\`${labelOf(entry)}\`${sizes === "" ? "" : ` at its largest (${sizes})`}`;
  const missing = countPages(who, end) - memory.buffer.byteLength / bytesPerPage;
  if (missing > 0) obtain(who, end, () => memory.grow(missing));
}

/** Where the entry's `work` ends, which begins at `work` or behind its integers. */
function endOfWork({ arenas }: PlanEntry, integers: number, work: number): number {
  const ownIntegers = aligned(arenas.integers * bytesPerElement);
  return Math.max(work, integers + ownIntegers) + arenas.work * bytesPerElement;
}

function aligned(bytes: number): number {
  return Math.ceil(bytes / alignment) * alignment;
}

function pagesTo(end: number): number {
  return Math.ceil((end + behind) / bytesPerPage);
}

/** Up to this address and what may be read behind it. Throws where 32 bits can't address it; without so many bytes of states they could. */
function countPages(who: string, end: number, spared = 0): number {
  const pages = pagesTo(end);
  if (pages <= mostPages) return pages;
  const without =
    spared === 0
      ? ""
      : `, or, to run it alone, a spec without what trains it, whose states are ${gibibytes(spared)} of it`;
  throw new WeftError(
    "limit",
    `${who} needs ${gibibytes(end)} of memory, and WebAssembly addresses 4: use a smaller model, sizes or batch, or WebGPU${without}`,
  );
}

function gibibytes(bytes: number): string {
  return `${(bytes / 2 ** 30).toFixed(1)} GiB`;
}

/** Memory up to this address. Throws where the machine hasn't that much. */
function obtain<Result>(who: string, end: number, make: () => Result): Result {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const advice = "close other programs, or use a smaller model, sizes or batch";
    throw new WeftError(
      "limit",
      `${who} needs ${gibibytes(end)} of memory, which isn't to be had here: ${advice}`,
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
