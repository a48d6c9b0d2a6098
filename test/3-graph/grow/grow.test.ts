import { evaluateSize } from "../../../compiler/sizes/size.ts";
import { compileSpec, readSpec } from "../../agree/compile-spec.ts";
import { assert, suite } from "../../harness.ts";
import { growInEvaluator } from "./growing.ts";
import { programs } from "./programs.ts";

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
    const counts = { perPosition: 0, once: 0 };
    for (const { axes } of graph.caches ?? []) {
      const isGrowing = axes.some(({ id }) => id === symbol);
      const count = axes
        .filter(({ id }) => id !== symbol)
        .reduce((product, { size }) => product * evaluateSize(size, highs), 1);
      counts[isGrowing ? "perPosition" : "once"] += count;
    }
    assert.equal(counts, { perPosition: program.perPosition, once: program.once });
  });
}

const specs = [
  {
    file: "minimal",
    set: { embed: "16", head: "2", hidden: "24", seq: "8" },
    vocab: 11,
    generator: "write",
    input: "text",
    symbol: "seq",
  },
  {
    file: "gpt",
    set: { embed: "16", head: "2", seq: "8", depth: "2" },
    vocab: 13,
    generator: "write",
    input: "text",
    symbol: "seq",
  },
  {
    file: "llama",
    set: { embed: "24", hidden: "16", seq: "8", depth: "2" },
    vocab: 256,
    generator: "write",
    input: "text",
    symbol: "seq",
  },
  {
    file: "wavenet",
    set: { level: "8", time: "12", chan: "4", skip: "6", depth: "3" },
    vocab: 8,
    generator: "play",
    input: "wave",
    symbol: "time",
  },
] as const;

for (const { file, set, vocab, generator, input, symbol } of specs) {
  test(`specs/${file}.weft`, () => {
    const { graph } = compileSpec(`${file}.weft`, readSpec(`specs/${file}.weft`), {
      set,
      vocabularies: { vocab },
    });
    const steps = growInEvaluator(graph, generator, { input, symbol }, { begin: 2, end: 8, seed: 2 });
    for (const { difference } of steps) assert.ok(difference < close, `${difference}`);
  });
}

test("specs/names.weft", () => {
  const { graph } = compileSpec("names.weft", readSpec("specs/names.weft"), {
    set: { embed: "5", cell: "6", time: "8" },
    vocabularies: { letter: 11 },
  });
  const steps = growInEvaluator(
    graph,
    "write",
    { input: "name", symbol: "time" },
    { begin: 1, end: 8, seed: 3 },
  );
  for (const { difference } of steps) assert.ok(difference < close, `${difference}`);
});
