import type { IToken, TokenType } from "chevrotain";
import { createToken, Lexer } from "./chevrotain.ts";

/** The middle dot, a contraction, counts for Unicode as a letter that may continue a name; here it ends one. */
const namePattern = /[\p{XID_Start}_](?:(?![·\u0387])\p{XID_Continue})*['′]?/uy;

/** A chevrotain lexer drops the flag `u` of a RegExp, so that names need a function of their own. */
function matchName(text: string, offset: number): RegExpExecArray | null {
  namePattern.lastIndex = offset;
  return namePattern.exec(text);
}

/** Names, and by category every keyword: keywords are soft. */
export const Name = createToken({ name: "Name", label: "a name", pattern: matchName, line_breaks: false });

export const NumberToken = createToken({
  name: "Number",
  label: "a number",
  pattern: /\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|∞/,
});
export const StringToken = createToken({
  name: "String",
  label: "a text in quotes",
  pattern: /"(?:[^"\\\r\n]|\\[^\r\n])*"/,
});
export const UnclosedString = createToken({
  name: "UnclosedString",
  label: "a text in quotes",
  pattern: /"(?:[^"\\\r\n]|\\[^\r\n])*/,
  categories: [StringToken],
});

/** A token that is written in one or several fixed ways; the first is its label. */
function symbol(name: string, pattern: RegExp | string, label: string): TokenType {
  return createToken({ name, pattern, label: `\`${label}\`` });
}

export const LeftParenthesis = symbol("LeftParenthesis", "(", "(");
export const RightParenthesis = symbol("RightParenthesis", ")", ")");
export const LeftSquare = symbol("LeftSquare", "[", "[");
export const RightSquare = symbol("RightSquare", "]", "]");
export const LeftBrace = symbol("LeftBrace", "{", "{");
export const RightBrace = symbol("RightBrace", "}", "}");
export const Arrow = symbol("Arrow", /->|→/, "->");
export const Join = symbol("Join", "++", "++");
export const Range = symbol("Range", "..", "..");
export const Dot = symbol("Dot", ".", ".");
export const Comma = symbol("Comma", ",", ",");
export const Colon = symbol("Colon", ":", ":");
export const Question = symbol("Question", "?", "?");
export const Tilde = symbol("Tilde", "~", "~");
export const Bar = symbol("Bar", "|", "|");
export const Equal = symbol("Equal", "==", "==");
export const NotEqual = symbol("NotEqual", /!=|≠/, "!=");
export const LessEqual = symbol("LessEqual", /<=|≤/, "<=");
export const GreaterEqual = symbol("GreaterEqual", />=|≥/, ">=");
export const Less = symbol("Less", "<", "<");
export const Greater = symbol("Greater", ">", ">");
export const Assign = symbol("Assign", "=", "=");
export const Plus = symbol("Plus", "+", "+");
export const Minus = symbol("Minus", "-", "-");
export const StarStar = symbol("StarStar", "**", "**");
export const Star = symbol("Star", "*", "*");
export const Slash = symbol("Slash", "/", "/");
export const Percent = symbol("Percent", "%", "%");
export const Caret = symbol("Caret", "^", "^");
/** Only before a `[`: an `@` elsewhere is no token. */
export const Contract = symbol("Contract", /[@·⋅\u0387](?=[ \t]*\[)/, "@");
export const Root = symbol("Root", "√", "√");

/** The operators that are words are the only reserved ones. */
export const And = createToken({ name: "And", pattern: Lexer.NA, label: "`and`" });
export const Or = createToken({ name: "Or", pattern: Lexer.NA, label: "`or`" });
export const Not = createToken({ name: "Not", pattern: Lexer.NA, label: "`not`" });
export const Div = createToken({ name: "Div", pattern: Lexer.NA, label: "`div`" });

function keyword(word: string): TokenType {
  return createToken({
    name: `Keyword_${word}`,
    pattern: Lexer.NA,
    label: `\`${word}\``,
    categories: [Name],
  });
}

export const Weft = keyword("weft");
export const Import = keyword("import");
export const From = keyword("from");
export const Axis = keyword("axis");
export const Step = keyword("step");
export const Like = keyword("like");
export const Const = keyword("const");
export const In = keyword("in");
export const Real = keyword("real");
export const Int = keyword("int");
export const Bool = keyword("bool");
export const Fn = keyword("fn");
export const Layer = keyword("layer");
export const Model = keyword("model");
export const Copy = keyword("copy");
export const Average = keyword("average");
export const Of = keyword("of");
export const Decay = keyword("decay");
export const Causal = keyword("causal");
export const Independent = keyword("independent");
export const Optimizer = keyword("optimizer");
export const Schedule = keyword("schedule");
export const Data = keyword("data");
export const Shifted = keyword("shifted");
export const Train = keyword("train");
export const On = keyword("on");
export const Generate = keyword("generate");
export const Return = keyword("return");
export const Yield = keyword("yield");
export const Expose = keyword("expose");
export const Watch = keyword("watch");
export const Param = keyword("param");
export const State = keyword("state");
export const Use = keyword("use");
export const Minimize = keyword("minimize");
export const Over = keyword("over");
export const Except = keyword("except");
export const With = keyword("with");
export const Report = keyword("report");
export const Evaluate = keyword("evaluate");
export const Save = keyword("save");
export const Every = keyword("every");
export const Grow = keyword("grow");
export const Window = keyword("window");
export const Beam = keyword("beam");
export const Until = keyword("until");
export const As = keyword("as");
export const Where = keyword("where");
export const Else = keyword("else");
export const Scan = keyword("scan");

// prettier-ignore
const keywords: readonly TokenType[] = [
  Weft, Import, From, Axis, Step, Like, Const, In, Real, Int, Bool, Fn, Layer, Model, Copy, Average, Of, Decay, Causal,
  Independent, Optimizer, Schedule, Data, Shifted, Train, On, Generate, Return, Yield, Expose, Watch, Param, State, Use,
  Minimize, Over, Except, With, Report, Evaluate, Save, Every, Grow, Window, Beam, Until, As, Where, Else, Scan,
];

/** The token type of a word, where it is a keyword or an operator. */
export const wordTypes: ReadonlyMap<string, TokenType> = new Map([
  ...keywords.map((type): [string, TokenType] => [type.name.replace("Keyword_", ""), type]),
  ["and", And],
  ["or", Or],
  ["not", Not],
  ["div", Div],
]);

/** A `{ … }` whose statements are parsed already and wait in the token's payload. */
export const BlockToken = createToken({ name: "Block", pattern: Lexer.NA, label: "a block, `{ … }`" });

/** Operators of other languages, and of keyboards with wide characters, with what they are here. */
export const foreignSpellings: ReadonlyMap<string, { readonly instead: string; readonly type: TokenType }> =
  new Map([
    ["&&", { instead: "and", type: And }],
    ["||", { instead: "or", type: Or }],
    [":=", { instead: "=", type: Assign }],
    ["×", { instead: "*", type: Star }],
    ["÷", { instead: "/", type: Slash }],
    ["−", { instead: "-", type: Minus }],
    ["∧", { instead: "and", type: And }],
    ["∨", { instead: "or", type: Or }],
    ["¬", { instead: "not", type: Not }],
    ["（", { instead: "(", type: LeftParenthesis }],
    ["）", { instead: ")", type: RightParenthesis }],
    ["［", { instead: "[", type: LeftSquare }],
    ["］", { instead: "]", type: RightSquare }],
    ["｛", { instead: "{", type: LeftBrace }],
    ["｝", { instead: "}", type: RightBrace }],
    ["，", { instead: ",", type: Comma }],
    ["：", { instead: ":", type: Colon }],
    ["＝", { instead: "=", type: Assign }],
  ]);

export const Foreign = createToken({ name: "Foreign", pattern: /&&|\|\||:=|[×÷−∧∨¬（）［］｛｝，：＝]/ });
/** Any other character; reported and dropped. */
export const Unexpected = createToken({
  name: "Unexpected",
  pattern: /[\uD800-\uDBFF][\uDC00-\uDFFF]|[^\r\n]/,
  line_breaks: false,
});
const Blank = createToken({
  name: "Blank",
  pattern: /[ \t\r\n\f\v\u00A0\u3000\uFEFF]+/,
  group: Lexer.SKIPPED,
  line_breaks: true,
});
const CommentToken = createToken({ name: "Comment", pattern: /\/\/[^\r\n]*/, group: "comments" });

// prettier-ignore
const patterns: readonly TokenType[] = [
  Foreign, Name, NumberToken, StringToken, UnclosedString, LeftParenthesis, RightParenthesis, LeftSquare, RightSquare,
  LeftBrace, RightBrace, Arrow, Join, Range, Dot, Comma, Colon, Question, Tilde, Bar, Equal, NotEqual, LessEqual,
  GreaterEqual, Less, Greater, Assign, Plus, Minus, StarStar, Star, Slash, Percent, Caret, Contract, Root, Unexpected,
];

/** Every type that a token in a statement may have. */
export const vocabulary: readonly TokenType[] = [...patterns, ...keywords, And, Or, Not, Div, BlockToken];

const lexer = new Lexer([Blank, CommentToken, ...patterns], { positionTracking: "full" });

/** The same token as another type, at the same place. */
export function retyped(token: IToken, tokenType: TokenType): IToken {
  return { ...token, tokenType, tokenTypeIdx: tokenType.tokenTypeIdx ?? 0 };
}

/** A token of no text, put in where one is missing. */
export function inserted(tokenType: TokenType, before: IToken, offset: number): IToken {
  return {
    ...retyped(before, tokenType),
    image: "",
    startOffset: offset,
    endOffset: offset - 1,
  };
}

/** Splits a text into tokens, keywords told apart from names, and comments. It accepts every text. */
export function tokenize(text: string): {
  readonly tokens: readonly IToken[];
  readonly comments: readonly IToken[];
} {
  const result = lexer.tokenize(text);
  const tokens = result.tokens.map((token) => {
    const type = token.tokenType === Name ? wordTypes.get(token.image) : undefined;
    return type === undefined ? token : retyped(token, type);
  });
  return { tokens, comments: result.groups["comments"] ?? [] };
}
