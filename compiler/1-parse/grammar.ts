import type { IToken, ParserMethod } from "chevrotain";
import { byGate } from "./grammar-axes.ts";
import { StatementGrammar } from "./grammar-statements.ts";
import { isA } from "./places.ts";
import * as t from "./tokens.ts";
import type * as tree from "./tree.ts";

/** The whole grammar: what stands at the top of a file. Each rule reads one whole declaration. */
export class Grammar extends StatementGrammar {
  /** The fields that the block tokens of data declarations hold. */
  fields: ReadonlyMap<IToken, readonly (tree.Field | tree.Broken)[]> = new Map();

  constructor() {
    super();
    this.performSelfAnalysis();
  }

  readonly edition: ParserMethod<[], tree.NumberLiteral> = this.RULE("edition", (): tree.NumberLiteral => {
    this.CONSUME(t.Weft);
    return this.SUBRULE(this.number);
  });

  readonly importing: ParserMethod<[], tree.Import> = this.RULE("importing", (): tree.Import => {
    const start = this.CONSUME(t.Import);
    let names: readonly tree.Name[] = [];
    let namespace: tree.Name | undefined;
    this.OPTION(() => {
      this.OR({
        DEF: [
          {
            ALT: () => {
              this.CONSUME(t.LeftBrace);
              names = this.SUBRULE(this.names);
              this.CONSUME(t.RightBrace, { ERR_MSG: "`,` or `}`" });
            },
          },
          {
            ALT: () => {
              namespace = this.SUBRULE(this.name);
            },
          },
        ],
      });
      this.CONSUME(t.From);
    });
    const path = this.SUBRULE(this.string);
    return this.ACTION(() => ({ kind: "import", names, namespace, path, span: this.spanFrom(start) }));
  });

  readonly head: ParserMethod<[], tree.Head> = this.RULE("head", (): tree.Head => {
    const name = this.SUBRULE(this.name);
    const axes = this.OPTION(() => {
      this.CONSUME(t.LeftSquare);
      const names = this.SUBRULE(this.names);
      this.CONSUME(t.RightSquare, { ERR_MSG: "`,` or `]`" });
      return names;
    });
    const parameters = this.SUBRULE(this.parameters);
    return this.ACTION(() => ({ name, axes: axes ?? [], parameters, span: this.spanFrom(name) }));
  });

  readonly result: ParserMethod<[], tree.Result> = this.RULE("result", (): tree.Result => {
    const start = this.CONSUME(t.Arrow, { ERR_MSG: "`->` and the type of the result" });
    const values: tree.ResultValue[] = [];
    this.OR({
      DEF: [
        {
          ALT: () => {
            this.CONSUME(t.LeftParenthesis);
            values.push(this.SUBRULE(this.namedResult));
            this.MANY(() => {
              this.CONSUME(t.Comma);
              values.push(this.SUBRULE2(this.namedResult));
            });
            this.CONSUME(t.RightParenthesis, { ERR_MSG: "`,` or `)`" });
          },
        },
        {
          ALT: () => {
            const type = this.SUBRULE(this.type);
            this.ACTION(() => values.push({ name: undefined, type, span: type.span }));
          },
        },
      ],
      ERR_MSG: "a type, such as `[seq, embed]`, `[seq] in vocab` or `real`",
    });
    return this.ACTION(() => ({ values, span: this.spanFrom(start) }));
  });

  readonly namedResult: ParserMethod<[], tree.ResultValue> = this.RULE(
    "namedResult",
    (): tree.ResultValue => {
      const name = this.SUBRULE(this.name);
      this.CONSUME(t.Colon, { ERR_MSG: "`:` and a type" });
      const type = this.SUBRULE(this.type);
      return this.ACTION(() => ({ name, type, span: this.spanFrom(name) }));
    },
  );

  /** Of a function or a schedule. */
  readonly formulas: ParserMethod<[], tree.Block | tree.Expression> = this.RULE("formulas", () =>
    this.OR<tree.Block | tree.Expression>({
      DEF: [
        {
          ALT: () => {
            this.CONSUME(t.Assign);
            return this.SUBRULE(this.expression);
          },
        },
        { ALT: () => this.SUBRULE(this.block) },
      ],
      ERR_MSG: "`=` and a formula, or a block",
    }),
  );

  readonly fn: ParserMethod<[], tree.FunctionDeclaration> = this.RULE("fn", (): tree.FunctionDeclaration => {
    const start = this.CONSUME(t.Fn);
    const head = this.SUBRULE(this.head);
    const body = this.SUBRULE(this.formulas);
    return this.ACTION(() => ({
      kind: "fn",
      head,
      body,
      documentation: this.documentation,
      span: this.spanFrom(start),
    }));
  });

  readonly block: ParserMethod<[], tree.Block> = this.RULE("block", (): tree.Block => {
    const token = this.CONSUME(t.BlockToken);
    return this.ACTION(() => this.blockOf(token));
  });

  readonly layer: ParserMethod<[], tree.LayerDeclaration> = this.RULE("layer", (): tree.LayerDeclaration => {
    const start = this.CONSUME(t.Layer);
    const head = this.SUBRULE(this.head);
    const result = this.SUBRULE(this.result);
    const body = this.SUBRULE(this.block);
    return this.ACTION(() => ({
      kind: "layer",
      head,
      result,
      body,
      documentation: this.documentation,
      span: this.spanFrom(start),
    }));
  });

  readonly model: ParserMethod<[], tree.ModelDeclaration | tree.ModelCopy> = this.RULE(
    "model",
    (): tree.ModelDeclaration | tree.ModelCopy => {
      const start = this.CONSUME(t.Model);
      return this.OR<tree.ModelDeclaration | tree.ModelCopy>({
        DEF: [
          {
            GATE: () => this.LA(2).tokenType === t.Assign,
            ALT: () => this.SUBRULE(this.modelCopy, { ARGS: [start] }),
          },
          { ALT: () => this.SUBRULE(this.modelBody, { ARGS: [start] }) },
        ],
        ERR_MSG: "a name",
        ...byGate,
      });
    },
  );

  readonly modelCopy: ParserMethod<[start: IToken], tree.ModelCopy> = this.RULE(
    "modelCopy",
    (start: IToken): tree.ModelCopy => {
      const name = this.SUBRULE(this.name);
      this.CONSUME(t.Assign);
      const form = this.OR({
        DEF: [{ ALT: () => this.CONSUME(t.Copy) }, { ALT: () => this.CONSUME(t.Average) }],
        ERR_MSG: "`copy of` or `average of`",
      });
      this.CONSUME(t.Of);
      const of = this.SUBRULE(this.path, { ARGS: ["a model"] });
      const decay = this.OPTION(() => {
        this.CONSUME(t.Decay);
        return this.SUBRULE(this.expression);
      });
      return this.ACTION(() => ({
        kind: "model-copy",
        name,
        form: form.tokenType === t.Copy ? "copy" : "average",
        of,
        decay,
        documentation: this.documentation,
        span: this.spanFrom(start),
      }));
    },
  );

  readonly modelBody: ParserMethod<[start: IToken], tree.ModelDeclaration> = this.RULE(
    "modelBody",
    (start: IToken): tree.ModelDeclaration => {
      const head = this.SUBRULE(this.head);
      const result = this.SUBRULE(this.result);
      const promises: tree.Promised[] = [];
      this.OPTION(() => {
        promises.push(this.SUBRULE(this.promised));
        this.MANY(() => {
          this.CONSUME(t.Comma);
          promises.push(this.SUBRULE2(this.promised));
        });
      });
      const body = this.SUBRULE(this.block);
      return this.ACTION(() => ({
        kind: "model",
        head,
        result,
        promises,
        body,
        documentation: this.documentation,
        span: this.spanFrom(start),
      }));
    },
  );

  readonly promised: ParserMethod<[], tree.Promised> = this.RULE("promised", (): tree.Promised => {
    const word = this.OR({
      DEF: [
        {
          ALT: () => {
            const causal = this.CONSUME(t.Causal);
            this.CONSUME(t.In);
            return causal;
          },
        },
        {
          ALT: () => {
            const independent = this.CONSUME(t.Independent);
            this.CONSUME(t.Of);
            return independent;
          },
        },
      ],
      ERR_MSG: "`causal in` or `independent of`",
    });
    const axis = this.SUBRULE(this.name, { ARGS: ["an axis"] });
    return this.ACTION(() => ({
      kind: word.tokenType === t.Causal ? "causal" : "independent",
      axis,
      span: this.spanFrom(word),
    }));
  });

  readonly optimizer: ParserMethod<[], tree.OptimizerDeclaration> = this.RULE(
    "optimizer",
    (): tree.OptimizerDeclaration => {
      const start = this.CONSUME(t.Optimizer);
      const head = this.SUBRULE(this.head);
      const body = this.SUBRULE(this.block);
      return this.ACTION(() => ({
        kind: "optimizer",
        head,
        body,
        documentation: this.documentation,
        span: this.spanFrom(start),
      }));
    },
  );

  readonly schedule: ParserMethod<[], tree.ScheduleDeclaration> = this.RULE(
    "schedule",
    (): tree.ScheduleDeclaration => {
      const start = this.CONSUME(t.Schedule);
      const head = this.SUBRULE(this.head);
      const body = this.SUBRULE(this.formulas);
      return this.ACTION(() => ({
        kind: "schedule",
        head,
        body,
        documentation: this.documentation,
        span: this.spanFrom(start),
      }));
    },
  );

  readonly data: ParserMethod<[], tree.DataDeclaration> = this.RULE("data", (): tree.DataDeclaration => {
    const start = this.CONSUME(t.Data);
    const name = this.SUBRULE(this.name);
    this.CONSUME(t.Assign, { ERR_MSG: '`=` and a source, such as `text("corpus.txt")`' });
    const source = this.SUBRULE(this.postfix);
    const block = this.CONSUME(t.BlockToken, { ERR_MSG: "the fields in a block, `{ … }`" });
    return this.ACTION(() => ({
      kind: "data",
      name,
      source,
      fields: this.fields.get(block) ?? [],
      documentation: this.documentation,
      span: this.spanFrom(start),
    }));
  });

  readonly field: ParserMethod<[], tree.Field> = this.RULE("field", (): tree.Field => {
    const name = this.SUBRULE(this.name, { ARGS: ["the name of a field"] });
    this.CONSUME(t.Colon, { ERR_MSG: "`:` and a type" });
    const type = this.SUBRULE(this.type);
    const value = this.OPTION(() => {
      this.CONSUME(t.Assign);
      return this.OR<tree.Expression | tree.Shifted>({
        DEF: [
          { GATE: () => this.LA(2).tokenType === t.Shifted, ALT: () => this.SUBRULE(this.shifted) },
          { ALT: () => this.SUBRULE(this.expression) },
        ],
        ...byGate,
        ERR_MSG: 'a value, such as `field("t")` or `tokens shifted 1`',
      });
    });
    return this.ACTION(() => ({
      kind: "field",
      name,
      type,
      value,
      documentation: this.documentation,
      span: this.spanFrom(name),
    }));
  });

  readonly shifted: ParserMethod<[], tree.Shifted> = this.RULE("shifted", (): tree.Shifted => {
    const field = this.SUBRULE(this.name);
    this.CONSUME(t.Shifted);
    const minus = this.OPTION(() => this.CONSUME(t.Minus));
    const by = this.CONSUME(t.NumberToken);
    return this.ACTION(() => ({
      kind: "shifted",
      field,
      by: this.makeNumber(by, minus),
      span: this.spanFrom(field),
    }));
  });

  readonly train: ParserMethod<[], tree.TrainDeclaration> = this.RULE("train", (): tree.TrainDeclaration => {
    const start = this.CONSUME(t.Train);
    const name = this.OPTION({
      // A training without a name begins with the `on` of its data, or its braces; `train on on x` names one `on`.
      GATE: () => this.LA(1).tokenType !== t.On || isA(this.LA(3), t.Name),
      DEF: () => this.SUBRULE(this.name),
    });
    const data = this.OPTION1(() => {
      this.CONSUME(t.On);
      return this.SUBRULE(this.path, { ARGS: ["the name of the data"] });
    });
    const body = this.SUBRULE(this.block);
    return this.ACTION(() => ({
      kind: "train",
      name,
      data,
      body,
      documentation: this.documentation,
      span: this.spanFrom(start),
    }));
  });

  readonly generate: ParserMethod<[], tree.GenerateDeclaration> = this.RULE(
    "generate",
    (): tree.GenerateDeclaration => {
      const start = this.CONSUME(t.Generate);
      const head = this.SUBRULE(this.head);
      const body = this.SUBRULE(this.block);
      return this.ACTION(() => ({
        kind: "generate",
        head,
        body,
        documentation: this.documentation,
        span: this.spanFrom(start),
      }));
    },
  );
}
