import { type Part } from "./parts.js";
export declare function createNormalizer(part: Part | undefined): (text: string) => string;
/** `isFirst`: whether nothing stands before the text. */
export type Splitter = (text: string, isFirst: boolean) => readonly string[];
export declare function createSplitter(part: Part | undefined): Splitter;
