/** Trains a byte-level BPE vocabulary. The same texts give the same vocabulary everywhere. */
import type { PlanTokenizer } from "../../runtime/plan.ts";
import { bytesOfLabels } from "../../runtime/tokenizers/bpe.ts";
import { bpeWords } from "../../runtime/tokenizers/merges.ts";

interface Word {
  pieces: number[];
  readonly count: number;
}

/** At most `size` labels: the special ones, 256 bytes, and the pairs that occur most, of equal ones the earlier pair of labels. */
export function trainBpe(
  texts: Iterable<string>,
  size: number,
  special: readonly string[],
): Extract<PlanTokenizer, { readonly kind: "bpe" }> {
  const first = special.length;
  const words = countWords(texts, first);
  const keyOf = (left: number, right: number): number => left * size + right;
  const counts = new Map<number, number>();
  const places = new Map<number, Set<number>>();
  const note = (pair: number, word: number, count: number): void => {
    counts.set(pair, (counts.get(pair) ?? 0) + count);
    if (count < 0) return;
    const found = places.get(pair);
    if (found === undefined) places.set(pair, new Set([word]));
    else found.add(word);
  };
  const notePairs = ({ pieces, count }: Word, at: number, sign: number): void => {
    for (let piece = 1; piece < pieces.length; piece++) {
      note(keyOf(pieces[piece - 1] ?? 0, pieces[piece] ?? 0), at, sign * count);
    }
  };
  words.forEach((word, at) => notePairs(word, at, 1));
  const merges: (readonly [number, number])[] = [];
  for (let next = first + 256; next < size; next++) {
    let best = -1;
    let most = 1;
    for (const [pair, count] of counts) {
      if (count > most || (count === most && best >= 0 && pair < best)) {
        best = pair;
        most = count;
      }
    }
    // A pair that occurs once saves nothing.
    if (best < 0) break;
    const [left, right] = [Math.floor(best / size), best % size];
    merges.push([left, right]);
    for (const at of places.get(best) ?? []) {
      const word = words[at];
      if (word === undefined) continue;
      notePairs(word, at, -1);
      word.pieces = joinPair(word.pieces, left, right, next);
      notePairs(word, at, 1);
    }
    counts.delete(best);
    places.delete(best);
  }
  return { kind: "bpe", labels: labelsOf(special, merges), special, merges };
}

function countWords(texts: Iterable<string>, first: number): Word[] {
  const counts = new Map<string, number>();
  for (const text of texts) for (const word of bpeWords(text)) counts.set(word, (counts.get(word) ?? 0) + 1);
  const encoder = new TextEncoder();
  return [...counts].map(([word, count]) => ({
    pieces: Array.from(encoder.encode(word), (byte) => first + byte),
    count,
  }));
}

function joinPair(pieces: readonly number[], left: number, right: number, to: number): number[] {
  const joined: number[] = [];
  for (let at = 0; at < pieces.length; at++) {
    const isPair = pieces[at] === left && pieces[at + 1] === right;
    joined.push(isPair ? to : (pieces[at] ?? 0));
    if (isPair) at++;
  }
  return joined;
}

/** The text of each number; a piece of a character as its bytes, `<e5><90>`. */
function labelsOf(
  special: readonly string[],
  merges: readonly (readonly [number, number])[],
): readonly string[] {
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  return bytesOfLabels(special.length, merges).map((bytes, number) => {
    const label = special[number];
    if (label !== undefined) return label;
    try {
      return decoder.decode(bytes);
    } catch {
      return Array.from(bytes, (byte) => `<${byte.toString(16).padStart(2, "0")}>`).join("");
    }
  });
}
