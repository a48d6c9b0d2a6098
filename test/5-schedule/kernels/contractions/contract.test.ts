import fc from "fast-check";
import { createBuilder } from "../../../../compiler/3-graph/builder.ts";
import type { Axis, Entry, Node } from "../../../../compiler/3-graph/graph.ts";
import { schedule } from "../../../../compiler/5-schedule/schedule.ts";
import { literalSize } from "../../../../compiler/sizes/size.ts";
import { assert, suite } from "../../../harness.ts";
import { parameterOf } from "../../../3-graph/graphs.ts";
import { axis, compare, graphOf, noFacts, realInput, type G } from "../../compare.ts";

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

test("dot products whose steps don't lie side by side in the row", () => {
  const [b, m, n, one, k] = [axis("b0", 4), axis("m0", 1), axis("n0", 12), axis("n1", 1), axis("k", 12)];
  const inputs = [
    realInput("A", [b, m, k]),
    realInput("B", [n, one, k, b]),
    realInput("bias", [n, one]),
    realInput("residual", [b, m, one, n]),
  ];
  compare(
    graphOf({
      inputs,
      results: (g, leaf) => {
        const c = g.apply("add", product(g, leaf("A"), leaf("B"), [k]), leaf("bias"));
        return { C: g.apply("add", g.apply("tanh", c), leaf("residual")) };
      },
    }),
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

/** C[m, n] = sum over k, with the operands as they lie or the other way around. */
function compareProduct(m: Axis, n: Axis, k: Axis, form: string, sizes?: ReadonlyMap<string, number>): void {
  const symbols = [m, n, k].flatMap(({ size }) => {
    const [symbol] = size.terms[0]?.symbols ?? [];
    return symbol === undefined ? [] : [{ symbol, low: 1, high: 70, step: 1 }];
  });
  const inputs = [
    realInput("A", form[0] === "n" ? [m, k] : [k, m]),
    realInput("B", form[1] === "n" ? [k, n] : [n, k]),
    realInput("bias", [n]),
  ];
  const results = (g: G, leaf: (name: string) => Node): { C: Node } => ({
    C: g.apply("maximum", g.apply("add", product(g, leaf("A"), leaf("B"), [k]), leaf("bias")), leaf("bias")),
  });
  compare(graphOf({ inputs, symbols, results }), sizes);
}

test("every tail of rows, columns and steps, in every form", () => {
  for (const form of ["nn", "nt", "tn", "tt"]) {
    for (const rows of [3, 5, 6, 7, 11, 13])
      compareProduct(axis("m", rows), axis("n", 9 + (rows % 4)), axis("k", rows + 2), form);
    for (const columns of [4, 5, 7, 8, 15, 65])
      compareProduct(axis("m", 8), axis("n", columns), axis("k", 5), form);
    for (const steps of [1, 2, 3, 4, 7, 65])
      compareProduct(axis("m", 7), axis("n", 10), axis("k", steps), form);
  }
});

test("several blocks of rows and columns, and panels in parts", () => {
  for (const form of ["nn", "tn"]) compareProduct(axis("m", 67), axis("n", 65), axis("k", 60), form);
  for (const form of ["nn", "nt", "tn", "tt"]) {
    compareProduct(axis("m", 7), axis("n", 9), axis("k", 1300), form);
  }
  compareProduct(axis("m", 7), axis("n", 9), axis("k", 1283), "nt");
});

test("sizes of the day below and at their bounds", () => {
  for (const form of ["nn", "nt", "tn", "tt"]) {
    for (const day of [1, 6, 33, 70]) {
      const sizes = new Map([["s", day]]);
      compareProduct(axis("m", "s"), axis("n", 12), axis("k", 5), form, sizes);
      compareProduct(axis("m", 9), axis("n", "s"), axis("k", 5), form, sizes);
      compareProduct(axis("m", 9), axis("n", 12), axis("k", "s"), form, sizes);
    }
  }
});

/** W - sum over k of A[k, m] B[k, n], in the place of W: a sum that is made twice would be taken off twice. */
function compareInPlace(rows: number, columns: number, steps: number): void {
  const [m, n, k] = [axis("m", rows), axis("n", columns), axis("k", steps)];
  const g = createBuilder();
  const input = (name: string, axes: readonly Axis[]): Node => g.leaf({ kind: "input", name }, axes, "real");
  const gradient = product(g, input("A", [k, m]), input("B", [k, n]), [k]);
  const weight = g.leaf({ kind: "parameter", path: "W" }, [m, n], "real");
  const entry: Entry = {
    kind: "train",
    name: "test",
    symbols: [],
    inputs: [realInput("A", [k, m]), realInput("B", [k, n])],
    settings: [],
    outputs: [
      { role: "parameter", name: "W", node: g.apply("subtract", weight, gradient), order: [m, n] },
      { role: "loss", name: "loss", node: g.constant(1), order: [] },
    ],
  };
  compare({ name: "test", parameters: [parameterOf("W", [m, n])], states: [], entries: [entry] });
}

test("a product that is taken off in the place of what was there, with every tail", () => {
  for (const rows of [7, 8, 11, 13, 14, 25]) compareInPlace(rows, 16, 5);
  for (const columns of [9, 12, 13, 15, 17, 77]) compareInPlace(12, columns, 5);
});

test("windows over two axes that are summed with the channels", () => {
  const [row, column, dy, dx] = [axis("row", 9), axis("column", 14), axis("dy", 3), axis("dx", 3)];
  const [channel, out] = [axis("channel", 130), axis("out", 10)];
  const inputs = [realInput("image", [row, column, channel]), realInput("W", [dy, dx, channel, out])];
  const at = (base: Axis, by: Axis) =>
    ({
      kind: "add",
      terms: [
        { kind: "axis", axis: base },
        { kind: "axis", axis: by },
        { kind: "constant", value: literalSize(-1) },
      ],
    }) as const;
  compare(
    graphOf({
      inputs,
      results: (g, leaf) => {
        const outside = g.constant(0);
        const windows = g.index(
          leaf("image"),
          [
            { axis: row, at: at(row, dy) },
            { axis: column, at: at(column, dx) },
          ],
          outside,
        );
        return { C: product(g, windows, leaf("W"), [dy, dx, channel]) };
      },
    }),
  );
});

test("a stored matrix times a vector, whatever its layout and its tail", () => {
  for (const [columns, steps] of [
    [3, 8],
    [5, 1],
    [8, 5],
    [40, 8],
    [83, 12],
  ] as const) {
    const [b, n, k] = [axis("b", 3), axis("n", columns), axis("k", steps)];
    for (const order of [
      [b, n, k],
      [b, k, n],
      [n, b, k],
      [k, b, n],
      [n, k, b],
    ]) {
      const inputs = [realInput("x", [b, k]), realInput("M", order), realInput("bias", [n])];
      compare(
        graphOf({
          inputs,
          results: (g, leaf) => {
            const sum = product(g, leaf("x"), leaf("M"), [k]);
            const gated = product(g, g.apply("multiply", leaf("x"), g.apply("tanh", leaf("x"))), leaf("M"), [
              k,
            ]);
            return { y: g.apply("tanh", g.apply("add", sum, leaf("bias"))), z: gated };
          },
        }),
      );
    }
  }
});

/** A row of numbers along `k` times the stored matrix, which the CPU multiplies as `label` says. */
function compareRow(
  k: Axis,
  matrix: ReturnType<typeof realInput>,
  batch: readonly Axis[],
  label: string,
): void {
  const columns = matrix.axes.filter((one) => one !== k && !batch.includes(one));
  const graph = graphOf({
    inputs: [realInput("x", [...batch, k]), matrix, realInput("bias", columns)],
    results: (g, leaf) => {
      const sum = product(g, leaf("x"), leaf("M"), [k]);
      return { y: g.apply("tanh", g.apply("add", sum, leaf("bias"))) };
    },
  });
  const { kernels } = schedule(graph, noFacts);
  assert.equal(
    kernels.flatMap(({ cpu }) => (cpu === undefined ? [] : [cpu.schedule])),
    [label],
  );
  compare(graph);
}

for (const [name, columns, steps, label] of [
  ["rows along", 2048, 40, "rows along, or parts of 256 columns of several rows"],
  ["very long rows", 16640, 6, "parts of 832 columns of several rows"],
  ["odd steps", 516, 131, "rows along, or parts of 12 columns of several rows"],
] as const) {
  test(`a large stored matrix times a vector: ${name}`, () => {
    const [b, n, k] = [axis("b", 2), axis("n", columns), axis("k", steps)];
    for (const batch of [[], [b]]) {
      compareRow(k, realInput("M", [...batch, k, n]), batch, label);
    }
  });
}

for (const [columns, steps, label] of [
  [1024, 96, "dot products of 4 columns, one after the other"],
  [1021, 96, "dot products of 4 columns, one after the other"],
  [1024, 100, "dot products of 4 columns"],
] as const) {
  test(`a large stored matrix of ${columns} rows of ${steps}, each times a vector`, () => {
    const [n, k] = [axis("n", columns), axis("k", steps)];
    compareRow(k, realInput("M", [n, k]), [], label);
  });
}
