import type { Axis, Node } from "../../compiler/3-graph/graph.ts";
import { suite } from "../harness.ts";
import { axis, compare, graphOf, indexInput, realInput, type G } from "./compare.ts";

const test = suite("schedules compute what the evaluator does");

const [batch, seq, src] = [axis("batch", 2), axis("seq", 5), axis("src", 5)];
const [embed, hidden, vocab] = [axis("embed", 8), axis("hidden", 12), axis("vocab", 7)];

test("pointwise, with broadcasting", () => {
  const inputs = [realInput("x", [batch, seq, embed]), realInput("b", [embed])];
  compare(
    graphOf({ inputs, results: (g, leaf) => ({ y: g.apply("tanh", g.apply("add", leaf("x"), leaf("b"))) }) }),
  );
});

test("a scalar result", () => {
  const inputs = [realInput("x", [batch, seq, embed])];
  compare(
    graphOf({ inputs, results: (g, leaf) => ({ y: g.reduce("sum", [batch, seq, embed], leaf("x")) }) }),
  );
});

for (const operator of ["sum", "product", "max", "min"] as const) {
  for (const over of [[embed], [seq], [batch, seq], [seq, embed]]) {
    test(`${operator} over ${over.map(({ name }) => name).join(" and ")}`, () => {
      const inputs = [realInput("x", [batch, seq, embed])];
      compare(graphOf({ inputs, results: (g, leaf) => ({ y: g.reduce(operator, over, leaf("x")) }) }));
    });
  }
}

export function softmax(g: G, x: Node, over: Axis): Node {
  const e = g.apply("exp", g.apply("subtract", x, g.reduce("max", [over], x)));
  return g.apply("divide", e, g.reduce("sum", [over], e));
}

test("the sum of the square of what is stored", () => {
  const inputs = [realInput("x", [seq, embed])];
  const results = (g: G, leaf: (name: string) => Node) => ({
    y: g.reduce("sum", [embed], g.apply("multiply", leaf("x"), leaf("x"))),
  });
  compare(graphOf({ inputs, results }));
});

test("a contraction", () => {
  const inputs = [realInput("x", [batch, seq, embed]), realInput("W", [embed, hidden])];
  compare(
    graphOf({
      inputs,
      results: (g, leaf) => ({ y: g.reduce("sum", [embed], g.apply("multiply", leaf("x"), leaf("W"))) }),
    }),
  );
});

test("a sum of more values than a dispatch has room for", () => {
  const inputs = Array.from({ length: 130 }, (_, at) => realInput(`x${at}`, [embed]));
  const results = (g: G, leaf: (name: string) => Node) => ({
    y: inputs.map(({ name }) => leaf(name)).reduce((sum, x) => g.apply("add", sum, x)),
    root: inputs
      .map(({ name }) => g.reduce("sum", [embed], leaf(name)))
      .reduce((sum, x) => g.apply("maximum", sum, x)),
  });
  compare(graphOf({ inputs, results }));
});

test("a masked softmax", () => {
  const inputs = [realInput("s", [batch, seq, src])];
  compare(
    graphOf({
      inputs,
      results: (g, leaf) => {
        const mask = g.apply("less_equal", g.position(src), g.position(seq));
        return { A: softmax(g, g.apply("select", mask, leaf("s"), g.constant(-3e38)), src) };
      },
    }),
  );
});

test("a gather and its adjoint", () => {
  const inputs = [
    indexInput("tokens", [batch, seq], vocab),
    realInput("W", [vocab, embed]),
    realInput("d", [batch, seq, embed]),
  ];
  compare(
    graphOf({
      inputs,
      results: (g, leaf) => ({
        x: g.index(leaf("W"), [{ axis: vocab, at: { kind: "value", node: leaf("tokens") } }]),
        dW: g.scatter("sum", leaf("d"), [{ axis: vocab, at: leaf("tokens") }], [batch, seq]),
      }),
    }),
  );
});
