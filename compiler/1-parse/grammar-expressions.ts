import type { IToken, ParserMethod } from "chevrotain";
import type { Span } from "../source/spans.ts";
import { spanning } from "../source/spans.ts";
import { AxisGrammar, byGate } from "./grammar-axes.ts";
import { comparisons, products } from "./operator-tokens.ts";
import * as t from "./tokens.ts";
import { spanOf } from "./places.ts";
import type * as tree from "./tree.ts";
import { termOf } from "./tree.ts";

/** The part of the grammar that reads expressions. A block within one was parsed before, and is looked up. */
export class ExpressionGrammar extends AxisGrammar {
  // ── expressions, loosest first ──────────────────────────────────────────────────────────────────────────────────

  readonly expression: ParserMethod<[], tree.Expression> = this.RULE("expression", (): tree.Expression => {
    let left = this.SUBRULE(this.conjunction);
    this.MANY(() => {
      const operator = this.CONSUME(t.Or);
      const right = this.SUBRULE2(this.conjunction);
      left = this.ACTION(() => this.binary("or", operator, left, right));
    });
    return left;
  });

  readonly conjunction: ParserMethod<[], tree.Expression> = this.RULE("conjunction", (): tree.Expression => {
    let left = this.SUBRULE(this.comparison);
    this.MANY(() => {
      const operator = this.CONSUME(t.And);
      const right = this.SUBRULE2(this.comparison);
      left = this.ACTION(() => this.binary("and", operator, left, right));
    });
    return left;
  });

  readonly comparison: ParserMethod<[], tree.Expression> = this.RULE("comparison", (): tree.Expression => {
    let left = this.SUBRULE(this.sum);
    let before: tree.BinaryOperator | undefined;
    this.MANY(() => {
      const operator = this.OR([
        { ALT: () => this.CONSUME(t.Equal) },
        { ALT: () => this.CONSUME(t.NotEqual) },
        { ALT: () => this.CONSUME(t.LessEqual) },
        { ALT: () => this.CONSUME(t.GreaterEqual) },
        { ALT: () => this.CONSUME(t.Less) },
        { ALT: () => this.CONSUME(t.Greater) },
      ]);
      const right = this.SUBRULE2(this.sum);
      this.ACTION(() => {
        const symbol = comparisons.get(operator.tokenType) ?? "==";
        if (before !== undefined)
          this.problems.push({ kind: "chain", token: operator, first: before, second: symbol });
        before = symbol;
        left = this.binary(symbol, operator, left, right);
      });
    });
    return left;
  });

  readonly sum: ParserMethod<[], tree.Expression> = this.RULE("sum", (): tree.Expression => {
    let left = this.SUBRULE(this.product);
    this.MANY(() => {
      const operator = this.OR([{ ALT: () => this.CONSUME(t.Plus) }, { ALT: () => this.CONSUME(t.Minus) }]);
      const right = this.SUBRULE2(this.product);
      left = this.ACTION(() => this.binary(operator.tokenType === t.Plus ? "+" : "-", operator, left, right));
    });
    return left;
  });

  readonly product: ParserMethod<[], tree.Expression> = this.RULE("product", (): tree.Expression => {
    let left = this.SUBRULE(this.unary);
    this.MANY(() => {
      this.OR([
        {
          ALT: () => {
            const operator = this.OR2([
              { ALT: () => this.CONSUME(t.Star) },
              { ALT: () => this.CONSUME(t.Slash) },
              { ALT: () => this.CONSUME(t.Percent) },
              { ALT: () => this.CONSUME(t.Div) },
            ]);
            const right = this.SUBRULE2(this.unary);
            left = this.ACTION(() =>
              this.binary(products.get(operator.tokenType) ?? "*", operator, left, right),
            );
          },
        },
        {
          ALT: () => {
            const operator = this.CONSUME(t.Contract);
            const bracket = this.SUBRULE(this.bracket);
            const right = this.SUBRULE3(this.unary);
            left = this.ACTION(() => ({
              kind: "contraction",
              left,
              axes: bracket.items,
              right,
              operatorSpan: spanning(spanOf(this.file, operator), bracket.span),
              span: spanning(left.span, right.span),
            }));
          },
        },
      ]);
    });
    return left;
  });

  readonly unary: ParserMethod<[], tree.Expression> = this.RULE("unary", (): tree.Expression =>
    this.OR<tree.Expression>({
      DEF: [
        {
          ALT: () => {
            const operator = this.OR2([
              { ALT: () => this.CONSUME(t.Minus) },
              { ALT: () => this.CONSUME(t.Not) },
              { ALT: () => this.CONSUME(t.Root) },
            ]);
            const operand = this.SUBRULE(this.unary);
            return this.ACTION(() => ({
              kind: "unary",
              operator: operator.tokenType === t.Minus ? "-" : operator.tokenType === t.Not ? "not" : "sqrt",
              operand,
              span: this.spanFrom(operator),
            }));
          },
        },
        { ALT: () => this.SUBRULE(this.power) },
      ],
      ERR_MSG: "a value",
    }),
  );

  readonly power: ParserMethod<[], tree.Expression> = this.RULE("power", (): tree.Expression => {
    const base = this.SUBRULE(this.postfix);
    let power: tree.Expression = base;
    this.OPTION(() => {
      const operator = this.CONSUME(t.Caret);
      const exponent = this.SUBRULE(this.unary);
      power = this.ACTION(() => this.binary("^", operator, base, exponent));
    });
    return power;
  });

  readonly postfix: ParserMethod<[], tree.Expression> = this.RULE("postfix", (): tree.Expression => {
    let value = this.SUBRULE(this.primary);
    this.MANY(() => {
      this.OR([
        {
          ALT: () => {
            const bracket = this.SUBRULE(this.bracket);
            value = this.ACTION(() => ({
              kind: "index",
              source: value,
              items: bracket.items,
              bracketSpan: bracket.span,
              span: spanning(value.span, bracket.span),
            }));
          },
        },
        {
          ALT: () => {
            const list = this.SUBRULE(this.argumentList);
            this.ACTION(() => this.refusePrime(value, true));
            value = this.ACTION(() => makeCall(value, list.items, list.span));
          },
        },
        {
          ALT: () => {
            this.CONSUME(t.Dot);
            const member = this.SUBRULE(this.name);
            value = this.ACTION(() => ({
              kind: "member",
              source: value,
              member,
              span: spanning(value.span, member.span),
            }));
          },
        },
      ]);
    });
    return value;
  });

  readonly primary: ParserMethod<[], tree.Expression> = this.RULE("primary", (): tree.Expression =>
    this.OR<tree.Expression>({
      DEF: [
        { ALT: () => this.SUBRULE(this.number) },
        { ALT: () => this.SUBRULE(this.string) },
        { ALT: () => this.SUBRULE(this.size) },
        { ALT: () => this.SUBRULE(this.parenthesized) },
        { GATE: () => this.beginsScan(), ALT: () => this.SUBRULE(this.scan) },
        { ALT: () => this.SUBRULE(this.valueName) },
      ],
      ERR_MSG: "a value",
      ...byGate,
    }),
  );

  readonly string: ParserMethod<[], tree.StringLiteral> = this.RULE("string", (): tree.StringLiteral => {
    const token = this.CONSUME(t.StringToken);
    return this.ACTION(() => this.makeString(token));
  });

  readonly parenthesized: ParserMethod<[], tree.Expression> = this.RULE(
    "parenthesized",
    (): tree.Expression => {
      const start = this.CONSUME(t.LeftParenthesis);
      const members = [this.SUBRULE(this.expression)];
      this.MANY(() => {
        this.CONSUME(t.Comma);
        members.push(this.SUBRULE2(this.expression));
      });
      this.CONSUME(t.RightParenthesis, { ERR_MSG: "an operator or `)`" });
      return this.ACTION(() => {
        const [only, ...others] = members;
        if (only !== undefined && others.length === 0) return { ...only, span: this.spanFrom(start) };
        return { kind: "group", members, span: this.spanFrom(start) };
      });
    },
  );

  readonly scan: ParserMethod<[], tree.Scan> = this.RULE("scan", (): tree.Scan => {
    const start = this.CONSUME(t.Scan);
    this.CONSUME(t.LeftSquare);
    const axis = this.SUBRULE(this.term);
    this.CONSUME(t.RightSquare);
    const carries = this.SUBRULE(this.parameters);
    const block = this.CONSUME(t.BlockToken);
    return this.ACTION(() => ({
      kind: "scan",
      axis,
      carries,
      body: this.blockOf(block),
      span: this.spanFrom(start),
    }));
  });

  // ── brackets ────────────────────────────────────────────────────────────────────────────────────────────────────

  readonly bracket: ParserMethod<[], Items> = this.RULE("bracket", (): Items => {
    const start = this.CONSUME(t.LeftSquare);
    const items = [this.SUBRULE(this.item)];
    this.MANY(() => {
      this.CONSUME(t.Comma);
      items.push(this.SUBRULE2(this.item));
    });
    this.CONSUME(t.RightSquare, { ERR_MSG: "`,` or `]`" });
    return this.ACTION(() => ({ items, span: this.spanFrom(start) }));
  });

  readonly argumentList: ParserMethod<[], Items> = this.RULE("argumentList", (): Items => {
    const start = this.CONSUME(t.LeftParenthesis);
    const items: tree.Item[] = [];
    this.OPTION(() => {
      items.push(this.SUBRULE(this.argument));
      this.MANY(() => {
        this.CONSUME(t.Comma);
        items.push(this.SUBRULE2(this.argument));
      });
    });
    this.CONSUME(t.RightParenthesis, { ERR_MSG: "`,` or `)`" });
    return this.ACTION(() => ({ items, span: this.spanFrom(start) }));
  });

  /** A value, which may be named; what `as`, `where` and `else` say is said of axes, in brackets. */
  readonly argument: ParserMethod<[], tree.Item> = this.RULE("argument", (): tree.Item => {
    const expression = this.SUBRULE(this.expression);
    let value: tree.Expression | undefined;
    let separator: "=" | ":" | undefined;
    this.OPTION(() => {
      separator = this.OR([
        { ALT: (): "=" => this.CONSUME(t.Assign) && "=" },
        { ALT: (): ":" => this.CONSUME(t.Colon) && ":" },
      ]);
      value = this.SUBRULE2(this.expression);
    });
    if (separator !== undefined) this.ACTION(() => this.refusePrime(expression));
    return this.ACTION(() => ({
      kind: "item",
      expression,
      term: termOf(expression),
      rename: undefined,
      value,
      separator,
      where: undefined,
      otherwise: undefined,
      span: this.spanFrom(expression),
    }));
  });

  readonly item: ParserMethod<[], tree.Item> = this.RULE("item", (): tree.Item => {
    const expression = this.SUBRULE(this.expression);
    let rename: tree.Term | undefined;
    let value: tree.Expression | undefined;
    let separator: "=" | ":" | undefined;
    this.OPTION(() => {
      this.OR([
        {
          ALT: () => {
            this.CONSUME(t.As);
            rename = this.SUBRULE(this.term);
          },
        },
        {
          ALT: () => {
            this.CONSUME(t.Assign);
            separator = "=";
            value = this.SUBRULE2(this.expression);
          },
        },
        {
          ALT: () => {
            this.CONSUME(t.Colon);
            separator = ":";
            value = this.SUBRULE3(this.expression);
          },
        },
      ]);
    });
    const where = this.OPTION2(() => {
      this.CONSUME(t.Where);
      return this.SUBRULE4(this.expression);
    });
    const otherwise = this.OPTION3(() => {
      this.CONSUME(t.Else);
      return this.SUBRULE5(this.expression);
    });
    if (separator !== undefined) this.ACTION(() => this.refusePrime(expression));
    return this.ACTION(() => ({
      kind: "item",
      expression,
      term: termOf(expression),
      rename,
      value,
      separator,
      where,
      otherwise,
      span: this.spanFrom(expression),
    }));
  });

  readonly parameters: ParserMethod<[], tree.Parameter[]> = this.RULE("parameters", (): tree.Parameter[] => {
    const parameters: tree.Parameter[] = [];
    this.CONSUME(t.LeftParenthesis);
    this.OPTION(() => {
      parameters.push(this.SUBRULE(this.parameter));
      this.MANY(() => {
        this.CONSUME(t.Comma);
        parameters.push(this.SUBRULE2(this.parameter));
      });
    });
    this.CONSUME(t.RightParenthesis, { ERR_MSG: "`,` or `)`" });
    return parameters;
  });

  readonly parameter: ParserMethod<[], tree.Parameter> = this.RULE("parameter", (): tree.Parameter => {
    const name = this.SUBRULE(this.name);
    const type = this.OPTION(() => {
      this.CONSUME(t.Colon);
      return this.SUBRULE(this.type);
    });
    const initial = this.OPTION2(() => {
      this.CONSUME(t.Assign);
      return this.SUBRULE(this.expression);
    });
    return this.ACTION(() => ({ name, type, initial, span: this.spanFrom(name) }));
  });

  private binary(
    operator: tree.BinaryOperator,
    token: IToken,
    left: tree.Expression,
    right: tree.Expression,
  ): tree.Binary {
    return {
      kind: "binary",
      operator,
      left,
      right,
      operatorSpan: spanOf(this.file, token),
      span: spanning(left.span, right.span),
    };
  }
}

interface Items {
  readonly items: tree.Item[];
  readonly span: Span;
}

/** A call takes over the bracket right before its arguments. */
function makeCall(callee: tree.Expression, items: readonly tree.Item[], listSpan: Span): tree.Call {
  const span = spanning(callee.span, listSpan);
  if (callee.kind !== "index") {
    return { kind: "call", callee, brackets: undefined, bracketSpan: undefined, arguments: items, span };
  }
  const { source, items: brackets, bracketSpan } = callee;
  return { kind: "call", callee: source, brackets, bracketSpan, arguments: items, span };
}
