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
model M(tokens: [seq] in vocab) -> [seq, vocab] {
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
];

for (const [name, formulas, reason] of cases) {
  test(name, () => {
    const found = reasonOf(compileSpec("afresh.weft", spec(formulas), {}));
    if (reason === undefined) assert.is(found, undefined);
    else assert.ok(found !== undefined && reason.test(found), found ?? "it is grown by rows");
  });
}

const translation = (end: string, yielded: string): string => `weft 1
axis vocab = { a, b, c, d, e }
axis from  <= 7
axis to    <= 6
axis embed = 6
model Decode(target: [to] in vocab, source: [from] in vocab) -> [to, vocab] causal in to {
  param W_e, W_f: vocab -> embed ~ xavier
  param W_o: embed -> vocab ~ xavier
  scores = W_e(target) @[embed] tanh(W_f(source))
  return W_o(W_e(target) * sum[from](sort[from](scores) * from))
}
generate write(source: [from] in vocab) {
  grow text: [to] in vocab from "a" ${end}{
    yield ${yielded}
  }
}
`;

test("what isn't grown beside other texts says why", () => {
  const apartOf = (text: string): string | undefined => {
    const { plan, compiled } = compileSpec("apart.weft", text, {});
    assert.equal(
      compiled.diagnostics.filter(({ severity }) => severity === "error"),
      [],
    );
    return plan.model.generators[0]?.grow?.apart;
  };
  const logits = "Decode(text, source)[to = last]";
  assert.match(
    apartOf(translation("", `argmax[vocab](${logits})`)) ?? "",
    "along `from`, of which each text has a size of its own",
  );
  assert.is(apartOf(translation("beam 2 ", logits)), "each is searched for by several beams");
  const alone = spec(
    "  a = softmax[src where src <= seq](x @[embed] x[seq as src])\n  return W_o(a @[src] x[seq as src])",
  );
  assert.is(apartOf(alone), undefined);
});

test("W0916 says so when a package is built", () => {
  const { wrong, right } = warningMessages.W0916.explain;
  const codesOf = (program: string): readonly string[] =>
    compileSpec("afresh.weft", `weft 1\n${program}`, {}).compiled.diagnostics.map(({ code }) => code);
  assert.equal(codesOf(wrong), ["W0916"]);
  assert.equal(codesOf(right), []);
});
