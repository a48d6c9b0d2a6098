import type { IToken, TokenType } from "chevrotain";
import { tokenMatcher } from "chevrotain";
import type { Span } from "../source/spans.ts";

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
