/**
 * What depth costs: `npx deno run -A test/bench/depth.ts`. specs/gpt.weft with more and more blocks: compiling, kernels and module should
 * not grow with them, dispatches and milliseconds a step evenly.
 */
import { printWasm } from "../../compiler/6-emit/wasm.ts";
import { createCpuEngine } from "../../runtime/cpu/engine.ts";
import { hasRelaxedVectors } from "../../runtime/cpu/kernels.ts";
import { countGroups, encodeDay } from "../../runtime/layout.ts";
import { stepsOf } from "../../runtime/repeats.ts";
import { sizesOfTheDay } from "../../runtime/sizes.ts";
import { compileSpec, readSpec } from "../agree/compile-spec.ts";

const spec = "specs/gpt.weft";
/** Narrower than the spec's, so that 48 blocks take seconds. */
const set = { embed: "64" };
const vocabularies = { vocab: 81 };
const text = readSpec(spec);

async function measure(depth: number): Promise<readonly string[]> {
  const begun = performance.now();
  const { plan } = compileSpec(spec, text, { vocabularies, set: { ...set, depth: String(depth) } });
  const relaxed = hasRelaxedVectors();
  const bytes = printWasm(plan.kernels, plan.model.day, { relaxed, shared: true });
  const compiled = performance.now() - begun;
  const entry = plan.model.entries.find(({ kind }) => kind === "train");
  if (entry === undefined) throw new Error(`${spec} trains nothing`);
  const options = { instrument: false, relaxed, reason: undefined, threads: 1 };
  const engine = await createCpuEngine(plan.model, bytes, options);
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
    `${(compiled / 1000).toFixed(1)} s`,
    String(used.size),
    `${(bytes.length / 1000).toFixed(0)} kB`,
    String(entry.dispatches.length),
    best.toFixed(0),
    (best / depth).toFixed(1),
  ];
}

const heads = ["blocks", "compiling", "kernels", "module", "dispatches", "ms a step", "ms a block"];
const print = (cells: readonly string[]): void =>
  console.log(cells.map((cell, at) => cell.padStart((heads[at]?.length ?? 0) + 2)).join(""));
// The first compilation also warms up the compiler.
compileSpec(spec, text, { vocabularies, set });
print(heads);
for (const depth of [4, 12, 24, 48]) print(await measure(depth));
