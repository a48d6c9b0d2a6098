/** Sums of very many numbers are made in two stages, those of products too. */
import type { Graph } from "../../../compiler/3-graph/graph.ts";
import { assert, suite } from "../../harness.ts";
import { axis, compare, graphOf, realInput } from "../compare.ts";

const test = suite("sums in stages");

interface Sizes {
  readonly batch: number;
  readonly column: number;
  readonly rows: number;
  readonly columns: number;
}

/** W[rows, columns] = sum[batch, column] x * d, as the gradient of a weight. */
function weights({ batch, column, rows, columns }: Sizes): Graph {
  const over = [axis("batch", batch), axis("column", column)];
  const [row, out] = [axis("row", rows), axis("out", columns)];
  return graphOf({
    inputs: [realInput("x", [...over, row]), realInput("d", [...over, out])],
    results: (g, leaf) => ({ W: g.reduce("sum", over, g.apply("multiply", leaf("x"), leaf("d"))) }),
  });
}

function shapesOf(sizes: Sizes): readonly string[] {
  const plan = compare(weights(sizes));
  return plan.entries[0]?.dispatches.map(({ shape }) => shape) ?? [];
}

const usual: Sizes = { batch: 8, column: 512, rows: 24, columns: 8 };

test("a product of many steps is summed in parts", () => {
  assert.equal(shapesOf(usual), ["[batch 8, row 24, out 8]", "[row 24, out 8]"]);
  assert.equal(shapesOf({ ...usual, batch: 5, column: 900 }).length, 2);
});

test("one of fewer steps, few rows or parts that are too small isn't", () => {
  assert.equal(shapesOf({ ...usual, column: 511 }), ["[row 24, out 8]"]);
  assert.equal(shapesOf({ ...usual, rows: 7 }), ["[row 7, out 8]"]);
  assert.equal(shapesOf({ ...usual, batch: 3, column: 1366 }), ["[row 24, out 8]"]);
  assert.equal(shapesOf({ ...usual, batch: 65, column: 100 }), ["[row 24, out 8]"]);
});
