/** Comments that read as the other half of an expression: `7 // 2` is a whole division in other languages. */
import type { IToken } from "chevrotain";
import type { Diagnostic } from "../source/diagnostic.ts";
import { report } from "../source/diagnostic.ts";
import { writeInstead } from "../source/phrases.ts";
import type { SourceFile } from "../source/spans.ts";
import { isA, spanOf } from "./places.ts";
import { reportForeign } from "./syntax-errors.ts";
import * as t from "./tokens.ts";

/** A divisor, perhaps with more of a formula after it, and the brackets that it closes. Words of a sentence aren't one. */
const divisor =
  /^[ \t]*(?<first>\d+|\|[\p{L}_][\p{L}\p{N}_]*\||[\p{L}_][\p{L}\p{N}_]*)(?<more>(?:[ \t]*[-+*/%][ \t]*(?:\d+|\|?[\p{L}_][\p{L}\p{N}_]*\|?))*)[ \t]*(?<closers>[)\]]*)[ \t]*$/u;

/**
 * The tokens of a text in which `//` divides inside of brackets that what follows it closes: that is told, and read as `div`. Where a
 * whole line may end before it, it is a comment, and warned of.
 */
export function readDivisions(
  { name: file, text }: SourceFile,
  tokens: readonly IToken[],
  comments: readonly IToken[],
  diagnostics: Diagnostic[],
): readonly IToken[] {
  let read = tokens;
  for (const comment of comments) {
    // A comment may follow what reads as code.
    const [half = ""] = comment.image.slice(2).split("//");
    const found = comment.image.startsWith("///") ? null : divisor.exec(half);
    if (found === null) continue;
    const { first = "", more = "", closers = "" } = found.groups ?? {};
    const line = tokens.filter(
      (token) => token.startLine === comment.startLine && token.startOffset < comment.startOffset,
    );
    const last = line.at(-1);
    if (last === undefined || !endsValue(last) || comment.startOffset - spanOf(file, last).end > 1) continue;
    const start = comment.startOffset;
    const span = { file, start, end: start + 2 };
    if (closers !== "") {
      if (openIn(line) !== closers) continue;
      reportForeign(diagnostics, span, "//", text[start - 1] === " " ? "div" : " div ");
      const rest = t.tokenize(
        text.slice(0, start).replace(/[^\n]/g, " ") + "  " + comment.image.slice(2),
      ).tokens;
      const sign = { ...t.retyped(comment, t.Div), image: "//", endOffset: start + 1 };
      const at = read.findIndex(({ startOffset }) => startOffset > start);
      const before = at < 0 ? read : read.slice(0, at);
      read = [...before, sign, ...rest, ...(at < 0 ? [] : read.slice(at))];
    } else if (openIn(line) === "" && mayDivide(line, first, more, tokens)) {
      const instead = text[start - 1] === " " ? "div" : " div ";
      const fix = {
        title: writeInstead(instead.trim()),
        edits: [{ span, text: instead }],
        applicability: "suggestion",
      } as const;
      report(
        diagnostics,
        "W0917",
        { ...span, end: start + 2 + half.trimEnd().length },
        { divisor: first },
        { fixes: [fix] },
      );
    }
  }
  return read;
}

function endsValue(token: IToken): boolean {
  const { tokenType } = token;
  if (tokenType === t.NumberToken) return /^\d+$/.test(token.image);
  return tokenType === t.Name || [t.RightParenthesis, t.RightSquare, t.Bar].includes(tokenType);
}

/** What would close the brackets that are open at the end of a line. */
function openIn(line: readonly IToken[]): string {
  let open = "";
  for (const { tokenType } of line) {
    if (tokenType === t.LeftParenthesis) open = `)${open}`;
    else if (tokenType === t.LeftSquare) open = `]${open}`;
    else if (tokenType === t.RightParenthesis || tokenType === t.RightSquare) open = open.slice(1);
  }
  return open;
}

/**
 * Whether a value of the line may be meant to be divided. A number beside an equal one, or after a formula, as well says what it comes
 * to, and a word what a value is: only constants and sizes are divided by.
 */
function mayDivide(line: readonly IToken[], first: string, more: string, tokens: readonly IToken[]): boolean {
  const sign = line.findIndex(({ tokenType }) => tokenType === t.Assign);
  const value = line.slice(sign + 1);
  const isFormula = value.some(({ tokenType }) => operators.has(tokenType));
  if (sign < 0 && line[0]?.tokenType !== t.Return) return false;
  if (first.startsWith("|")) return !isFormula || more !== "";
  if (/^\d/.test(first)) return !isFormula && value.at(-1)?.image !== first;
  return tokens.some((token, at) => token.image === first && isA(tokens[at - 1], t.Const));
}

const operators = new Set([t.Plus, t.Minus, t.Star, t.Slash, t.Percent, t.Caret, t.Div]);
