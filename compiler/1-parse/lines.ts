import type { IToken, TokenType } from "chevrotain";
import { declarationRules, statementRules } from "./statement-kinds.ts";
import * as t from "./tokens.ts";
import { isA } from "./places.ts";

/** The tokens of one statement; a `{ … }` that holds statements is one token, and its lines are in `blocks`. */
export interface Line {
  readonly tokens: readonly IToken[];
  readonly blocks: ReadonlyMap<IToken, readonly Line[]>;
  /** The token before it in the file, up to which its documentation may stand. */
  readonly previous: IToken | undefined;
}

const infix: ReadonlySet<TokenType> = new Set([
  t.Plus,
  t.Minus,
  t.Star,
  t.Slash,
  t.Percent,
  t.Div,
  t.Caret,
  t.Contract,
  t.Equal,
  t.NotEqual,
  t.Less,
  t.LessEqual,
  t.Greater,
  t.GreaterEqual,
  t.And,
  t.Or,
  t.Arrow,
  t.Assign,
  t.Tilde,
  t.Colon,
  t.Join,
  t.Range,
]);
const goesOnAfter: ReadonlySet<TokenType> = new Set([...infix, t.Comma, t.Not, t.Root]);
const opening: ReadonlySet<TokenType> = new Set([t.LeftParenthesis, t.LeftSquare, t.LeftBrace]);
const closing: ReadonlySet<TokenType> = new Set([t.RightParenthesis, t.RightSquare, t.RightBrace]);

/**
 * Splits tokens with matching brackets into statements: one ends with its line, but goes on inside brackets, after an
 * infix operator or a comma, and on a line that begins with an infix operator or with the `{` of its block.
 */
export function splitLines(tokens: readonly IToken[]): readonly Line[] {
  let position = 0;

  function readLines(): readonly Line[] {
    const lines: Line[] = [];
    while (position < tokens.length && tokens[position]?.tokenType !== t.RightBrace) lines.push(readLine());
    return lines;
  }

  function readLine(): Line {
    const previous = tokens[position - 1];
    const line: IToken[] = [];
    const blocks = new Map<IToken, readonly Line[]>();
    let depth = 0;
    while (position < tokens.length) {
      const token = tokens[position];
      if (token === undefined) break;
      const last = line.at(-1);
      if (depth === 0 && token.tokenType === t.RightBrace) break;
      if (depth === 0 && last !== undefined && startsLine(last, token)) {
        if (!joins(line, token) || beginsStatement(token, tokens[position + 1])) break;
      }
      if (token.tokenType === t.LeftBrace && !holdsNames(line)) {
        position += 1;
        const inner = readLines();
        const end = tokens[position] ?? token;
        position += 1;
        const block: IToken = {
          ...t.retyped(token, t.BlockToken),
          image: "{ … }",
          endOffset: end.endOffset ?? end.startOffset,
          endLine: end.endLine ?? end.startLine ?? 0,
        };
        blocks.set(block, inner);
        line.push(block);
        continue;
      }
      if (opening.has(token.tokenType)) depth += 1;
      if (closing.has(token.tokenType)) depth -= 1;
      line.push(token);
      position += 1;
    }
    return { tokens: line, blocks, previous };
  }

  return readLines();
}

function startsLine(last: IToken, token: IToken): boolean {
  return (token.startLine ?? 0) > (last.endLine ?? last.startLine ?? 0);
}

/** A keyword with a name after it: two names never meet within an expression, so that an operator before them dangles. */
function beginsStatement(token: IToken, next: IToken | undefined): boolean {
  return (declarationRules.has(token.tokenType) || statementRules.has(token.tokenType)) && isA(next, t.Name);
}

/** Whether a token at the start of a line belongs to the statement before it. */
function joins(line: readonly IToken[], token: IToken): boolean {
  const last = line.at(-1);
  if (last === undefined || last.tokenType === t.BlockToken) return false;
  if (token.tokenType === t.LeftBrace || infix.has(token.tokenType)) return true;
  return goesOnAfter.has(last.tokenType) && !isWildcard(line, line.length - 1);
}

/** Whether the token is the `*` of a path, as in `over GPT.*`, rather than a product. */
function isWildcard(line: readonly IToken[], index: number): boolean {
  const type = line[index]?.tokenType;
  const before = line[index - 1]?.tokenType;
  if (type !== t.Star && type !== t.StarStar) return false;
  if (line[0]?.tokenType !== t.Minimize) return false;
  return before === t.Dot || before === t.Over || before === t.Except || before === t.Comma;
}

/** Whether a `{` after these tokens lists names rather than statements: the labels of an axis, or what is imported. */
function holdsNames(line: readonly IToken[]): boolean {
  const last = line.at(-1);
  if (last === undefined) return false;
  return (
    (last.tokenType === t.Assign && isA(line[0], t.Axis)) ||
    (last.tokenType === t.Import && line.length === 1)
  );
}
