import type { IToken } from "chevrotain";
import type { Extras } from "../source/diagnostic.ts";
import * as phrases from "../source/phrases.ts";
import { endOf, isA } from "./places.ts";
import * as t from "./tokens.ts";

/** Types of other languages that stand before the names of arguments. */
const typesBefore = /^(float|int|bool|real|double|string|str|Tensor|tensor|array)$/;

/** What was left out, is one too many or another sign, before the token from which on a statement can't be read: beginners' slips. */
export function slipBefore(file: string, tokens: readonly IToken[], token: IToken, expected: string): Extras {
  const at = tokens.indexOf(token);
  const [first, before] = [tokens[0]?.tokenType, tokens[at - 1]];
  if (before === undefined) return {};
  const { tokenType, startOffset: start } = token;
  const put = (text: string, from = start, end = from): Extras =>
    fixed(
      text === "" ? phrases.leaveOut() : phrases.writeInstead(text.trim()),
      { file, start: from, end },
      text,
    );
  const sign = (text: string): Extras =>
    put(endOf(before) === start ? ` ${text}` : text, start, endOf(token));
  if (lacksSign(tokens, token))
    return tokenType === t.Colon ? sign("=") : tokenType === t.Less ? sign("<=") : put("= ");
  if (expected.startsWith("`=`") && tokenType === t.Colon) return sign("=");
  if (expected.startsWith("`:`") && tokenType === t.Assign && at === 1)
    return put(":", endOf(before), endOf(token));
  if (expected.startsWith("`->`"))
    return tokenType === t.LeftSquare ? put("-> ") : tokenType === t.Colon ? sign("->") : {};
  if (first === t.Param && tokenType === t.Assign && at === 2) return put(": real", endOf(before));
  if ((first === t.Evaluate || first === t.Save) && expected === "a number")
    return { notes: [phrases.countedInSteps()] };
  if (first === t.Axis && before.tokenType === t.Assign && tokenType === t.LessEqual)
    return put("", before.startOffset, start);
  if (tokenType === t.LeftSquare && isA(before, t.Name)) return typeAfter(file, before);
  if (tokenType === t.LeftSquare && [t.LeftParenthesis, t.Comma].includes(before.tokenType))
    return { notes: [phrases.valuesInParentheses()] };
  const isParameter = first === t.Param && expected.startsWith("`:`");
  const named = tokens[tokens.findIndex((one) => one.tokenType === t.LeftSquare) - 1];
  if (isParameter && named !== undefined && isA(named, t.Name)) return typeAfter(file, named);
  if (tokenType === t.NumberToken && [t.LeftSquare, t.Comma].includes(before.tokenType))
    return { notes: [phrases.axesAreNamed()] };
  if (isA(token, t.Name) && typesBefore.test(before.image))
    return { notes: [phrases.typeAfterColon(token.image)] };
  return {};
}

/** Whether a new axis or constant is followed by its value at once, or by another sign than `=`. */
export function lacksSign(tokens: readonly IToken[], token: IToken): boolean {
  const [first, name, value] = tokens;
  const isDeclared = (first?.tokenType === t.Axis || first?.tokenType === t.Const) && isA(name, t.Name);
  return isDeclared && value === token && [t.NumberToken, t.Bar, t.Colon, t.Less].includes(token.tokenType);
}

function typeAfter(file: string, name: IToken): Extras {
  const end = endOf(name);
  return {
    notes: [phrases.typeAfterColon(name.image)],
    ...fixed(phrases.writeInstead(":"), { file, start: end, end }, ":"),
  };
}

function fixed(title: string, span: { file: string; start: number; end: number }, text: string): Extras {
  return { fixes: [{ title, edits: [{ span, text }], applicability: "suggestion" }] };
}
