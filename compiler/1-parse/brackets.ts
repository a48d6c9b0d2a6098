import type { IToken, TokenType } from "chevrotain";
import type { Diagnostic } from "../source/diagnostic.ts";
import { report } from "../source/diagnostic.ts";
import * as phrases from "../source/phrases.ts";
import {
  Data,
  Fn,
  Generate,
  Import,
  inserted,
  Layer,
  LeftBrace,
  LeftParenthesis,
  LeftSquare,
  Model,
  Name,
  Optimizer,
  retyped,
  RightBrace,
  RightParenthesis,
  RightSquare,
  Schedule,
  StringToken,
  Train,
} from "./tokens.ts";
import { isA, spanOf } from "./places.ts";

const closerOf: ReadonlyMap<TokenType, TokenType> = new Map([
  [LeftParenthesis, RightParenthesis],
  [LeftSquare, RightSquare],
  [LeftBrace, RightBrace],
]);
const closers: ReadonlySet<TokenType> = new Set(closerOf.values());
const closerText: ReadonlyMap<TokenType, string> = new Map([
  [RightParenthesis, ")"],
  [RightSquare, "]"],
  [RightBrace, "}"],
]);

/** Declarations that stand at the top only, so that one at the margin ends every open block. */
const topOnly: ReadonlySet<TokenType> = new Set([
  Import,
  Fn,
  Layer,
  Model,
  Optimizer,
  Schedule,
  Data,
  Train,
  Generate,
]);

/** Tokens whose brackets match. */
export interface Balanced {
  readonly tokens: readonly IToken[];
  /** Lines with a repaired bracket: further mistakes in them follow from it. */
  readonly repaired: ReadonlySet<number>;
}

interface Repair {
  /** The token is put in before the one with this index. */
  readonly index: number;
  readonly type: TokenType;
  readonly opener: number;
}

/**
 * Matches brackets over the tokens, before any grammar sees them: what is never closed is reported where it was opened
 * (W0104), what closes nothing where it stands (W0105). A missing closer is put at the end of the opener's line.
 */
export function balance(
  file: string,
  tokens: readonly IToken[],
  spoiled: ReadonlySet<number>,
  diagnostics: Diagnostic[],
): Balanced {
  const open: number[] = [];
  const kept = new Map(tokens.map((token, index) => [index, token]));
  const insertions: Repair[] = [];
  const repaired = new Set<number>();
  const closerFor = (index: number): TokenType =>
    closerOf.get(tokens[index]?.tokenType ?? LeftBrace) ?? RightBrace;
  const neverClosed = (opener: number, limit: number): void => {
    const token = tokens[opener];
    if (token === undefined) return;
    const type = closerFor(opener);
    const index = placeForCloser(tokens, opener, limit);
    insertions.push({ index, type, opener });
    repaired.add(token.startLine ?? 0);
    // A text without its end has swallowed the closer.
    if (!spoiled.has(token.startLine ?? 0))
      reportOpen(diagnostics, file, token, type, tokens[index - 1] ?? token);
  };
  for (const [index, token] of tokens.entries()) {
    const type = token.tokenType;
    if (open.length > 0 && beginsDeclaration(tokens, index))
      for (const opener of open.splice(0).reverse()) neverClosed(opener, index);
    if (closerOf.has(type)) open.push(index);
    if (!closers.has(type)) continue;
    const top = open.at(-1);
    const opener = top === undefined ? undefined : tokens[top];
    const partner = findPartner(tokens, open, type);
    if (
      top !== undefined &&
      opener !== undefined &&
      mayBe(tokens, index, opener, closerFor(top)) &&
      (partner === undefined || excessOnLine(tokens, index, type) > 0)
    ) {
      kept.set(index, retyped(token, closerFor(top)));
      repaired.add(token.startLine ?? 0);
      reportOther(diagnostics, file, token, opener, closerFor(top));
      open.pop();
    } else if (partner !== undefined) {
      for (const unclosed of open.splice(partner).slice(1).reverse()) neverClosed(unclosed, index);
    } else {
      kept.delete(index);
      repaired.add(token.startLine ?? 0);
      report(diagnostics, "W0105", spanOf(file, token), { bracket: token.image });
    }
  }
  for (const opener of open.reverse()) neverClosed(opener, tokens.length);
  return { tokens: withInsertions(tokens, kept, insertions), repaired };
}

/** Whether a closer may be meant to be the one that the opener wants: where the right one follows on the same line, it is merely too much. */
function mayBe(tokens: readonly IToken[], index: number, opener: IToken, wanted: TokenType): boolean {
  const type = tokens[index]?.tokenType;
  const areInside = opener.tokenType !== LeftBrace && type !== RightBrace;
  return areInside && wanted !== type && excessOnLine(tokens, index, wanted) <= 0;
}

/** Of a bracket that is never closed; `before` is what its closer would follow. */
function reportOpen(
  diagnostics: Diagnostic[],
  file: string,
  token: IToken,
  closer: TokenType,
  before: IToken,
): void {
  const text = closerText.get(closer) ?? "";
  const at = (before.endOffset ?? before.startOffset) + 1;
  const edit = { span: { file, start: at, end: at }, text: closer === RightBrace ? `\n${text}` : text };
  const fix = { title: phrases.closeHere(text), edits: [edit], applicability: "suggestion" as const };
  report(diagnostics, "W0104", spanOf(file, token), { bracket: token.image }, { fixes: [fix] });
}

/** Of a closer that is another than its opener wants. */
function reportOther(
  diagnostics: Diagnostic[],
  file: string,
  token: IToken,
  opener: IToken,
  wanted: TokenType,
): void {
  const text = closerText.get(wanted) ?? "";
  const span = spanOf(file, token);
  const fix = {
    title: phrases.writeInstead(text),
    edits: [{ span, text }],
    applicability: "suggestion" as const,
  };
  const related = [{ span: spanOf(file, opener), label: phrases.openedHere(opener.image) }];
  report(diagnostics, "W0105", span, { bracket: token.image }, { related, fixes: [fix] });
}

/** The position in `open` of the bracket that a closer ends; `)` and `]` do not look beyond a `{`. */
function findPartner(
  tokens: readonly IToken[],
  open: readonly number[],
  closer: TokenType,
): number | undefined {
  for (let position = open.length - 1; position >= 0; position--) {
    const type = tokens[open[position] ?? -1]?.tokenType;
    if (type !== undefined && closerOf.get(type) === closer) return position;
    if (type === LeftBrace) return undefined;
  }
  return undefined;
}

/** How many more closers than openers of one form follow a token on its line. */
function excessOnLine(tokens: readonly IToken[], position: number, type: TokenType): number {
  const line = tokens[position]?.startLine;
  let excess = 0;
  for (let index = position + 1; tokens[index]?.startLine === line && index < tokens.length; index++) {
    const here = tokens[index]?.tokenType;
    if (here === type) excess += 1;
    else if (here !== undefined && closerOf.get(here) === type) excess -= 1;
  }
  return excess;
}

/** A word such as `layer` at the margin, with a name after it. */
function beginsDeclaration(tokens: readonly IToken[], index: number): boolean {
  const token = tokens[index];
  const next = tokens[index + 1];
  if (token === undefined || next === undefined || token.startColumn !== 1 || !topOnly.has(token.tokenType)) {
    return false;
  }
  return isA(next, Name) || isA(next, StringToken) || next.tokenType === LeftBrace;
}

/** Where a missing closer goes: before a `{` at the end of the opener's line, else at the end of that line. */
function placeForCloser(tokens: readonly IToken[], opener: number, limit: number): number {
  const start = tokens[opener];
  if (start === undefined || start.tokenType === LeftBrace) return limit;
  let index = opener + 1;
  let depth = 0;
  while (index < limit) {
    const token = tokens[index];
    if (token === undefined) break;
    if (depth === 0 && (token.startLine !== start.startLine || token.tokenType === LeftBrace)) break;
    if (closerOf.has(token.tokenType)) depth += 1;
    if (closers.has(token.tokenType)) depth -= 1;
    index += 1;
  }
  return index;
}

function withInsertions(
  tokens: readonly IToken[],
  kept: ReadonlyMap<number, IToken>,
  insertions: readonly Repair[],
): readonly IToken[] {
  if (insertions.length === 0) return [...kept.values()];
  const result: IToken[] = [];
  for (let index = 0; index <= tokens.length; index++) {
    // Of two closers at one place the inner bracket's, which was opened last, comes first.
    const here = insertions
      .filter((insertion) => insertion.index === index)
      .sort((a, b) => b.opener - a.opener);
    const previous = tokens[index - 1];
    for (const insertion of here) {
      if (previous === undefined) continue;
      const offset = (previous.endOffset ?? previous.startOffset) + 1;
      result.push(inserted(insertion.type, previous, offset));
    }
    const token = kept.get(index);
    if (token !== undefined) result.push(token);
  }
  return result;
}
