/**
 * What depth costs: `npx deno run -A test/bench/depth.ts`. specs/gpt.weft with more and more blocks: functions and module should not
 * grow with them, compiling by little, dispatches and milliseconds a step evenly. Compiling is in seconds of the processor: in all, and
 * what each pass adds.
 */
import process from "node:process";
import { compile, type Pass } from "../../compiler/compile.ts";
import { printWasm } from "../../compiler/6-emit/wasm/wasm.ts";
import { createCpuEngine } from "../../runtime/cpu/engine.ts";
import { hasRelaxedVectors } from "../../runtime/cpu/kernels.ts";
import { countGroups, encodeDay } from "../../runtime/layout.ts";
import { stepsOf } from "../../runtime/repeats.ts";
import { sizesOfTheDay } from "../../runtime/sizes.ts";
import type { PlanTokenizer } from "../../runtime/plan.ts";
import { libraryFiles, readSpec } from "../agree/compile-spec.ts";

const spec = "specs/gpt.weft";
/** Narrower than the spec's, so that 48 blocks take seconds. */
const set = { embed: "64" };
const labels = Array.from({ length: 81 }, (_, at) => String.fromCodePoint(0x61 + at));
const letters: PlanTokenizer = { kind: "characters", labels, special: [] };
const text = readSpec(spec);
const files = libraryFiles();
const passes = ["check", "lower", "differentiate", "simplify", "grow", "schedule"] as const;

/** Seconds of the processor. */
function timed<Result>(run: () => Result): { readonly result: Result; readonly seconds: number } {
  const before = process.cpuUsage();
  const result = run();
  const { user, system } = process.cpuUsage(before);
  return { result, seconds: (user + system) / 1e6 };
}

const compileTo = (depth: number, after: Pass): ReturnType<typeof compile> =>
  compile({ name: spec, text }, files, {
    set: { ...set, depth: String(depth) },
    tokenizers: new Map([["vocab", letters]]),
    hash: "bench",
    after,
  });

async function measure(depth: number): Promise<readonly string[]> {
  const upTo = passes.map((pass) => timed(() => compileTo(depth, pass)));
  const last = upTo.at(-1);
  const plan = last?.result.plan;
  if (last === undefined || plan === undefined) throw new Error(`${spec} has mistakes`);
  const added = upTo.map(({ seconds }, at) => seconds - (upTo[at - 1]?.seconds ?? 0));
  const relaxed = hasRelaxedVectors();
  const printed = timed(() => printWasm(plan.kernels, plan.model.day, { relaxed, shared: true }));
  const bytes = printed.result;
  const entry = plan.model.entries.find(({ kind }) => kind === "train");
  if (entry === undefined) throw new Error(`${spec} trains nothing`);
  const options = { instrument: false, relaxed, reason: undefined, threads: 1 };
  const engine = await createCpuEngine(plan.model, bytes, options);
  await engine.prepare([entry], () => undefined);
  const noise = Float32Array.from(
    { length: plan.model.arenas.parameters },
    () => 0.07 * (Math.random() - 0.5),
  );
  engine.writeArena("parameters", 0, noise);
  const sizes = sizesOfTheDay(entry, new Map());
  const settings = new Map([...entry.settings, "seed", "step"].map((name) => [name, 1] as const));
  engine.writeDay(encodeDay(plan.model, entry, sizes, settings));
  const steps = stepsOf(entry, sizes, 0, entry.dispatches.length);
  const groups = countGroups(entry, steps, engine.grid);
  let best = Infinity;
  for (let round = 0; round < 4; round++) {
    const start = performance.now();
    await engine.run({ entry, groups, steps, reads: [], slot: 0 });
    if (round > 0) best = Math.min(best, performance.now() - start);
  }
  engine.destroy();
  const used = new Set(entry.dispatches.map(({ kernel }) => kernel));
  return [
    String(depth),
    (last.seconds + printed.seconds).toFixed(1),
    ...[...added, printed.seconds].map((seconds) => Math.max(0, seconds).toFixed(1)),
    String(used.size),
    String(new Set(plan.kernels.map(({ body }) => body)).size),
    `${(bytes.length / 1000).toFixed(0)} kB`,
    String(entry.dispatches.length),
    best.toFixed(0),
    (best / depth).toFixed(1),
  ];
}

const heads = [
  "blocks",
  "compiling",
  ...passes,
  "print",
  "kernels",
  "functions",
  "module",
  "dispatches",
  "ms a step",
  "ms a block",
];
const print = (cells: readonly string[]): void =>
  console.log(cells.map((cell, at) => cell.padStart((heads[at]?.length ?? 0) + 2)).join(""));
// The first compilation also warms up the compiler.
compileTo(4, "schedule");
print(heads);
for (const depth of [4, 12, 24, 48]) print(await measure(depth));
