/** What a tokenizer does, of whatever kind it is. */
export interface Tokenizer {
    readonly labels: readonly string[];
    /** Of these the labels that no text produces, and those that stand in texts as they are written. */
    readonly special: readonly string[];
    readonly added: readonly string[];
    /** Throws where a piece of the text is unknown and there is no [UNK]; the message names it and its place. */
    readonly encode: (text: string) => Int32Array<ArrayBuffer>;
    /** The parts of a text whose numbers, one part's behind the other's, are those of the whole. */
    readonly cut: (text: string) => readonly string[];
    /** A function that gives the text of each next number; bytes of an unfinished character wait for the next. */
    readonly createDecoder: () => (number: number) => string;
}
