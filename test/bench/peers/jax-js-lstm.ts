/** test/bench/specs/lstm.weft's training; jax-js has no scan, so the steps are unrolled. `deno run -A jax-js-lstm.ts FOLDER STEPS WARM TOTAL`. */
import { nn, numpy as np } from "@jax-js/jax";
import { trainLanguageModel } from "./jax-js-train.ts";

const context = 64;
const embed = 128;
const cell = 256;

function logitsOf(at: (name: string) => np.Array, inputs: np.Array, rows: number, vocab: number): np.Array {
  const x = np.matmul(nn.oneHot(inputs, vocab), at("Writer.W_e"));
  const wx = np
    .matmul(x, at("Writer.lstm.W").reshape([embed, 4 * cell]))
    .add(at("Writer.lstm.b").reshape([4 * cell]));
  const U = at("Writer.lstm.U").reshape([cell, 4 * cell]);
  let h = np.zeros([rows, cell]);
  let c = np.zeros([rows, cell]);
  const seen: np.Array[] = [];
  for (const z of np.unstack(wx, 1)) {
    const gates = z.add(np.matmul(h, U.ref));
    const [input, forget, output, candidate] = np.split(gates, 4, -1) as [
      np.Array,
      np.Array,
      np.Array,
      np.Array,
    ];
    c = nn
      .sigmoid(forget)
      .mul(c)
      .add(nn.sigmoid(input).mul(np.tanh(candidate)));
    h = nn.sigmoid(output).mul(np.tanh(c.ref));
    seen.push(h.ref);
  }
  for (const last of [h, c, U]) last.dispose();
  return np.matmul(np.stack(seen, 1), at("Writer.W_o"));
}

const rateOf = (): number => 1e-3;
await trainLanguageModel({
  context,
  logitsOf,
  rateOf,
  beta2: 0.999,
  decay: 0,
  clip: 1,
  embedding: "Writer.W_e",
});
