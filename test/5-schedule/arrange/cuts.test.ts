import type { Axis, Node } from "../../../compiler/3-graph/graph.ts";
import { addPositions, axisPosition, scalePosition } from "../../../compiler/3-graph/positions.ts";
import { literalSize } from "../../../compiler/sizes/size.ts";
import type { Plan } from "../../../compiler/5-schedule/plan.ts";
import type { Statement } from "../../../compiler/5-schedule/loops.ts";
import { assert, suite } from "../../harness.ts";
import { axis, compare, graphOf, realInput, type G } from "../compare.ts";

const test = suite("the CPU skips what a where rules out");

/** Which keys a row sees. */
type Mask = (g: G, row: Node, key: Node) => Node;

const masks: Readonly<Record<string, Mask>> = {
  "the positions before": (g, row, key) => g.apply("less_equal", key, row),
  "the positions after": (g, row, key) => g.apply("greater", key, row),
  "a window": (g, row, key) => {
    const near = g.apply("less", g.apply("subtract", row, key), g.constant(12, "int"));
    return g.apply("and", g.apply("less_equal", key, row), near);
  },
  "a band": (g, row, key) =>
    g.apply("less", g.apply("abs", g.apply("subtract", row, key)), g.constant(7, "int")),
  "half as far": (g, row, key) => g.apply("less_equal", g.apply("multiply", key, g.constant(2, "int")), row),
  "whole blocks": (g, row, key) => {
    const block = (of: Node): Node => g.apply("quotient", of, g.constant(8, "int"));
    return g.apply("less_equal", block(key), block(row));
  },
};

/** Scores under a mask, their softmax, its mean of other values, and the products that a gradient has: all of them results. */
function attend(g: G, leaf: (name: string) => Node, axes: Axes, mask: Mask): Readonly<Record<string, Node>> {
  const { row, key, part } = axes;
  const times = (a: Node, b: Node, over: readonly Axis[]): Node =>
    g.reduce("sum", over, g.apply("multiply", a, b));
  const seen = mask(g, g.position(row), g.position(key));
  const chosen = (of: Node, otherwise: number): Node => g.apply("select", seen, of, g.constant(otherwise));
  const [q, k, v, d] = [leaf("q"), leaf("k"), leaf("v"), leaf("d")];
  const scores = g.apply("divide", times(q, k, [part]), g.constant(3));
  const largest = g.reduce("max", [key], chosen(scores, -3e38));
  const e = chosen(g.apply("exp", chosen(g.apply("subtract", scores, largest), 0)), 0);
  const total = g.apply("add", g.reduce("sum", [key], e), g.constant(1e-3));
  const A = chosen(g.apply("divide", e, total), 0);
  const slope = chosen(times(d, v, [part]), 0);
  const mean = g.reduce("sum", [key], g.apply("multiply", A, slope));
  const back = chosen(g.apply("multiply", A, g.apply("add", slope, mean)), 0);
  return {
    out: times(A, v, [key]),
    toValues: times(A, d, [row]),
    toKeys: times(back, q, [row]),
    toRows: times(back, k, [key]),
  };
}

interface Axes {
  readonly row: Axis;
  readonly key: Axis;
  readonly part: Axis;
}

function graphOfMask(axes: Axes, mask: Mask, symbols: Parameters<typeof graphOf>[0]["symbols"] = []) {
  const batch = axis("batch", 2);
  const { row, key, part } = axes;
  const inputs = [
    realInput("q", [batch, row, part]),
    realInput("k", [batch, key, part]),
    realInput("v", [batch, key, part]),
    realInput("d", [batch, row, part]),
  ];
  return graphOf({ inputs, symbols, results: (g, leaf) => attend(g, leaf, axes, mask) });
}

function* loopsOf(body: readonly Statement[]): Generator<Statement & { readonly kind: "loop" }> {
  for (const statement of body) {
    if (statement.kind === "if") yield* loopsOf([...statement.then, ...statement.otherwise]);
    if (statement.kind !== "loop") continue;
    yield statement;
    yield* loopsOf(statement.body);
  }
}

/** The dispatches whose kernels run through parts of loops. */
function cutDispatches({ model, kernels }: Plan): number {
  const cut = kernels.filter(({ cpu }) =>
    [...loopsOf(cpu?.body ?? [])].some(({ part }) => part !== undefined),
  );
  const names = new Set(cut.map(({ name }) => name));
  return model.entries.flatMap(({ dispatches }) => dispatches).filter(({ kernel }) => names.has(kernel))
    .length;
}

for (const [name, mask] of Object.entries(masks)) {
  for (const [rows, keys] of [
    [37, 37],
    [48, 24],
  ] as const) {
    test(`${name}, ${rows} rows and ${keys} keys`, () => {
      const axes = { row: axis("row", rows), key: axis("key", keys), part: axis("part", 8) };
      const plan = compare(graphOfMask(axes, mask));
      assert.ok(cutDispatches(plan) >= 4, `${cutDispatches(plan)} dispatches skip something`);
    });
  }
  test(`${name}, a length of the day`, () => {
    const axes = { row: axis("row", "n"), key: axis("key", "n"), part: axis("part", 8) };
    const symbols = [{ symbol: "n", low: 1, high: 40, step: 1 }];
    for (const n of [13, 40]) {
      const plan = compare(graphOfMask(axes, mask, symbols), new Map([["n", n]]));
      assert.ok(cutDispatches(plan) >= 3, `${cutDispatches(plan)} dispatches skip something`);
    }
  });
}

test("nothing is skipped without a where, or where data decide", () => {
  const axes = { row: axis("row", 64), key: axis("key", 64), part: axis("part", 8) };
  const none = compare(graphOfMask(axes, (g) => g.constant(1, "bool", [axes.row, axes.key])));
  assert.is(cutDispatches(none), 0);
});

test("products of what is 0 somewhere and of what isn't have kernels of their own", () => {
  const [row, key, part] = [axis("row", 32), axis("key", 32), axis("part", 8)];
  const inputs = [realInput("x", [row, key]), realInput("v", [key, part])];
  const plan = compare(
    graphOf({
      inputs,
      results: (g, leaf) => {
        const seen = g.apply("less_equal", g.position(key), g.position(row));
        const largest = (of: Node): Node => g.apply("subtract", of, g.reduce("max", [key], of));
        const all = largest(leaf("x"));
        const half = g.apply("select", seen, g.apply("exp", all), g.constant(0));
        const product = (of: Node): Node => g.reduce("sum", [key], g.apply("multiply", of, leaf("v")));
        return { all, half, whole: product(all), cut: product(half) };
      },
    }),
  );
  const products = plan.model.entries[0]?.dispatches.slice(-2).map(({ kernel }) => kernel) ?? [];
  assert.is(new Set(products).size, 2);
  assert.is(cutDispatches(plan), 1);
});

test("what a filter would read before the beginning, and its slopes, one of which is summed over a batch", () => {
  const [row, key, part, batch] = [axis("row", 40), axis("key", 40), axis("part", 8), axis("batch", 2)];
  const graph = graphOf({
    inputs: [
      realInput("filter", [key, part]),
      realInput("x", [batch, row, part]),
      realInput("d", [batch, row, part]),
    ],
    results: (g, leaf) => {
      const at = addPositions([axisPosition(row), scalePosition(axisPosition(key), literalSize(-1))]);
      const before = g.index(leaf("x"), [{ axis: row, at }], g.constant(0));
      return {
        y: g.reduce("sum", [key], g.apply("multiply", leaf("filter"), before)),
        slope: g.reduce("sum", [batch, row], g.apply("multiply", leaf("d"), before)),
      };
    },
  });
  assert.is(cutDispatches(compare(graph)), 2);
});
