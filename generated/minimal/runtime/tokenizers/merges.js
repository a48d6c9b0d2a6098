/** Byte pair encoding: neighbours are joined as long as a rule joins them, the earliest rule first (Sennrich et al. 2016). */
/** Joins the pieces of one word: of the earliest rule the first pair, until a join makes a pair of an earlier one. */
export function mergePieces(pieces, findMerge) {
    const merged = [...pieces];
    // Of each piece and the next; only those beside a joined piece are looked up again.
    const merges = merged.map((piece, at) => ruleOf(piece, merged[at + 1], findMerge));
    for (;;) {
        let best;
        let first = 0;
        for (const [at, merge] of merges.entries()) {
            if (merge === undefined || (best !== undefined && merge.rank >= best.rank))
                continue;
            best = merge;
            first = at;
        }
        if (best === undefined)
            return merged;
        const [left, right] = [merged[first], merged[first + 1]];
        let kept = first;
        let isBesideJoined = false;
        let joins = true;
        for (let at = first; at < merged.length; at += 1) {
            const isPair = joins && merged[at] === left && merged[at + 1] === right;
            const behind = isPair ? ruleOf(best.to, merged[at + 2], findMerge) : undefined;
            merged[kept] = isPair ? best.to : (merged[at] ?? 0);
            if (kept > 0 && (isPair || isBesideJoined))
                merges[kept - 1] = ruleOf(merged[kept - 1], merged[kept], findMerge);
            if (isPair) {
                at += 1;
                joins = Math.min(behind?.rank ?? Infinity, merges[kept - 1]?.rank ?? Infinity) >= best.rank;
            }
            merges[kept] = merges[at];
            isBesideJoined = isPair;
            kept += 1;
        }
        merged.length = kept;
        merges.length = kept;
    }
}
function ruleOf(left, right, findMerge) {
    return left === undefined || right === undefined ? undefined : findMerge(left, right);
}
/**
 * The words within which bytes are joined, as GPT-2 has them: a space goes with what follows it (Radford et al. 2019). Words longer than
 * 64 characters, in scripts without spaces, are cut.
 */
export function bpeWords(text) {
    const pattern = /'(?:s|t|re|ve|m|ll|d)| ?\p{L}[\p{L}\p{M}]{0,63}| ?\p{N}{1,64}| ?[^\s\p{L}\p{N}]{1,64}|\s+(?!\S)|\s+/gu;
    return text.match(pattern) ?? [];
}
/** What keeps the numbers of words that came before, up to a limit. */
export function remember(encode) {
    const known = new Map();
    return (word) => {
        const before = known.get(word);
        if (before !== undefined)
            return before;
        const numbers = encode(word);
        if (known.size >= 50_000)
            known.clear();
        known.set(word, numbers);
        return numbers;
    };
}
/** The text of bytes as they come; those of an unfinished character wait for the next, or, without any, are none. */
export function createByteDecoder() {
    const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
    return (bytes) => (bytes === undefined ? decoder.decode() : decoder.decode(bytes, { stream: true }));
}
