/** specs/minimal.weft's training. `deno run -A jax-js-minimal.ts FOLDER STEPS WARM TOTAL`. */
import { nn, numpy as np } from "@jax-js/jax";
import { trainLanguageModel } from "./jax-js-train.ts";

const context = 32;
const heads = 8;
const embed = 512;
const key = embed / heads;

function logitsOf(at: (name: string) => np.Array, inputs: np.Array, rows: number, vocab: number): np.Array {
  const E = np.matmul(nn.oneHot(inputs, vocab), at("LanguageModel.W_e"));
  const split = (W: string): np.Array =>
    np
      .matmul(E.ref, at(`LanguageModel.${W}`).reshape([embed, embed]))
      .reshape([rows, context, heads, key])
      .transpose([0, 2, 1, 3]);
  const scores = np.matmul(split("W_q"), split("W_k").transpose([0, 1, 3, 2])).mul(1 / Math.sqrt(key));
  const A = nn.softmax(np.where(np.tri(context).greater(0.5), scores, -1e9), -1);
  const merged = np.matmul(A, split("W_v")).transpose([0, 2, 1, 3]).reshape([rows, context, embed]);
  const O = np.matmul(merged, at("LanguageModel.W_p").reshape([embed, embed]));
  const F = nn.relu(np.matmul(O.add(E), at("LanguageModel.W_f")));
  return np.matmul(F, at("LanguageModel.W_o")).add(at("LanguageModel.b"));
}

const rateOf = (): number => 1e-3;
await trainLanguageModel({
  context,
  logitsOf,
  rateOf,
  beta2: 0.999,
  decay: 0,
  clip: undefined,
  embedding: "LanguageModel.W_e",
});
