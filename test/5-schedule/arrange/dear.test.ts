/** Values that are dear and needed in several kernels: stored once, or made by each. */
import type { Graph } from "../../../compiler/3-graph/graph.ts";
import { printKernel } from "../../../compiler/5-schedule/print.ts";
import { assert, suite } from "../../harness.ts";
import { axis, compare, graphOf, realInput } from "../compare.ts";

const test = suite("dear values");

/** Sums of an exponential along the first axes of three. */
function sums(count: number): Graph {
  const axes = [axis("a", 5), axis("b", 7), axis("c", 9)];
  return graphOf({
    inputs: [realInput("x", axes)],
    results: (g, leaf) => {
      const made = g.apply("exp", leaf("x"));
      return Object.fromEntries(
        axes.slice(0, count).map((one) => [`along_${one.name}`, g.reduce("sum", [one], made)]),
      );
    },
  });
}

for (const [count, made] of [
  [1, 1],
  [2, 2],
  [3, 1],
] as const) {
  test(`an exponential for ${count} sums is made by ${made} kernels`, () => {
    const texts = compare(sums(count)).kernels.map(printKernel);
    // What a kernel is the kernel of stands above it.
    const making = texts.filter((text) =>
      text.split("\n").some((line) => !line.startsWith("//") && line.includes("exp(")),
    );
    assert.is(making.length, made, texts.join("\n"));
  });
}

test("what a running sum adds up is made once, not for each sum that it is in", () => {
  const [seq, src] = [axis("seq", 24), axis("src", 24)];
  const graph = graphOf({
    inputs: [realInput("x", [seq])],
    results: (g, leaf) => {
      const [own, other] = [seq, src].map((one) => g.leaf({ kind: "position", axis: one.id }, [one], "int"));
      if (own === undefined || other === undefined) throw new Error("no positions");
      const before = g.rename(g.apply("tanh", leaf("x")), seq, src);
      const chosen = g.apply("select", g.apply("less_equal", other, own), before, g.constant(0));
      return { y: g.reduce("sum", [src], chosen) };
    },
  });
  const { entries } = compare(graph);
  assert.equal(
    entries[0]?.dispatches.map(({ shape }) => shape),
    ["[seq 24]", "[seq 24]"],
  );
});
