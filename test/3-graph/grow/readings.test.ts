import { compileGraph } from "../../agree/compile-spec.ts";
import { assert, suite } from "../../harness.ts";
import { perturb } from "./perturbing.ts";
import { programs } from "./programs.ts";

const test = suite("readings name all that a position or a longer text may change");

for (const { name, text, generator, input, symbol, end } of programs) {
  test(name, () => {
    const { wrong, count } = perturb(compileGraph("grown.weft", text), generator, { input, symbol, end });
    assert.equal(wrong, []);
    assert.ok(count > 0, "nothing changes");
  });
}

/** A value that a mask has ruled out of the future, read at earlier positions of the axis that is summed: there the mask no longer holds. */
const moved = (index: string): string => `weft 1
axis vocab = { a, b, c, d, e }
axis seq <= 12
axis src like seq
axis embed = 3
model M(tokens: [seq] in vocab) -> [seq, vocab] {
  param W: vocab -> embed ~ normal(0, 0.8)
  param O: embed -> vocab ~ normal(0, 1)
  x = W(tokens)
  seen = where(src <= seq, tanh(x) @[embed] x[seq as src], 0)
  return O(x * sum[src](seen${index}))
}
generate write(prompt: [seq] in vocab) {
  grow text: [seq] in vocab from prompt {
    yield argmax[vocab](M(text)[seq = last])
  }
}
`;

const earlier = [
  "",
  "[src = src - 2 else 0]",
  "[src = src div 2]",
  "[src = src - src % 3]",
  "[src = maximum(src - 1, 0)]",
  "[src = minimum(src, 3)]",
  "[src = maximum(minimum(src - 1, 4), 0)]",
  "[seq = maximum(seq - 2, 0)]",
  "[seq = maximum(seq - 2, 0), src = maximum(src - 2, 0)]",
  "[seq = seq - 2 else 0]",
  "[seq = (seq div 2) * 2]",
  "[seq = (seq div 3) * 3, src = (src div 3) * 3]",
];

for (const index of earlier)
  test(`what a mask rules out, read at ${index === "" ? "its own positions" : index}`, () => {
    const graph = compileGraph("moved.weft", moved(index));
    const found = perturb(graph, "write", { input: "text", symbol: "seq", end: 8 });
    assert.equal(found.wrong, []);
    assert.ok(found.count > 0, "nothing changes");
  });
