import fc from "fast-check";
import type { Axis, Node } from "../../compiler/3-graph/graph.ts";
import { suite } from "../harness.ts";
import { axis, compare, graphOf, realInput, type G } from "./compare.ts";

const test = suite("contractions of any layout");

const sizes = [1, 3, 4, 5, 8, 12, 16, 33, 65];

interface Shape {
  readonly batch: readonly Axis[];
  readonly left: readonly Axis[];
  readonly right: readonly Axis[];
  readonly over: readonly Axis[];
}

function shapes(): fc.Arbitrary<Shape> {
  const group = (name: string, from: number, to: number): fc.Arbitrary<readonly Axis[]> =>
    fc
      .array(fc.constantFrom(...sizes.slice(0, 7)), { minLength: from, maxLength: to })
      .map((all) => all.map((size, at) => axis(`${name}${at}`, size)));
  const one = (name: string): fc.Arbitrary<readonly Axis[]> =>
    fc.constantFrom(...sizes).map((size) => [axis(name, size)]);
  return fc.record({
    batch: group("b", 0, 1),
    left: fc.oneof(one("m"), group("m", 1, 2)),
    right: fc.oneof(one("n"), group("n", 1, 2)),
    over: fc.oneof(one("k"), group("k", 1, 2)),
  });
}

const count = (axes: readonly Axis[]): number =>
  axes.reduce((product, { size }) => product * (size.terms[0]?.coefficient ?? 1), 1);

function product(g: G, a: Node, b: Node, over: readonly Axis[]): Node {
  return g.reduce("sum", over, g.apply("multiply", a, b));
}

test("random groups of axes, in random orders, with an epilogue", () => {
  const orders = fc.tuple(shapes(), fc.array(fc.nat(), { minLength: 12, maxLength: 12 }));
  fc.assert(
    fc.property(orders, ([{ batch, left, right, over }, keys]) => {
      const all = [...batch, ...left, ...right, ...over];
      fc.pre(count(all) <= 30000);
      const shuffle = (axes: readonly Axis[], from: number): readonly Axis[] =>
        axes
          .map((one, at) => [one, keys[(at + from) % keys.length] ?? 0] as const)
          .sort((x, y) => x[1] - y[1])
          .map(([one]) => one);
      const inputs = [
        realInput("A", shuffle([...batch, ...left, ...over], 0)),
        realInput("B", shuffle([...batch, ...right, ...over], 5)),
        realInput("bias", right),
        realInput("residual", shuffle([...batch, ...left, ...right], 3)),
      ];
      compare(
        graphOf({
          inputs,
          results: (g, leaf) => {
            const c = g.apply("add", product(g, leaf("A"), leaf("B"), over), leaf("bias"));
            return { C: g.apply("add", g.apply("tanh", c), leaf("residual")) };
          },
        }),
      );
    }),
    { numRuns: 60 },
  );
});

test("three factors and a scale", () => {
  const [m, n, k] = [axis("m", 9), axis("n", 20), axis("k", 24)];
  const inputs = [
    realInput("A", [m, k]),
    realInput("s", [m, k]),
    realInput("B", [k, n]),
    realInput("c", [n]),
  ];
  compare(
    graphOf({
      inputs,
      results: (g, leaf) => {
        const weighted = g.apply(
          "multiply",
          g.apply("multiply", leaf("s"), leaf("c")),
          g.apply("multiply", leaf("B"), leaf("A")),
        );
        return { C: g.reduce("sum", [k], weighted) };
      },
    }),
  );
});

test("heads that split an axis, and merge again", () => {
  const [seq, src, head, key, embed, out] = [
    axis("seq", 9),
    axis("src", 9),
    axis("head", 2),
    axis("key", 8),
    axis("embed", 16),
    axis("out", 12),
  ];
  const inputs = [realInput("x", [seq, embed]), realInput("y", [src, embed]), realInput("W", [embed, out])];
  compare(
    graphOf({
      inputs,
      results: (g, leaf) => {
        const at = {
          kind: "add",
          terms: [
            { kind: "scale", by: key.size, of: { kind: "axis", axis: head } },
            { kind: "axis", axis: key },
          ],
        } as const;
        const split = (node: Node): Node => g.index(node, [{ axis: embed, at }]);
        const scores = product(g, split(leaf("x")), split(leaf("y")), [key]);
        const mixed = product(g, g.apply("exp", scores), split(leaf("y")), [src]);
        const position = { kind: "axis", axis: embed } as const;
        const merged = g.index(mixed, [
          { axis: head, at: { kind: "quotient", of: position, by: key.size } },
          { axis: key, at: { kind: "remainder", of: position, by: key.size } },
        ]);
        return { scores, out: product(g, merged, leaf("W"), [embed]) };
      },
    }),
  );
});
