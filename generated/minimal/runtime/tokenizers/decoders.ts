/** How a tokenizer.json makes a text of labels, as they come one after the other. */
import { byteLetters } from "./byte-letters.ts";
import { createByteDecoder } from "./merges.ts";
import { booleanAt, itemsAt, numberAt, recordAt, refuseKind, textAt, type Part } from "./parts.ts";
import { patternAt } from "./patterns.ts";

/** What the next piece becomes, which may wait for those that follow. */
type Step = (piece: string, isLabel: boolean) => readonly string[];

interface Chain {
  readonly create: () => Step;
  /** Whether what it makes is one text in as many pieces as it came in. */
  readonly isFused: boolean;
}

/** A function that makes functions that give the text of each next label; `isLabel` is one that stands as it is. Throws where a kind isn't supported. */
export function readDecoder(part: Part | undefined): () => (label: string, isLabel: boolean) => string {
  const { create } = part === undefined ? { create: between } : chainOf(part, false);
  return () => {
    const step = create();
    return (label, isLabel) => step(label, isLabel).join("");
  };
}

function between(): Step {
  let isFirst = true;
  return (piece) => {
    const text = isFirst ? piece : ` ${piece}`;
    isFirst = false;
    return [text];
  };
}

function chainOf(part: Part, isFused: boolean): Chain {
  const kind = textAt(part, "type") ?? "";
  // Of pieces of one text it isn't known where the next would be changed together with it.
  const ofPieces = (create: () => Step): Chain =>
    isFused ? refuseKind("decoder", `${kind} behind Fuse`) : { create, isFused };
  switch (kind) {
    case "Sequence": {
      const chains: Chain[] = [];
      for (const one of itemsAt(part, "decoders"))
        chains.push(chainOf(recordAt({ one }, "one") ?? {}, chains.at(-1)?.isFused ?? isFused));
      return {
        create: () => inTurn(chains.map(({ create }) => create())),
        isFused: chains.at(-1)?.isFused ?? isFused,
      };
    }
    case "Fuse":
      return { create: () => (piece) => [piece], isFused: true };
    case "ByteLevel":
      return { ...ofPieces(lettersDecoder()), isFused: true };
    case "ByteFallback":
      return ofPieces(bytesDecoder);
    case "WordPiece":
      return ofPieces(wordPieceDecoder(part));
    case "Metaspace":
      return ofPieces(metaspaceDecoder(part));
    case "Replace": {
      const pattern = patternAt(part);
      const content = textAt(part, "content") ?? "";
      const create = (): Step => (piece) => [piece.replaceAll(pattern, () => content)];
      const isLetter = [...(textAt(recordAt(part, "pattern") ?? {}, "String") ?? "")].length === 1;
      return isLetter ? { create, isFused } : ofPieces(create);
    }
    case "Strip":
      return { create: stripDecoder(part, isFused), isFused };
    default:
      return refuseKind("decoder", kind);
  }
}

function inTurn(steps: readonly Step[]): Step {
  return (piece, isLabel) =>
    steps.reduce<readonly string[]>((pieces, step) => pieces.flatMap((one) => step(one, isLabel)), [piece]);
}

function lettersDecoder(): () => Step {
  const bytes = new Map([...byteLetters()].map(([byte, letter]) => [letter, byte]));
  const encoder = new TextEncoder();
  return () => {
    const decode = createByteDecoder();
    return (piece, isLabel) => {
      const letters = [...piece].map((letter) => bytes.get(letter));
      const known = letters.filter((byte) => byte !== undefined);
      const stands = isLabel || known.length < letters.length;
      return [decode(stands ? encoder.encode(piece) : Uint8Array.from(known))];
    };
  };
}

function bytesDecoder(): Step {
  const decode = createByteDecoder();
  return (piece) => {
    const byte = /^<0x([0-9A-Fa-f]{2})>$/.exec(piece)?.[1];
    const text = byte === undefined ? decode() : decode(Uint8Array.of(Number.parseInt(byte, 16)));
    return [...(text === "" ? [] : [text]), ...(byte === undefined ? [piece] : [])];
  };
}

const joined: readonly (readonly [string, string])[] = [
  ...[".", "?", "!", ","].map((sign) => [` ${sign}`, sign] as const),
  [" ' ", "'"],
  [" n't", "n't"],
  [" 'm", "'m"],
  [" do not", " don't"],
  ...["'s", "'ve", "'re"].map((end) => [` ${end}`, end] as const),
];

function wordPieceDecoder(part: Part): () => Step {
  const prefix = textAt(part, "prefix") ?? "##";
  const cleans = booleanAt(part, "cleanup");
  return () => {
    let isFirst = true;
    return (piece) => {
      const isPart = piece.startsWith(prefix);
      const text = isFirst ? piece : isPart ? piece.slice(prefix.length) : ` ${piece}`;
      isFirst = false;
      return [cleans ? joined.reduce((result, [from, to]) => result.replaceAll(from, to), text) : text];
    };
  };
}

function metaspaceDecoder(part: Part): () => Step {
  const mark = textAt(part, "replacement") ?? "▁";
  const begins =
    (textAt(part, "prepend_scheme") ?? (part["add_prefix_space"] === false ? "never" : "always")) !== "never";
  return () => {
    let isFirst = true;
    return (piece) => {
      const text = piece.replaceAll(mark, isFirst && begins ? "" : " ");
      isFirst = false;
      return [text];
    };
  };
}

function stripDecoder(part: Part, isFused: boolean): () => Step {
  const content = textAt(part, "content") ?? "";
  const [start, stop] = [numberAt(part, "start") ?? 0, numberAt(part, "stop") ?? 0];
  if (isFused && stop > 0) refuseKind("decoder", "Strip at the end of a text");
  return () => {
    let left = start;
    return (piece) => {
      if (!isFused) left = start;
      const letters = [...piece];
      while (left > 0 && letters[0] === content) {
        letters.shift();
        left -= 1;
      }
      if (letters.length > 0) left = 0;
      for (let count = stop; count > 0 && letters.at(-1) === content; count -= 1) letters.pop();
      return [letters.join("")];
    };
  };
}
