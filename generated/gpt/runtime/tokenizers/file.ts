/**
 * Tokenizers in the format of Hugging Face's tokenizer.json: a text is split at added labels, normalized, split into words, and each
 * word becomes numbers by a model. https://huggingface.co/docs/tokenizers
 */
import { WeftError } from "../errors.ts";
import type { PlanTokenizer } from "../plan.ts";
import { readAdded } from "./added.ts";
import { readDecoder } from "./decoders.ts";
import { mergePieces, remember } from "./merges.ts";
import { booleanAt, itemsAt, numberAt, recordAt, refuseKind, textAt, type Part } from "./parts.ts";
import { createNormalizer, createSplitter } from "./text-steps.ts";
import type { Tokenizer } from "./text-numbers.ts";

type Description = Extract<PlanTokenizer, { readonly kind: "file" }>;

/** Throws where the file has a part that isn't supported, with its name. */
export function fileTokenizer({ labels, special, file }: Description): Tokenizer {
  const normalize = createNormalizer(recordAt(file, "normalizer"));
  const split = createSplitter(recordAt(file, "pre_tokenizer"));
  const model = recordAt(file, "model");
  if (model === undefined) throw new WeftError("data", "tokenizer.json has no model");
  const encodeWord = remember(createWordEncoder(model, labels));
  const added = readAdded(file, normalize);
  const encodeBetween = (text: string, isFirst: boolean): readonly number[] =>
    added
      .cutNormalized(normalize(text))
      .flatMap((piece, at) =>
        piece.kind === "label" ? [piece.number] : split(piece.text, isFirst && at === 0).flatMap(encodeWord),
      );
  const decoder = readDecoder(recordAt(file, "decoder"));
  const hidden = new Set(special);
  return {
    labels,
    special,
    added: added.contents,
    encode: (text) =>
      Int32Array.from(
        added
          .cut(text)
          .flatMap((piece, at) =>
            piece.kind === "label" ? [piece.number] : encodeBetween(piece.text, at === 0),
          ),
      ),
    cut: (text) => {
      const starts = added
        .cut(text)
        .flatMap((piece) =>
          piece.kind === "label" && piece.isApart && piece.start > 0 ? [piece.start] : [],
        );
      return [0, ...starts].map((start, at) => text.slice(start, starts[at]));
    },
    createDecoder: () => {
      const decode = decoder();
      return (number) => {
        const label = labels[number] ?? "";
        return decode(label, added.numbers.has(number) || hidden.has(label));
      };
    },
  };
}

type EncodeWord = (word: string) => readonly number[];

function createWordEncoder(model: Part, labels: readonly string[]): EncodeWord {
  const numbers = new Map(labels.map((label, number) => [label, number]));
  const unknown = numbers.get(textAt(model, "unk_token") ?? "");
  const kind = textAt(model, "type") ?? (itemsAt(model, "merges").length > 0 ? "BPE" : "WordPiece");
  const orUnknown = (word: string): readonly number[] => {
    if (unknown !== undefined) return [unknown];
    throw new WeftError(
      "input",
      `${JSON.stringify(word)} isn't in the vocabulary, and it has no unknown label`,
    );
  };
  switch (kind) {
    case "BPE":
      return bpeEncoder(model, numbers, orUnknown);
    case "WordPiece": {
      const prefix = textAt(model, "continuing_subword_prefix") ?? "##";
      const longest = numberAt(model, "max_input_chars_per_word") ?? 100;
      return (word) => wordPieces(word, numbers, prefix, longest) ?? orUnknown(word);
    }
    case "WordLevel":
      return (word) => {
        const number = numbers.get(word);
        return number === undefined ? orUnknown(word) : [number];
      };
    default:
      return refuseKind("model", kind);
  }
}

function bpeEncoder(model: Part, numbers: ReadonlyMap<string, number>, orUnknown: EncodeWord): EncodeWord {
  if (textAt(model, "continuing_subword_prefix") || textAt(model, "end_of_word_suffix")) {
    refuseKind("model", "BPE with a prefix or a suffix of words");
  }
  if ((numberAt(model, "dropout") ?? 0) !== 0) refuseKind("model", "BPE with dropout");
  const merges = new Map<string, { readonly rank: number; readonly to: number }>();
  itemsAt(model, "merges").forEach((rule, rank) => {
    const [left = "", right = ""] =
      typeof rule === "string" ? rule.split(" ") : Array.isArray(rule) ? rule.map(String) : [];
    const to = numbers.get(left + right);
    if (to !== undefined) merges.set(`${numbers.get(left)} ${numbers.get(right)}`, { rank, to });
  });
  const takesBytes = booleanAt(model, "byte_fallback");
  const takesWholeWords = booleanAt(model, "ignore_merges");
  const fusesUnknown = booleanAt(model, "fuse_unk");
  const encoder = new TextEncoder();
  const bytesOf = (character: string): readonly (number | undefined)[] =>
    Array.from(encoder.encode(character), (byte) =>
      numbers.get(`<0x${byte.toString(16).toUpperCase().padStart(2, "0")}>`),
    );
  const piecesOf = (word: string): readonly number[] => {
    const pieces: number[] = [];
    let isUnknown = false;
    for (const character of word) {
      const number = numbers.get(character);
      const found = number !== undefined ? [number] : takesBytes ? bytesOf(character) : [undefined];
      const known = found.filter((one) => one !== undefined);
      const isKnown = known.length === found.length;
      if (isKnown) pieces.push(...known);
      else if (!isUnknown || !fusesUnknown) pieces.push(...orUnknown(character));
      isUnknown = !isKnown;
    }
    return pieces;
  };
  return (word) => {
    const whole = takesWholeWords ? numbers.get(word) : undefined;
    if (whole !== undefined) return [whole];
    return mergePieces(piecesOf(word), (left, right) => merges.get(`${left} ${right}`));
  };
}

/** The longest label that the rest of the word begins with, again and again; undefined where none does. */
function wordPieces(
  word: string,
  numbers: ReadonlyMap<string, number>,
  prefix: string,
  longest: number,
): readonly number[] | undefined {
  const characters = [...word];
  if (characters.length > longest) return undefined;
  const found: number[] = [];
  for (let start = 0; start < characters.length;) {
    let end = characters.length;
    let number: number | undefined;
    for (; end > start; end -= 1) {
      number = numbers.get((start > 0 ? prefix : "") + characters.slice(start, end).join(""));
      if (number !== undefined) break;
    }
    if (number === undefined) return undefined;
    found.push(number);
    start = end;
  }
  return found;
}
