import type { IToken, TokenType } from "chevrotain";
import type { Diagnostic } from "../source/diagnostic.ts";
import { report } from "../source/diagnostic.ts";
import { notesOfBeginning } from "../source/foreign.ts";
import type { Place } from "../source/messages-syntax.ts";
import * as phrases from "../source/phrases.ts";
import { nearNames } from "../source/suggest.ts";
import type { Grammar } from "./grammar.ts";
import { isA, spanOf } from "./places.ts";
import { describe, reportForeign } from "./syntax-errors.ts";
import * as t from "./tokens.ts";
import type * as tree from "./tree.ts";

/** Reads one kind of statement with the grammar. */
export type Rule<N> = (grammar: Grammar) => N;

const shared: readonly (readonly [TokenType, Rule<tree.AxisDeclaration | tree.ConstDeclaration>])[] = [
  [t.Axis, (grammar) => grammar.axis()],
  [t.Const, (grammar) => grammar.constant()],
];

/** What a keyword begins at the top of a file. */
export const declarationRules: ReadonlyMap<TokenType, Rule<tree.Declaration>> = new Map<
  TokenType,
  Rule<tree.Declaration>
>([
  ...shared,
  [t.Import, (grammar) => grammar.importing()],
  [t.Fn, (grammar) => grammar.fn()],
  [t.Layer, (grammar) => grammar.layer()],
  [t.Model, (grammar) => grammar.model()],
  [t.Optimizer, (grammar) => grammar.optimizer()],
  [t.Schedule, (grammar) => grammar.schedule()],
  [t.Data, (grammar) => grammar.data()],
  [t.Train, (grammar) => grammar.train()],
  [t.Generate, (grammar) => grammar.generate()],
]);

/** What a keyword begins in a block. */
export const statementRules: ReadonlyMap<TokenType, Rule<tree.Statement>> = new Map<
  TokenType,
  Rule<tree.Statement>
>([
  ...shared,
  [t.Return, (grammar) => grammar.returning()],
  [t.Yield, (grammar) => grammar.yielding()],
  [t.Expose, (grammar) => grammar.expose()],
  [t.Watch, (grammar) => grammar.watch()],
  [t.Param, (grammar) => grammar.param()],
  [t.State, (grammar) => grammar.state()],
  [t.Use, (grammar) => grammar.use()],
  [t.Minimize, (grammar) => grammar.minimize()],
  [t.Report, (grammar) => grammar.report()],
  [t.Evaluate, (grammar) => grammar.every()],
  [t.Save, (grammar) => grammar.every()],
  [t.Grow, (grammar) => grammar.grow()],
]);

/** The words that begin a statement at a place, for suggestions. */
export function wordsOf(rules: ReadonlyMap<TokenType, unknown>): readonly string[] {
  return [...t.wordTypes].filter(([, type]) => rules.has(type)).map(([word]) => word);
}

/** A keyword is a name where it is bound: `state = 3`, `key, data = f(x)`. */
function isBound(tokens: readonly IToken[]): boolean {
  const next = tokens[1]?.tokenType;
  return next === t.Assign || next === t.Comma;
}

/**
 * Picks the rule for a statement by its first tokens; `undefined` after a report that nothing begins like this. The
 * tokens come back changed where a mistyped keyword was taken for what it must mean.
 */
export function chooseRule<N>(
  rules: ReadonlyMap<TokenType, Rule<N>>,
  otherwise: Rule<N> | undefined,
  place: Place,
  given: readonly IToken[],
  file: string,
  diagnostics: Diagnostic[],
): { readonly rule: Rule<N>; readonly tokens: readonly IToken[] } | undefined {
  const tokens = bound(given, file, diagnostics);
  const [head, next] = tokens;
  if (head === undefined) return undefined;
  const bare = otherwise && withoutParentheses(tokens, file, diagnostics);
  if (otherwise !== undefined && bare !== undefined) return { rule: otherwise, tokens: bare };
  const rule = rules.get(head.tokenType);
  if (rule !== undefined && (!isBound(tokens) || otherwise === undefined)) return { rule, tokens };
  const span = spanOf(file, head);
  const elsewhere = place === "file" ? statementRules : declarationRules;
  const isName = next?.tokenType === t.Colon || next?.tokenType === t.Dot;
  if (elsewhere.has(head.tokenType) && !isBound(tokens) && !isName) {
    report(diagnostics, "W0111", span, { keyword: head.image, place });
    return undefined;
  }
  // Two names in a row begin nothing, whatever the second is: `for i in …` is better told so than to lack an `=`.
  const twoNames = isA(head, t.Name) && isA(next, t.Name);
  if (twoNames && head.tokenType === t.Name && rules.size > 0) {
    const keywords = nearNames(head.image, wordsOf(rules));
    const [only] = keywords;
    const type = only === undefined ? undefined : t.wordTypes.get(only);
    const meant = type === undefined ? undefined : rules.get(type);
    if (only !== undefined && type !== undefined && meant !== undefined) {
      const fix = {
        title: phrases.writeInstead(only),
        edits: [{ span, text: only }],
        applicability: "suggestion",
      } as const;
      report(diagnostics, "W0106", span, { found: head.image, keywords }, { fixes: [fix] });
      return { rule: meant, tokens: [t.retyped(head, type), ...tokens.slice(1)] };
    }
  }
  if (otherwise !== undefined && isA(head, t.Name) && !(twoNames && place === "block"))
    return { rule: otherwise, tokens };
  report(diagnostics, "W0107", span, { found: describe(head), place });
  return undefined;
}

/** `x == f(x)`: a name is compared with nothing where a statement begins; it is to be bound, which is told. */
function bound(tokens: readonly IToken[], file: string, diagnostics: Diagnostic[]): readonly IToken[] {
  const at = tokens.findIndex(({ tokenType }) => tokenType === t.Equal);
  const sign = tokens[at];
  const isBinding = tokens.slice(0, at).every((one, place) => isA(one, place % 2 === 0 ? t.Name : t.Comma));
  if (sign === undefined || !isBinding || at % 2 === 0) return tokens;
  reportForeign(diagnostics, spanOf(file, sign), sign.image, "=");
  return tokens.with(at, t.retyped(sign, t.Assign));
}

/** `(a, b) = f(x)`: what is meant is told, and read without the parentheses; `undefined` where it isn't that. */
function withoutParentheses(
  tokens: readonly IToken[],
  file: string,
  diagnostics: Diagnostic[],
): readonly IToken[] | undefined {
  const [open] = tokens;
  const close = tokens.findIndex(({ tokenType }) => tokenType === t.RightParenthesis);
  const end = tokens[close];
  if (open?.tokenType !== t.LeftParenthesis || end === undefined) return undefined;
  const inner = tokens.slice(1, close);
  const areNames = inner.every((token, at) =>
    at % 2 === 0 ? isA(token, t.Name) : token.tokenType === t.Comma,
  );
  if (!areNames || inner.length % 2 === 0 || tokens[close + 1]?.tokenType !== t.Assign) return undefined;
  const instead = namesOf(inner)
    .map(({ image }) => image)
    .join(", ");
  const span = { file, start: open.startOffset, end: spanOf(file, end).end };
  reportForeign(diagnostics, span, `(${instead})`, instead);
  return [...inner, ...tokens.slice(close + 1)];
}

/** The names that a statement would have introduced, found without its grammar. */
export function namesOf(tokens: readonly IToken[]): readonly IToken[] {
  const first = tokens[0]?.tokenType;
  const begins = first !== undefined && (declarationRules.has(first) || statementRules.has(first));
  if (begins && first === t.Import) {
    const end = tokens.findIndex((token) => token.tokenType === t.From);
    return tokens.slice(1, end < 0 ? undefined : end).filter((token) => isA(token, t.Name));
  }
  const [head, next] = tokens;
  // `def f(x): …` is another language's, and what it declares is no unknown name.
  if (head !== undefined && next !== undefined && !begins && isA(head, t.Name) && isA(next, t.Name))
    return notesOfBeginning(head.image).length > 0 ? [next] : [];
  const names: IToken[] = [];
  for (let index = begins && !isBound(tokens) ? 1 : 0; isA(tokens[index], t.Name); index += 2) {
    const token = tokens[index];
    if (token !== undefined) names.push(token);
    if (tokens[index + 1]?.tokenType !== t.Comma) break;
  }
  return names;
}
