/** Small generators, one for each thing that is kept of a text. */
import type { GrowingProgram } from "./growing-program.ts";

const head = `weft 1
axis vocab = { a, b, c, d, e }
axis seq   <= 12
axis src   like seq
axis embed = 6
`;

const generate = `
generate write(prompt: [seq] in vocab) {
  grow text: [seq] in vocab from prompt {
    yield argmax[vocab](M(text)[seq = last])
  }
}
`;

const usual = { generator: "write", input: "text", symbol: "seq", begin: 2, end: 9 } as const;

export const programs: readonly GrowingProgram[] = [
  {
    ...usual,
    name: "attention that sees the last three positions",
    perPosition: 0,
    rings: 3 * 12,
    once: 0,
    text: `${head}
model M(tokens: [seq] in vocab) -> [seq, vocab] causal in seq {
  param W_e: vocab -> embed ~ xavier
  param W_q, W_k, W_v: embed -> embed ~ xavier
  param W_o: embed -> vocab ~ xavier
  x = W_e(tokens)
  near = src <= seq and seq - src < 3
  a = softmax[src where near](W_q(x) @[embed] W_k(x)[seq as src])
  return W_o(x + a @[src] W_v(x)[seq as src])
}
${generate}`,
  },
  {
    ...usual,
    name: "how many positions there were, and labels that don't repeat",
    // The running sum and the count that a mean is made of.
    perPosition: 0,
    once: 7,
    text: `${head}
model M(tokens: [seq] in vocab) -> [seq, vocab] {
  param W_e: vocab -> embed ~ xavier
  param W_o: embed -> vocab ~ xavier
  return W_o(mean[src where src < seq](W_e(tokens)[seq as src]))
}
generate write(prompt: [seq] in vocab) {
  grow text: [seq] in vocab from prompt {
    yield argmax[vocab where vocab != text[seq = last]](M(text)[seq = last])
  }
}
`,
  },
  {
    ...usual,
    name: "what is carried, read once more after its next value is known",
    // What the scan yields, for its mean; what it carries.
    perPosition: 6,
    once: 6,
    text: `${head}
model M(tokens: [seq] in vocab) -> [seq, vocab] {
  param W_e: vocab -> embed ~ xavier
  param W_o: embed -> vocab ~ xavier
  x = W_e(tokens)
  y = scan[seq](m: [embed] = 0) {
    m' = 0.7 * m + x
    yield m
  }
  z = y - mean[seq](y)
  return W_o(y + z + softmax[embed](z + z))
}
${generate}`,
  },
  {
    ...usual,
    name: "sums of which another axis says how far they go",
    perPosition: 0,
    once: 0,
    text: `${head}
axis late = 3
model M(tokens: [seq] in vocab) -> [seq, vocab] {
  param W_e: vocab -> embed ~ xavier
  param W_o: embed -> vocab ~ xavier
  x = W_e(tokens)
  far = sum[src where src + late <= seq](x[seq as src])
  return W_o(x + max[late](far * (1 + late)))
}
${generate}`,
  },
  {
    ...usual,
    name: "windows of two reaches, and distances in two ways",
    // The first attention and the values that it shares with the second: four positions; what the second yields: blocks of three.
    perPosition: 0,
    rings: 4 * 18 + 3 * 12,
    once: 0,
    text: `${head}
model M(tokens: [seq] in vocab) -> [seq, vocab] causal in seq {
  param W_e: vocab -> embed ~ xavier
  param P: [seq, embed] ~ normal(0, 0.5)
  param W_q, W_k, W_v, U_k, V_q, V_k, V_v: embed -> embed ~ xavier
  param W_o: embed -> vocab ~ xavier
  x = W_e(tokens) + P
  v = W_v(x)[seq as src]
  a = softmax[src where src <= seq and abs(seq - src) < 4](W_q(x) @[embed] W_k(x)[seq as src] - 0.3 * (seq - src))
  c = softmax[src where src <= seq and seq - src <= 1](W_q(x) @[embed] U_k(x)[seq as src])
  y = x + a @[src] v + c @[src] v
  d = softmax[src where src <= seq and src div 3 == seq div 3](V_q(y) @[embed] V_k(y)[seq as src])
  return W_o(y + d @[src] V_v(y)[seq as src])
}
${generate}`,
  },
  {
    ...usual,
    name: "filters as long as the text, whose indices end at its beginning",
    // What the second filter reads, and the third; what the first one does is looked up.
    perPosition: 2 * 6,
    once: 0,
    text: `${head}
axis lag like seq
axis back = 5
model M(tokens: [seq] in vocab) -> [seq, vocab] causal in seq {
  param W_e: vocab -> embed ~ xavier
  param F, G: [lag, embed] ~ normal(0, 1)
  param H: [back, embed] ~ normal(0, 1)
  param W_o: embed -> vocab ~ xavier
  x = W_e(tokens)
  y = tanh(F[lag = seq - src else 0] @[src] x[seq as src])
  z = tanh(sum[lag](G * y[seq = seq - 1 - lag else 0]))
  return W_o(x + y + H[back = seq - src else 0] @[src] z[seq as src])
}
${generate}`,
  },
  {
    ...usual,
    name: "keys before queries in groups share them, with rotary positions",
    // Keys and values of two groups of four, whatever the number of queries.
    perPosition: 16,
    once: 0,
    text: `${head}
axis group = 2
axis share = 3
axis key   = 4
model M(tokens: [seq] in vocab) -> [seq, vocab] causal in seq {
  param W_e: vocab -> embed ~ xavier
  use attn = GroupedQueryAttention[seq, embed, group, share, key]
  param W_o: embed -> vocab ~ xavier
  return W_o(attn(W_e(tokens)))
}
${generate}`,
  },
  {
    ...usual,
    name: "learned vectors before the text, which both layers see",
    // Keys and values of two layers; of the five vectors once.
    perPosition: 4 * 6,
    once: 5 * 4 * 6,
    text: `${head}
axis prefix = 5
axis tokens = prefix ++ seq
axis from like tokens
layer Attend(x: [tokens, embed]) -> [tokens, embed] {
  param W_q, W_k, W_v: embed -> embed ~ xavier
  use norm = LayerNorm[embed]
  n = norm(x)
  a = softmax[from where from <= tokens](W_q(n) @[embed] W_k(n)[tokens as from])
  return x + a @[from] W_v(n)[tokens as from]
}
model M(text: [seq] in vocab) -> [seq, vocab] causal in seq {
  param W_e: vocab -> embed ~ xavier
  param P: [prefix, embed] ~ normal(0, 1)
  param places: [tokens, embed] ~ normal(0, 0.5)
  param W_o: embed -> vocab ~ xavier
  use layers = Attend * 2
  return W_o(layers(concat[tokens](P, W_e(text)) + places)[tokens.seq])
}
${generate}`,
  },
  {
    ...usual,
    name: "patches that see each other, and a text that sees them and its past, with a convolution of both",
    perPosition: 2 * 6,
    // Keys and values of the patches, and what the second of them adds to the scores.
    once: 4 * 2 * 6 + 5,
    text: `${head}
axis patch = 4
axis tokens = patch ++ seq
axis from like tokens
axis tap = 3
model M(text: [seq] in vocab) -> [seq, vocab] {
  param W_e: vocab -> embed ~ xavier
  param P: [patch, embed] ~ normal(0, 1)
  param W_q, W_k, W_v: embed -> embed ~ xavier
  param C: tap, embed -> embed ~ xavier
  param W_o: embed -> vocab ~ xavier
  x = concat[tokens](P, W_e(text))
  y = x + tanh(C(x[tokens = tokens - tap else 0]))
  a = softmax[from where from <= tokens or from < |patch|](W_q(y) @[embed] W_k(y)[tokens as from])
  z = a @[from] W_v(y)[tokens as from]
  return W_o(z)[tokens.seq] + W_o(z[tokens = 1])
}
${generate}`,
  },
  {
    ...usual,
    name: "dilated convolutions",
    perPosition: 0,
    // The second one hears the last position and the one two before it.
    rings: 3 * 6,
    once: 0,
    text: `${head}
axis tap = 2
layer Dilated(x: [seq, embed], dilation: int) -> [seq, embed] {
  param W: tap, embed -> embed ~ xavier
  return x + tanh(W(x[seq = seq - dilation * (|tap| - 1 - tap) else 0]))
}
model M(tokens: [seq] in vocab) -> [seq, vocab] causal in seq {
  param W_e: vocab -> embed ~ xavier
  param W_o: embed -> vocab ~ xavier
  use one = Dilated
  use two = Dilated
  return W_o(two(one(W_e(tokens), 1), 2))
}
${generate}`,
  },
  {
    ...usual,
    name: "the position before, or the first",
    perPosition: 0,
    // Of z, which y reads, two positions; of y three.
    rings: 2 * 6 + 3 * 6,
    once: 0,
    text: `${head}
model M(tokens: [seq] in vocab) -> [seq, vocab] causal in seq {
  param W_e: vocab -> embed ~ xavier
  param W_f, W_g: embed -> embed ~ xavier
  param W_o: embed -> vocab ~ xavier
  z = W_f(W_e(tokens))
  y = W_g(tanh(z + z[seq = maximum(seq - 1, 0)]))
  return W_o(tanh(y) + y[seq = maximum(seq - 2, 0)])
}
${generate}`,
  },
  {
    ...usual,
    name: "no position after the fourth",
    perPosition: 6,
    once: 0,
    text: `${head}
model M(tokens: [seq] in vocab) -> [seq, vocab] causal in seq {
  param W_e: vocab -> embed ~ xavier
  param W_f: embed -> embed ~ xavier
  param W_o: embed -> vocab ~ xavier
  z = W_f(W_e(tokens))
  return W_o(tanh(z + z[seq = minimum(seq, 3)] + z[seq = maximum(minimum(seq - 1, 2), 0)]))
}
${generate}`,
  },
  {
    ...usual,
    name: "what a scan carries",
    perPosition: 0,
    once: 12,
    text: `${head}
model M(tokens: [seq] in vocab) -> [seq, vocab] causal in seq {
  param W_e: vocab -> embed ~ xavier
  use lstm = LSTM[seq, embed, embed]
  param W_o: embed -> vocab ~ xavier
  return W_o(lstm(W_e(tokens)))
}
${generate}`,
  },
  {
    ...usual,
    name: "attention over what a scan yields",
    perPosition: 12,
    once: 6,
    text: `${head}
model M(tokens: [seq] in vocab) -> [seq, vocab] causal in seq {
  param W_e: vocab -> embed ~ xavier
  use gru = GRU[seq, embed, embed]
  param W_q, W_k, W_v: embed -> embed ~ xavier
  param W_o: embed -> vocab ~ xavier
  x = gru(W_e(tokens))
  a = softmax[src where src <= seq](W_q(x) @[embed] W_k(x)[seq as src])
  return W_o(a @[src] W_v(x)[seq as src])
}
${generate}`,
  },
  {
    ...usual,
    name: "what a scan yields, from the end",
    // Nothing but the row that is kept says how long the text is.
    perPosition: 6,
    once: 6,
    text: `${head}
model M(tokens: [seq] in vocab) -> [seq, vocab] {
  param W_e: vocab -> embed ~ xavier
  use gru = GRU[seq, embed, embed]
  param W_o: embed -> vocab ~ xavier
  return W_o(gru(W_e(tokens))[seq = |seq| - 1 - seq])
}
${generate}`,
  },
  {
    ...usual,
    name: "a running mean",
    perPosition: 0,
    // The sum and the count.
    once: 6 + 1,
    text: `${head}
model M(tokens: [seq] in vocab) -> [seq, vocab] causal in seq {
  param W_e, W_f: vocab -> embed ~ xavier
  param W_o: embed -> vocab ~ xavier
  x = tanh(W_f(tokens)) * sum[embed](W_e(tokens))
  return W_o(mean[src where src <= seq](x[seq as src]))
}
${generate}`,
  },
  {
    ...usual,
    name: "running sums, products and extremes, and sums of what comes before",
    perPosition: 0,
    once: 6 + 6 + 1 + 6 + 6 + 6 + 6,
    text: `${head}
model M(tokens: [seq] in vocab) -> [seq, vocab] causal in seq {
  param W_e, W_f: vocab -> embed ~ xavier
  param W, V: embed -> embed ~ xavier
  param W_o: embed -> vocab ~ xavier
  x = tanh(W(W_e(tokens))) 
  y = x[seq as src]
  before = sum[src where src < seq](y)
  total  = cumsum[seq](x)
  most   = max[src where src <= seq](y)
  whole  = prod[src where src <= seq](1 + 0.1 * y)
  picked = mean[src where src <= seq and tokens[seq as src] != "b"](y)
  z = tanh(V(before + total + most + whole + picked))
  least = min[src where seq >= src](z[seq as src])
  return W_o(z + least)
}
${generate}`,
  },
  {
    generator: "write",
    input: "text",
    symbol: "to",
    begin: 1,
    end: 6,
    name: "cross attention, computed once",
    perPosition: 12,
    // Keys, values, and how long the source is.
    once: 2 * 7 * 6 + 1,
    text: `weft 1
axis vocab = { a, b, c, d, e }
axis from  <= 7
axis to    <= 6
axis past  like to
axis embed = 6
model Encode(source: [from] in vocab) -> [from, embed] {
  param W_e: vocab -> embed ~ xavier
  use mix = Linear[embed, embed]
  return tanh(mix(W_e(source)))
}
model Decode(target: [to] in vocab, memory: [from, embed], keep: [from] bool) -> [to, vocab] causal in to {
  param W_e: vocab -> embed ~ xavier
  param W_q, W_k, W_v, U_q, U_k, U_v: embed -> embed ~ xavier
  param W_o: embed -> vocab ~ xavier
  y = W_e(target)
  a = softmax[past where past <= to](W_q(y) @[embed] W_k(y)[to as past])
  y = y + a @[past] W_v(y)[to as past]
  c = softmax[from where keep](U_q(y) @[embed] U_k(memory))
  return W_o(y + c @[from] U_v(memory))
}
generate write(source: [from] in vocab) {
  memory = Encode(source)
  grow text: [to] in vocab from "a" {
    yield argmax[vocab](Decode(text, memory, source.present)[to = last])
  } until text[to = last] == "b"
}
`,
  },
];
