import type { IToken, TokenType } from "chevrotain";
import * as t from "./tokens.ts";

/** Deeper than anybody reads; the call stack of the phases holds several times as much. */
const deepest = 100;

const opening: ReadonlySet<TokenType> = new Set([t.LeftParenthesis, t.LeftSquare, t.LeftBrace]);
const closing: ReadonlySet<TokenType> = new Set([t.RightParenthesis, t.RightSquare, t.RightBrace]);
/** Operators whose right side may hold the next one: `not not a`, `a^b^c`. */
const chained: ReadonlySet<TokenType> = new Set([t.Not, t.Root, t.Caret, t.Minus]);

/** Those that go on to the left: `a + b + c` is (a + b) + c. */
const goingOn: ReadonlySet<TokenType> = new Set([
  ...[t.Plus, t.Minus, t.Star, t.Slash, t.Percent, t.Div, t.Contract, t.And, t.Or],
]);
/** What begins another formula. */
const between: ReadonlySet<TokenType> = new Set([t.Comma, t.Assign, t.Colon]);

/** So many operators in one formula lie as deep as its operands would in brackets. */
const longest = 500;

export interface Deep {
  readonly token: IToken;
  /** Whether it is a formula with too many operators; else it is nested. */
  readonly isLong: boolean;
}

/** The token at which brackets, or operators that nest to the right, lie deeper than the limit, or a formula becomes too long. */
export function tooDeep(tokens: readonly IToken[]): Deep | undefined {
  let depth = 0;
  let chain = 0;
  let previous: TokenType | undefined;
  /** Operators so far, of the formulas in each of the brackets that are open. */
  const lengths = [0];
  for (const token of tokens) {
    const type = token.tokenType;
    if (opening.has(type)) depth += 1;
    if (closing.has(type)) depth -= 1;
    if (opening.has(type)) lengths.push(0);
    else if (closing.has(type)) lengths.pop();
    const last = lengths.length - 1;
    if (between.has(type)) lengths[last] = 0;
    else if (goingOn.has(type)) lengths[last] = (lengths[last] ?? 0) + 1;
    const prefix = type !== t.Minus || previous === undefined || chained.has(previous);
    if (chained.has(type) && prefix) chain += 1;
    else if (type === t.Minus || type === t.Plus || type === t.Comma || type === t.Assign) chain = 0;
    if (depth > deepest || chain > deepest) return { token, isLong: false };
    if ((lengths[last] ?? 0) > longest) return { token, isLong: true };
    previous = type;
  }
  return undefined;
}
