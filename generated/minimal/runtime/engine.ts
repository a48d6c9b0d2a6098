/** What computes: a device of WebGPU, or the CPU by WebAssembly. All else in the runtime works with this record of functions only. */
import type { ArenaName, PlanEntry } from "./plan.ts";
import type { Step } from "./repeats.ts";
import type { Sizes } from "./sizes.ts";

/** Called after each kernel that was compiled. */
export type CompileProgress = (compiled: number, total: number) => void;

/** Workgroups of a dispatch along x, y and z. */
export type Groups = readonly [number, number, number];

/** In elements of four bytes. */
export interface Region {
  readonly arena: ArenaName;
  readonly offset: number;
  readonly count: number;
}

/** What is read when a run is done. */
export interface Read {
  readonly regions: readonly Region[];
  /** Is given the regions' bytes, one after the other from the byte `start` on, which are the engine's again when it returns. */
  readonly take: (bytes: ArrayBufferLike, start: number) => void;
}

/** Dispatches of an entry that is prepared, in the order in which they run, and what is read when they are done. */
export interface Run {
  readonly entry: PlanEntry;
  /** Of each step. */
  readonly groups: readonly Groups[];
  readonly steps: readonly Step[];
  readonly reads: readonly Read[];
  /** Which of the calls at once it is: its results take the place of those that the same call gave before. */
  readonly slot: number;
}

/** A run with its own numbers of the day. */
export interface DayRun extends Run {
  readonly day: ArrayBuffer;
}

export interface EngineCounts {
  /** By what asked for them: `train book`, `evaluate book`, `read` … The CPU submits nothing. */
  readonly submits: ReadonlyMap<string, number>;
  readonly dispatches: ReadonlyMap<string, number>;
  readonly buffersCreated: number;
  /** Of all memory that exists, and the most that there ever was. */
  readonly bytes: number;
  readonly peakBytes: number;
}

export interface Engine {
  /** `webgpu: llvmpipe (LLVM 15.0.6, 256 bits), a software adapter`; `cpu: no GPU adapter was found; WebAssembly SIMD, 2 threads` */
  readonly backend: string;
  /** The adapter's own description. */
  readonly adapter: string;
  /** Whose workgroups dispatches have: the CPU's, or WebGPU's with at most so many along one side. */
  readonly grid: number | "cpu";
  /** How many calls of an entry may be under way: their results come so many calls late. */
  readonly callsAtOnce: (entry: PlanEntry) => number;
  /** Throws the first failure (lost, out of memory, a kernel that was refused), if there was one. */
  readonly check: () => void;
  /** Another object once `work` was made anew: what lay there is lost. */
  readonly workMemory: () => object;
  /** Compiles the kernels and reserves the memory of these entries: afterwards nothing more is reserved for them. */
  readonly prepare: (entries: readonly PlanEntry[], progress: CompileProgress) => Promise<void>;
  /** From the element `offset` on, before what is run later. */
  readonly writeArena: (
    arena: ArenaName,
    offset: number,
    data: Float32Array<ArrayBuffer> | Int32Array<ArrayBuffer>,
  ) => void;
  /** A range of an arena in elements, after everything that was run before the call. */
  readonly readArena: (arena: ArenaName, offset: number, count: number) => Promise<ArrayBuffer>;
  /** The numbers of the day, in the plan's order. */
  readonly writeDay: (numbers: ArrayBuffer) => void;
  /** What the kernels of an entry whose loops have sizes of their own read of them, for the sizes of the day. */
  readonly writeTurns: (entry: PlanEntry, sizes: Sizes) => void;
  /** Begins to run when it is called, so that calls don't mix; ends when all is read. */
  readonly run: (run: Run) => Promise<void>;
  /** How many runs of an entry `extend` go to the device in one trip: 1 where there is no trip. */
  readonly runsAtOnce: number;
  /** At most so many runs of one entry, one after the other, in one trip. */
  readonly runInTurn: (runs: readonly DayRun[]) => Promise<void>;
  /** Undefined unless counting was asked for. */
  readonly counts: () => EngineCounts | undefined;
  /** Gives the device back; nothing works afterwards. */
  readonly destroy: () => void;
}

/** What runs of an entry are counted and labelled by. */
export function labelOf({ kind, name }: PlanEntry): string {
  return `${kind} ${name}`;
}
