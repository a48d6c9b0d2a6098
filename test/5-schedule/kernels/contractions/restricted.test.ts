/** Sums of the products that a condition leaves are contractions on the CPU; what isn't finite where it is ruled out stays unseen. */
import fc from "fast-check";
import type { Axis, Graph } from "../../../../compiler/3-graph/graph.ts";
import { printKernel } from "../../../../compiler/5-schedule/print.ts";
import { assert, suite } from "../../../harness.ts";
import { axis, compare, graphOf, realInput } from "../../compare.ts";

const test = suite("restricted sums of products");

interface Sizes {
  readonly seq: number;
  readonly key: number;
  readonly batch: number;
}

const position = ({ id }: Axis) => ({ kind: "position", axis: id }) as const;

/** o[seq, key] = sum[src where src < seq](s[seq, src] * v[src, key]) with a last v, and a v that data rule out, that are infinite; plus one. */
function graph({ seq, key, batch }: Sizes, isByData: boolean): Graph {
  const [own, other, keys, batches] = [
    axis("seq", seq),
    axis("src", seq),
    axis("key", key),
    axis("batch", batch),
  ];
  return graphOf({
    inputs: [
      realInput("s", [batches, own, other]),
      realInput("v", [batches, other, keys]),
      realInput("w", [other]),
    ],
    results: (g, leaf) => {
      const [at, from] = [own, other].map((one) => g.leaf(position(one), [one], "int"));
      if (at === undefined || from === undefined) throw new Error("no positions");
      const isLast = g.apply("greater_equal", from, g.constant(seq - 1, "int"));
      const isRuledOut = g.apply("greater", leaf("w"), g.constant(0.5));
      const isInfinite = isByData ? g.apply("or", isLast, isRuledOut) : isLast;
      const v = g.apply("select", isInfinite, g.constant(Infinity), leaf("v"));
      const isBefore = g.apply("less", from, at);
      const isSeen = isByData ? g.apply("and", isBefore, g.apply("not", isRuledOut)) : isBefore;
      const product = g.apply("multiply", leaf("s"), v);
      const sum = g.reduce("sum", [other], g.apply("select", isSeen, product, g.constant(0)));
      return { y: g.apply("add", sum, g.constant(1)) };
    },
  });
}

test("random sizes against the evaluator, with infinities that are ruled out", () => {
  const sizes = fc.record({
    seq: fc.constantFrom(1, 2, 5, 16, 33, 50),
    key: fc.constantFrom(1, 3, 4, 8, 13),
    batch: fc.constantFrom(1, 2),
  });
  fc.assert(
    fc.property(sizes, fc.boolean(), (of, isByData) => {
      compare(graph(of, isByData));
    }),
    { numRuns: 30 },
  );
});

test("tiles of sums take whole panels", () => {
  for (const isByData of [false, true]) {
    const texts = compare(graph({ seq: 40, key: 16, batch: 1 }, isByData)).kernels.map(printKernel);
    assert.match(texts.join("\n"), /on the CPU: blocks of \d+ rows x \d+ columns/);
  }
});
