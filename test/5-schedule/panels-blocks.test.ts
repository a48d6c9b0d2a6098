/** In which blocks the CPU's threads make a product. */
import { blocksOf, type Product } from "../../compiler/5-schedule/kernels/panels-blocks.ts";
import { assert, suite } from "../harness.ts";

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
    batches,
  };
  const blocks = blocksOf(product);
  return { rows: Math.ceil(rows / blocks.rows), columns: Math.ceil(columns / blocks.columns) };
}

test("many blocks of columns are as many as threads share evenly, and lay nothing out twice", () => {
  assert.equal(countsOf(128, 4096, 256), { rows: 1, columns: 24 });
  assert.equal(countsOf(128, 10000, 128), { rows: 1, columns: 28 });
});

test("53 blocks of columns, of which the last has two tiles, are even enough", () => {
  assert.equal(countsOf(128, 10000, 256), { rows: 1, columns: 53 });
});

test("few blocks are as many as threads, and a small product is one", () => {
  const { rows, columns } = countsOf(768, 128, 128);
  assert.is((rows * columns) % 4, 0);
  assert.equal(countsOf(12, 16, 32), { rows: 1, columns: 1 });
  assert.equal(countsOf(64, 64, 32, 48), { rows: 1, columns: 1 });
});
