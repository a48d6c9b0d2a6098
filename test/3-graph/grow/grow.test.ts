import { evaluateSize, sizeKey } from "../../../compiler/sizes/size.ts";
import { compileSpec, readSpec } from "../../agree/compile-spec.ts";
import { assert, suite } from "../../harness.ts";
import { growInEvaluator } from "./growing.ts";
import { programs } from "./programs.ts";
import { specs } from "./specs.ts";

const test = suite("growing by rows gives what evaluating the whole text gives");

/** Sums are taken in the same order, but of fewer numbers: f64 leaves this much. */
const close = 1e-12;

for (const program of programs) {
  const { name, text, generator, input, symbol, begin, end } = program;
  test(name, () => {
    const { graph } = compileSpec("grown.weft", text, { vocabularies: program.vocabularies ?? {} });
    const steps = growInEvaluator(graph, generator, { input, symbol }, { begin, end, seed: 1 });
    for (const { difference } of steps) assert.ok(difference < close, `${difference}`);
    const highs = new Map(
      graph.entries.flatMap(({ symbols }) => symbols.map((one) => [one.symbol, one.high])),
    );
    const counts = { perPosition: 0, rings: 0, once: 0 };
    // The labels themselves aren't counted.
    for (const { path, axes, indexes } of graph.caches ?? []) {
      if (indexes !== undefined || path.includes("/texts/")) continue;
      const isGrowing = axes.some(({ size }) => sizeKey(size) === symbol);
      const count = axes
        .filter(({ size }) => sizeKey(size) !== symbol)
        .reduce((product, { size }) => product * evaluateSize(size, highs), 1);
      const isRing = axes.some(({ id }) => id.includes(", the last"));
      counts[isGrowing ? "perPosition" : isRing ? "rings" : "once"] += count;
    }
    assert.equal(counts, { perPosition: program.perPosition, rings: program.rings ?? 0, once: program.once });
  });
}

for (const { file, set, vocabularies, generator, input, symbol, begin } of specs) {
  test(`specs/${file}.weft`, () => {
    const { graph } = compileSpec(`${file}.weft`, readSpec(`specs/${file}.weft`), {
      set,
      vocabularies,
    });
    const steps = growInEvaluator(graph, generator, { input, symbol }, { begin, end: 8, seed: 2 });
    for (const { difference } of steps) assert.ok(difference < close, `${difference}`);
  });
}
