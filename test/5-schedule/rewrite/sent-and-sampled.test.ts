/** Formulas in which data tell where sums go and where products are read, put together at random. */
import fc from "fast-check";
import type { Axis, Graph, Node } from "../../../compiler/3-graph/graph.ts";
import { largest } from "../../../compiler/operators/reference.ts";
import { suite } from "../../harness.ts";
import { axis, compare, graphOf, indexInput, realInput } from "../compare.ts";

const test = suite("what data send and what is wanted where they tell");

const position = ({ id }: Axis) => ({ kind: "position", axis: id }) as const;

/** What a pair of an edge and a node has, and how pairs are read: numbers that choose. */
interface Choices {
  readonly node: number;
  readonly edge: number;
  readonly values: readonly number[];
  readonly conditions: readonly number[];
  readonly readers: readonly number[];
}

function graph({ node, edge, values, conditions, readers }: Choices): Graph {
  const [nodes, edges, keys] = [axis("node", node), axis("edge", edge), axis("key", 3)];
  // The second table has as many places, so that nothing but its axis tells it apart.
  const others = axis("other", node);
  const wide = axis("wide", node + 2);
  return graphOf({
    inputs: [
      realInput("h", [edges, keys]),
      realInput("d", [nodes, keys]),
      realInput("own", [edges, nodes]),
      indexInput("to", [edges], wide),
      indexInput("from", [edges], wide),
      indexInput("next", [nodes], wide),
      indexInput("each", [edges, keys], wide),
    ],
    results: (g, leaf) => {
      const zero = g.constant(0);
      const here = g.leaf(position(nodes), [nodes], "int");
      const there = g.leaf(position(others), [others], "int");
      const goes = (name: string): Node => g.apply("equal", here, leaf(name));
      const product = g.reduce("sum", [keys], g.apply("multiply", leaf("h"), leaf("d")));
      const ofPair = [
        product,
        g.apply("add", g.apply("tanh", product), leaf("own")),
        g.apply("multiply", g.reduce("max", [keys], leaf("h")), leaf("own")),
        g.reduce("sum", [edges], g.apply("multiply", leaf("h"), leaf("d"))),
        g.apply("multiply", product, g.reduce("sum", [edges], leaf("own"))),
      ];
      const conditionsOfPair = [
        undefined,
        goes("to"),
        goes("from"),
        g.apply("and", goes("to"), g.apply("less", leaf("own"), g.constant(0.5))),
        g.apply("and", goes("to"), goes("from")),
        g.apply("and", goes("to"), g.apply("equal", there, leaf("from"))),
        g.apply("and", goes("to"), g.apply("equal", there, leaf("next"))),
        g.apply("equal", leaf("to"), leaf("from")),
        g.apply("equal", here, g.leaf(position(edges), [edges], "int")),
      ];
      const readersOfPair: readonly ((of: Node) => Node)[] = [
        (of) => of,
        (of) => g.index(of, [{ axis: nodes, at: { kind: "value", node: leaf("to") } }], g.constant(2)),
        (of) => g.index(of, [{ axis: nodes, at: { kind: "value", node: leaf("from") } }], zero),
        (of) => g.index(of, [{ axis: nodes, at: { kind: "value", node: leaf("each") } }], zero),
        (of) => g.reduce("sum", [nodes], of),
        (of) => g.reduce("sum", [edges], of),
        (of) => g.reduce("max", [edges], of),
        (of) => g.reduce("sum", [edges, nodes], of),
        (of) => g.reduce("sum", [nodes], g.apply("select", goes("from"), of, zero)),
        (of) => g.reduce("sum", [edges], g.apply("select", goes("to"), of, g.constant(1))),
        (of) => g.reduce("max", [edges], g.apply("select", goes("to"), of, g.constant(-largest))),
        (of) => g.reduce("min", [nodes], g.apply("select", goes("from"), of, g.constant(largest))),
        (of) => g.reduce("max", [edges], g.apply("select", goes("to"), of, zero)),
      ];
      const pick = <Item>(all: readonly Item[], at: number): Item => all[at % all.length] as Item;
      const results: Record<string, Node> = {};
      for (const [at, value] of values.entries()) {
        const condition = pick(conditionsOfPair, conditions[at] ?? 0);
        const of = pick(ofPair, value);
        const chosen = condition === undefined ? of : g.apply("select", condition, of, zero);
        const whole = g.spread(chosen, [edges, nodes, ...(chosen.axes.includes(others) ? [others] : [])]);
        // One value may be read in several places.
        for (const reader of [readers[at] ?? 0, readers[at + 1] ?? 0])
          results[`y${at}_${reader % readersOfPair.length}`] = pick(readersOfPair, reader)(whole);
      }
      return results;
    },
  });
}

test("random sums, choices and readers against the evaluator", () => {
  const numbers = fc.array(fc.nat(1000), { minLength: 3, maxLength: 3 });
  const choices = fc.record({
    node: fc.constantFrom(5, 17, 96, 100),
    edge: fc.constantFrom(1, 6, 20),
    values: fc.array(fc.nat(1000), { minLength: 1, maxLength: 2 }),
    conditions: numbers,
    readers: numbers,
  });
  fc.assert(
    fc.property(choices, (of) => {
      compare(graph(of));
    }),
    { numRuns: 150 },
  );
});
