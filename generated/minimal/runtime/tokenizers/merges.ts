/** Byte pair encoding: neighbours are joined as long as a rule joins them, the earliest rule first (Sennrich et al. 2016). */

/** The number that two neighbours become, and the rule's rank; undefined where no rule joins them. */
export type FindMerge = (
  left: number,
  right: number,
) => { readonly rank: number; readonly to: number } | undefined;

/** Joins the pieces of one word. */
export function mergePieces(pieces: readonly number[], findMerge: FindMerge): readonly number[] {
  const merged = [...pieces];
  for (;;) {
    let best: { readonly rank: number; readonly to: number } | undefined;
    let left = 0;
    let right = 0;
    for (let at = 1; at < merged.length; at += 1) {
      const [before, after] = [merged[at - 1] ?? 0, merged[at] ?? 0];
      const found = findMerge(before, after);
      if (found === undefined || (best !== undefined && found.rank >= best.rank)) continue;
      best = found;
      left = before;
      right = after;
    }
    if (best === undefined) return merged;
    let kept = 0;
    for (let at = 0; at < merged.length; at += 1) {
      const isPair = merged[at] === left && merged[at + 1] === right;
      merged[kept] = isPair ? best.to : (merged[at] ?? 0);
      kept += 1;
      if (isPair) at += 1;
    }
    merged.length = kept;
  }
}

/**
 * The words within which bytes are joined, as GPT-2 has them: a space goes with what follows it (Radford et al. 2019). Words longer than
 * 64 characters, in scripts without spaces, are cut.
 */
export function bpeWords(text: string): readonly string[] {
  const pattern =
    /'(?:s|t|re|ve|m|ll|d)| ?\p{L}[\p{L}\p{M}]{0,63}| ?\p{N}{1,64}| ?[^\s\p{L}\p{N}]{1,64}|\s+(?!\S)|\s+/gu;
  return text.match(pattern) ?? [];
}

/** What keeps the numbers of words that came before, up to a limit. */
export function remember(encode: (word: string) => readonly number[]): (word: string) => readonly number[] {
  const known = new Map<string, readonly number[]>();
  return (word) => {
    const before = known.get(word);
    if (before !== undefined) return before;
    const numbers = encode(word);
    if (known.size >= 50_000) known.clear();
    known.set(word, numbers);
    return numbers;
  };
}

/** The text of bytes as they come; those of an unfinished character wait for the next. */
export function createByteDecoder(): (bytes: Uint8Array) => string {
  const decoder = new TextDecoder();
  return (bytes) => decoder.decode(bytes, { stream: true });
}
