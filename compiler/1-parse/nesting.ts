import type { IToken, TokenType } from "chevrotain";
import * as t from "./tokens.ts";

/** Deeper than anybody reads; the call stack of the phases holds several times as much. */
const limit = 100;

const opening: ReadonlySet<TokenType> = new Set([t.LeftParenthesis, t.LeftSquare, t.LeftBrace]);
const closing: ReadonlySet<TokenType> = new Set([t.RightParenthesis, t.RightSquare, t.RightBrace]);
/** Operators whose right side may hold the next one: `not not a`, `a^b^c`. */
const chained: ReadonlySet<TokenType> = new Set([t.Not, t.Root, t.Caret, t.Minus]);

/** The token at which brackets, or operators that nest to the right, lie deeper than the limit. */
export function tooDeep(tokens: readonly IToken[]): IToken | undefined {
  let depth = 0;
  let chain = 0;
  let previous: TokenType | undefined;
  for (const token of tokens) {
    const type = token.tokenType;
    if (opening.has(type)) depth += 1;
    if (closing.has(type)) depth -= 1;
    const prefix = type !== t.Minus || previous === undefined || chained.has(previous);
    if (chained.has(type) && prefix) chain += 1;
    else if (type === t.Minus || type === t.Plus || type === t.Comma || type === t.Assign) chain = 0;
    if (depth > limit || chain > limit) return token;
    previous = type;
  }
  return undefined;
}
