import fc from "fast-check";
import { fold, quarters } from "../../compiler/6-emit/loops-rewrite.ts";
import type { Expression } from "../../compiler/5-schedule/loops.ts";
import { assert, suite } from "../harness.ts";

const test = suite("rewrites of index arithmetic");

const values: Readonly<Record<string, number>> = { i: 5, j: 12, k: 1 };

function evaluate(expression: Expression): number {
  switch (expression.kind) {
    case "literal":
      return expression.value;
    case "variable":
      return values[expression.name] ?? NaN;
    case "index_quotient":
      return Math.floor(evaluate(expression.of) / evaluate(expression.by));
    case "index_remainder":
      return evaluate(expression.of) % evaluate(expression.by);
    case "apply": {
      const [x = NaN, y = NaN] = expression.arguments.map(evaluate);
      const { operator } = expression;
      return operator === "add"
        ? x + y
        : operator === "subtract"
          ? x - y
          : operator === "multiply"
            ? x * y
            : NaN;
    }
    default:
      return NaN;
  }
}

const int = (value: number): Expression => ({ kind: "literal", type: "int", value });
const leaf = fc.oneof(
  fc.integer({ min: 0, max: 9 }).map(int),
  fc
    .constantFrom("i", "j", "k")
    .map((name): Expression => ({ kind: "variable", name, type: "int", width: 1 })),
);
/** Sums, products and quotients of non-negative numbers. */
const { tree } = fc.letrec<{ tree: Expression }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4 },
    leaf,
    fc
      .tuple(fc.constantFrom("add", "multiply"), tie("tree"), tie("tree"))
      .map(([operator, x, y]): Expression => ({
        kind: "apply",
        operator: operator === "add" ? "add" : "multiply",
        arguments: [x, y],
        type: "int",
        width: 1,
      })),
    fc
      .tuple(
        fc.constantFrom("index_quotient", "index_remainder"),
        tie("tree"),
        fc.integer({ min: 1, max: 9 }),
      )
      .map(([kind, of, by]): Expression => ({
        kind: kind === "index_quotient" ? "index_quotient" : "index_remainder",
        of,
        by: int(by),
      })),
  ),
}));

test("folding keeps the value", () => {
  fc.assert(
    fc.property(tree, (expression) => evaluate(fold(expression)) === evaluate(expression)),
    { numRuns: 500 },
  );
});

test("quarters put together are the index", () => {
  fc.assert(
    fc.property(tree, (index) => {
      const { whole, rest, lane } = quarters(index);
      const left = rest === undefined ? 0 : evaluate(rest);
      return 4 * evaluate(whole) + left + lane === evaluate(index) && (rest === undefined || lane === 0);
    }),
    { numRuns: 500 },
  );
});

test("a row of vectors is divided by its stride, not by its index", () => {
  const i: Expression = { kind: "variable", name: "i", type: "int", width: 1 };
  const product: Expression = {
    kind: "apply",
    operator: "multiply",
    arguments: [i, int(128)],
    type: "int",
    width: 1,
  };
  assert.equal(quarters(product).whole, { ...product, arguments: [i, int(32)] });
  assert.is(quarters(product).rest, undefined);
});
