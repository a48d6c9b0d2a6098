/** Threads against one thread, and what is told when one is lost: in a process in which workers can run TypeScript. */
import { printWasm } from "../../../compiler/6-emit/wasm/wasm.ts";
import { compileModule, openKernels, scratchOf } from "../../../runtime/cpu/kernels.ts";
import { createCpuMemory, readCpuArena, reserveWork, writeCpuArena } from "../../../runtime/cpu/memory.ts";
import { createPool, type Pool } from "../../../runtime/cpu/pool.ts";
import type { Work } from "../../../runtime/cpu/work-list.ts";
import { countGroups, encodeDay } from "../../../runtime/layout.ts";
import { boundsOf, productOf } from "../../../runtime/sizes.ts";
import { compileSpec, readSpec } from "../../agree/compile-spec.ts";
import { randoms } from "../../3-graph/graphs.ts";
import { assert, suite } from "../../harness.ts";

const test = suite("threads of the CPU backend");

const { plan } = compileSpec("gpt.weft", readSpec("specs/gpt.weft"), {
  set: { embed: "32", head: "2", seq: "16", depth: "2" },
  vocabularies: { vocab: 13 },
});
const bytes = printWasm(plan.kernels, plan.model.day, { relaxed: false, shared: true });

interface Machine {
  readonly pool: Pool;
  /** A training step; gives the parameters after it. */
  readonly step: (number: number) => Uint8Array;
  readonly work: readonly Work[];
}

async function openThreads(threads: number): Promise<Machine> {
  const { model } = plan;
  const entry = model.entries.find(({ kind }) => kind === "train");
  if (entry === undefined) throw new Error("the plan trains nothing");
  const module = await compileModule(bytes);
  const layout = createCpuMemory(model, scratchOf(module), threads);
  reserveWork(layout, entry);
  const kernels = await openKernels(module, layout, layout.scratches[0] ?? 0);
  const pool = await createPool(layout, kernels);
  const random = randoms(3);
  const parameters = Float32Array.from({ length: model.arenas.parameters }, () => random() * 0.1);
  writeCpuArena(layout, "parameters", 0, parameters);
  for (const { arena, offset, strides } of entry.inputs) {
    const tokens = Int32Array.from({ length: 16 * (strides[0] ?? 1) }, (_, at) => (7 * at + offset) % 13);
    writeCpuArena(layout, arena, offset, tokens.subarray(0, entry.arenas.integers - offset));
  }
  const sizes = boundsOf(entry);
  const steps = entry.dispatches.map((_, dispatch) => ({ dispatch, slot: 0, sizes }));
  const groups = countGroups(entry, steps, "cpu");
  const names = [...kernels.byName.keys()];
  const work = entry.dispatches.map(({ kernel, source, isBeside }, at) => ({
    source,
    isBeside: isBeside === true,
    kernel: names.indexOf(kernel),
    groups: productOf(groups[at] ?? []),
    offsets: layout.offsets.get(entry)?.[at]?.[0] ?? 0,
  }));
  const step = (number: number): Uint8Array => {
    const settings = new Map(Object.entries({ seed: 1, step: number, steps: 100 }));
    const day = encodeDay(model, entry, sizes, settings);
    new Uint8Array(layout.memory.buffer, layout.day).set(new Uint8Array(day));
    pool.run(work);
    return new Uint8Array(readCpuArena(layout, "parameters", 0, model.arenas.parameters));
  };
  return { pool, step, work };
}

const steps = [1, 2, 3, 4, 5, 6, 7, 8];
const alone = await openThreads(1);
const expected = steps.map((number) => alone.step(number));

function sameBytes(a: Uint8Array | undefined, b: Uint8Array | undefined): boolean {
  return a !== undefined && b?.length === a.length && a.every((byte, at) => byte === b[at]);
}

test("a step changes the parameters, by numbers", () => {
  assert.not(sameBytes(expected[0], expected[1]));
  const last = new Float32Array(expected.at(-1)?.buffer ?? new ArrayBuffer(0));
  assert.ok(last.length > 1000 && last.every(Number.isFinite));
});

for (const threads of [2, 3, 8]) {
  test(`${threads} threads give the bytes of one`, async () => {
    const { pool, step } = await openThreads(threads);
    assert.is(pool.workers().length, threads - 1, pool.reason() ?? "");
    for (const number of steps) assert.ok(sameBytes(step(number), expected[number - 1]), `step ${number}`);
    pool.destroy();
  });
}

test("without a worker that was killed it goes on", async () => {
  const { pool, step } = await openThreads(2);
  assert.ok(sameBytes(step(1), expected[0]));
  const [stop] = pool.workers();
  stop?.();
  assert.ok(sameBytes(step(2), expected[1]), "before the end is known");
  for (let wait = 0; wait < 500 && pool.workers().length > 0; wait += 1)
    await new Promise((resolve) => setTimeout(resolve, 10));
  assert.is(pool.workers().length, 0);
  assert.is(pool.reason(), "a worker has ended");
  assert.ok(sameBytes(step(3), expected[2]));
  pool.destroy();
});

test("a kernel that fails ends the run with a message, on every thread", async () => {
  const { pool, work } = await openThreads(2);
  const broken = work.map((one, at) => (at === 3 ? { ...one, kernel: 100_000, source: "gpt.weft:44" } : one));
  assert.throws(() => pool.run(broken), /^gpt\.weft:44: the CPU backend stopped: .*last checkpoint$/);
  assert.throws(() => pool.run(work), "the CPU backend stopped");
  pool.destroy();
});
