/**
 * Where the time of an entry goes, kernel by kernel: `npx deno run -A test/bench/kernel-times.ts specs/gpt.weft train --threads 2`, or
 * `--backend webgpu`. Each dispatch is run by itself, at all turns of its loops, in rounds over all of them; a kernel's time is the sum of its dispatches' best. On
 * WebGPU a dispatch is too short for a clock: many in one submit are timed, less the time of a submit of one.
 */
import { printWasm } from "../../compiler/6-emit/wasm/wasm.ts";
import { printWgsl } from "../../compiler/6-emit/wgsl/wgsl.ts";
import { createCpuEngine } from "../../runtime/cpu/engine.ts";
import { hasRelaxedVectors } from "../../runtime/cpu/kernels.ts";
import type { Engine } from "../../runtime/engine.ts";
import { countGroups, encodeDay, placeInput } from "../../runtime/layout.ts";
import { evaluateAxes, evaluateSize, productOf, sizesOfTheDay } from "../../runtime/sizes.ts";
import { stepsOf, type Step } from "../../runtime/repeats.ts";
import { findAdapter, openDevice } from "../../runtime/webgpu/device.ts";
import { createWebGpuEngine } from "../../runtime/webgpu/engine.ts";
import { compileSpec, readSpec } from "../agree/compile-spec.ts";

const given = process.argv.slice(2);

function flag(name: string, otherwise: string): string {
  const at = given.indexOf(`--${name}`);
  return at < 0 ? otherwise : (given.splice(at, 2)[1] ?? otherwise);
}

const threads = Number(flag("threads", "1"));
const rounds = Number(flag("rounds", "9"));
const vocabulary = Number(flag("vocabulary", "81"));
const isExact = flag("exact", "no") === "yes";
const isGpu = flag("backend", "cpu") === "webgpu";
const [path = "specs/gpt.weft", kind = "train"] = given;

const { plan } = compileSpec(path, readSpec(path), { vocabularies: { vocab: vocabulary } });
const at = plan.model.entries.findIndex((one) => one.kind === kind);
const entry = plan.model.entries[at];
const explained = plan.entries[at];
if (entry === undefined || explained === undefined) throw new Error(`${path} has no entry ${kind}`);
const relaxed = !isExact && hasRelaxedVectors();
const { model, kernels } = plan;

async function openEngine(): Promise<Engine> {
  if (!isGpu) {
    const bytes = printWasm(kernels, model.day, { relaxed, shared: true });
    return createCpuEngine(model, bytes, { instrument: false, relaxed, reason: undefined, threads });
  }
  const wgsl = Object.fromEntries(kernels.map((kernel) => [kernel.name, printWgsl(kernel, model.day)]));
  return createWebGpuEngine(model, await openDevice(model, await findAdapter()), wgsl, false);
}

const engine = await openEngine();
await engine.prepare([entry], () => undefined);

const noise = (count: number, scale: number): Float32Array<ArrayBuffer> =>
  Float32Array.from({ length: count }, () => scale * (Math.random() - 0.5));
engine.writeArena("parameters", 0, noise(plan.model.arenas.parameters, 0.07));
engine.writeArena("work", 0, noise(entry.arenas.work, 1));
const sizes = sizesOfTheDay(entry, new Map());
const integers = entry.inputs.flatMap((input) => {
  if (input.type === "real") return [];
  const below = input.indexes === undefined ? 2 : evaluateSize(input.indexes.size, sizes);
  const shape = evaluateAxes(input.axes, sizes);
  const data = Int32Array.from({ length: productOf(shape) }, () => Math.floor(Math.random() * below));
  return placeInput(input, sizes, { sizes: shape, data });
});
const kept = (plan.model.caches ?? []).filter(({ offset, count }) => offset + count <= entry.arenas.work);
/** Before all dispatches, in their order: later ones write where earlier ones have read positions. What is kept of a text begins as zeros, its label among them. */
const begin = (): void => {
  for (const { arena, offset, data } of integers) engine.writeArena(arena, offset, data);
  for (const { offset, count } of kept) engine.writeArena("work", offset, new Float32Array(count));
};
const settings = new Map([...entry.settings.map((name) => [name, 1] as const), ["seed", 1], ["step", 1]]);
engine.writeDay(encodeDay(plan.model, entry, sizes, new Map([...settings].map(([k, v]) => [k, Number(v)]))));
/** One thread's time is the processor's, so that other programs count for little. */
const clock = (): number => {
  if (threads > 1 || isGpu) return performance.now();
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};
const word = { regions: [{ arena: "work" as const, offset: 0, count: 1 }], take: () => undefined };
const end = isGpu ? [word] : [];
const steps = stepsOf(entry, sizes, 0, entry.dispatches.length);
const run = async (once: readonly Step[], times: number): Promise<number> => {
  const groups = countGroups(entry, once, engine.grid);
  const many = <T>(list: readonly T[]): readonly T[] => Array.from({ length: times }, () => list).flat();
  const start = clock();
  await engine.run({ entry, groups: many(groups), steps: many(once), reads: end, slot: 0 });
  return clock() - start;
};
/** Milliseconds of one: of so many that they take ten times as long as the wait for a submit. */
const timeOne = async (once: readonly Step[]): Promise<number> => {
  const one = await run(once, 1);
  if (!isGpu) return one;
  for (let repeats = 100; ; repeats *= 4) {
    const many = await run(once, 1 + repeats);
    if (many > 10 * one || repeats > 10000) return Math.max(0, many - one) / repeats;
  }
};
const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;

const runsOf = entry.dispatches.map((_, index) => steps.filter(({ dispatch }) => dispatch === index));
for (let round = 0; round < 10; round++) {
  begin();
  await run(steps, 1);
}
const times = entry.dispatches.map((): number[] => []);
const wholes: number[] = [];
for (let round = 0; round < rounds; round++) {
  begin();
  wholes.push(await run(steps, 1));
  begin();
  for (const [index, list] of times.entries()) list.push(await timeOne(runsOf[index] ?? []));
}

interface Row {
  count: number;
  ms: number;
  flops: number;
  bytes: number;
}
const rows = new Map<string, Row>();
for (const [index, { kernel }] of entry.dispatches.entries()) {
  const row = rows.get(kernel) ?? { count: 0, ms: 0, flops: 0, bytes: 0 };
  row.count += runsOf[index]?.length ?? 0;
  row.ms += Math.min(...(times[index] ?? []));
  row.flops += explained.dispatches[index]?.flops ?? 0;
  row.bytes += explained.dispatches[index]?.bytes ?? 0;
  rows.set(kernel, row);
}
const sorted = [...rows].sort(([, a], [, b]) => b.ms - a.ms);
const total = sorted.reduce((sum, [, { ms }]) => sum + ms, 0);
console.log(
  `${path} ${kind}: ${median(wholes).toFixed(1)} ms whole (least ${Math.min(...wholes).toFixed(1)}), ` +
    `${total.toFixed(1)} ms by parts, ${steps.length} dispatches, ` +
    engine.backend,
);
console.log(`${"kernel".padEnd(24)} times      ms      %   GFLOP/s      GB/s`);
for (const [name, { count, ms, flops, bytes: moved }] of sorted) {
  const cells = [
    name.slice(0, 24).padEnd(24),
    String(count).padStart(5),
    ms.toFixed(2).padStart(7),
    ((100 * ms) / total).toFixed(1).padStart(6),
    (flops / ms / 1e6).toFixed(1).padStart(9),
    (moved / ms / 1e6).toFixed(1).padStart(9),
  ];
  console.log(cells.join(" "));
}
engine.destroy();
