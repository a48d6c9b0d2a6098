import type { IToken, ParserMethod } from "chevrotain";
import { byGate } from "./grammar-axes.ts";
import { DeclarationGrammar } from "./grammar-declarations.ts";
import { isA } from "./places.ts";
import * as t from "./tokens.ts";
import type * as tree from "./tree.ts";

/** The part of the grammar that reads the statements of a block: each rule reads one whole statement. */
export class StatementGrammar extends DeclarationGrammar {
  readonly expressions: ParserMethod<[], tree.Expression[]> = this.RULE(
    "expressions",
    (): tree.Expression[] => {
      const values = [this.SUBRULE(this.expression)];
      this.MANY(() => {
        this.CONSUME(t.Comma);
        values.push(this.SUBRULE2(this.expression));
      });
      return values;
    },
  );

  readonly binding: ParserMethod<[], tree.Binding> = this.RULE("binding", (): tree.Binding => {
    const targets = [this.SUBRULE(this.valueName)];
    this.MANY(() => {
      this.CONSUME(t.Comma);
      targets.push(this.SUBRULE2(this.valueName));
    });
    this.CONSUME(t.Assign);
    const values = this.SUBRULE(this.expressions);
    return this.ACTION(() => ({ kind: "binding", targets, values, span: this.spanFrom(first(targets)) }));
  });

  readonly returning: ParserMethod<[], tree.Return> = this.RULE("returning", (): tree.Return => {
    const start = this.CONSUME(t.Return);
    const values = this.SUBRULE(this.expressions);
    return this.ACTION(() => ({ kind: "return", values, span: this.spanFrom(start) }));
  });

  readonly yielding: ParserMethod<[], tree.Yield> = this.RULE("yielding", (): tree.Yield => {
    const start = this.CONSUME(t.Yield);
    const value = this.SUBRULE(this.expression);
    return this.ACTION(() => ({ kind: "yield", value, span: this.spanFrom(start) }));
  });

  readonly expose: ParserMethod<[], tree.Expose> = this.RULE("expose", (): tree.Expose => {
    const start = this.CONSUME(t.Expose);
    const name = this.SUBRULE(this.valueName);
    return this.ACTION(() => ({ kind: "expose", name, span: this.spanFrom(start) }));
  });

  readonly watch: ParserMethod<[], tree.Watch> = this.RULE("watch", (): tree.Watch => {
    const start = this.CONSUME(t.Watch);
    const value = this.SUBRULE(this.expression);
    return this.ACTION(() => ({ kind: "watch", value, span: this.spanFrom(start) }));
  });

  readonly param: ParserMethod<[], tree.ParameterDeclaration> = this.RULE(
    "param",
    (): tree.ParameterDeclaration => {
      const start = this.CONSUME(t.Param);
      const targets = [this.SUBRULE(this.paramTarget)];
      this.MANY(() => {
        this.CONSUME(t.Comma);
        targets.push(this.SUBRULE2(this.paramTarget));
      });
      this.CONSUME(t.Colon, { ERR_MSG: "`:` and a type" });
      const type = this.OR<tree.TensorType | tree.MapType>({
        DEF: [
          { GATE: () => this.beginsType(), ALT: () => this.SUBRULE(this.type) },
          { ALT: () => this.SUBRULE(this.map) },
        ],
        ERR_MSG: "a type, such as `[embed]`, or a map, such as `embed -> hidden`",
        ...byGate,
      });
      const initial = this.OPTION(() => this.SUBRULE(this.initial));
      return this.ACTION(() => ({
        kind: "param",
        targets,
        type,
        initial,
        documentation: this.documentation,
        span: this.spanFrom(start),
      }));
    },
  );

  readonly paramTarget: ParserMethod<[], tree.ParameterTarget> = this.RULE(
    "paramTarget",
    (): tree.ParameterTarget => {
      const name = this.SUBRULE(this.name);
      const family = this.OPTION(() => {
        this.CONSUME(t.LeftSquare);
        const terms = this.SUBRULE(this.terms);
        this.CONSUME(t.RightSquare, { ERR_MSG: "`,` or `]`" });
        return terms;
      });
      return this.ACTION(() => ({ name, family: family ?? [], span: this.spanFrom(name) }));
    },
  );

  readonly map: ParserMethod<[], tree.MapType> = this.RULE("map", (): tree.MapType => {
    const inputs = this.SUBRULE(this.terms);
    this.CONSUME(t.Arrow, { ERR_MSG: "`,` or `->`" });
    const outputs = this.SUBRULE2(this.terms);
    return this.ACTION(() => ({ kind: "map-type", inputs, outputs, span: this.spanFrom(first(inputs)) }));
  });

  readonly initial: ParserMethod<[], tree.Initial> = this.RULE("initial", (): tree.Initial => {
    const sign = this.OR([{ ALT: () => this.CONSUME(t.Tilde) }, { ALT: () => this.CONSUME(t.Assign) }]);
    const value = this.SUBRULE(this.expression);
    return this.ACTION(() => ({
      kind: sign.tokenType === t.Tilde ? "drawn" : "value",
      value,
      span: this.spanFrom(sign),
    }));
  });

  readonly state: ParserMethod<[], tree.StateDeclaration> = this.RULE("state", (): tree.StateDeclaration => {
    const start = this.CONSUME(t.State);
    const name = this.SUBRULE(this.name);
    const type = this.OPTION(() => {
      this.CONSUME(t.Colon);
      return this.SUBRULE(this.type);
    });
    this.CONSUME(t.Assign, { ERR_MSG: "`=` and the first value" });
    const initial = this.SUBRULE(this.expression);
    return this.ACTION(() => ({
      kind: "state",
      name,
      type,
      initial,
      documentation: this.documentation,
      span: this.spanFrom(start),
    }));
  });

  readonly use: ParserMethod<[], tree.Use> = this.RULE("use", (): tree.Use => {
    const start = this.CONSUME(t.Use);
    const name = this.SUBRULE(this.name);
    this.CONSUME(t.Assign, { ERR_MSG: "`=` and a layer" });
    const layer = this.SUBRULE(this.path, { ARGS: ["a layer"] });
    const bracket = this.OPTION(() => this.SUBRULE(this.bracket));
    const list = this.OPTION2(() => this.SUBRULE(this.argumentList));
    const count = this.OPTION3(() => {
      this.CONSUME(t.Star);
      return this.OR<tree.Name | tree.Member | tree.NumberLiteral>({
        DEF: [
          { ALT: () => this.SUBRULE(this.number) },
          { ALT: () => this.SUBRULE2(this.path, { ARGS: ["a number or a name"] }) },
        ],
        ERR_MSG: "a number or a name",
      });
    });
    return this.ACTION(() => ({
      kind: "use",
      name,
      layer,
      brackets: bracket?.items,
      bracketSpan: bracket?.span,
      arguments: list?.items,
      count,
      documentation: this.documentation,
      span: this.spanFrom(start),
    }));
  });

  readonly minimize: ParserMethod<[], tree.Minimize> = this.RULE("minimize", (): tree.Minimize => {
    const start = this.CONSUME(t.Minimize);
    const value = this.SUBRULE(this.expression);
    const over = this.OPTION(() => {
      this.CONSUME(t.Over);
      return this.SUBRULE(this.patterns);
    });
    const except = this.OPTION2(() => {
      this.CONSUME(t.Except);
      return this.SUBRULE2(this.patterns);
    });
    const optimizer = this.OPTION3(() => {
      this.CONSUME(t.With);
      return this.SUBRULE(this.postfix);
    });
    return this.ACTION(() => ({
      kind: "minimize",
      value,
      over: over ?? [],
      except: except ?? [],
      optimizer,
      span: this.spanFrom(start),
    }));
  });

  readonly patterns: ParserMethod<[], tree.PathPattern[]> = this.RULE("patterns", (): tree.PathPattern[] => {
    const patterns = [this.SUBRULE(this.pattern)];
    this.MANY(() => {
      this.CONSUME(t.Comma);
      patterns.push(this.SUBRULE2(this.pattern));
    });
    return patterns;
  });

  readonly pattern: ParserMethod<[], tree.PathPattern> = this.RULE("pattern", (): tree.PathPattern => {
    const segments = [this.SUBRULE(this.segment)];
    this.MANY(() => {
      this.CONSUME(t.Dot);
      segments.push(this.SUBRULE2(this.segment));
    });
    return this.ACTION(() => ({
      segments: segments.map((token) => token.image.normalize("NFC")),
      span: this.spanFrom(segments[0] ?? this.LA(0)),
    }));
  });

  readonly segment: ParserMethod<[], IToken> = this.RULE("segment", (): IToken =>
    this.OR({
      DEF: [
        { ALT: () => this.CONSUME(t.Name) },
        { ALT: () => this.CONSUME(t.NumberToken) },
        { ALT: () => this.CONSUME(t.StarStar) },
        { ALT: () => this.CONSUME(t.Star) },
      ],
      ERR_MSG: "the path of a parameter, such as `GPT.blocks.*.W_q`",
    }),
  );

  readonly report: ParserMethod<[], tree.Report> = this.RULE("report", (): tree.Report => {
    const start = this.CONSUME(t.Report);
    const name = this.SUBRULE(this.name);
    const value = this.OPTION(() => {
      this.CONSUME(t.Assign);
      return this.SUBRULE(this.expression);
    });
    return this.ACTION(() => ({ kind: "report", name, value, span: this.spanFrom(start) }));
  });

  readonly every: ParserMethod<[], tree.Every> = this.RULE("every", (): tree.Every => {
    const start = this.OR([{ ALT: () => this.CONSUME(t.Evaluate) }, { ALT: () => this.CONSUME(t.Save) }]);
    this.CONSUME(t.Every);
    const count = this.SUBRULE(this.number);
    return this.ACTION(() => ({
      kind: "every",
      action: start.tokenType === t.Save ? "save" : "evaluate",
      count,
      span: this.spanFrom(start),
    }));
  });

  readonly grow: ParserMethod<[], tree.Grow> = this.RULE("grow", (): tree.Grow => {
    const start = this.CONSUME(t.Grow);
    const name = this.SUBRULE(this.name);
    this.CONSUME(t.Colon, { ERR_MSG: "`:` and a type" });
    const type = this.SUBRULE(this.type);
    this.CONSUME(t.From, { ERR_MSG: "`from` and what it starts with" });
    const from = this.SUBRULE(this.expression);
    const window = this.OPTION(() => {
      this.CONSUME(t.Window);
      return this.SUBRULE2(this.expression);
    });
    const beam = this.OPTION2(() => {
      this.CONSUME(t.Beam);
      return this.SUBRULE3(this.expression);
    });
    const body = this.CONSUME(t.BlockToken);
    const until = this.OPTION3(() => {
      this.CONSUME(t.Until);
      return this.SUBRULE4(this.expression);
    });
    return this.ACTION(() => ({
      kind: "grow",
      name,
      type,
      from,
      window,
      beam,
      body: this.blockOf(body),
      until,
      span: this.spanFrom(start),
    }));
  });

  /** A type begins with `[`, or with `in NAME`, `real`, `int`, `bool` where these are not axes of a map. */
  private beginsType(): boolean {
    const next = this.LA(1);
    const after = this.LA(2);
    if (next.tokenType === t.LeftSquare) return true;
    if (next.tokenType === t.In) return isA(after, t.Name);
    const goesOn = [t.Arrow, t.Comma, t.Slash, t.Dot].some((type) => after.tokenType === type);
    return [t.Real, t.Int, t.Bool].some((type) => next.tokenType === type) && !goesOn;
  }
}

function first<T extends { readonly span: tree.Name["span"] }>(list: readonly T[]): T {
  const [head] = list;
  if (head === undefined) throw new RangeError("a list of the grammar has at least one member");
  return head;
}
