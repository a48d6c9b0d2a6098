/** How threads share the workgroups of a dispatch. */
import { endOfRun } from "../../../compiler/5-schedule/kernels/contractions/panels/shares.ts";
import { failedAt, workListBytes, workThrough, writeWork } from "../../../runtime/cpu/work-list.ts";
import { assert, suite } from "../../harness.ts";

const test = suite("the list of dispatches that threads share");

/** Which workgroups a thread that is alone at the list takes at once, of a list for so many workers more. */
function partsOf(groups: readonly number[], workers: number): readonly (readonly [number, number])[][] {
  const words = new Int32Array(new SharedArrayBuffer(workListBytes(groups.length)));
  const taken = groups.map((): (readonly [number, number])[] => []);
  const kernels = groups.map((_, at) => (start: number, end: number) => void taken[at]?.push([start, end]));
  const work = groups.map((count, kernel) => ({
    kernel,
    groups: count,
    offsets: 0,
    isBeside: false,
    source: "",
  }));
  writeWork(words, work, workers);
  workThrough(words, kernels, 0, false);
  return taken;
}

test("each workgroup is done once, in order", () => {
  for (const workers of [1, 2, 7]) {
    const counts = [0, 1, 2, 7, 53, 1000, 12_345];
    for (const [at, parts] of partsOf(counts, workers).entries()) {
      const ends = parts.map(([, end]) => end);
      assert.equal(
        parts.map(([start]) => start),
        [0, ...ends].slice(0, parts.length),
      );
      assert.is(ends.at(-1) ?? 0, counts[at]);
    }
  }
});

test("parts get smaller, so that no thread has much to do when there is nothing left for the others", () => {
  const sizes = partsOf([53, 12_800], 1).map((parts) => parts.map(([start, end]) => end - start));
  assert.equal(sizes[0], [14, 10, 8, 6, 4, 3, 2, 2, 1, 1, 1, 1]);
  const [most = 0] = sizes[1] ?? [];
  assert.is(most, 3200);
  assert.ok((sizes[1] ?? []).length <= 15);
  assert.ok((sizes[1]?.at(-1) ?? most) <= 200);
});

test("of few workgroups a thread takes a half of its share at least", () => {
  const sizes = partsOf([16, 12, 4, 17], 1).map((parts) => parts.map(([start, end]) => end - start));
  assert.equal(sizes, [
    [4, 4, 4, 4],
    [3, 3, 3, 3],
    [1, 1, 1, 1],
    [5, 3, 3, 2, 1, 1, 1, 1],
  ]);
});

test("the compiler knows what threads take when it chooses workgroups", () => {
  const counts = [1, 2, 7, 12, 16, 17, 53, 1000, 12_345];
  for (const threads of [2, 4, 8, 16]) {
    for (const [at, parts] of partsOf(counts, threads - 1).entries()) {
      for (const [start, end] of parts) assert.is(endOfRun(start, counts[at] ?? 0, threads), end);
    }
  }
});

test("a thread goes on to what may run beside while another hasn't finished, and to nothing else", () => {
  for (const isBeside of [true, false]) {
    const words = new Int32Array(new SharedArrayBuffer(workListBytes(3)));
    const one = { groups: 4, offsets: 0, source: "" };
    const flags = [false, isBeside, false];
    writeWork(
      words,
      flags.map((flag, kernel) => ({ ...one, kernel, isBeside: flag })),
      1,
    );
    const done = new Set<number>();
    const others = flags.map((_, kernel) => () => void done.add(kernel));
    // While one thread is at its first part, another comes: it waits for that in vain.
    const first = (): void => {
      if (done.size === 0) assert.throws(() => workThrough(words, others, 0, false, 1), "hasn't answered");
    };
    workThrough(words, [first, ...others.slice(1)], 0, false);
    assert.equal([...done], isBeside ? [0, 1] : [0]);
    assert.is(failedAt(words), 0);
  }
});
