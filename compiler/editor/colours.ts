/** What each word of a spec is, for its colour. */
import type { SemanticTokens, SemanticTokensLegend } from "vscode-languageserver/node";
import { SemanticTokensBuilder } from "vscode-languageserver/node";
import * as t from "../1-parse/tokens.ts";
import { endOf } from "../1-parse/places.ts";
import { builtinNames } from "../2-check/expressions/builtins.ts";
import { isOfLibrary } from "../source/spans.ts";
import type { ThingKind } from "./scopes.ts";
import { isDeclaration } from "./navigation.ts";
import type { View } from "./view.ts";

const types = [
  "type",
  "enumMember",
  "variable",
  "function",
  "class",
  "struct",
  "property",
  "namespace",
  "parameter",
  "keyword",
  "number",
  "string",
  "comment",
] as const;
type TokenType = (typeof types)[number];

export const legend: SemanticTokensLegend = {
  tokenTypes: [...types],
  tokenModifiers: ["declaration", "readonly", "defaultLibrary"],
};

const typeOfKind: Readonly<Record<ThingKind, TokenType>> = {
  axis: "type",
  "axis parameter": "type",
  label: "enumMember",
  const: "variable",
  fn: "function",
  layer: "class",
  model: "class",
  optimizer: "function",
  schedule: "function",
  data: "struct",
  field: "property",
  train: "function",
  generate: "function",
  import: "namespace",
  argument: "parameter",
  result: "property",
  value: "variable",
  setting: "property",
  param: "property",
  state: "property",
  use: "property",
  grow: "variable",
};

interface Colour {
  readonly start: number;
  readonly end: number;
  readonly type: TokenType;
  readonly modifiers: number;
}

export function coloursIn(view: View): SemanticTokens {
  const { source, names, rangeOf } = view;
  const named = new Map(names.occurrences.map((each) => [each.span.start, each]));
  const { tokens, comments } = t.tokenize(source.text);
  const operators = new Set<string>(["and", "or", "not", "div"]);
  const colours: Colour[] = comments.map((token) => ({
    start: token.startOffset,
    end: endOf(token),
    type: "comment",
    modifiers: 0,
  }));
  for (const token of tokens) {
    const found = named.get(token.startOffset);
    const range = { start: token.startOffset, end: endOf(token), modifiers: 0 };
    const { image, tokenType } = token;
    if (found !== undefined) {
      const { kind, span } = found.thing;
      const modifiers =
        (isDeclaration(found) ? 1 : 0) | (kind === "const" ? 2 : 0) | (isOfLibrary(span) ? 4 : 0);
      colours.push({ ...range, type: typeOfKind[kind], modifiers });
    } else if (t.wordTypes.get(image) === tokenType || operators.has(image))
      colours.push({ ...range, type: "keyword" });
    else if (builtinNames.includes(image)) colours.push({ ...range, type: "function", modifiers: 4 });
    else if (tokenType === t.NumberToken) colours.push({ ...range, type: "number" });
    else if (tokenType === t.StringToken) colours.push({ ...range, type: "string" });
  }
  const builder = new SemanticTokensBuilder();
  for (const { start, end, type, modifiers } of colours.sort((a, b) => a.start - b.start)) {
    const { line, character } = rangeOf({ file: source.name, start, end }).start;
    builder.push(line, character, end - start, types.indexOf(type), modifiers);
  }
  return builder.build();
}
