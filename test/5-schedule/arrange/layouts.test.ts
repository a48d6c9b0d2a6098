/** In which order the axes of what is written lie in memory. */
import {
  addPositions,
  axisPosition,
  constantPosition,
  scalePosition,
} from "../../../compiler/3-graph/positions.ts";
import { assert, suite } from "../../harness.ts";
import { compileSpec, readSpec } from "../../agree/compile-spec.ts";
import { axis, compare, graphOf, indexInput, realInput } from "../compare.ts";

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

test("what is made through a split lies as what it reads, not along the rows that are summed later", () => {
  const [row, column, channel] = [axis("row", 12), axis("column", 16), axis("c", 32)];
  const [group, inGroup] = [axis("group", 8), axis("in_group", 4)];
  const plan = compare(
    graphOf({
      inputs: [realInput("x", [row, column, channel]), realInput("b", [group, inGroup])],
      results: (g, leaf) => {
        const at = addPositions([scalePosition(axisPosition(group), inGroup.size), axisPosition(inGroup)]);
        const parts = g.index(leaf("x"), [{ axis: channel, at }]);
        const centred = g.apply("exp", g.apply("add", parts, leaf("b")));
        const mean = g.reduce("sum", [row, column, inGroup], centred);
        return { y: g.apply("multiply", centred, mean), mean };
      },
    }),
  );
  const made = plan.model.entries[0]?.outputs.find(({ name }) => name === "y");
  const strides = made?.axes.map(({ name }, place) => `${name} ${made.places[0]?.strides[place]}`).sort();
  assert.equal(strides, ["column 32", "group 4", "in_group 1", "row 512"]);
});

test("what goes where data tell lies side by side there, though a product sums over the places", () => {
  const [batch, edge, node] = [axis("batch", 2), axis("edge", 20), axis("node", 12)];
  const [hidden, space] = [axis("hidden", 16), axis("space", 3)];
  const plan = compare(
    graphOf({
      inputs: [
        realInput("v", [batch, edge, hidden]),
        realInput("x", [batch, node, space]),
        indexInput("to", [batch, edge], node),
      ],
      results: (g, leaf) => {
        const sent = g.scatter("sum", leaf("v"), [{ axis: node, at: leaf("to") }], [edge]);
        return { dW: g.reduce("sum", [batch, node], g.apply("multiply", sent, leaf("x"))) };
      },
    }),
  );
  assert.is(plan.entries[0]?.dispatches[0]?.shape, "[node 12, batch 2, hidden 16]");
});

test("a dear value is made once for all windows, though its channels are renamed on the way", () => {
  const [column, channel, own, dx] = [axis("column", 40), axis("c", 16), axis("in", 16), axis("dx", 9)];
  const [out] = [axis("out", 12)];
  const plan = compare(
    graphOf({
      inputs: [realInput("x", [column, channel]), realInput("W", [dx, own, out])],
      results: (g, leaf) => {
        const at = addPositions([axisPosition(column), axisPosition(dx), constantPosition(-4)]);
        const renamed = g.index(g.apply("exp", leaf("x")), [{ axis: channel, at: axisPosition(own) }]);
        const windows = g.index(renamed, [{ axis: column, at }], g.constant(0));
        return { y: g.reduce("sum", [dx, own], g.apply("multiply", windows, leaf("W"))) };
      },
    }),
  );
  const shapes = plan.entries[0]?.dispatches.map(({ shape }) => shape);
  assert.is(shapes?.[0], "[column 40, c 16]");
  assert.is(shapes?.length, 3);
});

test("a tile has the rows of the longest run where those along memory are few", () => {
  const [seq, group, share] = [axis("seq", 48), axis("group", 2), axis("share", 3)];
  const [key, src] = [axis("key", 16), axis("src", 24)];
  const plan = compare(
    graphOf({
      inputs: [realInput("q", [seq, group, share, key]), realInput("k", [src, group, key])],
      results: (g, leaf) => ({ A: g.reduce("sum", [key], g.apply("multiply", leaf("q"), leaf("k"))) }),
    }),
  );
  assert.ok(plan.kernels[0]?.cpu?.schedule.startsWith("blocks of 48 rows"), plan.kernels[0]?.cpu?.schedule);
});
