/** The patterns of a tokenizer.json, which are Oniguruma's, as expressions of JavaScript that find the same. */
import { type Part } from "./parts.js";
/** Of white space as Unicode has it, which JavaScript's `\s` is but for two characters. */
export declare const whiteSpace: string;
/** What `\w+|[^\w\s]+` is where `\w` and `\s` are Unicode's, as in the original of `Whitespace`. */
export declare const wordsAndSigns: RegExp;
export declare function escaped(text: string): string;
/** Throws where the pattern has what JavaScript can't say, or says otherwise. */
export declare function patternAt(part: Part): RegExp;
