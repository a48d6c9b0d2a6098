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
export declare function measureNGrams(symbols: ArrayLike<number>, boundary: number, kinds: number, orders: readonly number[]): readonly NGramReference[];
