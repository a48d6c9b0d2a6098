import { readFileSync, readdirSync } from "node:fs";
import { compile } from "../../compiler/compile.ts";
import { printWasm } from "../../compiler/6-emit/wasm/wasm.ts";
import { createCpuEngine } from "../../runtime/cpu/engine.ts";
import { countGroups, encodeDay } from "../../runtime/layout.ts";
import type { ArenaName, PlanTokenizer } from "../../runtime/plan.ts";
import { stepsOf } from "../../runtime/repeats.ts";
import { environmentOf, runEntry } from "../5-schedule/compare.ts";
import { assert, suite } from "../harness.ts";

const test = suite("whole plans in WebAssembly");

const root = new URL("../../", import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, root), "utf8");
const library = Object.fromEntries(
  readdirSync(new URL("compiler/std/", root)).map((file) => [`std/${file}`, read(`compiler/std/${file}`)]),
);
const letters: PlanTokenizer = { kind: "characters", labels: [..."abcdefghijk"], special: [] };
const arenaNames: readonly ArenaName[] = ["parameters", "states", "work", "integers"];

const cpuOptions = { instrument: false, relaxed: false, reason: undefined, threads: 1 };

/** Every entry of a spec: each dispatch's kernel leaves in all arenas what the interpreter of loops leaves there. */
async function agree(path: string, set: Readonly<Record<string, string>>, tolerance: number): Promise<void> {
  const tokenizers = new Map([["vocab", letters]]);
  const options = { set, tokenizers, hash: "", after: "schedule" } as const;
  const { plan, grown, diagnostics } = compile({ name: path, text: read(path) }, library, options);
  if (plan === undefined || grown === undefined) throw new Error(JSON.stringify(diagnostics));
  const exact = printWasm(plan.kernels, plan.model.day, { relaxed: false, shared: true });
  for (const [at, entry] of plan.model.entries.entries()) {
    const graphEntry = grown.entries[at];
    if (graphEntry === undefined) throw new Error("an entry is missing");
    const sizes = new Map(entry.symbols.map(({ symbol, high }) => [symbol, high]));
    const environment = environmentOf(grown, graphEntry, sizes);
    const before = runEntry(plan, { ...entry, dispatches: [] }, environment);
    const expected = runEntry(plan, entry, environment);
    const engine = await createCpuEngine(plan.model, exact, cpuOptions);
    for (const arena of arenaNames) engine.writeArena(arena, 0, before[arena].slice());
    const { settings, seed, step } = environment;
    const numbers = new Map([...settings, ["seed", seed] as const, ["step", step] as const]);
    engine.writeDay(encodeDay(plan.model, entry, sizes, numbers));
    const steps = stepsOf(entry, sizes, 0, entry.dispatches.length);
    const groups = countGroups(entry, steps, engine.grid);
    await engine.run({ entry, groups, steps, reads: [], slot: 0 });
    for (const arena of arenaNames) {
      const count = expected[arena].length;
      const bytes = await engine.readArena(arena, 0, count);
      const actual = arena === "integers" ? new Int32Array(bytes) : new Float32Array(bytes);
      for (const region of entry.written.filter((one) => one.arena === arena)) {
        const end = region.offset + region.count;
        const values = Float64Array.from(expected[arena].subarray(region.offset, end));
        const largest = values.reduce((most, value) => Math.max(most, Math.abs(value) || 0), 1e-3);
        for (const [i, value] of values.entries()) {
          const found = actual[region.offset + i] ?? NaN;
          if (Number.isNaN(found) && Number.isNaN(value)) continue;
          const made = entry.dispatches[region.dispatch];
          assert.close(
            found,
            value,
            tolerance * largest,
            `${entry.kind} ${made?.makes} (${made?.kernel}) at ${i}`,
          );
        }
      }
    }
  }
}

test("a small GPT: training, evaluation, inference and generation", async () => {
  await agree("specs/gpt.weft", { embed: "8", head: "2", seq: "5", depth: "1" }, 1e-4);
});
