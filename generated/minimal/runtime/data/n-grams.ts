/** What simple models reach on a text: the figures beside which a language model's loss is read. */

export interface NGramReference {
  /** 1 for a unigram model, 2 for a bigram model … */
  readonly order: number;
  /** Nats a symbol on the held-out part. */
  readonly loss: number;
}

/**
 * The loss of n-gram models with add-one smoothing: counted on `symbols` before `boundary`, measured on those after it.
 * The first `order - 1` held-out symbols have too short a past within their part, and aren't counted.
 */
export function measureNGrams(
  symbols: ArrayLike<number>,
  boundary: number,
  kinds: number,
  orders: readonly number[],
): readonly NGramReference[] {
  return orders.map((order) => ({ order, loss: measureOrder(symbols, boundary, kinds, order) }));
}

function measureOrder(symbols: ArrayLike<number>, boundary: number, kinds: number, order: number): number {
  // A context and a symbol as one number: exact below 2^53, so for trigrams of 200,000 kinds.
  let base = kinds;
  for (let at = 0; at < symbols.length; at++) base = Math.max(base, (symbols[at] ?? 0) + 1);
  const contexts = new Map<number, number>();
  const grams = new Map<number, number>();
  const contextAt = (at: number): number => {
    let key = 0;
    for (let back = order - 1; back >= 1; back--) key = key * base + (symbols[at - back] ?? 0);
    return key;
  };
  for (let at = order - 1; at < boundary; at++) {
    const context = contextAt(at);
    const gram = context * base + (symbols[at] ?? 0);
    contexts.set(context, (contexts.get(context) ?? 0) + 1);
    grams.set(gram, (grams.get(gram) ?? 0) + 1);
  }
  let sum = 0;
  let count = 0;
  for (let at = boundary + order - 1; at < symbols.length; at++) {
    const context = contextAt(at);
    const gram = grams.get(context * base + (symbols[at] ?? 0)) ?? 0;
    sum -= Math.log((gram + 1) / ((contexts.get(context) ?? 0) + kinds));
    count += 1;
  }
  return count === 0 ? NaN : sum / count;
}
