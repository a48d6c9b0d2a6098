/** The edits that are offered for a broken promise: what mends the formula, and nothing that gives the promise away. */
import { analyze } from "../compiler/analyze.ts";
import { libraryFiles } from "./agree/compile-spec.ts";
import { assert, suite } from "./harness.ts";

const test = suite("edits for a broken promise");

const spec = (condition: string): string => `weft 1
axis vocab = 9
axis seq   <= 8
axis src   like seq
axis embed = 4
model Bag(tokens: [seq] in vocab) -> [seq, vocab] causal in seq {
  param W: vocab -> embed ~ normal(0, 0.02)
  param O: embed -> vocab ~ xavier
  E = W(tokens)
  A = softmax[src${condition}](E @[embed] E[seq as src])
  return O(A @[src] E[seq as src])
}
`;

for (const condition of ["", " where src >= seq", " where seq < src"])
  test(condition === "" ? "no condition" : condition.trim(), () => {
    const text = spec(condition);
    const { diagnostics } = analyze(text, libraryFiles(), { repairs: true });
    assert.equal(
      diagnostics.map(({ code }) => code),
      ["W0605"],
    );
    const edited = diagnostics.flatMap(({ fixes }) =>
      fixes.flatMap(({ edits }) =>
        edits.map(({ span, text: put }) => text.slice(0, span.start) + put + text.slice(span.end)),
      ),
    );
    assert.ok(edited.length > 0, "no edit is offered");
    for (const each of edited) {
      assert.ok(each.includes("causal in seq"), each);
      assert.equal(analyze(each, libraryFiles()).diagnostics, []);
    }
  });
