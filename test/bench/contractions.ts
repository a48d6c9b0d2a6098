/**
 * weft's contractions on the CPU, GFLOP/s: `npx deno run -A test/bench/contractions.ts`, with `--exact yes` without relaxed SIMD. On one
 * thread by the processor's time, so that other programs count for little; with `--threads N` by the clock, and as JSON.
 */
import type { Axis } from "../../compiler/3-graph/graph.ts";
import { schedule } from "../../compiler/5-schedule/schedule.ts";
import { printWasm } from "../../compiler/6-emit/wasm.ts";
import { createCpuEngine } from "../../runtime/cpu/engine.ts";
import { hasRelaxedVectors } from "../../runtime/cpu/kernels.ts";
import { countGroups, encodeDay } from "../../runtime/layout.ts";
import { stepsOf } from "../../runtime/repeats.ts";
import { measureTile } from "./tile-alone.ts";
import { flopsOf, forms, nameOfProduct, products, reportProducts, rounds, turnsOf } from "./products.ts";
import type { Form, Product } from "./products.ts";
import { axis, graphOf, noFacts, realInput } from "../5-schedule/compare.ts";

const isExact = process.argv.includes("--exact");
const relaxed = !isExact && hasRelaxedVectors();

const threadsAt = process.argv.indexOf("--threads");
const threads = threadsAt < 0 ? undefined : Number(process.argv[threadsAt + 1]);

/** The processor's time, so that other programs count for little. */
function clock(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** What computes a product once, and what gives the engine back. */
async function open(product: Product, form: Form): Promise<{ run: () => Promise<void>; close: () => void }> {
  const { batch } = product;
  const [b, m] = [axis("b", batch), axis("m", product.rows)];
  const [n, k] = [axis("n", product.columns), axis("k", product.depth)];
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
  const options = { instrument: false, relaxed, reason: undefined, threads: threads ?? 1 };
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
  const steps = stepsOf(entry, new Map(), 0, entry.dispatches.length);
  const groups = countGroups(entry, steps, engine.grid);
  const run = { entry, groups, steps, reads: [], slot: 0 };
  return {
    run: async () => {
      await engine.run(run);
    },
    close: () => engine.destroy(),
  };
}

/** GFLOP/s of the best of some rounds, by the processor's time. */
async function measure(product: Product, form: Form): Promise<number> {
  const { run, close } = await open(product, form);
  const turns = turnsOf(product);
  let best = Infinity;
  for (let round = 0; round < rounds; round++) {
    const start = clock();
    for (let turn = 0; turn < turns; turn++) await run();
    if (round > 1) best = Math.min(best, (clock() - start) / turns);
  }
  close();
  return flopsOf(product) / best / 1e6;
}

async function printTable(): Promise<void> {
  console.log(`the inner loop alone: ${measureTile(relaxed, clock).toFixed(1)} GFLOP/s`);
  console.log(
    `${relaxed ? "relaxed" : "exact"}, GFLOP/s`.padEnd(24),
    forms.map((form) => form.padStart(6)).join(" "),
  );
  for (const product of products) {
    const row: string[] = [];
    for (const form of forms) row.push((await measure(product, form)).toFixed(1).padStart(6));
    console.log(nameOfProduct(product).padEnd(24), row.join(" "));
  }
}

if (threads === undefined) await printTable();
else {
  let closeLast = (): void => undefined;
  await reportProducts(async (product, form) => {
    closeLast();
    const { run, close } = await open(product, form);
    closeLast = close;
    return run;
  });
  closeLast();
}
