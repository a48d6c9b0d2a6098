/** Which operators tokens stand for, of those that have several of one rank. */
import type { TokenType } from "chevrotain";
import * as t from "./tokens.ts";
import type { BinaryOperator } from "./tree.ts";

export const comparisons: ReadonlyMap<TokenType, BinaryOperator> = new Map([
  [t.Equal, "=="],
  [t.NotEqual, "!="],
  [t.LessEqual, "<="],
  [t.GreaterEqual, ">="],
  [t.Less, "<"],
  [t.Greater, ">"],
]);

export const products: ReadonlyMap<TokenType, BinaryOperator> = new Map([
  [t.Star, "*"],
  [t.Slash, "/"],
  [t.Percent, "%"],
  [t.Div, "div"],
]);
