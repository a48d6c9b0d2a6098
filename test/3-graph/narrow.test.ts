import fc from "fast-check";
import { evaluateNodes } from "../../compiler/3-graph/evaluate.ts";
import type { Node, SourceNode } from "../../compiler/3-graph/graph.ts";
import { narrow, narrowNodes } from "../../compiler/3-graph/simplify/narrow.ts";
import { constantPosition } from "../../compiler/3-graph/positions.ts";
import { printNodes } from "../../compiler/3-graph/print.ts";
import { topologicalOrder } from "../../compiler/3-graph/topology.ts";
import { verifyNodes } from "../../compiler/3-graph/verify.ts";
import { differentiateNodes } from "../../compiler/4-gradient/differentiate.ts";
import { sizeValue } from "../../compiler/sizes/size.ts";
import { compileSpec, readSpec } from "../agree/compile-spec.ts";
import { assert, suite } from "../harness.ts";
import { axis, randoms, workbench } from "./graphs.ts";
import { randomGraph } from "./random-graphs.ts";

const test = suite("3-graph: a value is made only where it is wanted");

const row = axis("row", 3);
const col = axis("col", 2);
const inner = axis("inner", 4);

test("random graphs that are read at one position of some axes keep their values", () => {
  let shorter = 0;
  fc.assert(
    fc.property(fc.integer(), fc.integer({ min: 1, max: 40 }), (seed, size) => {
      const work = workbench(seed);
      const random = randoms(seed + 1);
      const root = randomGraph(work, seed, size);
      const pins = root.axes
        .filter(() => random() > -0.5)
        .map((one) => {
          const at = Math.floor(((random() + 1) / 2) * (sizeValue(one.size) ?? 1));
          return { axis: one, at: constantPosition(at) };
        });
      const before = differentiateNodes([work.builder.index(root, pins)]);
      const after = narrowNodes(before);
      verifyNodes(after);
      const wanted = evaluateNodes(before, work.environment)[0];
      const found = evaluateNodes(after, work.environment)[0];
      assert.equal(found?.shape, wanted?.shape);
      for (const [at, value] of (wanted?.data ?? []).entries()) {
        // The rules that follow reorder a few dozen operations on f64.
        assert.close(found?.data[at] ?? NaN, value, 1e-10 * Math.max(1, Math.abs(value)), `[${at}]`);
      }
      shorter += Number(elements(after) < elements(before));
    }),
    { numRuns: 400 },
  );
  // Of most graphs something can be left out; by how many says only that the test isn't empty.
  assert.ok(shorter > 100, `${shorter} graphs have become smaller`);
});

/** Of all that is computed. */
function elements(roots: readonly Node[]): number {
  const counts = topologicalOrder(roots).map(({ kind, axes }) =>
    kind === "leaf" ? 0 : axes.reduce((product, { size }) => product * (sizeValue(size) ?? NaN), 1),
  );
  return counts.reduce((sum, count) => sum + count, 0);
}

/** What is left of the roots, a line a node that is computed. */
function linesOf(make: (work: ReturnType<typeof workbench>) => readonly SourceNode[]): readonly string[] {
  return printNodes(narrowNodes(differentiateNodes(make(workbench(1)))))
    .map((line) => line.replace(/^%\d+: /, "").replace(/%\d+/g, "%"))
    .filter((line) => !/parameter|constant/.test(line));
}

test("a product of matrices that is read at one row is a product with that row", () => {
  const lines = linesOf(({ builder: b, parameter }) => {
    const [x, w] = [parameter("x", [row, inner]), parameter("w", [inner, col])];
    const product = b.reduce("sum", [inner], b.map("multiply", [b.map("exp", [x]), w]));
    return [b.index(product, [{ axis: row, at: constantPosition(2) }])];
  });
  assert.equal(lines, [
    "[inner] = %[row = 2]",
    "[inner] = exp(%)",
    "[col, inner] = % * %",
    "[col] = sum[inner](%)",
  ]);
});

test("what two readers want at different positions, or one wants whole, stays whole", () => {
  for (const other of [0, undefined]) {
    const lines = linesOf(({ builder: b, parameter }) => {
      const x = b.map("exp", [parameter("x", [row, inner])]);
      const at = (position: number): SourceNode =>
        b.index(b.map("tanh", [x]), [{ axis: row, at: constantPosition(position) }]);
      return [at(2), other === undefined ? b.reduce("sum", [row], x) : b.map("sin", [at(other)])];
    });
    assert.ok(lines.includes("[inner, row] = exp(%)"), lines.join("\n"));
  }
});

test("of a text's last block and its logits a generator makes the last position, but what it keeps whole", () => {
  const { graph } = compileSpec("gpt.weft", readSpec("specs/gpt.weft"), {
    set: { embed: "16", head: "2", depth: "2" },
    vocabularies: { vocab: 13 },
  });
  const entry = narrow(graph).entries.find(({ kind }) => kind === "generate");
  const named = new Map(
    topologicalOrder(entry?.outputs.map(({ node }) => node) ?? []).map((node) => [node.label, node] as const),
  );
  const has = (label: string): boolean | undefined => {
    return named.get(label)?.axes.some(({ name }) => name === "seq" || name === "src");
  };
  assert.is(has("GPT.blocks.0"), true);
  assert.is(has("GPT.blocks.1.attn.k"), true);
  assert.is(has("GPT.blocks.1.mlp.h"), false);
  assert.is(has("GPT.blocks.1.x"), false);
  assert.is(has("GPT"), false);
});
