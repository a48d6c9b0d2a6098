/** Small systems with an attention each, as users write them: one formula of the scores is all that differs. */

export interface Attention {
  readonly name: string;
  /** Whether a strip sees less than all keys, whatever the data. */
  readonly isShort: boolean;
  /** What `A` is, of `q`, `k` and `v`. */
  readonly scores: string;
  readonly axes?: string;
  readonly parameters?: string;
}

const plain = "q @[key] k / sqrt(|key|)";

export const attentions: readonly Attention[] = [
  { name: "causal", isShort: true, scores: `softmax[src where src <= seq](${plain})` },
  { name: "of all positions", isShort: false, scores: `softmax[src](${plain})` },
  { name: "padded", isShort: false, scores: `softmax[src where keep[seq as src]](${plain})` },
  {
    name: "padded, and causal",
    isShort: true,
    scores: `softmax[src where keep[seq as src] and src <= seq](${plain})`,
  },
  {
    name: "with linear biases",
    isShort: true,
    scores: `softmax[src where src <= seq](${plain} - 2^(-8 * (head + 1) / |head|) * (seq - src))`,
  },
  {
    name: "in a window",
    isShort: true,
    scores: `softmax[src where src <= seq and seq - src < 3](${plain})`,
  },
  {
    name: "in a window to both sides",
    isShort: true,
    scores: `softmax[src where abs(seq - src) <= 2](${plain})`,
  },
  { name: "of later positions", isShort: true, scores: `softmax[src where src >= seq](${plain})` },
  // The first row sees nothing.
  { name: "of earlier positions", isShort: true, scores: `softmax[src where src < seq](${plain})` },
  { name: "in blocks", isShort: true, scores: `softmax[src where src div 4 == seq div 4](${plain})` },
  {
    name: "with two wheres",
    isShort: true,
    scores: `where(seq - src < 4, softmax[src where src <= seq](${plain}), 0)`,
  },
  // What either condition lets through counts.
  {
    name: "of a beginning, and causal",
    isShort: false,
    scores: `softmax[src where src <= seq or src < |seq| - 1](${plain})`,
  },
  {
    name: "with a soft cap",
    isShort: true,
    scores: `softmax[src where src <= seq](2 * tanh(${plain} / 2))`,
  },
  {
    name: "with biases that are learned",
    isShort: true,
    axes: "axis far = 2 * |seq|",
    parameters: "param bias: [head, far] = 0.1",
    scores: `softmax[src where src <= seq](${plain} + bias[far = seq - src + |seq|])`,
  },
  { name: "of sigmoids", isShort: true, scores: `where(src <= seq, sigmoid(${plain}), 0)` },
  {
    name: "with dropout",
    isShort: true,
    scores: `dropout(softmax[src where src <= seq](${plain}), 0.3)`,
  },
];

/** `seq` positions at most, some of them padding; or as many in every text. */
export function attentionSpec(
  { scores, axes = "", parameters = "" }: Attention,
  seq: number,
  isFixed = false,
): string {
  const isPadded = scores.includes("keep");
  const [declared, given] = isPadded ? [", keep: [seq] bool", ", tokens.present"] : ["", ""];
  return `weft 1

axis seq ${isFixed ? "=" : "<="} ${seq}
axis src like seq
axis embed = 8
axis head = 2
axis key = 4
axis vocab = { a, b, c, d, e }
${axes}

layer Attention(x: [seq, embed]${declared}) -> [seq, embed] {
  param W_q, W_k, W_v: embed -> head, key ~ xavier
  param W_o: head, key -> embed ~ xavier
  ${parameters}
  q = W_q(x)
  k = W_k(x)[seq as src]
  v = W_v(x)[seq as src]
  A = ${scores}
  return W_o(A @[src] v)
}

model Tagger(tokens: [seq] in vocab) -> [seq, vocab] {
  param W_e: vocab -> embed ~ normal(0, 1)
  param W_o: embed -> vocab ~ xavier
  use first = Attention
  use second = Attention
  x = W_e(tokens)
  x = x + first(x${given})
  x = x + second(x${given})
  return W_o(x)
}

data words = jsonl("words.jsonl") {
  tokens: [seq] in vocab
  tags: [seq] in vocab
}

train on words {
  losses = cross_entropy[vocab](Tagger(tokens), tags)
  loss = mean[batch, seq${isFixed ? "" : " where tokens.present"}](losses)
  minimize loss
  optimizer = adam(rate = 1e-2)
  batch = 3
  steps = 2
  clip = 1.0
}
`;
}

/** Eight query heads share two keys and values each; queries come from another sequence than keys, `where` more than padding is left out. */
export function crossAttentionSpec(positions: number, others: number, where = ""): string {
  return `weft 1

axis to <= ${positions}
axis from <= ${others}
axis embed = 8
axis pair = 2
axis share = 4
axis key = 3
axis vocab = { a, b, c, d, e }

model Translator(source: [from] in vocab, target: [to] in vocab) -> [to, vocab] {
  param W_e: vocab -> embed ~ normal(0, 1)
  param W_q: embed -> pair, share, key ~ xavier
  param W_k, W_v: embed -> pair, key ~ xavier
  param W_o: pair, share, key -> embed ~ xavier
  param W_p: embed -> vocab ~ xavier
  x = W_e(target)
  memory = W_e(source)
  A = softmax[from where source.present${where}](W_q(x) @[key] W_k(memory) / sqrt(|key|))
  return W_p(x + W_o(A @[from] W_v(memory)))
}

data pairs = jsonl("pairs.jsonl") {
  source: [from] in vocab
  target: [to] in vocab
  next: [to] in vocab
}

train on pairs {
  loss = mean[batch, to where target.present](cross_entropy[vocab](Translator(source, target), next))
  minimize loss
  optimizer = adam(rate = 1e-2)
  batch = 2
  steps = 2
}
`;
}

/** A classifier over so many labels, whose weights also embed where `isTied`. */
export function classifierSpec(labels: number, positions: number, isTied: boolean): string {
  const [parameters, logits] = isTied
    ? ["", "W_e.transposed(h)"]
    : ["param W_o: embed -> vocab ~ xavier\n  param b: [vocab] = 0.1", "W_o(h) + b"];
  return `weft 1

axis vocab = ${labels}
axis seq <= ${positions}
axis embed = 6

model Next(tokens: [seq] in vocab) -> [seq, vocab] {
  param W_e: vocab -> embed ~ normal(0, 1)
  ${parameters}
  h = tanh(W_e(tokens))
  return ${logits}
}

data words = jsonl("words.jsonl") {
  tokens: [seq] in vocab
  next: [seq] in vocab
}

train on words {
  loss = mean[batch, seq where tokens.present](cross_entropy[vocab](Next(tokens), next, smoothing = 0.1))
  minimize loss
  report perplexity = exp(loss)
  optimizer = adamw(rate = 1e-2)
  batch = 3
  steps = 2
}
`;
}

/** Pictures whose colors become many channels: windows of each channel, a norm along the channels, and a wide layer. */
export function channelsSpec(batch: number, side: number, channel: number): string {
  return `weft 1
axis row     = ${side}
axis col     = ${side}
axis dy      = 3
axis dx      = 3
axis color   = 3
axis channel = ${channel}
axis wide    = ${2 * channel}
axis class   = 5

model Channels(x: [row, col, color]) -> [class] {
  param W: [dy, dx, channel] ~ normal(0, 0.1)
  use stem = Linear[color, channel]
  use norm = LayerNorm[channel]
  use up   = Linear[channel, wide]
  use down = Linear[wide, channel]
  use out  = Linear[channel, class]
  h = stem(x)
  y = sum[dy, dx](W * h[row = row + dy - 1, col = col + dx - 1 else 0])
  return out(mean[row, col](h + down(tanh(up(norm(y))))))
}

data pictures = module("./pictures.ts") {
  x: [row, col, color]
  y: in class
}

train on pictures {
  loss = mean[batch](cross_entropy[class](Channels(x), y))
  minimize loss
  optimizer = adam(rate = 1e-3)
  batch     = ${batch}
  steps     = 10
}
`;
}
