/** Trains a byte-level BPE vocabulary. The same texts give the same vocabulary everywhere. */
import type { PlanTokenizer } from "../../../runtime/plan.ts";
import { bytesOfLabels } from "../../../runtime/tokenizers/bpe.ts";
import { bpeWords } from "../../../runtime/tokenizers/merges.ts";
import { createQueue } from "./pair-queue.ts";

/** The pieces of all words, one word after the other; a piece that was joined to the one before it is gone. */
interface Pieces {
  readonly labels: Int32Array;
  /** Of the word: how often the text has it. */
  readonly weights: Float64Array;
  /** The places of the pieces beside each in its word, -1 at the word's ends. */
  readonly next: Int32Array;
  readonly before: Int32Array;
}

const gone = -1;

/**
 * At most `size` labels: the special ones, 256 bytes, and the pairs that occur most, of equal ones the earlier pair of labels. `progress`
 * hears how many there are so far.
 */
export function trainBpe(
  texts: Iterable<string>,
  size: number,
  special: readonly string[],
  progress: (labels: number) => void = () => undefined,
): Extract<PlanTokenizer, { readonly kind: "bpe" }> {
  const first = special.length;
  const { labels, weights, next, before } = layOut(countWords(texts), first);
  const queue = createQueue();
  /** Where a pair's left pieces were when it came up, in the order of the text; some may be gone. */
  const places = new Map<number, number[]>();
  const add = (left: number, right: number): void => {
    if (left < 0 || right < 0) return;
    const pair = keyOf(left, right);
    queue.add(pair, weights[left] ?? 0);
    const found = places.get(pair);
    if (found === undefined) places.set(pair, [left]);
    else found.push(left);
  };
  const remove = (left: number, right: number): void => {
    if (left >= 0 && right >= 0) queue.add(keyOf(left, right), -(weights[left] ?? 0));
  };
  const keyOf = (left: number, right: number): number => (labels[left] ?? 0) * size + (labels[right] ?? 0);
  for (let at = 0; at < labels.length; at++) add(at, next[at] ?? -1);
  const merges: (readonly [number, number])[] = [];
  for (let label = first + 256; label < size; label++) {
    progress(label);
    const best = queue.largest();
    // A pair that occurs once saves nothing.
    if (best === undefined || best.count < 2) break;
    const [left, right] = [Math.floor(best.key / size), best.key % size];
    merges.push([left, right]);
    for (const at of places.get(best.key) ?? []) {
      const other = next[at] ?? -1;
      if (labels[at] !== left || other < 0 || labels[other] !== right) continue;
      const [ahead, after] = [before[at] ?? -1, next[other] ?? -1];
      remove(ahead, at);
      remove(at, other);
      remove(other, after);
      labels[at] = label;
      labels[other] = gone;
      next[at] = after;
      if (after >= 0) before[after] = at;
      add(ahead, at);
      add(at, after);
    }
    places.delete(best.key);
  }
  return { kind: "bpe", labels: labelsOf(special, merges), special, merges };
}

function countWords(texts: Iterable<string>): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const text of texts) for (const word of bpeWords(text)) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}

function layOut(counts: ReadonlyMap<string, number>, first: number): Pieces {
  const encoder = new TextEncoder();
  const words = [...counts].map(([word, weight]) => ({ bytes: encoder.encode(word), weight }));
  const length = words.reduce((sum, { bytes }) => sum + bytes.length, 0);
  const labels = new Int32Array(length);
  const weights = new Float64Array(length);
  const next = Int32Array.from({ length }, (_, at) => at + 1);
  const before = Int32Array.from({ length }, (_, at) => at - 1);
  let from = 0;
  for (const { bytes, weight } of words) {
    const to = from + bytes.length;
    bytes.forEach((byte, at) => (labels[from + at] = first + byte));
    weights.fill(weight, from, to);
    before[from] = -1;
    next[to - 1] = -1;
    from = to;
  }
  return { labels, weights, next, before };
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
