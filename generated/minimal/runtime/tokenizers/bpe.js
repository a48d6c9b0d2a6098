import { bpeWords, createByteDecoder, mergePieces, remember } from "./merges.js";
export function bpeTokenizer({ labels, special, merges }) {
    const first = special.length;
    const bytes = bytesOfLabels(special.length, merges);
    const ranks = new Map();
    const count = labels.length;
    merges.forEach(([left, right], rank) => ranks.set(left * count + right, rank));
    const findMerge = (left, right) => {
        const rank = ranks.get(left * count + right);
        return rank === undefined ? undefined : { rank, to: first + 256 + rank };
    };
    const encoder = new TextEncoder();
    const encodeWord = remember((word) => mergePieces(Array.from(encoder.encode(word), (byte) => first + byte), findMerge));
    return {
        labels,
        special,
        added: [],
        encode: (text) => Int32Array.from(bpeWords(text).flatMap(encodeWord)),
        cut: (text) => [text],
        createDecoder: () => {
            const decode = createByteDecoder();
            return (number) => number < first ? decode() + (special[number] ?? "") : decode(bytes[number] ?? new Uint8Array());
        },
    };
}
/** The bytes of each number: none of special labels, one of the next 256, then those that each rule joins. */
export function bytesOfLabels(special, merges) {
    const bytes = Array.from({ length: special + 256 }, (_, number) => number < special ? new Uint8Array() : Uint8Array.of(number - special));
    for (const [left, right] of merges) {
        bytes.push(Uint8Array.from([...(bytes[left] ?? []), ...(bytes[right] ?? [])]));
    }
    return bytes;
}
