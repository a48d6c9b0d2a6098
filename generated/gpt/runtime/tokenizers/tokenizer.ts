/** Text to numbers and back, by the description in the package's tokenizer.json. */
import { WeftError } from "../errors.ts";
import type { PlanTokenizer } from "../plan.ts";
import type { Tokenizer } from "./text-numbers.ts";
import { bpeTokenizer } from "./bpe.ts";
import { fileTokenizer } from "./file.ts";
import { createByteDecoder } from "./merges.ts";

/** Stands for a piece of a text that has no label. */
export const unknownLabel = "[UNK]";

export function createTokenizer(description: PlanTokenizer): Tokenizer {
  switch (description.kind) {
    case "bytes":
      return bytesTokenizer(description.special);
    case "characters":
      return piecesTokenizer(description, (text) => text, "character", "");
    case "bpe":
      return bpeTokenizer(description);
    case "file":
      return fileTokenizer(description);
    case "words": {
      const prepare = description.lowercase ? (text: string) => text.toLowerCase() : (text: string) => text;
      return piecesTokenizer(description, (text) => wordsOf(prepare(text)), "word", " ");
    }
  }
}

/** Runs of letters, digits and `_`, and every other character that isn't white space, by itself. */
export function wordsOf(text: string): readonly string[] {
  return text.match(/[\p{L}\p{M}\p{N}_]+|[^\s\p{L}\p{M}\p{N}_]/gu) ?? [];
}

function bytesTokenizer(special: readonly string[]): Tokenizer {
  const characters = Array.from({ length: 256 }, (_, byte) =>
    byte < 128 ? String.fromCharCode(byte) : `<${byte.toString(16)}>`,
  );
  const encoder = new TextEncoder();
  return {
    labels: [...characters, ...special],
    special,
    added: [],
    encode: (text) => Int32Array.from(encoder.encode(text)),
    cut: (text) => [text],
    createDecoder: () => {
      const decode = createByteDecoder();
      return (number) =>
        number < 256 ? decode(Uint8Array.of(number)) : decode() + (special[number - 256] ?? "");
    },
  };
}

function piecesTokenizer(
  description: { readonly labels: readonly string[]; readonly special: readonly string[] },
  split: (text: string) => Iterable<string>,
  noun: string,
  between: string,
): Tokenizer {
  const special = new Set(description.special);
  const numbers = new Map<string, number>();
  for (const [number, label] of description.labels.entries())
    if (!special.has(label)) numbers.set(label, number);
  const unknown = description.labels.indexOf(unknownLabel);
  const encode = (text: string): Int32Array<ArrayBuffer> => {
    // A piece has one unit of UTF-16 or more.
    const encoded = new Int32Array(text.length);
    let count = 0;
    for (const piece of split(text)) {
      const number = numbers.get(piece) ?? unknown;
      if (number < 0) {
        const place = count + 1;
        throw new WeftError(
          "input",
          `${noun} ${place} of the text, ${JSON.stringify(piece)}, isn't in the vocabulary, and it has no ${unknownLabel}, which \`special = "${unknownLabel}"\` of its axis adds`,
        );
      }
      encoded[count] = number;
      count += 1;
    }
    return count === text.length ? encoded : encoded.slice(0, count);
  };
  const createDecoder = () => {
    let first = true;
    return (number: number): string => {
      const label = description.labels[number] ?? "";
      const text = first ? label : between + label;
      first = false;
      return text;
    };
  };
  const { labels } = description;
  return { labels, special: description.special, added: [], encode, cut: (text) => [text], createDecoder };
}
