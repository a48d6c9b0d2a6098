/** What a tokenizer does, of whatever kind it is. */
export {};
