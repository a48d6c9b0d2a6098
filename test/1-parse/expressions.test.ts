import { assert, suite } from "../harness.ts";
import { parsedExpression, show } from "./trees.ts";

const test = suite("expressions");

/** A formula, and how it is read. */
const readings: readonly (readonly [string, string])[] = [
  ["a + b * c", "(a + (b * c))"],
  ["a - b - c", "((a - b) - c)"],
  ["a / b / c", "((a / b) / c)"],
  ["a % b div c", "((a % b) div c)"],
  ["-x^2", "(- (x ^ 2))"],
  ["x^-2", "(x ^ (- 2))"],
  ["|embed|^-0.5", "(|embed| ^ (- 0.5))"],
  ["a^b^c", "(a ^ (b ^ c))"],
  ["-a * b", "((- a) * b)"],
  ["√x + √2", "((sqrt x) + (sqrt 2))"],
  ["not a and b or c", "(((not a) and b) or c)"],
  ["a or b and c", "(a or (b and c))"],
  ["src <= seq and src != 0", "((src <= seq) and (src != 0))"],
  ["a + b <= c * d", "((a + b) <= (c * d))"],
  ["a ≤ b", "(a <= b)"],
  ["a ≥ b or a ≠ b", "((a >= b) or (a != b))"],
  ["-∞", "(- Infinity)"],
  ["1e-3 + 2.5E+2", "(0.001 + 250)"],
  ["q @[key] k / sqrt(|key|)", "((q @[key] k) / sqrt(|key|))"],
  ["a ·[i] b ·[j] c", "((a @[i] b) @[j] c)"],
  ["A·[src] V", "(A @[src] V)"],
  ["(a + b) * c", "((a + b) * c)"],
  ["|row/2| + |tokens.patch|", "(|row/2| + |tokens.patch|)"],
  ["|(head, key)|", "|(head, key)|"],
  ["h' + 嵌入'", "(h' + 嵌入')"],
  ["softmax[src where src <= seq else 0](s)", "softmax[src where (src <= seq) else 0](s)"],
  ["K(x)[seq as src]", "K(x)[seq as src]"],
  ["x[embed as (head, key)]", "x[embed as (head, key)]"],
  ["x[(head, key) as embed]", "x[(head, key) as embed]"],
  ["x[height = 2*row + dy - 1 else 0]", "x[height = (((2 * row) + dy) - 1) else 0]"],
  ["x[row = 2*r, col = c else 0]", "x[row = (2 * r), col = c else 0]"],
  ["normal[noise](0, 1)", "normal[noise](0, 1)"],
  [
    "sample[vocab](l[seq = last], temperature = t, top_k = 40)",
    "sample[vocab](l[seq = last], temperature = t, top_k = 40)",
  ],
  ["stack[part](re: a, im: b * c)", "stack[part](re : a, im : (b * c))"],
  ["gpt.Block[embed](x).out[seq = 0]", "gpt.Block[embed](x).out[seq = 0]"],
  ["table.transposed(norm(x))", "table.transposed(norm(x))"],
  ["Norm[(batch, row/2), channel](x)", "Norm[(batch, (row / 2)), channel](x)"],
  ['where(c, "[MASK]", text)', 'where(c, "[MASK]", text)'],
  ["f()", "f()"],
  ["scan + from * over / data", "(scan + ((from * over) / data))"],
  ['"a\\"b\\n"', '"a\\"b\\n"'],
  ["σ(x) + W_q", "(σ(x) + W_q)"],
];

for (const [formula, reading] of readings) {
  test(formula, () => assert.is(show(parsedExpression(formula)), reading));
}

test("names are normalised, and their spans are not", () => {
  const expression = parsedExpression("e\u0301tat + 1");
  assert.is(show(expression), "(\u00e9tat + 1)");
  assert.is(expression.span.end - expression.span.start, "e\u0301tat + 1".length);
});

test("a bracket right before the arguments belongs to the call", () => {
  const call = parsedExpression("softmax[src](x)");
  assert.is(call.kind === "call" && call.callee.kind, "name");
  assert.is(call.kind === "call" && call.brackets?.length, 1);
  assert.is(call.kind === "call" && call.bracketSpan?.start, "weft 1\nconst it = softmax".length);
});
