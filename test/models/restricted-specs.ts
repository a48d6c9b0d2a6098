/** Models whose formulas are restricted: to nothing, to one position, to what is real, on two axes, in layers and in scans. */
export interface RestrictedSpec {
  readonly name: string;
  /** Of `x: [sent, word, cell]` and `keep: [sent, word] bool`, with the result `[cell]`. */
  readonly body: string;
}

export const restrictedSpecs: readonly RestrictedSpec[] = [
  {
    name: "reductions over what may be nothing",
    body: `
  z = w * x
  some = sum[word where keep](z) + mean[word where keep](z) * prod[word where keep](z)
  more = var[word where keep](z) + max[word where keep else 0](z) - min[word where keep else 0](z)
  none = mean[word where keep and x > 5](z) + logsumexp[word where keep and x > 5 else v](z)
  one  = logsumexp[word where keep and word == 1 else 0](z)
  return sum[sent where true](some + more + none + one)`,
  },
  {
    name: "row functions, and what stands outside",
    body: `
  z = w * x
  rows = softmax[word where keep](z) + softmax[word where keep else v](z) * log_softmax[word where keep else 0](z)
  return mean[sent, word where keep](rows * z)`,
  },
  {
    name: "operators that aren't defined outside",
    body: `
  z = w * x
  y = sum[word where z > 0.2](log(z) + sqrt(z) + 1 / z + rsqrt(z) + z^0.3)
  n = sum[word](keep)
  return mean[sent where n > 0](y * sum[word where keep](z) / n)`,
  },
  {
    name: "two bounded axes, one in the other, and a group of both",
    body: `
  y = mean[word where keep](w * x)
  s = softmax[word where keep](x @[cell] w) @[word] x
  has = any[word where true](keep)
  return mean[sent where has](tanh(y) + s) + logsumexp[(sent, word) where keep else 0](w * x)`,
  },
  {
    name: "through a layer, an axis of one position, and a scan",
    body: `
  use masked = Masked[word, cell]
  y = masked(w * x, keep)
  o = softmax[once where once < 1](spread[once](y))
  s = scan[word](h: [sent, cell] = 0) {
    z = w * x + h
    h' = where(keep, softmax[cell where z > 0](z) + mean[cell where z > 0 else 0.1](sqrt(z)), h)
    yield h'
  }
  return sum[once, sent, word where keep](o * y + s)`,
  },
];

export function specOf({ body }: RestrictedSpec): string {
  return `weft 1
axis sent <= 3
axis word <= 4
axis cell = 2
axis once = 1

layer Masked[over, feature](x: [over, feature], keep: [over] bool) -> [over, feature] {
  m = mean[over where keep](x)
  return (x - m) * rsqrt(mean[over where keep]((x - m)^2) + 0.1)
}

model M(x: [sent, word, cell], keep: [sent, word] bool) -> [cell] {
  param w, v: [cell] ~ normal(0, 1)${body}
}

data texts = jsonl("texts.jsonl") {
  x: [sent, word, cell]
  keep: [sent, word] bool
}

train on texts {
  minimize mean[batch](sum[cell](tanh(M(x, keep))))
  optimizer = sgd(rate = 0.1)
  batch = 3
  steps = 1
}
`;
}
