/** The threads of the CPU backend: this one, and workers that share its memory. */
import { messageOf, WeftError } from "../errors.ts";
import { startWorker } from "../host-workers.ts";
import type { CpuKernels } from "./kernels.ts";
import type { CpuMemory } from "./memory.ts";
import {
  closeGate,
  dismiss,
  failedAt,
  openGate,
  workThrough,
  writeWork,
  type CpuKernel,
  type Work,
} from "./work-list.ts";
import type { WorkerTask } from "./worker.ts";

/** A thread that doesn't finish its few workgroups for so long is taken for dead. */
const patienceMs = 120_000;

export interface Pool {
  /** What ends each worker: there is a thread more than these. */
  readonly workers: () => readonly (() => void)[];
  /** Why there are fewer threads than were asked for. */
  readonly reason: () => string | undefined;
  /** Does all of it, dispatch after dispatch, by this thread alone where the work is short or there are no others. Throws a WeftError where a kernel fails or a thread is lost. */
  readonly run: (work: readonly Work[], isShort?: boolean) => void;
  readonly destroy: () => void;
}

/** Starts a worker for each thread but this one that the memory has room for; goes on with fewer where they can't be started. */
export async function createPool(layout: CpuMemory, kernels: CpuKernels): Promise<Pool> {
  const words = new Int32Array(layout.memory.buffer, layout.workList);
  const list = [...kernels.byName.values()];
  const sleeps = canSleep(words);
  const { memory, arenas, day, workList } = layout;
  let workers: (() => void)[] = [];
  let reason: string | undefined;
  const [, ...others] = layout.scratches;
  const hindrance = others.length > 0 ? whyNotShared() : undefined;
  if (hindrance !== undefined) {
    reason = `${hindrance}, so that threads can't share memory`;
  } else {
    const place = {
      // Bundlers know a worker by exactly these words.
      open: () => new Worker(new URL("./worker.js", import.meta.url), { type: "module" }),
      beside: import.meta.url,
    };
    const starts = others.map(async (scratch) => {
      const task: WorkerTask = { module: kernels.module, memory, arenas, day, scratch, workList };
      const stop = await startWorker(place, task, () => {
        if (!workers.includes(stop)) return;
        workers = workers.filter((worker) => worker !== stop);
        reason = "a worker has ended";
      });
      workers.push(stop);
    });
    for (const started of await Promise.allSettled(starts)) {
      if (started.status === "rejected") reason = `a worker didn't start: ${messageOf(started.reason)}`;
    }
  }
  return {
    workers: () => workers,
    reason: () => reason,
    run: (work, isShort = false) => {
      if (isShort || workers.length === 0) return runAlone(work, list, day);
      writeWork(words, work, workers.length);
      let failure: unknown;
      openGate(words);
      try {
        workThrough(words, list, day, sleeps, patienceMs);
      } catch (error) {
        failure = error;
      }
      try {
        closeGate(words, sleeps, patienceMs);
      } catch (error) {
        failure ??= error;
      }
      const place = failedAt(words);
      if (failure === undefined && place === undefined) return;
      throw stopped(failure === undefined ? "a worker failed" : messageOf(failure), work[place ?? -1]);
    },
    destroy: () => {
      dismiss(words);
      const stops = workers;
      workers = [];
      for (const stop of stops) stop();
    },
  };
}

function stopped(cause: string, work: Work | undefined): WeftError {
  const message = `the CPU backend stopped: ${cause}. Load the model again from its last checkpoint`;
  return new WeftError("lost", message, work?.source);
}

function runAlone(work: readonly Work[], kernels: readonly CpuKernel[], day: number): void {
  for (const each of work) {
    try {
      kernels[each.kernel]?.(0, each.groups, each.offsets, day);
    } catch (error) {
      throw stopped(messageOf(error), each);
    }
  }
}

/** Pages may give memory to workers only where nothing foreign is among them; and some browsers, as WebKitGTK 2.50, not even there. */
function whyNotShared(): string | undefined {
  const scope: object = globalThis;
  if ("crossOriginIsolated" in scope && scope.crossOriginIsolated === false)
    return "the page isn't cross-origin isolated";
  return typeof SharedArrayBuffer === "function" ? undefined : "this browser has no SharedArrayBuffer";
}

/** A page's own thread may not sleep: it spins. */
function canSleep(words: Int32Array): boolean {
  try {
    Atomics.wait(words, 0, (words[0] ?? 0) + 1, 0);
    return true;
  } catch {
    return false;
  }
}
