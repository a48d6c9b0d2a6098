import { type Part } from "./parts.js";
/** A function that makes functions that give the text of each next label; `isLabel` is one that stands as it is. Throws where a kind isn't supported. */
export declare function readDecoder(part: Part | undefined): () => (label: string, isLabel: boolean) => string;
