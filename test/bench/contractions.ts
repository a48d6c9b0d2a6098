/**
 * weft's contractions on the CPU, GFLOP/s: `npx deno run -A test/bench/contractions.ts`, with `--exact yes` without relaxed SIMD. On one
 * thread by the processor's time, so that other programs count for little, beside what two inner loops reach in the same turns; with
 * `--threads N` by the clock, and as JSON.
 */
import type { Axis } from "../../compiler/3-graph/graph.ts";
import { schedule } from "../../compiler/5-schedule/schedule.ts";
import { printWasm } from "../../compiler/6-emit/wasm/wasm.ts";
import { createCpuEngine } from "../../runtime/cpu/engine.ts";
import { hasRelaxedVectors } from "../../runtime/cpu/kernels.ts";
import { countGroups, encodeDay } from "../../runtime/layout.ts";
import { stepsOf } from "../../runtime/repeats.ts";
import { openTile } from "./tile-alone.ts";
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

/** Until an engine has compiled its best code, in milliseconds. */
const warmUp = 400;

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;

/** Inner loops by themselves: the plain one, of which 90 % are wanted, and our own. */
type Tiles = readonly ReturnType<typeof openTile>[];

/** The median of some rounds, and the medians of what each reaches of the inner loops, which are measured after it. */
async function measure(
  product: Product,
  form: Form,
  tiles: Tiles,
): Promise<{ readonly speed: number; readonly shares: readonly number[] }> {
  const { run, close } = await open(product, form);
  // Short turns, so that a minute in which others are busy falls on products and loops alike.
  const turns = Math.ceil(turnsOf(product) / 4);
  const end = performance.now() + warmUp;
  while (performance.now() < end) {
    for (let turn = 0; turn < turns; turn++) await run();
    // The engine's own threads may need the time.
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  const speeds: number[] = [];
  const shares = tiles.map((): number[] => []);
  for (let round = 0; round < 5 * rounds; round++) {
    const start = clock();
    for (let turn = 0; turn < turns; turn++) await run();
    const speed = (turns * flopsOf(product)) / (clock() - start) / 1e6;
    speeds.push(speed);
    for (const [at, tile] of tiles.entries()) {
      const begun = clock();
      for (let turn = 0; turn < 6; turn++) tile.run();
      shares[at]?.push(speed / ((6 * tile.flops) / (clock() - begun) / 1e6));
    }
  }
  close();
  return { speed: median(speeds), shares: shares.map(median) };
}

async function printTable(): Promise<void> {
  const tiles = [openTile(relaxed, "plain"), openTile(relaxed, "ours")];
  for (const tile of tiles) for (let turn = 0; turn < 100; turn++) tile.run();
  const heads = forms.map((form) => form.padStart(15)).join(" ");
  const shares = "(% of the plain inner loop alone, and of our own)";
  console.log(`${relaxed ? "relaxed" : "exact"}, GFLOP/s`.padEnd(22), heads, "", shares);
  for (const product of products) {
    const row: string[] = [];
    for (const form of forms) {
      const { speed, shares } = await measure(product, form, tiles);
      const percents = shares.map((share) => (100 * share).toFixed(0)).join(", ");
      row.push(`${speed.toFixed(1)} (${percents})`.padStart(15));
    }
    console.log(nameOfProduct(product).padEnd(22), row.join(" "));
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
