/**
 * Tokenizers in the format of Hugging Face's tokenizer.json: a text is split at added labels, normalized, split into words, and each
 * word becomes numbers by a model. https://huggingface.co/docs/tokenizers
 */
import { WeftError } from "../errors.ts";
import type { PlanTokenizer } from "../plan.ts";
import { byteLetters } from "./byte-letters.ts";
import { createByteDecoder, mergePieces, remember } from "./merges.ts";
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
  const added = new Map<string, number>();
  for (const one of itemsAt(file, "added_tokens")) {
    const content = textAt(one, "content");
    const number = numberAt(one, "id");
    if (content !== undefined && number !== undefined) added.set(content, number);
  }
  // The longest comes first, as where one added label begins with another.
  const contents = [...added.keys()].sort((a, b) => b.length - a.length);
  const pattern =
    contents.length === 0
      ? undefined
      : new RegExp(
          `(${contents.map((one) => one.replaceAll(/[\\^$.|?*+()[\]{}]/g, "\\$&")).join("|")})`,
          "u",
        );
  const encode = (text: string): Int32Array<ArrayBuffer> => {
    const numbers: number[] = [];
    let isFirst = true;
    for (const piece of pattern === undefined ? [text] : text.split(pattern)) {
      if (piece === "") continue;
      const label = added.get(piece);
      if (label !== undefined) numbers.push(label);
      else for (const word of split(normalize(piece), isFirst)) numbers.push(...encodeWord(word));
      isFirst = false;
    }
    return Int32Array.from(numbers);
  };
  const hidden = new Set(special);
  return {
    labels,
    special,
    added: contents,
    encode,
    createDecoder: () => createDecoder(file, labels, new Set(added.values()), hidden),
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
  const merges = new Map<string, { readonly rank: number; readonly to: number }>();
  itemsAt(model, "merges").forEach((rule, rank) => {
    const [left = "", right = ""] =
      typeof rule === "string" ? rule.split(" ") : Array.isArray(rule) ? rule.map(String) : [];
    const to = numbers.get(left + right);
    if (to !== undefined) merges.set(`${numbers.get(left)} ${numbers.get(right)}`, { rank, to });
  });
  const takesBytes = booleanAt(model, "byte_fallback");
  const takesWholeWords = booleanAt(model, "ignore_merges");
  const encoder = new TextEncoder();
  const pieceOf = (character: string): readonly number[] => {
    const number = numbers.get(character);
    if (number !== undefined) return [number];
    if (!takesBytes) return orUnknown(character);
    return Array.from(
      encoder.encode(character),
      (byte) =>
        numbers.get(`<0x${byte.toString(16).toUpperCase().padStart(2, "0")}>`) ??
        orUnknown(character)[0] ??
        0,
    );
  };
  return (word) => {
    const whole = takesWholeWords ? numbers.get(word) : undefined;
    if (whole !== undefined) return [whole];
    return mergePieces([...word].flatMap(pieceOf), (left, right) => merges.get(`${left} ${right}`));
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

/** The text of each next number, by the file's decoder; special labels stand as they are. */
function createDecoder(
  file: Part,
  labels: readonly string[],
  added: ReadonlySet<number>,
  special: ReadonlySet<string>,
): (number: number) => string {
  const decoder = recordAt(file, "decoder");
  const kinds = decoder === undefined ? [] : kindsIn(decoder);
  const decode = createByteDecoder();
  let isFirst = true;
  const begin = (): boolean => {
    const before = isFirst;
    isFirst = false;
    return before;
  };
  if (kinds.includes("ByteLevel")) {
    const bytes = new Map([...byteLetters()].map(([byte, letter]) => [letter, byte]));
    return (number) => {
      const label = labels[number] ?? "";
      if (added.has(number) || special.has(label)) return label;
      return decode(Uint8Array.from([...label].flatMap((letter) => bytes.get(letter) ?? [])));
    };
  }
  if (kinds.includes("WordPiece") && decoder !== undefined) {
    const prefix = textAt(decoder, "prefix") ?? "##";
    return (number) => {
      const label = labels[number] ?? "";
      const isPart = label.startsWith(prefix);
      const joins = begin() || isPart || /^[.,!?':;)]$/.test(label);
      return (joins ? "" : " ") + (isPart ? label.slice(prefix.length) : label);
    };
  }
  if (kinds.includes("Metaspace") || kinds.includes("ByteFallback") || kinds.includes("Replace")) {
    return (number) => {
      const label = labels[number] ?? "";
      const byte = /^<0x([0-9A-F]{2})>$/.exec(label)?.[1];
      if (byte !== undefined && !added.has(number)) return decode(Uint8Array.of(Number.parseInt(byte, 16)));
      const text = label.replaceAll("▁", " ");
      return begin() && text.startsWith(" ") ? text.slice(1) : text;
    };
  }
  if (decoder !== undefined) refuseKind("decoder", kinds.join(", "));
  return (number) => (begin() ? "" : " ") + (labels[number] ?? "");
}

function kindsIn(part: Part): readonly string[] {
  const kind = textAt(part, "type") ?? "";
  return kind === "Sequence"
    ? itemsAt(part, "decoders").flatMap((one) => kindsIn(recordAt({ one }, "one") ?? {}))
    : [kind];
}
