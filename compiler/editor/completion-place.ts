/** What may stand at a place of a text that is being written, by the tokens before it: the tree of such a text lacks just that. */
import { endOf } from "../1-parse/places.ts";
import * as t from "../1-parse/tokens.ts";
import { tokenizerNames } from "../2-check/constants/tokenizers.ts";
import { dataKinds } from "../2-check/training/source-options.ts";
import { statementWords } from "./words.ts";

export type CompletionPlace =
  /** In a comment or a text. */
  | { readonly kind: "none" }
  /** Behind the dot of a path. */
  | { readonly kind: "member"; readonly path: readonly string[] }
  /** Where a declaration or a statement begins: in `block`, or in the file. */
  | { readonly kind: "statement"; readonly block: string | undefined }
  /** In the braces of an import, whose path is what follows. */
  | { readonly kind: "import" }
  /** Among what the source, the field or the tokenizer of this name takes by name; `given` is there already. */
  | { readonly kind: "option"; readonly of: string; readonly given: readonly string[] }
  /** Behind `fit =` among them. */
  | { readonly kind: "option value"; readonly of: string; readonly option: string }
  | {
      readonly kind:
        | "axis"
        | "layer"
        | "model"
        | "optimizer"
        | "initial"
        | "type"
        | "data"
        | "source"
        | "tokenizer"
        | "value";
    };

/** The place at an offset, where a word may have been begun. */
export function completionPlace(text: string, offset: number): CompletionPlace {
  const before = t.tokenize(text.slice(0, offset));
  const comment = before.comments.at(-1);
  if (comment !== undefined && endOf(comment) === offset) return { kind: "none" };
  const tokens = [...before.tokens];
  const last = tokens.at(-1);
  if (last !== undefined && endOf(last) === offset) {
    if (last.tokenType === t.UnclosedString || last.tokenType === t.StringToken) return { kind: "none" };
    if (/^[\p{L}_]/u.test(last.image)) tokens.pop();
    else if (last.tokenType === t.NumberToken) return { kind: "none" };
  }
  const images = tokens.map(({ image }) => image);
  const previous = images.at(-1);
  if (previous === ".") return { kind: "member", path: pathBefore(images) };
  const { brackets, block, isBeginning, head } = readSurroundings(text, tokens, offset);
  const [bracket] = brackets.slice(-1);
  const callees =
    block === "data" ? ["field"] : head === "data" ? dataKinds : head === "axis" ? tokenizerNames : [];
  const option = bracket === "(" ? optionPlace(images, callees) : undefined;
  if (option !== undefined) return option;
  if (bracket === "[") return { kind: /^(where|=|else)$/.test(previous ?? "") ? "value" : "axis" };
  if (bracket === undefined && isBeginning)
    return head === "import" && block === "import" ? { kind: "import" } : { kind: "statement", block };
  if (block === "import") return { kind: "import" };
  const ofModel = /^(?:copy|average)$/.test(images.at(-2) ?? "");
  if (previous === "over" || previous === "except" || (previous === "of" && ofModel))
    return { kind: "model" };
  if (previous === "in" || previous === "like" || previous === "of") return { kind: "axis" };
  if (previous === "->" || previous === ":" || previous === "→") return { kind: "type" };
  if (bracket !== undefined) return { kind: "value" };
  if (previous === "~") return { kind: "initial" };
  if (previous === "with" || (previous === "=" && head === "optimizer" && block === "train"))
    return { kind: "optimizer" };
  if (head === "train" && previous === "on") return { kind: "data" };
  if (previous === "=" && (head === "use" || head === "data" || head === "axis"))
    return { kind: head === "use" ? "layer" : head === "data" ? "source" : "tokenizer" };
  if (head === "param" && previous === ",") return { kind: "axis" };
  return { kind: "value" };
}

/** In round brackets that are open at the end, where one of these is called. */
function optionPlace(images: readonly string[], callees: readonly string[]): CompletionPlace | undefined {
  const open = images.lastIndexOf("(");
  const of = images[open - 1] ?? "";
  if (!callees.includes(of)) return undefined;
  const named = images.slice(open + 1);
  const given = named.filter((_, at) => named[at + 1] === "=");
  if (named.at(-1) === "=") return { kind: "option value", of, option: named.at(-2) ?? "" };
  if (named.length === 0 || named.at(-1) === ",") return { kind: "option", of, given };
  return { kind: "none" };
}

/** `a.b` before the dot at the end. */
function pathBefore(images: readonly string[]): readonly string[] {
  const path: string[] = [];
  for (let at = images.length - 2; at >= 0; at -= 2) {
    path.unshift(images[at] ?? "");
    if (images[at - 1] !== ".") break;
  }
  return path;
}

interface Surroundings {
  /** Round and square ones that are open in the innermost block. */
  readonly brackets: readonly string[];
  /** The word that the statement of the innermost block begins with. */
  readonly block: string | undefined;
  /** Whether a statement begins here. */
  readonly isBeginning: boolean;
  /** The word that the statement here begins with. */
  readonly head: string | undefined;
}

type Token = ReturnType<typeof t.tokenize>["tokens"][number];

function readSurroundings(text: string, tokens: readonly Token[], offset: number): Surroundings {
  const blocks: { readonly word: string; readonly brackets: string[] }[] = [{ word: "", brackets: [] }];
  let head: string | undefined;
  let end = 0;
  let previous = "{";
  const isNewLine = (from: number, to: number): boolean => /[\r\n]/.test(text.slice(from, to));
  const begins = (at: number): boolean => {
    if (previous === "{") return true;
    const { brackets = [] } = blocks.at(-1) ?? {};
    return (
      brackets.length === 0 &&
      isNewLine(end, at) &&
      !/^(?:[-+*/%^=<>,:~@.|]|->|[<>=!]=|and|or|not|div|\+\+|\.\.)$/.test(previous)
    );
  };
  for (const token of tokens) {
    const { image } = token;
    if (begins(token.startOffset)) head = image;
    const { brackets = [] } = blocks.at(-1) ?? {};
    if (image === "(" || image === "[") brackets.push(image);
    if (image === ")" || image === "]") brackets.pop();
    if (image === "{") blocks.push({ word: head ?? "", brackets: [] });
    if (image === "}" && blocks.length > 1) blocks.pop();
    previous = image;
    end = endOf(token);
  }
  const { word, brackets } = blocks.at(-1) ?? { word: "", brackets: [] };
  const isFile = blocks.length === 1;
  const block = isFile ? undefined : Object.hasOwn(statementWords, word) || word === "import" ? word : "scan";
  return { brackets, block, isBeginning: begins(offset), head };
}
