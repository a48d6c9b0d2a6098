/** Random specs by number, as the tests take them. */
import { randoms } from "../../3-graph/graphs.ts";
import { randomSpec } from "./random-spec.ts";
import type { RandomSpecOptions } from "./random-spec.ts";
import type { Choose } from "./writing.ts";

/** The axes that tokenizers label, with as many labels. */
export const vocabularies = { word: 10 };

/** What the specs import. */
export const sharedFiles: Readonly<Record<string, string>> = {
  "shared.weft": `weft 1
const steepness = 1.5
fn Steep(v) = tanh(steepness * v)
layer Scaled[over](v: [over]) -> [over] {
  param gain: [over] = 1
  return gain * v
}
layer Spread[over](v: [over]) -> [over] {
  return v * (1 + 0.1 * var[over](v))
}
`,
};

/** Whole numbers in [0, below), the same for a seed. */
export function choices(seed: number): Choose {
  const random = randoms(seed);
  // Small seeds begin alike.
  for (let warm = 0; warm < 5; warm++) random();
  return (below) => Math.floor(((random() + 1) / 2) * below);
}

/** From three to ten formulas; every third has a text that grows. */
export function seededSpec(seed: number, options: Partial<RandomSpecOptions> = {}): string {
  return randomSpec(choices(seed), { formulas: 3 + (seed % 8), grows: seed % 3 === 0, ...options });
}

/**
 * In how many runs with random rounding a spec's tolerances are sought: few numbers show their largest deviation in many only, and a value next
 * to the middle of two halves, which may be rounded to either, in more.
 */
export function runsFor(text: string): number {
  return text.includes("precision = f16") ? 32 : 8;
}
