/** A byte-level BPE tokenizer that the package's own data trained: every text has numbers, and they give it back. */
import type { PlanTokenizer } from "../plan.js";
import type { Tokenizer } from "./text-numbers.js";
type Description = Extract<PlanTokenizer, {
    readonly kind: "bpe";
}>;
export declare function bpeTokenizer({ labels, special, merges }: Description): Tokenizer;
/** The bytes of each number: none of special labels, one of the next 256, then those that each rule joins. */
export declare function bytesOfLabels(special: number, merges: readonly (readonly [number, number])[]): readonly Uint8Array[];
export {};
