/** Proofs that an index stays inside, against all positions of small axes. */
import fc from "fast-check";
import type { AxisTable } from "../../compiler/2-check/axes.ts";
import { resultOf, staysAt, staysAtMost, staysInside, type Known } from "../../compiler/2-check/bounds.ts";
import type { AxisId, Expression } from "../../compiler/2-check/model.ts";
import type { OperatorName } from "../../compiler/operators/operator.ts";
import { operator } from "../../compiler/operators/table.ts";
import { literalSize } from "../../compiler/sizes/size.ts";
import { checkText } from "./checked.ts";
import { assert, suite } from "../harness.ts";

const zero = literalSize(0);
const test = suite("bounds of indices");

const span = { file: "test.weft", start: 0, end: 0 };
const sizes: Readonly<Record<AxisId, number>> = { a: 2, b: 3, c: 5 };
const axes: AxisTable = new Map(
  Object.entries(sizes).map(([id, size]) => [
    id,
    { id, name: id, size: literalSize(size), origin: { kind: "fixed" }, span },
  ]),
);
const known = { axes, valueOf: () => undefined };
const type = { axes: [], element: "int" } as const;

const constant = (value: number): Expression => ({ kind: "constant", value, type, span });
const position = (axis: AxisId): Expression => ({ kind: "position", axis, type, span });
const apply = (name: OperatorName, ...values: readonly Expression[]): Expression => ({
  kind: "apply",
  operator: name,
  arguments: values,
  type,
  span,
});

let blocks = 0;
/** A function that takes this and gives what is made of it. */
function called(given: Expression, made: (argument: Expression) => Expression): Expression {
  const id = `f.i#${(blocks += 1)}`;
  const binding = { id, name: "i", type, span };
  const body = [{ kind: "bind", bindings: [binding], value: given, isArgument: true, span }] as const;
  const results = [made({ kind: "reference", binding: id, type, span })];
  return { kind: "block", body, results, restrictions: [], type, span };
}

function evaluate(expression: Expression, at: Readonly<Record<AxisId, number>>): number {
  if (expression.kind === "block") {
    const made = resultOf(expression, known);
    return made === undefined ? NaN : evaluate(replaced(made.result, made.known.valueOf), at);
  }
  if (expression.kind === "constant") return expression.value;
  if (expression.kind === "position") return at[expression.axis] ?? NaN;
  if (expression.kind !== "apply") return NaN;
  const parts = expression.arguments.map((part) => evaluate(part, at));
  if (expression.operator === "multiply") return Math.imul(parts[0] ?? NaN, parts[1] ?? NaN);
  return operator(expression.operator).evaluate(...parts) | 0;
}

/** With what the names stand for. */
function replaced(expression: Expression, valueOf: Known["valueOf"]): Expression {
  if (expression.kind === "reference") return valueOf(expression.binding) ?? expression;
  if (expression.kind !== "apply") return expression;
  return { ...expression, arguments: expression.arguments.map((part) => replaced(part, valueOf)) };
}

function valuesOf(expression: Expression): readonly { readonly value: number; readonly c: number }[] {
  const found: { value: number; c: number }[] = [];
  for (let a = 0; a < 2; a++)
    for (let b = 0; b < 3; b++)
      for (let c = 0; c < 5; c++) found.push({ value: evaluate(expression, { a, b, c }), c });
  return found;
}

const { expressions } = fc.letrec<{ expressions: Expression }>((tie) => ({
  expressions: fc.oneof(
    { maxDepth: 4 },
    fc.integer({ min: -3, max: 6 }).map(constant),
    fc.constantFrom(65536, 715827883, 2147483647).map(constant),
    fc.constantFrom("a", "b", "c").map(position),
    fc
      .tuple(
        fc.constantFrom<OperatorName>("add", "subtract", "multiply", "minimum", "maximum"),
        tie("expressions"),
        tie("expressions"),
      )
      .map(([name, left, right]) => apply(name, left, right)),
    fc
      .tuple(
        fc.constantFrom<OperatorName>("quotient", "modulo"),
        tie("expressions"),
        fc.oneof(fc.integer({ min: 1, max: 4 }), fc.constantFrom(65536, 715827883)),
      )
      .map(([name, left, by]) => apply(name, left, constant(by))),
    tie("expressions").map((of) => apply("negate", of)),
    tie("expressions").map((of) =>
      called(of, (i) => apply("maximum", apply("subtract", i, constant(1)), constant(0))),
    ),
  ),
}));

test("what is proven to stay inside does so at every position", () => {
  let proven = 0;
  fc.assert(
    fc.property(expressions, (expression) => {
      if (!staysInside(expression, "c", known)) return;
      proven += 1;
      for (const { value } of valuesOf(expression)) assert.ok(value >= 0 && value < 5, `${value}`);
    }),
    { numRuns: 3000, seed: 1 },
  );
  assert.ok(proven > 300, `only ${proven} of 3000 were proven`);
});

test("what is proven to be at most a position and a size is so at every position", () => {
  let proven = 0;
  fc.assert(
    fc.property(expressions, fc.integer({ min: -1, max: 2 }), (expression, ahead) => {
      if (!staysAtMost(expression, "c", literalSize(ahead), known)) return;
      proven += 1;
      for (const { value, c } of valuesOf(expression)) assert.ok(value <= c + ahead, `${value} at ${c}`);
    }),
    { numRuns: 3000, seed: 2 },
  );
  assert.ok(proven > 300, `only ${proven} of 3000 were proven`);
});

test("what is proven to be a position and a size is so at every position", () => {
  let proven = 0;
  fc.assert(
    fc.property(expressions, fc.integer({ min: -1, max: 2 }), (expression, ahead) => {
      if (!staysAt(expression, "c", literalSize(ahead), known)) return;
      proven += 1;
      for (const { value, c } of valuesOf(expression)) assert.is(value, c + ahead);
    }),
    { numRuns: 3000, seed: 3 },
  );
  assert.ok(proven > 30, `only ${proven} of 3000 were proven`);
});

test("the forms of the language page are proven", () => {
  const two = constant(2);
  const reversed = apply("subtract", apply("subtract", constant(5), constant(1)), position("c"));
  assert.ok(staysInside(reversed, "c", known), "|c| - 1 - c");
  const merged = apply("add", apply("multiply", two, position("a")), position("a"));
  assert.ok(staysInside(merged, "c", known), "2 * a + a");
  assert.ok(staysInside(apply("quotient", position("c"), two), "b", known), "c div 2");
  assert.ok(staysInside(apply("modulo", position("c"), two), "a", known), "c % 2");
  assert.not.ok(staysInside(apply("subtract", position("c"), constant(1)), "c", known), "c - 1");
  assert.ok(staysAtMost(apply("subtract", position("c"), position("a")), "c", zero, known), "c - a");
  assert.not.ok(staysAtMost(apply("add", position("c"), position("a")), "c", zero, known), "c + a");
  const even = apply("multiply", apply("quotient", position("c"), two), two);
  assert.ok(staysAtMost(even, "c", zero, known), "(c div 2) * 2");
  const rounded = apply("subtract", position("c"), apply("modulo", position("c"), two));
  assert.ok(staysAtMost(rounded, "c", zero, known) && staysInside(rounded, "c", known), "c - c % 2");
  assert.ok(staysAtMost(apply("minimum", constant(3), position("c")), "c", zero, known), "min(3, c)");
  assert.not.ok(
    staysAtMost(apply("multiply", apply("quotient", position("c"), two), constant(3)), "c", zero, known),
  );
});

const inside = [
  "seq div 2",
  "(seq div 2) * 2",
  "(seq div 3) * 3",
  "seq - seq % 2",
  "seq - 2 * (seq div 2)",
  "seq % 4",
  "minimum(seq, 3)",
  "minimum(3, seq)",
  "maximum(seq - 1, 0)",
  "maximum(0, minimum(seq + 1, |seq| - 1))",
  "where(seq > 2, seq div 2, seq)",
  "|seq| div 2",
  "(|seq| - 1) div 2",
  "(seq + |seq|) div 2",
  "|seq| - 1 - seq div 2",
  "last",
  "last div 2",
  "(seq * 306783378) div 306783378",
];
const outside = [
  "seq - 1",
  "4 - seq % 4",
  "minimum(seq - 1, 3)",
  "maximum(seq + 1, 0)",
  "(seq + 2) div 2",
  "(|seq| + 1) div 2",
  "-(seq div 2)",
  "(seq + 1) % 4",
  "last - 1",
  "last - seq",
  "(seq * 306783379) div 306783379",
  "seq * 65536 * 65536 + seq",
];

test("of a size of the day, what a number, a size or another position bounds", () => {
  const codes = (index: string): readonly string[] =>
    checkText(
      `axis seq <= 8\naxis e = 2\nmodel M(x: [seq, e]) -> [e] {\n  return sum[seq](spread[seq](x[seq = ${index}]))\n}\n`,
    )
      .diagnostics.filter(({ severity }) => severity === "error")
      .map(({ code }) => code);
  for (const index of inside) assert.equal(codes(index), [], index);
  for (const index of outside) assert.equal(codes(index), ["W0403"], index);
});
