/** Formulas that rule out the future, or read the whole text, in ways that rows allow: grown by rows they give what evaluating the text does. */
import { compileGraph } from "../../agree/compile-spec.ts";
import { assert, suite } from "../../harness.ts";
import { growInEvaluator } from "./growing.ts";
import { perturb } from "./perturbing.ts";

const test = suite("what rules out the future, and what reads all of it");

const spec = (formulas: readonly string[]): string => `weft 1
axis vocab = { a, b, c, d, e }
axis seq   <= 12
axis src   like seq
axis embed = 6
axis best  = 1
model M(tokens: [seq] in vocab) -> [seq, vocab] {
  param W_e: vocab -> embed ~ normal(0, 1)
  param W_o: embed -> vocab ~ normal(0, 1)
  x = W_e(tokens)
  xs = x[seq as src]
${formulas.map((line) => `  ${line}`).join("\n")}
}
generate write(prompt: [seq] in vocab) {
  grow text: [seq] in vocab from prompt {
    yield argmax[vocab](M(text)[seq = last])
  }
}
`;

const masked = (values: string): readonly string[] => [`s = ${values}`, "return W_o(x + sum[src](s * xs))"];
const chosen = (condition: string): readonly string[] => masked(`where(${condition}, x * xs, 0)`);

const cases: readonly (readonly [string, readonly string[]])[] = [
  ["what is later, or else", chosen('not (tokens[seq as src] == "b" or seq < src)')],
  ["what is later, or is it", chosen('not (src > seq or tokens[seq as src] == "b")')],
  ["the other way about, two before", chosen("seq >= src + 2")],
  ["the other way about, two after", chosen("seq >= src - 2")],
  ["twice the position", chosen("2 * seq >= 2 * src")],
  ["both negated", chosen("-seq <= -src")],
  ["the one two before", chosen("src == seq - 2")],
  ["a past without the last", chosen("src != seq and src <= seq")],
  ["nothing divided", masked("where(src <= seq, x * xs, 0) / (1 + x * x)")],
  ["a sum of nothing", masked("sum[embed](where(src <= seq, x * xs, 0))")],
  ["the largest of nothing", masked("max[embed](where(src <= seq, x * xs, 0))")],
  ["the least of nothing", masked("min[embed](where(src <= seq, x * xs, 0))")],
  ["products of ones", ["s = where(src <= seq, x * xs, 1)", "return W_o(x * prod[src](prod[embed](s)))"]],
  ["what is read another way", masked("where(src <= seq, x * xs, 0)[embed = 5 - embed]")],
  ["the place before, or nothing", masked("where(src <= seq, x * xs, 0)[src = src - 1 else 0]")],
  ["the place before, or one", masked("where(src <= seq, x * xs, 0)[src = src - 1 else 1]")],
  ["the first's own past", masked("where(src <= seq, x * xs, 0)[seq = 0]")],
  [
    "the largest of the past",
    [
      "largest, which = top_k[src as best](where(src <= seq, x @[embed] xs, -100))",
      "return W_o(x + max[best](largest * xs[src = which]))",
    ],
  ],
  [
    "the largest of all",
    [
      "largest, which = top_k[src as best](x @[embed] xs)",
      "return W_o(x + max[best](largest * xs[src = which]))",
    ],
  ],
  ["what a scan of all yields last", ["r = cumsum[seq](sin(x))", "return W_o(x + r[seq = last])"]],
  ["a scan along another axis", ["return W_o(cumsum[embed](x))"]],
  [
    "a slope through all",
    ["y = sum[src where src <= seq](tanh(x * xs))", "return W_o(x + grad(sum[seq, embed](y), x))"],
  ],
  ["the labels from the end", ["return W_o(x + W_e(tokens[seq = |seq| - 1 - seq]))"]],
];

for (const [name, formulas] of cases)
  test(name, () => {
    const graph = compileGraph("masks.weft", spec(formulas));
    const { wrong, count } = perturb(graph, "write", { input: "text", symbol: "seq", end: 8 });
    assert.equal(wrong, []);
    assert.ok(count > 0, "nothing changes");
    const steps = growInEvaluator(
      graph,
      "write",
      { input: "text", symbol: "seq" },
      { begin: 2, end: 9, seed: 3 },
    );
    for (const { difference } of steps) assert.ok(difference < 1e-12, `${difference}`);
  });
