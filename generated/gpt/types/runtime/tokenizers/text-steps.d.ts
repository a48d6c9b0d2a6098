import { type Part } from "./parts.js";
export declare function createNormalizer(part: Part | undefined): (text: string) => string;
/** `isFirst`: whether nothing stands before the text. */
export type Splitter = (text: string, isFirst: boolean) => readonly string[];
/** What `\w+|[^\w\s]+` is where `\w` and `\s` are Unicode's, as in the original of `Whitespace`. */
export declare const wordsAndSigns: RegExp;
export declare function createSplitter(part: Part | undefined): Splitter;
