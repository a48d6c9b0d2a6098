/** A word as a shell takes it: in quotes where it has a space or another character that means something there. */
export declare function shellWord(word: string): string;
