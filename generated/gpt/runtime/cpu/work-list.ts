/**
 * The dispatches of a run as a list in shared memory, which all threads work through together. A thread takes the next workgroups of
 * the dispatch at hand, and goes on to the next dispatch when all of them are done, whoever has done them, or at once where the next may
 * run beside: a thread that comes late, or never, is waited for by none. Waiting threads spin for a while, since most waits are short, and
 * then sleep.
 */
/** Workgroups `start` to below `end`; the addresses of the dispatch's offsets and of the numbers of the day. */
export type CpuKernel = (start: number, end: number, offsets: number, day: number) => void;

/** Words of 64 bytes: what different threads write lies in different cache lines. */
const line = 16;
/** Odd while a list may be worked on: another number for each list. */
const gate = 0;
/** How many workers are at the list. */
const active = line;
/** One more than the place of the dispatch that has failed; 0 before. */
const failed = 2 * line;
const length = 3 * line;
/** A thread takes one of so many parts of what is left: much at first and little at last, so that threads finish together. */
const shares = length + 1;
/** More workgroups than this get fewer at last; each of so few is large, and what a thread lays out for those that it takes is dear. */
const few = 16;
const firstRecord = 4 * line;
/** Of a record: kernel, workgroups, the fewest at a time, the address of the offsets, and 1 where it may run beside; then two lines of counters. */
const recordWords = 3 * line;
const nextAt = line;
const doneAt = 2 * line;

/** The gate's value that sends the workers home. */
const closed = -1;
const spins = 10_000;
/** A sleeper looks up after so long, whether something has failed. */
const nap = 100;

export interface Work {
  /** The kernel's number. */
  readonly kernel: number;
  readonly groups: number;
  /** The address of the dispatch's offsets. */
  readonly offsets: number;
  /** Whether it may run while those before it do. */
  readonly isBeside: boolean;
  /** The spec's line. */
  readonly source: string;
}

export function workListBytes(dispatches: number): number {
  return 4 * (firstRecord + dispatches * recordWords);
}

/** Writes a list that one thread more than `workers` will work on. */
export function writeWork(words: Int32Array, work: readonly Work[], workers: number): void {
  const parts = 2 * (workers + 1);
  for (const [index, { kernel, groups, offsets, isBeside }] of work.entries()) {
    const record = firstRecord + index * recordWords;
    const fewest = Math.max(1, Math.floor(groups / (groups <= few ? parts : 16 * parts)));
    words.set([kernel, groups, fewest, offsets, isBeside ? 1 : 0], record);
    words[record + nextAt] = 0;
    words[record + doneAt] = 0;
  }
  words[length] = work.length;
  words[shares] = parts;
}

/** Lets the workers in. */
export function openGate(words: Int32Array): void {
  Atomics.add(words, gate, 1);
  Atomics.notify(words, gate);
}

/** Keeps workers out and waits until the last has left. Throws where one doesn't within `limit` milliseconds. */
export function closeGate(words: Int32Array, sleeps: boolean, limit: number): void {
  Atomics.add(words, gate, 1);
  waitFor(words, active, 0, sleeps, limit);
}

/** Sends the workers home for good. */
export function dismiss(words: Int32Array): void {
  Atomics.store(words, gate, closed);
  Atomics.notify(words, gate);
}

/** The place of the dispatch that has failed. */
export function failedAt(words: Int32Array): number | undefined {
  const place = Atomics.load(words, failed);
  return place === 0 ? undefined : place - 1;
}

/** Does its part of the list. Throws what a kernel throws, and where others don't finish within `limit` milliseconds. */
export function workThrough(
  words: Int32Array,
  kernels: readonly CpuKernel[],
  day: number,
  sleeps: boolean,
  limit = Number.POSITIVE_INFINITY,
): void {
  const count = words[length] ?? 0;
  const parts = words[shares] ?? 1;
  const recordAt = (at: number): number => firstRecord + at * recordWords;
  /** All dispatches before this one are done. */
  let undone = 0;
  /** Which one this thread is at, or waits for. */
  let place = 0;
  const waitForThoseBefore = (index: number): void => {
    for (; undone < index; undone += 1) {
      place = undone;
      const record = recordAt(undone);
      waitFor(words, record + doneAt, words[record + 1] ?? 0, sleeps, limit);
    }
  };
  try {
    for (let index = 0; index < count; index += 1) {
      const record = recordAt(index);
      const [number = 0, groups = 0, fewest = 1, offsets = 0, isBeside = 0] = words.subarray(
        record,
        record + 5,
      );
      if (isBeside === 0) waitForThoseBefore(index);
      if (failedAt(words) !== undefined) return;
      place = index;
      const kernel = kernels[number];
      if (kernel === undefined) throw new Error(`there is no kernel ${number}`);
      const done = record + doneAt;
      for (;;) {
        const start = Atomics.load(words, record + nextAt);
        if (start >= groups) break;
        const wanted = Math.max(fewest, Math.ceil((groups - start) / parts));
        const end = Math.min(start + wanted, groups);
        if (Atomics.compareExchange(words, record + nextAt, start, end) !== start) continue;
        kernel(start, end, offsets, day);
        if (Atomics.add(words, done, end - start) + end - start === groups) Atomics.notify(words, done);
      }
    }
    waitForThoseBefore(count);
  } catch (error) {
    Atomics.compareExchange(words, failed, 0, place + 1);
    throw error;
  }
}

/** A worker's life: lists, one after the other, until it is sent home. Throws what a kernel throws. */
export function workAlong(words: Int32Array, kernels: readonly CpuKernel[], day: number): void {
  for (let spun = 0; ;) {
    const seen = Atomics.load(words, gate);
    if (seen === closed) return;
    if (seen % 2 === 0) {
      if (spun++ >= spins) Atomics.wait(words, gate, seen);
      continue;
    }
    Atomics.add(words, active, 1);
    try {
      // Only now the list can't be replaced: it may be another than the one that was seen.
      if (Atomics.load(words, gate) === seen) workThrough(words, kernels, day, true);
    } finally {
      Atomics.sub(words, active, 1);
      Atomics.notify(words, active);
    }
    // The list is done; the gate closes when the thread that opened it has seen that.
    while (Atomics.load(words, gate) === seen) Atomics.wait(words, gate, seen, nap);
    spun = 0;
  }
}

function waitFor(words: Int32Array, at: number, wanted: number, sleeps: boolean, limit: number): void {
  let begun = 0;
  for (let spun = 1; ; spun += 1) {
    const value = Atomics.load(words, at);
    if (value === wanted || failedAt(words) !== undefined) return;
    if (spun < spins || (!sleeps && spun % spins > 0)) continue;
    if (sleeps) Atomics.wait(words, at, value, nap);
    const now = performance.now();
    if (begun === 0) begun = now;
    if (now - begun > limit) throw new Error(`a thread hasn't answered for ${Math.round(limit / 1000)} s`);
  }
}
