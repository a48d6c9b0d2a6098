/** A reduction of what data send to a position looks at each once, where it goes; what is wanted there alone is made there. */
import fc from "fast-check";
import type { Axis, Graph, Node } from "../../../compiler/3-graph/graph.ts";
import { largest, largestInt } from "../../../compiler/operators/reference.ts";
import { assert, suite } from "../../harness.ts";
import { axis, compare, graphOf, indexInput, realInput } from "../compare.ts";

const test = suite("reductions of what data send to a position");

interface Sizes {
  readonly node: number;
  readonly edge: number;
  readonly key: number;
  readonly batch: number;
}

const axesOf = ({ node, edge, key, batch }: Sizes) =>
  [axis("node", node), axis("edge", edge), axis("key", key), axis("batch", batch)] as const;

const position = ({ id }: Axis) => ({ kind: "position", axis: id }) as const;

/**
 * Of edges that go to a node: what each brings, as far as the node isn't itself too large, divided by what the node has. Some go beyond the
 * nodes, and what they bring is infinite.
 */
function graph(sizes: Sizes, wanted = ["plain", "chosen", "count"]): Graph {
  const { node } = sizes;
  const [nodes, edges, keys, batches] = axesOf(sizes);
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
    node: fc.constantFrom(1, 3, 16, 21, 100),
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

/**
 * Of edges that go to a node: the largest and the least of what some bring, whether any does, which edge brings the largest, and what the node
 * passes back to that one.
 */
function extremes(sizes: Sizes): Graph {
  const { node } = sizes;
  const [nodes, edges, keys, batches] = axesOf(sizes);
  return graphOf({
    inputs: [
      realInput("v", [batches, edges, keys]),
      realInput("d", [batches, nodes, keys]),
      indexInput("rank", [edges, keys], axis("ranks", 5)),
      indexInput("to", [batches, edges], axis("wide", node + 2)),
    ],
    results: (g, leaf) => {
      const edgesAt = g.leaf(position(edges), [edges], "int");
      const goes = g.apply("equal", g.leaf(position(nodes), [nodes], "int"), leaf("to"));
      const isBeyond = g.apply("greater_equal", leaf("to"), g.constant(node, "int"));
      const brought = g.apply("select", isBeyond, g.constant(Infinity), g.apply("tanh", leaf("v")));
      const isSeen = g.apply("and", goes, g.apply("less", leaf("v"), g.constant(0.5)));
      const reduce = (name: "max" | "min" | "product", condition: Node, of: Node, nothing: number) =>
        g.reduce(name, [edges], g.apply("select", condition, of, g.constant(nothing, of.type)));
      const most = reduce("max", isSeen, brought, -largest);
      const isMost = g.apply("and", isSeen, g.apply("equal", brought, most));
      const first = reduce("min", isMost, edgesAt, largestInt);
      const isFirst = g.apply("and", g.apply("equal", edgesAt, first), goes);
      return {
        most,
        first,
        least: reduce("min", goes, brought, largest),
        rank: reduce("max", goes, leaf("rank"), -largest),
        product: reduce("product", isSeen, brought, 1),
        any: g.reduce("max", [edges], g.apply("to_int", isSeen)),
        back: g.reduce("sum", [nodes], g.apply("select", isFirst, leaf("d"), g.constant(0))),
      };
    },
  });
}

test("the largest, the least and the first, of empty groups too", () => {
  for (const node of [3, 40]) {
    for (const [edge, key, batch] of [
      [1, 1, 1],
      [50, 4, 2],
      [33, 7, 1],
      [300, 8, 1],
    ] as const) {
      const shapes = compare(extremes({ node, edge, key, batch })).entries[0]?.dispatches ?? [];
      const ofPairs = shapes.filter(({ shape }) => shape.includes("edge") && shape.includes("node"));
      if (node === 40) assert.equal(ofPairs, []);
    }
  }
});

test("no node looks at every edge", () => {
  const of = { node: 40, edge: 50, key: 4, batch: 1 };
  const { entries } = compare(graph(of, ["plain"]));
  const work = entries[0]?.dispatches.reduce((sum, { flops }) => sum + flops, 0) ?? Infinity;
  assert.ok(work < of.node * of.edge * of.key, `${work}`);
});

/** Attention along edges: where each goes and comes from, weights of those that go to the same node, and their slopes by the messages. */
function alongEdges(sizes: Sizes): Graph {
  const { node } = sizes;
  const [nodes, edges, keys, batches] = axesOf(sizes);
  return graphOf({
    inputs: [
      realInput("score", [batches, edges]),
      realInput("h", [batches, edges, keys]),
      realInput("d", [batches, nodes, keys]),
      indexInput("to", [batches, edges], axis("wide", node + 2)),
    ],
    results: (g, leaf) => {
      const goes = g.apply("equal", g.leaf(position(nodes), [nodes], "int"), leaf("to"));
      const zero = g.constant(0);
      const e = g.apply("select", goes, g.apply("exp", leaf("score")), zero);
      const sums = g.apply("add", g.reduce("sum", [edges], e), g.constant(1e-3));
      const weights = g.apply("select", goes, g.apply("divide", e, sums), zero);
      const products = g.reduce("sum", [keys], g.apply("multiply", leaf("h"), leaf("d")));
      const at = [{ axis: nodes, at: { kind: "value", node: leaf("to") } }] as const;
      return {
        y: g.reduce("sum", [edges], g.apply("multiply", weights, leaf("h"))),
        dh: g.reduce("sum", [nodes], g.apply("multiply", weights, leaf("d"))),
        dw: g.index(g.apply("select", goes, g.apply("multiply", weights, products), zero), at, g.constant(3)),
      };
    },
  });
}

test("attention along edges, of which some go nowhere", () => {
  for (const node of [5, 100]) {
    for (const [edge, key, batch] of [
      [1, 1, 1],
      [40, 4, 2],
      [33, 7, 1],
    ] as const)
      compare(alongEdges({ node, edge, key, batch }));
  }
});

test("nothing is made for all pairs of edges and nodes", () => {
  const of = { node: 100, edge: 40, key: 4, batch: 1 };
  const shapes = compare(alongEdges(of)).entries[0]?.dispatches.map(({ shape }) => shape) ?? [];
  assert.not(
    shapes.some((shape) => shape.includes("edge") && shape.includes("node")),
    shapes.join("\n"),
  );
});
