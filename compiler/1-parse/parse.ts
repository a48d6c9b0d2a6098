import type { IToken, TokenType } from "chevrotain";
import type { Diagnostic } from "../source/diagnostic.ts";
import { report, sortByPosition } from "../source/diagnostic.ts";
import { notesOfBeginning } from "../source/foreign.ts";
import type { Place } from "../source/messages-syntax.ts";
import * as phrases from "../source/phrases.ts";
import type { SourceFile } from "../source/spans.ts";
import { balance } from "./brackets.ts";
import { readDivisions } from "./divisions.ts";
import { Grammar } from "./grammar.ts";
import type { Line } from "./lines.ts";
import { splitLines } from "./lines.ts";
import { tooDeep } from "./nesting.ts";
import { endOf, isA, nameOf, spanOf } from "./places.ts";
import { oneEach } from "./several.ts";
import type { Rule } from "./statement-kinds.ts";
import { chooseRule, declarationRules, namesOf, statementRules } from "./statement-kinds.ts";
import { reportException, reportForeign, reportProblem, tokenBefore } from "./syntax-errors.ts";
import * as t from "./tokens.ts";
import type * as tree from "./tree.ts";

/** What the statements of a file have in common while they are read. */
interface Reading {
  readonly file: SourceFile;
  readonly diagnostics: Diagnostic[];
  readonly comments: readonly tree.Comment[];
  /** Lines with a mistake that was reported already; what follows from it in the same statement is not. */
  readonly spoiled: Set<number>;
}

let grammar: Grammar | undefined;

/**
 * Reads a file. Mistakes are added to `diagnostics`; every text gives a tree, in which a statement that could not be
 * read is a `broken` one. Each statement is read by itself, blocks from the inside out, so that a mistake in one
 * never touches another.
 */
export function parse(file: SourceFile, diagnostics: Diagnostic[]): tree.File {
  const found: Diagnostic[] = [];
  const lexed = t.tokenize(file.text);
  const tokens = readDivisions(file, lexed.tokens, lexed.comments, found);
  const code = tokens === lexed.tokens ? undefined : new Set(tokens.map(({ startOffset }) => startOffset));
  const comments = lexed.comments
    .filter(({ startOffset }) => code?.has(startOffset) !== true)
    .map((token) => makeComment(file, token));
  const reading: Reading = { file, diagnostics: found, comments, spoiled: new Set() };
  const balanced = balance(file.name, screen(reading, tokens), reading.spoiled, found);
  for (const line of balanced.repaired) reading.spoiled.add(line);
  const deep = tooDeep(balanced.tokens);
  if (deep !== undefined) report(found, "W0113", spanOf(file.name, deep.token), deep);
  const lines = deep === undefined ? splitLines(balanced.tokens) : [];
  const edition = deep === undefined ? readEdition(reading, lines[0]) : undefined;
  const declarations = readDeclarations(reading, lines.slice(edition === undefined ? 0 : 1));
  // A file without an edition, of which nothing can be read, is of another kind: that is all there is to say.
  const isForeign = edition === undefined && declarations.every(({ kind }) => kind === "broken");
  const missing = found.find(({ code }) => code === "W0001");
  if (isForeign && missing !== undefined)
    found.splice(0, found.length, declarations.length > 0 ? { ...missing, fixes: [] } : missing);
  sortByPosition(found);
  diagnostics.push(...found);
  return {
    kind: "file",
    name: file.name,
    edition: edition?.number,
    declarations,
    comments,
    span: { file: file.name, start: 0, end: file.text.length },
  };
}

/** What is indented below a line that can't be read, `def f(x):`, is what that line would hold, and no news. */
function readDeclarations(
  reading: Reading,
  lines: readonly Line[],
): readonly (tree.Declaration | tree.Broken)[] {
  let inside = Infinity;
  return lines.flatMap((line) => {
    const column = line.tokens[0]?.startColumn ?? 1;
    if (column > inside) return [];
    const declaration = readLine(reading, line, "file", declarationRules, undefined);
    const isOpen = declaration?.kind === "broken" && endsInColon(line.tokens);
    inside = isOpen ? column : Infinity;
    return declaration ?? [];
  });
}

/** Whether a colon ends a line of the text; a statement goes on after it. */
function endsInColon(tokens: readonly IToken[]): boolean {
  return tokens.some(({ tokenType, endLine = 0 }, at) => {
    const next = tokens[at + 1];
    return tokenType === t.Colon && (next === undefined || (next.startLine ?? 0) > endLine);
  });
}

/** Reports the tokens that no grammar knows, and drops or replaces them. */
function screen({ file, diagnostics, spoiled }: Reading, tokens: readonly IToken[]): readonly IToken[] {
  /** Up to here the text was read already. */
  let read = 0;
  return tokens.flatMap((token) => {
    if (token.startOffset < read) return [];
    const span = spanOf(file.name, token);
    const foreignText = token.tokenType === t.Unexpected ? foreignTextAt(file.text, span.start) : undefined;
    if (foreignText !== undefined) {
      const { end, quoted } = foreignText;
      read = end;
      const found = file.text.slice(span.start, quoted === undefined ? span.start + 1 : end);
      reportForeign(diagnostics, { ...span, end: span.start + found.length }, found, quoted ?? "//");
      return quoted === undefined
        ? []
        : [{ ...t.retyped(token, t.StringToken), image: quoted, endOffset: end - 1 }];
    }
    if (token.tokenType === t.Unexpected) {
      report(diagnostics, "W0101", span, { character: token.image });
      spoiled.add(token.startLine ?? 0);
      return [];
    }
    if (token.tokenType === t.UnclosedString) {
      const tail = /[)\]]*[ \t]*\{?[ \t]*$/.exec(token.image)?.[0] ?? "";
      const end = span.end - tail.length;
      const edits = [{ span: { ...span, start: end, end }, text: '"' }];
      const fix = { title: phrases.closeHere('"'), edits, applicability: "suggestion" } as const;
      report(diagnostics, "W0102", span, {}, { fixes: [fix] });
      spoiled.add(token.startLine ?? 0);
      // The brackets at the end of the line are most likely none of the text's.
      const image = `${token.image.slice(0, token.image.length - tail.length)}"`;
      const rest = t.tokenize(file.text.slice(0, end).replace(/[^\n]/g, " ") + tail).tokens;
      return [{ ...t.retyped(token, t.StringToken), image, endOffset: end - 1 }, ...rest];
    }
    const foreign = token.tokenType === t.Foreign ? t.foreignSpellings.get(token.image) : undefined;
    if (foreign === undefined) return [token];
    reportForeign(diagnostics, span, token.image, foreign.instead);
    return [t.retyped(token, foreign.type)];
  });
}

/** A comment after `#`, which goes on to the end of its line, or a text in single or typographic quotes. */
function foreignTextAt(
  text: string,
  start: number,
): { readonly end: number; readonly quoted: string | undefined } | undefined {
  const line = /[^\r\n]*/y;
  line.lastIndex = start;
  const rest = line.exec(text)?.[0] ?? "";
  if (rest.startsWith("#")) return { end: start + rest.length, quoted: undefined };
  const [quote] = /^(?:'[^'"\\]*'|[“”„][^“”"\\]*[“”]|[‘’‚][^‘’"\\]*[‘’])/.exec(rest) ?? [];
  return quote === undefined ? undefined : { end: start + quote.length, quoted: `"${quote.slice(1, -1)}"` };
}

/** Reads `weft 1`. Without it the first line is read as a declaration. */
function readEdition(
  reading: Reading,
  line: Line | undefined,
): { readonly number: tree.NumberLiteral | undefined } | undefined {
  const { file, diagnostics } = reading;
  const first = line?.tokens[0];
  if (line === undefined || first?.tokenType !== t.Weft || isA(line.tokens[1], t.Assign)) {
    const start = first?.startOffset ?? 0;
    const edits = [{ span: { file: file.name, start: 0, end: 0 }, text: "weft 1\n" }];
    const span = { file: file.name, start, end: first === undefined ? start : endOf(first) };
    const fix = { title: phrases.putEditionFirst(), edits, applicability: "machine" } as const;
    report(diagnostics, "W0001", span, {}, { fixes: [fix] });
    return undefined;
  }
  const number = runRule(reading, line.tokens, new Map(), new Map(), undefined, (rules) => rules.edition());
  if (number !== undefined && number.text !== "1") {
    const edits = [{ span: number.span, text: "1" }];
    const fix = { title: phrases.writeInstead("1"), edits, applicability: "suggestion" } as const;
    report(diagnostics, "W0002", number.span, { edition: number.text }, { fixes: [fix] });
  }
  return { number };
}

function readLine<N>(
  reading: Reading,
  line: Line,
  place: Place,
  rules: ReadonlyMap<TokenType, Rule<N>>,
  otherwise: Rule<N> | undefined,
): N | tree.Broken | undefined {
  const [first] = line.tokens;
  const last = line.tokens.at(-1);
  if (first === undefined || last === undefined) return undefined;
  const { file, diagnostics } = reading;
  const choice = chooseRule(rules, otherwise, place, line.tokens, file.name, diagnostics);
  const blocks = new Map<IToken, tree.Block>();
  const fields = new Map<IToken, readonly (tree.Field | tree.Broken)[]>();
  for (const [token, lines] of line.blocks) {
    if (place === "file" && choice?.tokens[0]?.tokenType === t.Data) {
      fields.set(token, readFields(reading, lines));
    } else {
      blocks.set(token, readBlock(reading, token, lines));
    }
  }
  const documentation = documentationAbove(reading, line, first);
  const node =
    choice && runRule(reading, choice.tokens, blocks, fields, documentation, (rules) => choice.rule(rules));
  if (node !== undefined) return node;
  const names = namesOf(choice?.tokens ?? line.tokens).map((token) => nameOf(file.name, token));
  return { kind: "broken", names, span: { file: file.name, start: first.startOffset, end: endOf(last) } };
}

function readBlock(reading: Reading, token: IToken, lines: readonly Line[]): tree.Block {
  const statements = lines
    .flatMap((line) => oneEach(line, reading.file, reading.diagnostics))
    .map((line) =>
      readLine<tree.Statement>(reading, line, "block", statementRules, (rules) => rules.binding()),
    )
    .filter((statement) => statement !== undefined);
  return { kind: "block", statements, span: spanOf(reading.file.name, token) };
}

function readFields(reading: Reading, lines: readonly Line[]): readonly (tree.Field | tree.Broken)[] {
  return lines
    .map((line) => readLine<tree.Field>(reading, line, "data", new Map(), (rules) => rules.field()))
    .filter((field) => field !== undefined);
}

/** Runs one rule of the grammar over the tokens of a statement; `undefined` after a report. */
function runRule<N>(
  { file, diagnostics, spoiled }: Reading,
  tokens: readonly IToken[],
  blocks: ReadonlyMap<IToken, tree.Block>,
  fields: ReadonlyMap<IToken, readonly (tree.Field | tree.Broken)[]>,
  documentation: tree.Documentation | undefined,
  rule: Rule<N>,
): N | undefined {
  grammar ??= new Grammar();
  grammar.file = file.name;
  grammar.blocks = blocks;
  grammar.fields = fields;
  grammar.documentation = documentation;
  grammar.problems = [];
  grammar.input = [...tokens];
  const node = rule(grammar);
  const last = tokens.at(-1);
  for (const problem of grammar.problems) reportProblem(diagnostics, file.name, problem);
  const [exception] = grammar.errors;
  if (exception === undefined) return node;
  // Where a mistake was reported already, what could be read is less than what was meant.
  if (last === undefined || tokens.some((token) => isSpoiled(token, spoiled))) return undefined;
  reportException(diagnostics, file.name, exception, tokens, last);
  // What follows a whole statement is reported, and the statement is kept, if it is what was meant.
  const isWhole = exception.name === "NotAllInputParsedException";
  const before = tokenBefore(tokens, exception.token)?.image ?? "";
  return isWhole && notesOfBeginning(before).length === 0 ? node : undefined;
}

/** Whether a mistake in a token's line was reported; a block's lines are its own. */
function isSpoiled(token: IToken, spoiled: ReadonlySet<number>): boolean {
  const end = token.tokenType === t.BlockToken ? token.startLine : token.endLine;
  return spoiled.has(token.startLine ?? 0) || spoiled.has(end ?? 0);
}

function makeComment(file: SourceFile, token: IToken): tree.Comment {
  const documentation = token.image.startsWith("///");
  const text = token.image.slice(documentation ? 3 : 2);
  const lineStart = Math.max(
    file.text.lastIndexOf("\n", token.startOffset - 1),
    file.text.lastIndexOf("\r", token.startOffset - 1),
  );
  const before = token.startOffset === 0 ? "" : file.text.slice(lineStart + 1, token.startOffset);
  return {
    kind: documentation ? "documentation" : "comment",
    text: text.startsWith(" ") ? text.slice(1) : text,
    ownLine: before.trim() === "",
    span: spanOf(file.name, token),
  };
}

/** The `///` lines between a statement and the token before it. */
function documentationAbove(
  { file, comments }: Reading,
  line: Line,
  first: IToken,
): tree.Documentation | undefined {
  const from = line.previous === undefined ? 0 : endOf(line.previous);
  const above = comments.filter(
    (comment) =>
      comment.kind === "documentation" &&
      comment.ownLine &&
      comment.span.start >= from &&
      comment.span.end <= first.startOffset,
  );
  const [start] = above;
  const end = above.at(-1);
  if (start === undefined || end === undefined) return undefined;
  return {
    text: above.map((comment) => comment.text).join("\n"),
    span: { file: file.name, start: start.span.start, end: end.span.end },
  };
}
