/** Byte pair encoding: neighbours are joined as long as a rule joins them, the earliest rule first (Sennrich et al. 2016). */
export interface Merge {
    /** Of the rule: the least comes first. */
    readonly rank: number;
    readonly to: number;
}
/** What two neighbours become; undefined where no rule joins them. */
export type FindMerge = (left: number, right: number) => Merge | undefined;
/** Joins the pieces of one word: of the earliest rule the first pair, until a join makes a pair of an earlier one. */
export declare function mergePieces(pieces: readonly number[], findMerge: FindMerge): readonly number[];
/**
 * The words within which bytes are joined, as GPT-2 has them: a space goes with what follows it (Radford et al. 2019). Words longer than
 * 64 characters, in scripts without spaces, are cut.
 */
export declare function bpeWords(text: string): readonly string[];
/** What keeps the numbers of words that came before, up to a limit. */
export declare function remember(encode: (word: string) => readonly number[]): (word: string) => readonly number[];
/** The text of bytes as they come; those of an unfinished character wait for the next, or, without any, are none. */
export declare function createByteDecoder(): (bytes?: Uint8Array) => string;
