import { tableOf } from "../../compiler/3-graph/by-node.ts";
import { createBuilder, createSourceBuilder } from "../../compiler/3-graph/builder.ts";
import type { Node } from "../../compiler/3-graph/graph.ts";
import { rebuild } from "../../compiler/3-graph/kinds.ts";
import { narrow } from "../../compiler/3-graph/simplify/narrow.ts";
import { simplify } from "../../compiler/3-graph/simplify/simplify.ts";
import { differentiate } from "../../compiler/4-gradient/differentiate.ts";
import { segmentScans } from "../../compiler/4-gradient/segment-scans.ts";
import { compile } from "../../compiler/compile.ts";
import { takeOutFactors } from "../../compiler/5-schedule/rewrite/common-factors.ts";
import { expandRows } from "../../compiler/5-schedule/rewrite/expand-rows.ts";
import { boundsOf } from "../../compiler/5-schedule/layout.ts";
import { takeScansApart } from "../../compiler/5-schedule/rewrite/scans.ts";
import { splitReductions } from "../../compiler/5-schedule/rewrite/stages.ts";
import { assert, suite } from "../harness.ts";
import { axis } from "./graphs.ts";

const test = suite("3-graph: passes cost what they change");

const row = axis("row", 3);
const col = axis("col", 4);

test("an entry in which a pass has nothing to do is the same entry after it", () => {
  const text = `weft 1
axis row = 3
model M(x: [row]) -> [] {
  return sum[row](exp(x))
}
`;
  const { lowered } = compile(
    { name: "m.weft", text },
    {},
    {
      set: {},
      tokenizers: new Map(),
      hash: "",
      after: "lower",
    },
  );
  assert.ok(lowered);
  const [entry] = lowered.entries;
  assert.is(segmentScans(lowered, 1).entries[0], entry);
  const differentiated = differentiate(lowered);
  assert.is(differentiated.entries[0], entry);
  const simple = simplify(differentiated);
  const [own] = simple.entries;
  assert.ok(own);
  assert.is(narrow(simple).entries[0], own);
  assert.is(expandRows(own), own);
  assert.is(takeScansApart(own).entry, own);
  assert.is(takeOutFactors(own), own);
  assert.is(splitReductions(own, boundsOf(own)), own);
});

test("a copy has the axes and the type of its own operands, not those of what it is like", () => {
  const from = createSourceBuilder();
  const to = createBuilder();
  const x = from.leaf({ kind: "parameter", path: "x" }, [row, col], "real");
  const wide = to.leaf({ kind: "parameter", path: "w" }, [row, col, axis("more", 2)], "real");
  const narrowed = to.leaf({ kind: "input", name: "n" }, [col], "int");
  const copies = [wide, narrowed].map((other) =>
    [
      from.map("exp", [x]),
      from.reduce("sum", [col], x),
      from.index(x, [{ axis: col, at: { kind: "axis", axis: axis("other", 4) } }]),
    ].map((node) => rebuild<Node, Node>(to, node as Node, () => other)),
  );
  assert.equal(
    copies.map((nodes) => nodes.map(({ axes, type }) => `${axes.map(({ id }) => id).join()} ${type}`)),
    [
      ["col,more,row real", "more,row real", "more,other,row real"],
      ["col real", " int", "other int"],
    ],
  );
});

test("what is known of a node isn't known of another one of its number", () => {
  const [a, b] = [createBuilder().constant(1), createBuilder().constant(2)];
  const table = tableOf<string>([a]);
  table.set(a, "a");
  assert.is(table.get(b), undefined);
  table.set(b, "b");
  const negative: Node = { ...a, id: -1 };
  table.set(negative, "negative");
  assert.equal([a, b, negative].map(table.get), ["a", "b", "negative"]);
  assert.is(table.has({ ...a }), false);
});
