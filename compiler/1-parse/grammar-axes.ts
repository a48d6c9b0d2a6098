import type { IToken, ParserMethod } from "chevrotain";
import { EmbeddedActionsParser } from "./chevrotain.ts";
import type { Span } from "../source/spans.ts";
import { spanning } from "../source/spans.ts";
import { problemMessages, type Problem } from "./syntax-errors.ts";
import * as t from "./tokens.ts";
import { endOf, isA, nameOf, spanOf } from "./places.ts";
import type * as tree from "./tree.ts";

const escapes: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r" };

/** For alternatives that a gate tells apart: one token of lookahead, so that an error is found where it is. */
export const byGate = { MAX_LOOKAHEAD: 1, IGNORE_AMBIGUITIES: true } as const;

const partsOfTerms = [
  t.Name,
  t.NumberToken,
  t.Bar,
  t.Dot,
  t.Slash,
  t.Comma,
  t.LeftParenthesis,
  t.RightParenthesis,
];

/** The part of the grammar that reads names, axes and types, and what the other parts share. */
export class AxisGrammar extends EmbeddedActionsParser {
  /** The name of the file that the tokens come from. */
  file = "";
  /** The parsed content of the block tokens of this statement. */
  blocks: ReadonlyMap<IToken, tree.Block> = new Map();
  /** Mistakes after which the grammar can go on. */
  problems: Problem[] = [];

  constructor() {
    super([...t.vocabulary], {
      maxLookahead: 3,
      recoveryEnabled: false,
      errorMessageProvider: problemMessages,
    });
  }

  protected spanFrom(start: IToken | { readonly span: Span }): Span {
    const first = "span" in start ? start.span : spanOf(this.file, start);
    return { file: this.file, start: first.start, end: Math.max(endOf(this.LA(0)), first.end) };
  }

  protected makeNumber(token: IToken, minus?: IToken): tree.NumberLiteral {
    const text = minus === undefined ? token.image : `-${token.image}`;
    const value = token.image === "∞" ? Infinity : Number(token.image);
    const { end } = spanOf(this.file, token);
    const { start } = spanOf(this.file, minus ?? token);
    return {
      kind: "number",
      value: minus === undefined ? value : -value,
      text,
      span: { file: this.file, start, end },
    };
  }

  protected makeString(token: IToken): tree.StringLiteral {
    const closed = token.tokenType !== t.UnclosedString;
    const inner = token.image.slice(1, closed ? -1 : undefined);
    const value = inner.replace(/\\(.)/gu, (_, letter: string) => escapes[letter] ?? letter);
    return { kind: "string", value, span: spanOf(this.file, token) };
  }

  /** Where nothing has a next value. */
  protected refusePrime(name: tree.Expression, called = false): void {
    if (name.kind === "name" && name.primed) this.problems.push({ kind: "prime", name, called });
  }

  protected blockOf(token: IToken): tree.Block {
    return this.blocks.get(token) ?? { kind: "block", statements: [], span: spanOf(this.file, token) };
  }

  /** A name that may have a prime: of a value. */
  readonly valueName: ParserMethod<[expected?: string | undefined], tree.Name> = this.RULE(
    "valueName",
    (expected = "a name"): tree.Name => {
      const token = this.CONSUME(t.Name, { ERR_MSG: expected });
      return this.ACTION(() => nameOf(this.file, token));
    },
  );

  readonly name: ParserMethod<[expected?: string | undefined], tree.Name> = this.RULE(
    "name",
    (expected?: string): tree.Name => {
      const name = this.SUBRULE(this.valueName, { ARGS: [expected] });
      this.ACTION(() => this.refusePrime(name));
      return name;
    },
  );

  readonly path: ParserMethod<[expected?: string | undefined], tree.Name | tree.Member> = this.RULE(
    "path",
    (expected?: string): tree.Name | tree.Member => {
      let path: tree.Name | tree.Member = this.SUBRULE(this.name, { ARGS: [expected] });
      this.MANY(() => {
        this.CONSUME(t.Dot);
        const member = this.SUBRULE2(this.name);
        path = this.ACTION(() => ({
          kind: "member",
          source: path,
          member,
          span: spanning(path.span, member.span),
        }));
      });
      return path;
    },
  );

  readonly names: ParserMethod<[], tree.Name[]> = this.RULE("names", (): tree.Name[] => {
    const names = [this.SUBRULE(this.name)];
    this.MANY(() => {
      this.CONSUME(t.Comma);
      names.push(this.SUBRULE2(this.name));
    });
    return names;
  });

  readonly number: ParserMethod<[], tree.NumberLiteral> = this.RULE("number", (): tree.NumberLiteral => {
    const token = this.CONSUME(t.NumberToken);
    return this.ACTION(() => this.makeNumber(token));
  });

  // ── axes and types ──────────────────────────────────────────────────────────────────────────────────────────────

  readonly term: ParserMethod<[], tree.Term> = this.RULE("term", (): tree.Term => {
    let term: tree.Term = this.OR({
      DEF: [{ ALT: () => this.SUBRULE(this.axisName) }, { ALT: () => this.SUBRULE(this.axisGroup) }],
      ERR_MSG: "an axis",
    });
    this.MANY(() => {
      this.CONSUME(t.Slash);
      const divisor = this.SUBRULE(this.divisor);
      term = this.ACTION(() => ({
        kind: "axis-quotient",
        source: term,
        divisor,
        span: spanning(term.span, divisor.span),
      }));
    });
    return term;
  });

  readonly axisName: ParserMethod<[], tree.Term> = this.RULE("axisName", (): tree.Term => {
    const first = this.SUBRULE(this.name, { ARGS: ["an axis"] });
    let term: tree.Term = this.ACTION(() => ({ kind: "axis-name", name: first.text, span: first.span }));
    this.MANY(() => {
      this.CONSUME(t.Dot);
      const member = this.SUBRULE2(this.name);
      term = this.ACTION(() => ({
        kind: "axis-member",
        source: term,
        member,
        span: spanning(term.span, member.span),
      }));
    });
    return term;
  });

  readonly axisGroup: ParserMethod<[], tree.Term> = this.RULE("axisGroup", (): tree.Term => {
    const start = this.CONSUME(t.LeftParenthesis);
    const members = this.SUBRULE(this.terms);
    this.CONSUME(t.RightParenthesis, { ERR_MSG: "`,` or `)`" });
    return this.ACTION(() => ({ kind: "axis-group", members, span: this.spanFrom(start) }));
  });

  readonly divisor: ParserMethod<[], tree.Expression> = this.RULE("divisor", (): tree.Expression =>
    this.OR({
      DEF: [
        { ALT: () => this.SUBRULE(this.number) },
        { ALT: () => this.SUBRULE(this.name) },
        { ALT: () => this.SUBRULE(this.size) },
      ],
      ERR_MSG: "a number or a size",
    }),
  );

  readonly size: ParserMethod<[], tree.Size> = this.RULE("size", (): tree.Size => {
    const start = this.CONSUME(t.Bar);
    const term = this.SUBRULE(this.term);
    this.CONSUME2(t.Bar, { ERR_MSG: "`|` after the axis" });
    return this.ACTION(() => ({ kind: "size", term, span: this.spanFrom(start) }));
  });

  readonly terms: ParserMethod<[], tree.Term[]> = this.RULE("terms", (): tree.Term[] => {
    const terms = [this.SUBRULE(this.term)];
    this.MANY(() => {
      this.CONSUME(t.Comma);
      terms.push(this.SUBRULE2(this.term));
    });
    return terms;
  });

  readonly type: ParserMethod<[], tree.TensorType> = this.RULE("type", (): tree.TensorType =>
    this.OR({
      DEF: [{ ALT: () => this.SUBRULE(this.bracketType) }, { ALT: () => this.SUBRULE(this.scalarType) }],
      ERR_MSG: "a type, such as `[seq, embed]`, `[seq] in vocab` or `real`",
    }),
  );

  readonly bracketType: ParserMethod<[], tree.TensorType> = this.RULE("bracketType", (): tree.TensorType => {
    const start = this.CONSUME(t.LeftSquare);
    const axes: tree.TypeAxis[] = [];
    this.OPTION(() => {
      axes.push(this.SUBRULE(this.typeAxis));
      this.MANY(() => {
        this.CONSUME(t.Comma);
        axes.push(this.SUBRULE2(this.typeAxis));
      });
    });
    this.CONSUME(t.RightSquare, { ERR_MSG: "`,` or `]`" });
    let element: tree.ElementType = { kind: "real" };
    this.OPTION2(() => {
      element = this.SUBRULE(this.elementType);
    });
    return this.ACTION(() => ({ kind: "tensor-type", axes, element, span: this.spanFrom(start) }));
  });

  readonly scalarType: ParserMethod<[], tree.TensorType> = this.RULE("scalarType", (): tree.TensorType => {
    const start = this.LA(1);
    const element = this.SUBRULE(this.elementType);
    return this.ACTION(() => ({ kind: "tensor-type", axes: [], element, span: this.spanFrom(start) }));
  });

  readonly typeAxis: ParserMethod<[], tree.TypeAxis> = this.RULE("typeAxis", (): tree.TypeAxis => {
    const term = this.SUBRULE(this.term);
    const optional = this.OPTION(() => this.CONSUME(t.Question)) !== undefined;
    return this.ACTION(() => ({ term, optional, span: this.spanFrom(term) }));
  });

  readonly elementType: ParserMethod<[], tree.ElementType> = this.RULE("elementType", (): tree.ElementType =>
    this.OR<tree.ElementType>([
      {
        ALT: () => {
          this.CONSUME(t.In);
          return { kind: "index", into: this.SUBRULE(this.axisName) };
        },
      },
      { ALT: () => (this.CONSUME(t.Bool), { kind: "bool" }) },
      { ALT: () => (this.CONSUME(t.Int), { kind: "int" }) },
      { ALT: () => (this.CONSUME(t.Real), { kind: "real" }) },
    ]),
  );

  /** A name of its own may be `scan`; the block's form is `scan [ term ] (`. */
  protected beginsScan(): boolean {
    if (!isA(this.LA(1), t.Scan) || !isA(this.LA(2), t.LeftSquare)) return false;
    let end = 3;
    while (partsOfTerms.some((part) => isA(this.LA(end), part))) end++;
    return end > 3 && isA(this.LA(end), t.RightSquare) && isA(this.LA(end + 1), t.LeftParenthesis);
  }
}
