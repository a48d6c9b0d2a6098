import type { OperatorRecord } from "./record.ts";
import { uniform } from "./counter.ts";
import { randomUniform, seedWord } from "./wasm-random.ts";

export type NoiseName = "noise";

const lanes = [0, 1, 2, 3] as const;

/** Noise whose counter is computed: for each text of a batch its own. A spec can't write it. */
export const noises: Readonly<Record<NoiseName, OperatorRecord<NoiseName>>> = {
  /** Uniform in [0, 1): the draw of (seed, step, site, position), which count as u32. */
  noise: {
    arity: 4,
    type: (types) =>
      types.every((type) => type === "int")
        ? { arguments: ["int", "int", "int", "int"], result: "real" }
        : undefined,
    evaluate: (seed, step, site, position) => uniform([seed, step, site, position]),
    code: {
      kind: "direct",
      wgsl: ({ width }, ...words) => {
        // A literal takes the type of ints first: u32 has no negative ones.
        if (width === 1) return `random_uniform(vec4u(vec4i(${words.join(", ")})))`;
        const draws = lanes.map(
          (lane) => `random_uniform(vec4u(${words.map((word) => `u32(${word}[${lane}])`).join(", ")}))`,
        );
        return `vec4f(${draws.join(", ")})`;
      },
      wasm: (b, { width }, seed, step, site, position) => {
        const seeded = (word: typeof seed): typeof seed => seedWord(b, word, width);
        return randomUniform(b, [seeded(seed), seeded(step), seeded(site), seeded(position)], width);
      },
    },
    gradient: () => [undefined, undefined, undefined, undefined],
    error: { relative: 0, absolute: 0 },
    tests: [
      [0, 0, 0, 0],
      [7, 3, 1234567, 41],
      [-5, 1, -77, 100000],
    ],
  },
};
