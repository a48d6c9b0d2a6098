import type { IToken, TokenType } from "chevrotain";
import type { Diagnostic } from "../source/diagnostic.ts";
import { report } from "../source/diagnostic.ts";
import * as phrases from "../source/phrases.ts";
import type { SourceFile } from "../source/spans.ts";
import type { Line } from "./lines.ts";
import { spanOf } from "./places.ts";
import { describe } from "./syntax-errors.ts";
import * as t from "./tokens.ts";

const ofOne: ReadonlySet<TokenType> = new Set([t.Yield, t.Report, t.Watch, t.Expose]);
const opening: ReadonlySet<TokenType> = new Set([t.LeftParenthesis, t.LeftSquare, t.LeftBrace]);
const closing: ReadonlySet<TokenType> = new Set([t.RightParenthesis, t.RightSquare, t.RightBrace]);

/** `yield a, b`, where each line says one: what is meant is told, and read as a line for each. */
export function oneEach(line: Line, file: SourceFile, diagnostics: Diagnostic[]): readonly Line[] {
  const [head, next] = line.tokens;
  // `report = 3` and `watch, report = f(x)` bind names.
  const isBound = next?.tokenType === t.Assign || next?.tokenType === t.Comma;
  if (head === undefined || isBound || !ofOne.has(head.tokenType)) return [line];
  const commas = commasOutside(line.tokens);
  const [first] = commas;
  const begins = commas.map((at) => line.tokens[at + 1]);
  const comma = first === undefined ? undefined : line.tokens[first];
  if (comma === undefined || begins.includes(undefined)) return [line];
  const lineStart = file.text.lastIndexOf("\n", head.startOffset - 1) + 1;
  const indent = /^[ \t]*/.exec(file.text.slice(lineStart))?.[0] ?? "";
  const edits = commas.flatMap((at, index) => {
    const token = line.tokens[at];
    const start = begins[index]?.startOffset;
    if (token === undefined || start === undefined) return [];
    const span = { file: file.name, start: token.startOffset, end: start };
    return [{ span, text: `\n${indent}${head.image} ` }];
  });
  const fix = { title: phrases.aLineForEach(head.image), edits, applicability: "machine" } as const;
  report(
    diagnostics,
    "W0108",
    spanOf(file.name, comma),
    { found: describe(comma), after: "" },
    { fixes: [fix] },
  );
  return [0, ...commas.map((at) => at + 1)].map((start, index) => {
    const tokens = line.tokens.slice(start, commas[index]);
    return index === 0
      ? { ...line, tokens }
      : { ...line, tokens: [head, ...tokens], previous: line.tokens[start - 1] };
  });
}

/** The places of the commas that no bracket is around. */
function commasOutside(tokens: readonly IToken[]): readonly number[] {
  let depth = 0;
  return tokens.flatMap(({ tokenType }, at) => {
    if (opening.has(tokenType)) depth++;
    if (closing.has(tokenType)) depth--;
    return depth === 0 && tokenType === t.Comma ? [at] : [];
  });
}
