/** In which order the axes of what is written lie in memory. */
import { assert, suite } from "../harness.ts";
import { compileSpec, readSpec } from "../agree/compile-spec.ts";
import { axis, compare, graphOf, realInput } from "./compare.ts";

const test = suite("layouts");

test("what is looked up lies along the sum of the product that reads it", () => {
  const path = "specs/minimal.weft";
  const { plan } = compileSpec(path, readSpec(path), { vocabularies: { vocab: 9 } });
  const step = plan.entries[plan.model.entries.findIndex(({ kind }) => kind === "train")];
  const shapes = step?.dispatches.slice(0, 2).map(({ formula, shape }) => `${formula} ${shape}`);
  assert.equal(shapes, [
    "E = W_e(X) [batch 4, seq 32, embed 512]",
    "Q = W_q(E) [batch 4, seq 32, head 8, key 64]",
  ]);
});

test("few queries that share keys are no columns where a mask asks for the position beside them", () => {
  const [group, key, seq, src] = [axis("group", 2), axis("key", 16), axis("seq", 16), axis("src", 24)];
  const share = axis("share", 3);
  const plan = compare(
    graphOf({
      inputs: [realInput("d", [group, key, seq, share]), realInput("v", [src, group, key])],
      results: (g, leaf) => {
        const product = g.reduce("sum", [key], g.apply("multiply", leaf("d"), leaf("v")));
        const seen = g.apply("less_equal", g.position(src), g.position(seq));
        return { A: g.apply("select", seen, product, g.constant(0)) };
      },
    }),
  );
  assert.is(plan.entries[0]?.dispatches.at(-1)?.shape, "[group 2, seq 16, share 3, src 24]");
});

test("nor where another product would like them last", () => {
  const path = "specs/llama.weft";
  const { plan } = compileSpec(path, readSpec(path), { vocabularies: { vocab: 9 } });
  const at = plan.model.entries.findIndex(({ kind }) => kind === "train");
  const made = plan.model.entries[at]?.dispatches.findIndex(({ kernel }) => kernel === "attn_gradient") ?? -1;
  const shape = plan.entries[at]?.dispatches[made]?.shape;
  assert.is(shape, "[batch 8, seq 128, group 2, share 3, key 16]");
});

test("what a row makes lies along the row, though one of the products that read it would like it across", () => {
  const path = "specs/gpt.weft";
  const { plan } = compileSpec(path, readSpec(path), { vocabularies: { vocab: 9 } });
  const at = plan.model.entries.findIndex(({ kind }) => kind === "train");
  const made = plan.model.entries[at]?.dispatches.findIndex(({ kernel }) => kernel === "attn_A_gradient");
  assert.is(plan.entries[at]?.dispatches[made ?? -1]?.shape, "[batch 12, head 4, seq 64, src 64]");
});
