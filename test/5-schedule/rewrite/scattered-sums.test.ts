/** A sum of what data send to a position adds each once, where it goes. */
import fc from "fast-check";
import type { Axis, Graph } from "../../../compiler/3-graph/graph.ts";
import { assert, suite } from "../../harness.ts";
import { axis, compare, graphOf, indexInput, realInput } from "../compare.ts";

const test = suite("sums of what data send to a position");

interface Sizes {
  readonly node: number;
  readonly edge: number;
  readonly key: number;
  readonly batch: number;
}

const position = ({ id }: Axis) => ({ kind: "position", axis: id }) as const;

/**
 * Of edges that go to a node: what each brings, as far as the node isn't itself too large, divided by what the node has. Some go beyond the
 * nodes, and what they bring is infinite.
 */
function graph({ node, edge, key, batch }: Sizes, wanted = ["plain", "chosen", "count"]): Graph {
  const [nodes, edges, keys, batches] = [
    axis("node", node),
    axis("edge", edge),
    axis("key", key),
    axis("batch", batch),
  ];
  return graphOf({
    inputs: [
      realInput("v", [batches, edges, keys]),
      realInput("own", [batches, nodes, edges]),
      indexInput("to", [batches, edges], axis("wide", node + 2)),
    ],
    results: (g, leaf) => {
      const at = g.leaf(position(nodes), [nodes], "int");
      const goes = g.apply("equal", at, leaf("to"));
      const isBeyond = g.apply("greater_equal", leaf("to"), g.constant(node, "int"));
      const brought = g.apply("select", isBeyond, g.constant(Infinity), leaf("v"));
      const sum = (condition: typeof goes, of: typeof goes) =>
        g.reduce("sum", [edges], g.apply("select", condition, of, g.constant(0)));
      const isSmall = g.apply("less", leaf("own"), g.constant(0.5));
      const scaled = g.apply("divide", brought, g.apply("add", leaf("own"), g.constant(2)));
      const sums = {
        plain: sum(goes, brought),
        chosen: sum(g.apply("and", isSmall, goes), scaled),
        count: sum(goes, g.constant(1)),
      };
      return Object.fromEntries(Object.entries(sums).filter(([name]) => wanted.includes(name)));
    },
  });
}

test("random sizes against the evaluator, with infinities that go nowhere", () => {
  const sizes = fc.record({
    node: fc.constantFrom(1, 3, 8, 21),
    edge: fc.constantFrom(1, 5, 16, 50),
    key: fc.constantFrom(1, 3, 4, 8),
    batch: fc.constantFrom(1, 2),
  });
  fc.assert(
    fc.property(sizes, (of) => {
      compare(graph(of));
    }),
    { numRuns: 20 },
  );
});

test("no node looks at every edge", () => {
  const of = { node: 40, edge: 50, key: 4, batch: 1 };
  const { entries } = compare(graph(of, ["plain"]));
  const work = entries[0]?.dispatches.reduce((sum, { flops }) => sum + flops, 0) ?? Infinity;
  assert.ok(work < of.node * of.edge * of.key, `${work}`);
});
