/** The model of specs/gpt.weft as a user of jax-js would write it; arrays are owned: a second use takes `.ref`. */
import { lax, nn, numpy as np } from "@jax-js/jax";

export const context = 64;
const layers = 4;
const heads = 4;
const embed = 128;
const key = embed / heads;

function layerNorm(x: np.Array, gain: np.Array, bias: np.Array): np.Array {
  const centred = x.ref.sub(x.mean(-1, { keepdims: true }));
  const variance = np.square(centred.ref).mean(-1, { keepdims: true });
  return gain
    .mul(centred)
    .div(np.sqrt(variance.add(1e-5)))
    .add(bias);
}

const gelu = (x: np.Array): np.Array => x.ref.mul(0.5).mul(lax.erf(x.mul(Math.SQRT1_2)).add(1));

function attention(
  x: np.Array,
  rows: number,
  W_q: np.Array,
  W_k: np.Array,
  W_v: np.Array,
  W_o: np.Array,
): np.Array {
  const split = (W: np.Array): np.Array =>
    np
      .matmul(x.ref, W.reshape([embed, embed]))
      .reshape([rows, context, heads, key])
      .transpose([0, 2, 1, 3]);
  const q = split(W_q);
  const k = split(W_k);
  const v = split(W_v);
  x.dispose();
  const scores = np.matmul(q, k.transpose([0, 1, 3, 2])).mul(1 / Math.sqrt(key));
  const past = np.tri(context).greater(0.5);
  const A = nn.softmax(np.where(past, scores, -1e9), -1);
  const merged = np.matmul(A, v).transpose([0, 2, 1, 3]).reshape([rows, context, embed]);
  return np.matmul(merged, W_o.reshape([embed, embed]));
}

/** [rows, context] token numbers to [rows, context, vocab]; consumes the parameters. */
export function logitsOf(
  at: (name: string) => np.Array,
  inputs: np.Array,
  rows: number,
  vocab: number,
): np.Array {
  let x = np.matmul(nn.oneHot(inputs, vocab), at("GPT.W_e")).add(at("GPT.W_p"));
  for (let i = 0; i < layers; i++) {
    const b = `GPT.blocks.${i}`;
    const normed = layerNorm(x.ref, at(`${b}.norm1.gain`), at(`${b}.norm1.bias`));
    const [q, k, v, o] = [at(`${b}.attn.W_q`), at(`${b}.attn.W_k`), at(`${b}.attn.W_v`), at(`${b}.attn.W_o`)];
    x = x.add(attention(normed, rows, q, k, v, o));
    const again = layerNorm(x.ref, at(`${b}.norm2.gain`), at(`${b}.norm2.bias`));
    const hidden = gelu(np.matmul(again, at(`${b}.mlp.W_up`)));
    x = x.add(np.matmul(hidden, at(`${b}.mlp.W_down`)));
  }
  return np.matmul(layerNorm(x, at("GPT.norm.gain"), at("GPT.norm.bias")), at("GPT.W_o"));
}
