import type { IParserErrorMessageProvider, IRecognitionException, IToken } from "chevrotain";
import { EOF } from "./chevrotain.ts";
import type { Diagnostic } from "../source/diagnostic.ts";
import { report } from "../source/diagnostic.ts";
import * as phrases from "../source/phrases.ts";
import type { Span } from "../source/spans.ts";
import { nearNames } from "../source/suggest.ts";
import { lacksSign, slipBefore } from "./left-out.ts";
import * as t from "./tokens.ts";
import { endOf, isA, spanOf } from "./places.ts";
import type { Name } from "./tree.ts";

/** A mistake after which the grammar goes on by itself. */
export type Problem =
  | { readonly kind: "chain"; readonly token: IToken; readonly first: string; readonly second: string }
  | { readonly kind: "prime"; readonly name: Name; readonly called: boolean }
  | { readonly kind: "expected"; readonly span: Span; readonly expected: string; readonly found: string };

/** An exception's message is what was expected, in words; the sentence around it is made below. */
export const problemMessages: IParserErrorMessageProvider = {
  buildMismatchTokenMessage: ({ expected }) => expected.LABEL ?? expected.name,
  buildNotAllInputParsedMessage: () => "",
  buildNoViableAltMessage: ({ customUserDescription }) => customUserDescription ?? "something else",
  buildEarlyExitMessage: ({ customUserDescription }) => customUserDescription ?? "something else",
};

/** How a message calls a token. */
export function describe(token: IToken): string {
  if (token.tokenType === EOF || token.image === "") return "the end of the line";
  if (token.tokenType === t.BlockToken) return "a block";
  if (token.tokenType === t.StringToken && token.image.length > 30) return "a text";
  return `\`${token.image}\``;
}

/** The place of an error at a token; the end of a statement is right after its last token. */
function placeOf(file: string, token: IToken, last: IToken): Span {
  if (token.tokenType === EOF || token.image === "") return { file, start: endOf(last), end: endOf(last) };
  const start = token.startOffset;
  return token.tokenType === t.BlockToken ? { file, start, end: start + 1 } : spanOf(file, token);
}

export function tokenBefore(tokens: readonly IToken[], token: IToken): IToken | undefined {
  return tokens[tokens.indexOf(token) - 1];
}

/** The names that a statement begins with, up to a token, of `loss.backward()` both, and the word before the token. */
function wordsOf(tokens: readonly IToken[], token: IToken): readonly string[] {
  const at = tokens.indexOf(token);
  const first = tokens.slice(0, at).find((one) => isA(one, t.Name));
  const member = token.tokenType === t.Dot ? tokens[at + 1] : undefined;
  return [member, first, tokens[at - 1]].flatMap((one) => one?.image ?? []);
}

/** `10k` and `1_000`, which other languages read, as numbers; undefined for what is none. */
function numberWrittenOut(number: IToken, rest: IToken): string | undefined {
  const isNext = number.startOffset + number.image.length === rest.startOffset;
  if (!isNext || !/^\d+(\.\d+)?$/.test(number.image)) return undefined;
  if (/^(_\d+)+$/.test(rest.image)) return number.image + rest.image.replaceAll("_", "");
  const factor = { k: 1e3, K: 1e3, m: 1e6, M: 1e6 }[rest.image];
  return factor === undefined ? undefined : String(Number(number.image) * factor);
}

/** Reports why the grammar could not read a statement of these tokens, of which `last` is the last. */
export function reportException(
  diagnostics: Diagnostic[],
  file: string,
  exception: IRecognitionException,
  tokens: readonly IToken[],
  last: IToken,
): void {
  const { token } = exception;
  const span = placeOf(file, token, last);
  const found = describe(token);
  if (token.tokenType === t.StarStar) {
    reportForeign(diagnostics, span, token.image, "^");
  } else if (exception.context.ruleStack.includes("size")) {
    report(diagnostics, "W0112", span, {});
  } else if (lacksSign(tokens, token)) {
    report(diagnostics, "W0103", span, { expected: "`=`", found }, slipBefore(file, tokens, token, "`=`"));
  } else if (exception.name === "NotAllInputParsedException") {
    const before = tokenBefore(tokens, token);
    const whole = before === undefined ? undefined : numberWrittenOut(before, token);
    const fixes =
      before === undefined || whole === undefined
        ? []
        : [
            {
              title: phrases.writeInstead(whole),
              edits: [{ span: { ...span, start: before.startOffset }, text: whole }],
              applicability: "suggestion" as const,
            },
          ];
    report(diagnostics, "W0108", span, { found, after: before?.image ?? "" }, { fixes });
  } else {
    const expected = exception.message;
    // A keyword that is expected here, `from` for one, may be what the name was meant to be.
    const words = [...expected.matchAll(/`(\p{L}+)`/gu)].map((match) => match[1] ?? "");
    const fixes = nearNames(token.image, words).map((text) => ({
      title: phrases.writeInstead(text),
      edits: [{ span, text }],
      applicability: "suggestion" as const,
    }));
    const slip = slipBefore(file, tokens, token, expected);
    const extras = { ...slip, fixes: [...fixes, ...(slip.fixes ?? [])] };
    report(diagnostics, "W0103", span, { expected, found, words: wordsOf(tokens, token) }, extras);
  }
}

export function reportProblem(diagnostics: Diagnostic[], file: string, problem: Problem): void {
  if (problem.kind === "chain") {
    report(diagnostics, "W0109", spanOf(file, problem.token), {
      first: problem.first,
      second: problem.second,
    });
  } else if (problem.kind === "prime") {
    const { called } = problem;
    const { text, span } = problem.name;
    const edits = [{ span, text }];
    const fix = { title: phrases.writeInstead(text), edits, applicability: "suggestion" } as const;
    report(diagnostics, "W0114", span, { name: text, called }, { fixes: [fix] });
  } else {
    report(diagnostics, "W0103", problem.span, { expected: problem.expected, found: problem.found });
  }
}

/** An operator of another language, with the replacement. */
export function reportForeign(diagnostics: Diagnostic[], span: Span, found: string, instead: string): void {
  report(
    diagnostics,
    "W0110",
    span,
    { found, instead },
    {
      fixes: [
        { title: phrases.writeInstead(instead), edits: [{ span, text: instead }], applicability: "machine" },
      ],
    },
  );
}
