/** The products that all contenders of `contractions` compute. A leaf: the peers' programs read it, too. */

export interface Product {
  readonly batch: number;
  readonly rows: number;
  readonly columns: number;
  readonly depth: number;
}

/** A cube, an awkward size, and those of a step of specs/gpt.weft. */
export const products: readonly Product[] = [
  { batch: 1, rows: 512, columns: 512, depth: 512 },
  { batch: 1, rows: 65, columns: 65, depth: 65 },
  { batch: 1, rows: 768, columns: 128, depth: 128 },
  { batch: 1, rows: 768, columns: 512, depth: 128 },
  { batch: 1, rows: 768, columns: 128, depth: 512 },
  { batch: 1, rows: 128, columns: 512, depth: 768 },
  { batch: 1, rows: 768, columns: 81, depth: 128 },
  { batch: 48, rows: 64, columns: 64, depth: 32 },
  { batch: 48, rows: 64, columns: 32, depth: 64 },
];

/** How the operands lie: `n` as rows by columns of the product, `t` the other way around. */
export const forms = ["nn", "nt", "tn"] as const;
export type Form = (typeof forms)[number];

export function nameOfProduct({ batch, rows, columns, depth }: Product): string {
  return [...(batch === 1 ? [] : [batch]), rows, columns, depth].join(" x ");
}

export function flopsOf({ batch, rows, columns, depth }: Product): number {
  return 2 * batch * rows * columns * depth;
}

/** How often a product is computed between two looks at the clock: some ten milliseconds. */
export function turnsOf(product: Product): number {
  return Math.max(1, Math.ceil(2e8 / flopsOf(product)));
}

export const rounds = 12;

/** Prints `{figures}`: GFLOP/s by the best of some rounds, for each product and form. */
export async function reportProducts(
  measure: (product: Product, form: Form) => Promise<() => Promise<void>>,
): Promise<void> {
  const figures: Record<string, number> = {};
  for (const product of products) {
    for (const form of forms) {
      const run = await measure(product, form);
      const turns = turnsOf(product);
      let best = Infinity;
      for (let round = 0; round < rounds; round++) {
        const begun = performance.now();
        for (let turn = 0; turn < turns; turn++) await run();
        if (round > 1) best = Math.min(best, (performance.now() - begun) / turns);
      }
      figures[`${nameOfProduct(product)} ${form}`] = flopsOf(product) / best / 1e6;
    }
  }
  console.log(JSON.stringify({ figures }));
}
