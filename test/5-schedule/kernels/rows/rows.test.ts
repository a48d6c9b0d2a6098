import fc from "fast-check";
import type { Axis, Node, SizeSymbol } from "../../../../compiler/3-graph/graph.ts";
import { printKernel } from "../../../../compiler/5-schedule/print.ts";
import { assert, suite } from "../../../harness.ts";
import { axis, compare, graphOf, indexInput, realInput, type G } from "../../compare.ts";

const test = suite("rows and everything around them");

const lengths = [1, 3, 5, 8, 16, 65, 128, 300];

function softmax(g: G, x: Node, over: Axis): Node {
  const e = g.apply("exp", g.apply("subtract", x, g.reduce("max", [over], x)));
  return g.apply("divide", e, g.reduce("sum", [over], e));
}

function layerNorm(g: G, x: Node, over: Axis): Node {
  const mean = (of: Node): Node =>
    g.apply("divide", g.reduce("sum", [over], of), g.apply("to_real", g.size(over.size)));
  const centred = g.apply("subtract", x, mean(x));
  const variance = mean(g.apply("multiply", centred, centred));
  return g.apply("multiply", centred, g.apply("rsqrt", g.apply("add", variance, g.constant(1e-5))));
}

for (const length of lengths) {
  test(`softmax under a mask and layer norm of rows of ${length}`, () => {
    const [batch, row, column] = [axis("batch", 3), axis("row", 5), axis("column", length)];
    const inputs = [realInput("x", [batch, row, column]), realInput("gain", [column])];
    const plan = compare(
      graphOf({
        inputs,
        results: (g, leaf) => {
          const mask = g.apply(
            "less_equal",
            g.position(column),
            g.apply("add", g.position(row), g.constant(2, "int")),
          );
          const masked = g.apply("select", mask, leaf("x"), g.constant(-3e38));
          return {
            A: softmax(g, masked, column),
            y: g.apply("multiply", layerNorm(g, leaf("x"), column), leaf("gain")),
          };
        },
      }),
    );
    // Softmax and layer norm have the same rows and read the same value.
    assert.is(plan.model.entries[0]?.dispatches.length, 1);
  });
}

for (const [rows, length] of [
  [5, 40],
  [33, 100],
  [16, 513],
] as const) {
  test(`columns of ${length} side by side, ${rows} of them, are shared by lanes`, () => {
    const [batch, across, along] = [axis("batch", 2), axis("across", rows), axis("along", length)];
    const plan = compare(
      graphOf({
        inputs: [realInput("x", [batch, along, across]), realInput("gain", [across])],
        results: (g, leaf) => ({
          A: softmax(g, leaf("x"), along),
          y: g.apply("multiply", layerNorm(g, leaf("x"), along), leaf("gain")),
        }),
      }),
    );
    const [kernel] = plan.kernels;
    assert.ok((kernel?.workgroupMemory.length ?? 0) > 0);
  });
}

/** What a mask leaves out of a column isn't computed, and is written all the same. */
for (const [name, most, least] of [
  ["up to the column's own number", 0, undefined],
  ["near the column's own number", 4, -4],
] as const)
  test(`columns side by side, ${name}`, () => {
    const [along, across] = [axis("along", 64), axis("across", 64)];
    const plan = compare(
      graphOf({
        inputs: [realInput("x", [along, across])],
        results: (g, leaf) => {
          const [row, column] = [g.position(along), g.position(across)];
          const below = g.apply("less_equal", row, g.apply("add", column, g.constant(most, "int")));
          const after = g.apply("less_equal", column, g.apply("add", row, g.constant(-(least ?? 0), "int")));
          const mask = least === undefined ? below : g.apply("and", below, after);
          const choose = (value: Node, outside: number): Node =>
            g.apply("select", mask, value, g.constant(outside));
          const largest = g.reduce("max", [along], choose(leaf("x"), -3.4028234663852886e38));
          const e = choose(g.apply("exp", g.apply("subtract", leaf("x"), largest)), 0);
          return { A: choose(g.apply("divide", e, g.reduce("sum", [along], e)), 0) };
        },
      }),
    );
    const [kernel] = plan.kernels;
    assert.ok(kernel);
    assert.is(kernel.cpu?.schedule, "16 rows at a time, in vectors of 4");
    // The first column of a block and its last say how much of all is computed; the rest is 0.
    assert.match(printKernel(kernel), /, from \w+ to below 64/);
  });

test("columns as long as the day says", () => {
  const along: SizeSymbol = { symbol: "along", low: 1, high: 200, step: 1 };
  const across: SizeSymbol = { symbol: "across", low: 1, high: 40, step: 1 };
  const [a, b] = [axis("across", "across"), axis("along", "along")];
  for (const [n, m] of [
    [1, 1],
    [17, 33],
    [40, 200],
  ] as const) {
    compare(
      graphOf({
        symbols: [along, across],
        inputs: [realInput("x", [b, a])],
        results: (g, leaf) => ({ A: softmax(g, leaf("x"), b), total: g.reduce("sum", [b], leaf("x")) }),
      }),
      new Map([
        ["across", n],
        ["along", m],
      ]),
    );
  }
});

test("cross-entropy and its gradient are one kernel and a mean", () => {
  const [batch, seq, vocab] = [axis("batch", 3), axis("seq", 4), axis("vocab", 81)];
  const inputs = [realInput("logits", [batch, seq, vocab]), indexInput("next", [batch, seq], vocab)];
  const plan = compare(
    graphOf({
      inputs,
      results: (g, leaf) => {
        const x = leaf("logits");
        const largest = g.reduce("max", [vocab], x);
        const total = g.reduce("sum", [vocab], g.apply("exp", g.apply("subtract", x, largest)));
        const chosen = g.index(x, [{ axis: vocab, at: { kind: "value", node: leaf("next") } }]);
        const each = g.apply("subtract", g.apply("add", g.apply("log", total), largest), chosen);
        const p = g.apply("divide", g.apply("exp", g.apply("subtract", x, largest)), total);
        const hit = g.scatter(
          "sum",
          g.constant(1, "real", [batch, seq]),
          [{ axis: vocab, at: leaf("next") }],
          [],
        );
        return { loss: g.reduce("sum", [batch, seq], each), d: g.apply("subtract", p, hit) };
      },
    }),
  );
  assert.is(plan.model.entries[0]?.dispatches.length, 2);
});

test("sizes of the day below their bounds", () => {
  const batch: SizeSymbol = { symbol: "batch", low: 1, high: 4, step: 1 };
  const seq: SizeSymbol = { symbol: "seq", low: 1, high: 12, step: 1 };
  const [b, s, t, e, h] = [
    axis("batch", "batch"),
    axis("seq", "seq"),
    { ...axis("src", "seq"), id: "src" },
    axis("embed", 8),
    axis("hidden", 12),
  ];
  const inputs = [realInput("x", [b, s, e]), realInput("W", [e, h]), indexInput("at", [b], e)];
  const graph = graphOf({
    inputs,
    symbols: [batch, seq],
    results: (g, leaf) => {
      const y = g.reduce("sum", [e], g.apply("multiply", leaf("x"), leaf("W")));
      const other = g.rename(y, s, t);
      const scores = g.reduce("sum", [h], g.apply("multiply", y, other));
      const A = softmax(g, scores, t);
      const mixed = g.reduce("sum", [t], g.apply("multiply", A, other));
      const before = {
        kind: "add",
        terms: [
          { kind: "axis", axis: s },
          { kind: "constant", value: { terms: [{ symbols: [], coefficient: -1 }], divisor: 1 } },
        ],
      } as const;
      return {
        mixed,
        shifted: g.index(y, [{ axis: s, at: before }], g.constant(0)),
        mean: g.reduce("sum", [b, s], mixed),
        picked: g.index(leaf("x"), [{ axis: e, at: { kind: "value", node: leaf("at") } }]),
      };
    },
  });
  for (const [days, length] of [
    [1, 1],
    [3, 7],
    [4, 12],
    [2, 8],
  ] as const) {
    compare(
      graph,
      new Map([
        ["batch", days],
        ["seq", length],
      ]),
    );
  }
});

test("windows, strides and a reversal", () => {
  const [row, out, tap, channel] = [axis("row", 9), axis("out", 4), axis("tap", 3), axis("channel", 4)];
  const inputs = [realInput("x", [row, channel]), realInput("W", [tap, channel])];
  const at = (factor: number, offset: number) =>
    ({
      kind: "add",
      terms: [
        {
          kind: "scale",
          by: { terms: [{ symbols: [], coefficient: factor }], divisor: 1 },
          of: { kind: "axis", axis: out },
        },
        { kind: "axis", axis: tap },
        { kind: "constant", value: { terms: [{ symbols: [], coefficient: offset }], divisor: 1 } },
      ],
    }) as const;
  const reversed = {
    kind: "add",
    terms: [
      { kind: "constant", value: { terms: [{ symbols: [], coefficient: 8 }], divisor: 1 } },
      {
        kind: "scale",
        by: { terms: [{ symbols: [], coefficient: -1 }], divisor: 1 },
        of: { kind: "axis", axis: row },
      },
    ],
  } as const;
  compare(
    graphOf({
      inputs,
      results: (g, leaf) => ({
        valid: g.reduce(
          "sum",
          [tap, channel],
          g.apply("multiply", g.index(leaf("x"), [{ axis: row, at: at(2, 0) }]), leaf("W")),
        ),
        padded: g.reduce("max", [tap], g.index(leaf("x"), [{ axis: row, at: at(3, -2) }], g.constant(-5))),
        reversed: g.index(leaf("x"), [{ axis: row, at: reversed }]),
      }),
    }),
  );
});

test("random chains of maps, reductions and renames", () => {
  const steps = fc.array(
    fc.record({ kind: fc.constantFrom("map", "reduce", "row", "twice", "shift"), a: fc.nat(), b: fc.nat() }),
    { minLength: 1, maxLength: 7 },
  );
  const dims = fc.tuple(fc.constantFrom(1, 3, 4), fc.constantFrom(2, 5, 8), fc.constantFrom(1, 4, 16, 33));
  fc.assert(
    fc.property(steps, dims, (all, [x, y, z]) => {
      const axes = [axis("x", x), axis("y", y), axis("z", z)];
      const inputs = [
        realInput("p", axes),
        realInput("q", axes.slice(1)),
        realInput("r", [...axes].reverse()),
      ];
      compare(
        graphOf({
          inputs,
          results: (g, leaf) => {
            const made: Node[] = [leaf("p"), leaf("q"), leaf("r")];
            const pick = (n: number): Node => made[n % made.length] ?? leaf("p");
            for (const { kind, a, b } of all) {
              const node = pick(a);
              const over = node.axes[b % Math.max(1, node.axes.length)];
              if (kind === "map" || over === undefined)
                made.push(g.apply("tanh", g.apply("add", node, pick(b))));
              else if (kind === "reduce") made.push(g.reduce(b % 2 === 0 ? "sum" : "max", [over], node));
              else if (kind === "row") made.push(softmax(g, node, over));
              else if (kind === "twice") made.push(g.apply("multiply", node, pick(b)));
              else {
                const at = {
                  kind: "add",
                  terms: [
                    { kind: "axis", axis: over },
                    { kind: "constant", value: { terms: [{ symbols: [], coefficient: 1 }], divisor: 1 } },
                  ],
                } as const;
                made.push(g.index(node, [{ axis: over, at }], g.constant(0.5)));
              }
            }
            const last = made.at(-1) ?? leaf("p");
            return { last, other: pick(all.length) };
          },
        }),
        new Map(),
        1e-4,
      );
    }),
    { numRuns: 150 },
  );
});

test("every tail of a row, along memory and across it", () => {
  for (const length of [1, 2, 3, 4, 6, 7, 9, 17]) {
    for (const rows of [1, 3, 4, 8, 12, 16, 32]) {
      const [row, column] = [axis("row", rows), axis("column", length)];
      for (const order of [
        [row, column],
        [column, row],
      ]) {
        const graph = graphOf({
          inputs: [realInput("x", order), realInput("gain", [row])],
          results: (g, leaf) => ({
            A: softmax(g, g.apply("multiply", leaf("x"), leaf("gain")), column),
            least: g.reduce("min", [column], leaf("x")),
          }),
        });
        compare(graph);
      }
    }
  }
});

test("rows as long as the day has them", () => {
  const inputs = [realInput("x", [axis("row", 3), axis("column", "n")])];
  for (const step of [1, 4]) {
    const symbols: readonly SizeSymbol[] = [{ symbol: "n", low: step, high: 24, step }];
    for (const day of [1, 2, 3, 4, 7, 8, 23, 24].filter((size) => size % step === 0)) {
      const results = (g: G, leaf: (name: string) => Node): { A: Node } => ({
        A: softmax(g, leaf("x"), axis("column", "n")),
      });
      compare(graphOf({ inputs, symbols, results }), new Map([["n", day]]));
    }
  }
});
