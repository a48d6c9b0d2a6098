import type { ParserMethod } from "chevrotain";
import { ExpressionGrammar } from "./grammar-expressions.ts";
import * as t from "./tokens.ts";
import type * as tree from "./tree.ts";
import { termOf } from "./tree.ts";

/** The part of the grammar that declares what everything else is written over: constants, axes and their labels. */
export class DeclarationGrammar extends ExpressionGrammar {
  /** The documentation above the statement that is being read. */
  documentation: tree.Documentation | undefined;

  readonly constant: ParserMethod<[], tree.ConstDeclaration> = this.RULE(
    "constant",
    (): tree.ConstDeclaration => {
      const start = this.CONSUME(t.Const);
      const name = this.SUBRULE(this.name);
      this.CONSUME(t.Assign);
      const value = this.SUBRULE(this.expression);
      return this.ACTION(() => ({
        kind: "const",
        name,
        value,
        documentation: this.documentation,
        span: this.spanFrom(start),
      }));
    },
  );

  readonly axis: ParserMethod<[], tree.AxisDeclaration> = this.RULE("axis", (): tree.AxisDeclaration => {
    const start = this.CONSUME(t.Axis);
    const name = this.SUBRULE(this.name);
    const form = this.OPTION(() => this.SUBRULE(this.axisForm));
    return this.ACTION(() => ({
      kind: "axis",
      name,
      form: form ?? { kind: "free" },
      documentation: this.documentation,
      span: this.spanFrom(start),
    }));
  });

  readonly axisForm: ParserMethod<[], tree.AxisForm> = this.RULE("axisForm", (): tree.AxisForm =>
    this.OR<tree.AxisForm>([
      {
        ALT: () => {
          this.CONSUME(t.Assign);
          return this.OR2<tree.AxisForm>({
            DEF: [{ ALT: () => this.SUBRULE(this.labels) }, { ALT: () => this.SUBRULE(this.axisValue) }],
            ERR_MSG: "a size, another axis, a tokenizer or labels in braces",
          });
        },
      },
      {
        ALT: () => {
          this.CONSUME(t.LessEqual);
          const bound = this.SUBRULE(this.expression);
          const step = this.OPTION(() => {
            this.CONSUME(t.Step);
            return this.SUBRULE2(this.expression);
          });
          return { kind: "bounded", bound, step };
        },
      },
      {
        ALT: () => {
          this.CONSUME(t.Like);
          return { kind: "like", of: this.SUBRULE(this.axisName) };
        },
      },
    ]),
  );

  readonly labels: ParserMethod<[], tree.AxisForm> = this.RULE("labels", (): tree.AxisForm => {
    this.CONSUME(t.LeftBrace);
    const labels = [this.SUBRULE(this.label)];
    this.MANY(() => {
      this.CONSUME(t.Comma);
      labels.push(this.SUBRULE2(this.label));
    });
    this.CONSUME(t.RightBrace, { ERR_MSG: "`,` or `}`" });
    return { kind: "labels", labels };
  });

  readonly label: ParserMethod<[], tree.Label> = this.RULE("label", (): tree.Label =>
    this.OR<tree.Label>({
      DEF: [
        {
          ALT: () => {
            const name = this.SUBRULE(this.name);
            return this.ACTION(() => ({ kind: "name", text: name.text, span: name.span }));
          },
        },
        {
          ALT: () => {
            const text = this.SUBRULE(this.string);
            return this.ACTION(() => ({ kind: "string", text: text.value, span: text.span }));
          },
        },
        {
          ALT: () => {
            const minus = this.OPTION(() => this.CONSUME(t.Minus));
            const number = this.SUBRULE(this.number);
            return this.ACTION(() => ({
              kind: "number",
              text: minus === undefined ? number.text : `-${number.text}`,
              span: this.spanFrom(minus ?? number),
            }));
          },
        },
      ],
      ERR_MSG: "a label: a name, a number or a text",
    }),
  );

  /** What begins with an expression: one size or term, a sum of terms, or a range of sizes. */
  readonly axisValue: ParserMethod<[], tree.AxisForm> = this.RULE("axisValue", (): tree.AxisForm => {
    const value = this.SUBRULE(this.expression);
    let form: tree.AxisForm = this.ACTION(() => ({ kind: "equal", value, term: termOf(value) }));
    this.OPTION(() => {
      this.OR([
        {
          ALT: () => {
            const parts: tree.Term[] = [];
            const start = this.ACTION(() => termOf(value));
            this.AT_LEAST_ONE(() => {
              this.CONSUME(t.Join);
              parts.push(this.SUBRULE(this.term));
            });
            form = this.ACTION(() => this.makeSum(value, start, parts));
          },
        },
        {
          ALT: () => {
            this.CONSUME(t.Range);
            const to = this.SUBRULE2(this.expression);
            const step = this.OPTION2(() => {
              this.CONSUME(t.Step);
              return this.SUBRULE3(this.expression);
            });
            form = { kind: "range", from: value, to, step };
          },
        },
      ]);
    });
    return form;
  });

  private makeSum(
    value: tree.Expression,
    start: tree.Term | undefined,
    parts: readonly tree.Term[],
  ): tree.AxisForm {
    if (start === undefined) {
      this.problems.push({ kind: "expected", span: value.span, expected: "an axis", found: "a value" });
    }
    return { kind: "sum", parts: start === undefined ? parts : [start, ...parts] };
  }
}
