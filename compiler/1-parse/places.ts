import type { IToken, TokenType } from "chevrotain";
import { tokenMatcher } from "./chevrotain.ts";
import type { Span } from "../source/spans.ts";
import type { Name } from "./tree.ts";

/** Chevrotain's end offsets are inclusive. */
export function endOf(token: IToken): number {
  return (token.endOffset ?? token.startOffset) + 1;
}

export function spanOf(file: string, token: IToken): Span {
  return { file, start: token.startOffset, end: endOf(token) };
}

/** Whether a token is of a type or of that category: a keyword is a name, too. */
export function isA(token: IToken | undefined, type: TokenType): boolean {
  return token !== undefined && tokenMatcher(token, type);
}

/** A name as the tree has it: normalised, with its prime told apart. */
export function nameOf(file: string, token: IToken): Name {
  const text = token.image.normalize("NFC");
  const primed = /['′]$/.test(text);
  return { kind: "name", text: primed ? text.slice(0, -1) : text, primed, span: spanOf(file, token) };
}
