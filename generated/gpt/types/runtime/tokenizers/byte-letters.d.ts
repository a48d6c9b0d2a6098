/** GPT-2's letters for bytes: those that print stand for themselves, the others follow 255. */
export declare function byteLetters(): ReadonlyMap<number, string>;
