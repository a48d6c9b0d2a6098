import type { PlanTokenizer } from "../plan.js";
export interface Tokenizer {
    readonly labels: readonly string[];
    /** Throws where a piece of the text is unknown and there is no [UNK]; the message names it and its place. */
    readonly encode: (text: string) => Int32Array<ArrayBuffer>;
    /** A function that gives the text of each next number; bytes of an unfinished character wait for the next. */
    readonly createDecoder: () => (number: number) => string;
}
export declare function createTokenizer(description: PlanTokenizer): Tokenizer;
/** Runs of letters, digits and `_`, and every other character that isn't white space, by itself. */
export declare function wordsOf(text: string): readonly string[];
