/**
 * Contractions on one thread of the CPU, GFLOP/s: `npx deno run -A test/bench/contractions.ts`, with `--exact yes` without relaxed SIMD.
 * The forms say how the operands lie: `n` as rows by columns of the product, `t` the other way around.
 */
import type { Axis } from "../../compiler/3-graph/graph.ts";
import { schedule } from "../../compiler/5-schedule/schedule.ts";
import { printWasm } from "../../compiler/6-emit/wasm.ts";
import { createCpuEngine } from "../../runtime/cpu/engine.ts";
import { hasRelaxedVectors } from "../../runtime/cpu/kernels.ts";
import { countGroups, encodeDay } from "../../runtime/layout.ts";
import { stepsOf } from "../../runtime/repeats.ts";
import { measureTile } from "./tile-alone.ts";
import { axis, graphOf, noFacts, realInput } from "../5-schedule/compare.ts";

const isExact = process.argv.includes("--exact");
const relaxed = !isExact && hasRelaxedVectors();

type Shape = readonly [batch: number, rows: number, columns: number, depth: number];

const shapes: readonly Shape[] = [
  [1, 512, 512, 512],
  [1, 65, 65, 65],
  [1, 768, 128, 128],
  [1, 768, 512, 128],
  [1, 768, 128, 512],
  [1, 128, 512, 768],
  [1, 768, 81, 128],
  [48, 64, 64, 32],
  [48, 64, 32, 64],
];

/** The processor's time, so that other programs count for little. */
function clock(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** GFLOP/s of the best of some rounds. */
async function measure([batch, rows, columns, depth]: Shape, form: string): Promise<number> {
  const [b, m, n, k] = [axis("b", batch), axis("m", rows), axis("n", columns), axis("k", depth)];
  const all = (axes: readonly Axis[]): readonly Axis[] => (batch === 1 ? axes : [b, ...axes]);
  const inputs = [
    realInput("A", all(form[0] === "n" ? [m, k] : [k, m])),
    realInput("B", all(form[1] === "n" ? [k, n] : [n, k])),
  ];
  const graph = graphOf({
    inputs,
    results: (g, leaf) => ({ C: g.reduce("sum", [k], g.apply("multiply", leaf("A"), leaf("B"))) }),
  });
  const { model, kernels } = schedule(graph, noFacts);
  const [entry] = model.entries;
  if (entry === undefined) throw new Error("no entry");
  const bytes = printWasm(kernels, model.day, { relaxed, shared: true });
  const options = { instrument: false, relaxed, reason: undefined, threads: 1 };
  const engine = await createCpuEngine(model, bytes, options);
  engine.writeArena(
    "work",
    0,
    Float32Array.from({ length: entry.arenas.work }, () => Math.random() - 0.5),
  );
  engine.writeDay(
    encodeDay(
      model,
      entry,
      new Map(),
      new Map([
        ["seed", 1],
        ["step", 1],
      ]),
    ),
  );
  const groups = countGroups(entry, new Map(), engine.grid);
  const steps = stepsOf(entry, new Map(), 0, entry.dispatches.length);
  const run = { entry, groups, steps, reads: [], slot: 0 };
  const flops = 2 * batch * rows * columns * depth;
  const turns = Math.max(1, Math.ceil(1e8 / flops));
  let best = Infinity;
  for (let round = 0; round < 15; round++) {
    const start = clock();
    for (let turn = 0; turn < turns; turn++) await engine.run(run);
    if (round > 4) best = Math.min(best, (clock() - start) / turns);
  }
  engine.destroy();
  return flops / best / 1e6;
}

console.log(`the inner loop alone: ${measureTile(relaxed, clock).toFixed(1)} GFLOP/s`);
console.log(`${relaxed ? "relaxed" : "exact"}, GFLOP/s`.padEnd(24), "nn     nt     tn     tt");
for (const shape of shapes) {
  const row: string[] = [];
  for (const form of ["nn", "nt", "tn", "tt"]) row.push((await measure(shape, form)).toFixed(1).padStart(6));
  console.log(shape.join(" x ").padEnd(22), row.join(" "));
}
