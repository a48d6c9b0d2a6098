import type { PlanTokenizer } from "../plan.js";
import type { Tokenizer } from "./text-numbers.js";
/** Stands for a piece of a text that has no label. */
export declare const unknownLabel = "[UNK]";
export declare function createTokenizer(description: PlanTokenizer): Tokenizer;
/** Runs of letters, digits and `_`, and every other character that isn't white space, by itself. */
export declare function wordsOf(text: string): readonly string[];
