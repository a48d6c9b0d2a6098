import { warningMessages } from "../../../compiler/source/messages-warnings.ts";
import { compileSpec } from "../../agree/compile-spec.ts";
import { assert, suite } from "../../harness.ts";
import { reasonOf } from "./growing.ts";

const test = suite("what can't be grown by rows says why");

const spec = (formulas: string): string => `weft 1
axis vocab = { a, b, c, d, e }
axis seq   <= 9
axis src   like seq
axis embed = 6
axis both  = seq ++ src
axis best  = 1
model M(tokens: [seq] in vocab) -> [seq, vocab] {
  param P: [seq, embed] ~ normal(0, 1)
  param W_e: vocab -> embed ~ xavier
  param W_o: embed -> vocab ~ xavier
  param W_f: embed -> embed ~ xavier
  x = W_e(tokens)
${formulas}
}
generate write(prompt: [seq] in vocab) {
  grow text: [seq] in vocab from prompt {
    yield argmax[vocab](M(text)[seq = last])
  }
}
`;

const cases: readonly (readonly [string, string, RegExp | undefined])[] = [
  [
    "a sum over all positions",
    "  m = mean[seq](x)\n  return W_o(tanh(x[seq as src] - m) @[src] (x @[embed] x[seq as src]))",
    /takes a sum over all of `seq`/,
  ],
  [
    "attention without a mask, twice",
    "  a = softmax[src](x @[embed] x[seq as src])\n  y = a @[src] x[seq as src]\n  b = softmax[src](y @[embed] y[seq as src])\n  return W_o(b @[src] y[seq as src])",
    /takes a (max|sum) over all of `seq`/,
  ],
  [
    "attention without a mask, once",
    "  a = softmax[src](x @[embed] x[seq as src])\n  return W_o(a @[src] x[seq as src])",
    undefined,
  ],
  [
    "a view from the end",
    "  y = tanh(x[seq = last])\n  a = softmax[src where src <= seq]((x * y) @[embed] (x * y)[seq as src])\n  return W_o(a @[src] x[seq as src])",
    /counts from the end of `seq`/,
  ],
  [
    "a later position",
    "  y = W_f(x)[seq = seq + 1 else 0]\n  z = tanh(y)\n  a = softmax[src where src <= seq](z @[embed] z[seq as src])\n  return W_o(a @[src] z[seq as src])",
    /reads other positions of `seq`/,
  ],
  [
    "a later position that has no name",
    "  z = tanh(x * W_f(x)[seq = seq + 1 else 0])\n  a = softmax[src where src <= seq](z @[embed] z[seq as src])\n  return W_o(a @[src] z[seq as src])",
    /^`z\[seq as src\]` reads other positions/,
  ],
  // There is room behind the last position: a row doesn't see that it reads outside of the text.
  [
    "a later position of what is known of each length",
    "  return W_o(x + sin(P * |seq|)[seq = 2 * seq - 3 else 0])",
    /reads other positions of `seq`/,
  ],
  [
    "later positions of what is known of each length, of which each is read",
    "  return W_o(x + sum[src](sin(P * |seq|)[seq = src + 2 else 0]))",
    /reads other positions of `seq`/,
  ],
  [
    "positions from the end, one of which is outside, of what is known of each length",
    "  return W_o(x + sum[src](sin(P * |seq|)[seq = |seq| - src else 1]))",
    /counts from the end of `seq`/,
  ],
  [
    "an axis that is made from the text's",
    "  y = concat[both](x, x[seq as src])\n  return W_o(x * max[both](y))",
    /has `both`, an axis made from `seq`/,
  ],
  ["noise", "  return W_o(x * uniform[seq](0, 1))", /is noise, which each new position draws afresh/],
  [
    "noise at all positions",
    "  y = x * uniform[seq](0, 1)\n  return W_o(x * sum[src](y[seq as src]))",
    /is noise, which each new position draws afresh/,
  ],
  [
    "all pairs of positions",
    "  seen = where(src <= seq, x @[embed] x[seq as src], 0)\n  return W_o(x * sum[src](seen[seq = maximum(seq - 1, 0)]))",
    /is wanted for all pairs of positions/,
  ],
  ["an order of the text", "  return W_o(x + sort[seq](x))", /sorts along `seq`/],
  [
    "the largest of the text, at all positions",
    "  largest, which = top_k[seq as best](x)\n  y = tanh(x + largest[best = 0])\n  a = softmax[src where src <= seq](y @[embed] y[seq as src])\n  return W_o(a @[src] y[seq as src])",
    /sorts along `seq`/,
  ],
  [
    "a slope that is put together",
    "  y = x[seq = seq div 2, embed = argmax[embed](x)]\n  return W_o(x + grad(sum[seq](y * y), x))",
    /is put together along `seq`/,
  ],
];

for (const [name, formulas, reason] of cases) {
  test(name, () => {
    const found = reasonOf(compileSpec("afresh.weft", spec(formulas), {}));
    if (reason === undefined) assert.is(found, undefined);
    else assert.ok(found !== undefined && reason.test(found), found ?? "it is grown by rows");
  });
}

const translation = (formulas: string, end: string, yielded: string): string => `weft 1
axis vocab = { a, b, c, d, e }
axis from  <= 8 step 2
axis half  = from / 2
axis to    <= 6
axis embed = 6
axis all   = embed ++ from
model Decode(target: [to] in vocab, source: [from] in vocab) -> [to, vocab] causal in to {
  param W_e, W_f: vocab -> embed ~ xavier
  param W_o: embed -> vocab ~ xavier
  y = W_e(target)
  s = tanh(W_f(source))
  scores = y @[embed] s
  return W_o(${formulas})
}
generate write(source: [from] in vocab, numbers: [from] int = 1) {
  grow text: [to] in vocab from "a" ${end}{
    logits = Decode(text, source)[to = last]
    yield ${yielded}
  }
}
`;

const sorted = "y * sum[from](sort[from](scores) * from)";
const best = "argmax[vocab](logits)";
const ofItsOwn = /along `from`, of which each text has a size of its own/;

const apart: readonly (readonly [string, string, RegExp | undefined])[] = [
  ["an order of an input", translation(sorted, "", best), ofItsOwn],
  ["beams", translation(sorted, "beam 2 ", "logits"), /^each is searched for by several beams$/],
  [
    "a scan along an input",
    translation("y * sum[from](scan[from](c: [to] = 0) { c' = 0.5 * c + scores \n yield c' })", "", best),
    /scans `from`, of which each text has a size of its own/,
  ],
  [
    "noise along an input",
    translation("y", "", "argmax[vocab](logits + sum[from](uniform[from, vocab](0, 1)))"),
    /is noise along `from`/,
  ],
  ["normal noise", translation("y", "", "argmax[vocab](logits + normal[vocab](0, 1))"), /is normal noise/],
  [
    "a reading outside of an input",
    translation("y * max[from]((y * s)[from = from + 1 else 0])", "", best),
    /reads outside of `from`/,
  ],
  [
    "a reading from an input's end",
    translation("y * max[from]((y * s)[from = |from| - 1 - from] * from)", "", best),
    /counts from the end of `from`/,
  ],
  [
    "an axis that is made from an input's",
    translation("y * max[all](concat[all](y, scores))", "", best),
    /reads outside of `from`/,
  ],
  [
    "half of an input's size",
    translation("y", "", "argmax[vocab](logits * sum[half](sin(sum[vocab](logits) * (half + 1))))"),
    /divides a size that each text has of its own/,
  ],
  ["an input's last position", translation("y * s[from = last] + max[from](y * s)", "", best), undefined],
];

for (const [name, text, reason] of apart)
  test(`beside other texts: ${name}`, () => {
    const { plan, compiled } = compileSpec("apart.weft", text, {});
    assert.equal(
      compiled.diagnostics.filter(({ severity }) => severity === "error"),
      [],
    );
    const found = plan.model.generators[0]?.grow?.apart;
    if (reason === undefined) assert.is(found, undefined);
    else assert.ok(found !== undefined && reason.test(found), found ?? "it is grown beside others");
  });

test("beside other texts: attention", () => {
  const attention = spec(
    "  a = softmax[src where src <= seq](x @[embed] x[seq as src])\n  return W_o(a @[src] x[seq as src])",
  );
  assert.is(compileSpec("apart.weft", attention, {}).plan.model.generators[0]?.grow?.apart, undefined);
});

test("W0916 says so when a package is built", () => {
  const { wrong, right } = warningMessages.W0916.explain;
  const codesOf = (program: string): readonly string[] =>
    compileSpec("afresh.weft", `weft 1\n${program}`, {}).compiled.diagnostics.map(({ code }) => code);
  assert.equal(codesOf(wrong), ["W0916"]);
  assert.equal(codesOf(right), []);
});
