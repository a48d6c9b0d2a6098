/** In which blocks the CPU's threads make a product. */
import {
  blocksOf,
  type Product,
} from "../../../../../compiler/5-schedule/kernels/contractions/panels/blocks.ts";
import { assert, suite } from "../../../../harness.ts";

const test = suite("blocks of products on the CPU");

interface Counts {
  readonly rows: number;
  readonly columns: number;
}

/** How many blocks there are of rows that are read where they lie, and of columns that are laid out. */
function countsOf(rows: number, columns: number, steps: number, batches = 1): Counts {
  const product: Product = {
    rows: { size: rows, tile: 6, isPacked: false },
    columns: { size: columns, tile: 8, isPacked: true },
    steps,
    parts: 1,
    keeps: true,
    batches,
  };
  const blocks = blocksOf(product);
  return { rows: Math.ceil(rows / blocks.rows), columns: Math.ceil(columns / blocks.columns) };
}

test("many blocks of columns are as many as threads share evenly", () => {
  for (const [columns, steps] of [
    [4096, 256],
    [10000, 128],
    [10000, 256],
  ] as const) {
    const { rows, columns: count } = countsOf(128, columns, steps);
    const rest = (rows * count) % 16;
    assert.ok(rest === 0 || rest > 11);
  }
});

test("a large product is made by as many threads as wish to", () => {
  for (const [rows, columns, steps] of [
    [768, 128, 128],
    [768, 512, 128],
    [512, 512, 256],
  ] as const) {
    const counts = countsOf(rows, columns, steps);
    assert.ok(counts.rows * counts.columns >= 16);
  }
});

test("a small product is one block", () => {
  assert.equal(countsOf(12, 16, 32), { rows: 1, columns: 1 });
  assert.equal(countsOf(64, 64, 32, 48), { rows: 1, columns: 1 });
});

test("what stays is what follows, and fits", () => {
  const side = (size: number, tile: number) => ({ size, tile, isPacked: true });
  const across = { rows: side(128, 6), columns: side(512, 8), steps: 384, parts: 2, batches: 1, keeps: true };
  const { fastest, keep } = blocksOf(across);
  assert.equal([fastest, keep], ["rows", { rows: "call", columns: "block" }]);
  assert.equal(blocksOf({ ...across, keeps: false }).keep, { rows: "group", columns: "group" });
  const large = blocksOf({ ...across, columns: side(10_000, 8), rows: side(2048, 6) });
  assert.equal([large.fastest, large.keep.columns], ["columns", "group"]);
});
