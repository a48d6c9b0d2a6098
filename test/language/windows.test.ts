/** How many positions a text keeps at its bound. */
import { compileSpec } from "../agree/compile-spec.ts";
import { assert, suite } from "../harness.ts";

const test = suite("windows of texts that grow");

test("a window larger than the bound, as `--set` may leave it, is the bound", () => {
  const windowOf = (bound: string): number | undefined =>
    compileSpec(
      "window.weft",
      `weft 1
axis vocab = { a, b }
axis seq <= 8
model Next(x: [seq] in vocab) -> [seq, vocab] causal in seq {
  param W: vocab -> vocab ~ normal(0, 1)
  return W(x)
}
generate write(prompt: [seq] in vocab) {
  grow text: [seq] in vocab from prompt window 6 {
    yield argmax[vocab](Next(text)[seq = last])
  }
}`,
      { set: { seq: bound } },
    ).plan.model.generators[0]?.grow?.window;
  assert.equal(["8", "6", "4"].map(windowOf), [6, 6, 4]);
});
