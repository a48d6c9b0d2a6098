import fc from "fast-check";
import type { SourceBuilder } from "../../compiler/3-graph/graph-builder.ts";
import { evaluateNodes } from "../../compiler/3-graph/evaluate.ts";
import type { Axis, Position, SourceNode } from "../../compiler/3-graph/graph.ts";
import {
  addPositions,
  axisPosition,
  constantPosition,
  scalePosition,
} from "../../compiler/3-graph/positions.ts";
import { differentiateNodes } from "../../compiler/4-gradient/differentiate.ts";
import { largest } from "../../compiler/operators/reference.ts";
import { operator, operatorNames } from "../../compiler/operators/table.ts";
import { literalSize } from "../../compiler/sizes/size.ts";
import { assert, suite } from "../harness.ts";
import { axis, workbench } from "../3-graph/graphs.ts";
import { checkGradients } from "./finite-differences.ts";

const test = suite("4-gradient: differentiate");

const runs = { numRuns: 40 };
const small = fc.integer({ min: 1, max: 4 });
const seeds = fc.integer();

/** Weighs each position differently, so that a cotangent at a wrong position shows. */
function weighed(b: SourceBuilder, value: SourceNode): SourceNode {
  const weights = value.axes.map((axis, i) =>
    b.map("add", [b.map("multiply", [b.position(axis), b.constant(0.7 + 0.3 * i)]), b.constant(0.5)]),
  );
  const product = weights.reduce((all, each) => b.map("multiply", [all, each]), value);
  return b.map("multiply", [product, b.map("add", [value, b.constant(1)])]);
}

for (const name of operatorNames) {
  const record = operator(name);
  const types = record.type(Array.from({ length: record.arity }, () => "real" as const));
  if (types?.result !== "real" || types.arguments.some((type) => type !== "real")) continue;
  // Piecewise constant ones have no gradient, nor has one of powers of two only; the test values of others lie away from their kinks.
  if (
    [
      "quotient",
      "sign",
      "floor",
      "round",
      "mantissa",
      "power_below",
      "inverse_power",
      "modulo",
      "to_real",
    ].includes(name)
  )
    continue;
  // Rounded to half precision is the identity to its gradient, by definition: the next test has it.
  if (name === "half") continue;
  test(`${name}, broadcast`, () => {
    fc.assert(
      fc.property(small, small, seeds, (rows, cols, seed) => {
        const work = workbench(seed);
        const b = work.builder;
        const [row, col] = [axis("row", rows), axis("col", cols)];
        // Positive, not too near to 0, where logarithms and roots bend more than a difference can follow; and x is no y,
        // where minimum and maximum have their kinks.
        const positive = (value: number): number => 1.2 + 0.7 * (Math.round(value * 16) / 16);
        const variables = [
          work.parameter("x", [row], positive),
          work.parameter("y", [col], (value) => positive(value) + 0.02),
          work.parameter("z", [], positive),
        ].slice(0, record.arity);
        checkGradients(work, weighed(b, b.map(name, variables)), variables, 1e-5);
      }),
      { numRuns: 10 },
    );
  });
}

test("half sends on the half of what it gets", () => {
  const work = workbench(1);
  const b = work.builder;
  const x = work.parameter("x", [axis("row", 2)], () => 1.2);
  const third = 1 / 3;
  const [gradient] = differentiateNodes([
    b.gradient(b.map("multiply", [b.map("half", [x]), b.constant(third)]), x),
  ]);
  assert.ok(gradient);
  const rounded = operator("half").evaluate(third);
  assert.equal([...(evaluateNodes([gradient], work.environment)[0]?.data ?? [])], [rounded, rounded]);
});

test("select sends nothing to the other side, not even from an infinite slope", () => {
  const work = workbench(1);
  const b = work.builder;
  const row = axis("row", 3);
  const x = work.parameter("x", [row], () => 1000);
  const taken = b.map("select", [
    b.map("less", [b.position(row), b.constant(0, "int")]),
    b.map("exp", [x]),
    b.constant(2),
  ]);
  const [gradient] = differentiateNodes([b.gradient(taken, x)]);
  assert.ok(gradient);
  assert.equal([...(evaluateNodes([gradient], work.environment)[0]?.data ?? [])], [0, 0, 0]);
});

for (const name of ["sum", "product", "max", "min"] as const) {
  test(`${name} over two axes of three`, () => {
    fc.assert(
      fc.property(small, small, small, seeds, (rows, cols, taps, seed) => {
        const work = workbench(seed);
        const b = work.builder;
        const axes = [axis("a", rows), axis("b", cols), axis("c", taps)];
        // No two values are near each other: where the largest changes is a kink.
        let count = 0;
        const x = work.parameter("x", axes, (value) => ((count++ * 37) % 64) / 32 - 1 + value / 100);
        checkGradients(work, weighed(b, b.reduce(name, axes.slice(1), x)), [x]);
      }),
      runs,
    );
  });
}

test("equal maxima send the gradient to the first in row-major order", () => {
  const work = workbench(1);
  const b = work.builder;
  const axes = [axis("a", 2), axis("b", 3)];
  const x = work.parameter("x", axes, () => 1);
  const [gradient] = differentiateNodes([b.gradient(b.reduce("max", axes, x), x)]);
  assert.ok(gradient);
  assert.equal([...(evaluateNodes([gradient], work.environment)[0]?.data ?? [])], [1, 0, 0, 0, 0, 0]);
});

test("what a where rules out is none of the equal maxima", () => {
  const work = workbench(1);
  const b = work.builder;
  const row = axis("row", 4);
  const x = work.parameter("x", [row], () => -largest);
  const isLate = b.map("greater", [b.position(row), b.constant(1, "int")]);
  const late = b.map("select", [isLate, x, b.constant(-largest)]);
  const [gradient] = differentiateNodes([b.gradient(b.reduce("max", [row], late), x)]);
  assert.ok(gradient);
  assert.equal([...(evaluateNodes([gradient], work.environment)[0]?.data ?? [])], [0, 0, 1, 0]);
});

test("the product of values among which is a 0", () => {
  const work = workbench(1);
  const b = work.builder;
  const a = axis("a", 3);
  const x = work.parameter("x", [a], (value) => (value > 0 ? value : 0));
  checkGradients(work, b.reduce("product", [a], x), [x]);
});

/** An index of `x`, weighed, against differences. */
function checkIndex(
  seed: number,
  axes: readonly Axis[],
  replaced: readonly { readonly axis: Axis; readonly at: Position<SourceNode> }[],
  otherwise: boolean,
): void {
  const work = workbench(seed);
  const b = work.builder;
  const x = work.parameter("x", axes);
  const extra = axis("zz", 2);
  const outside = otherwise ? work.parameter("outside", [extra]) : undefined;
  const y = weighed(b, b.index(x, replaced, outside));
  checkGradients(work, y, outside === undefined ? [x] : [x, outside]);
}

const scaled = (of: Axis, by: number): Position<never> =>
  scalePosition<never>(axisPosition(of), literalSize(by));
const shifted = (by: number, ...terms: Position<never>[]): Position<never> =>
  addPositions([...terms, constantPosition(by)]);

test("windows of any stride, dilation and padding", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 7 }),
      small,
      small,
      small,
      fc.integer({ min: 1, max: 3 }),
      fc.integer({ min: -3, max: 2 }),
      seeds,
      (length, rows, taps, stride, dilation, shift, seed) => {
        const [channel, long, row, tap] = [
          axis("channel", 2),
          axis("long", length),
          axis("row", rows),
          axis("tap", taps),
        ];
        const at = shifted(shift, scaled(row, stride), scaled(tap, dilation));
        checkIndex(seed, [channel, long], [{ axis: long, at }], true);
      },
    ),
    runs,
  );
});

test("two windows at once", () => {
  const [height, width, row, col, dx, dy] = [
    axis("height", 5),
    axis("width", 4),
    axis("row", 3),
    axis("col", 2),
    axis("dx", 3),
    axis("dy", 2),
  ];
  const replaced = [
    { axis: height, at: shifted(-1, scaled(row, 2), axisPosition(dy)) },
    { axis: width, at: shifted(-1, scaled(col, 2), axisPosition(dx)) },
  ];
  checkIndex(1, [height, width], replaced, true);
});

test("shifts, reversals and steps of an axis by itself", () => {
  fc.assert(
    fc.property(
      small,
      fc.integer({ min: -3, max: 3 }),
      fc.constantFrom(-2, -1, 1, 2, 3),
      seeds,
      (length, shift, by, seed) => {
        const [seq, other] = [axis("seq", length), axis("other", 2)];
        checkIndex(seed, [other, seq], [{ axis: seq, at: shifted(shift, scaled(seq, by)) }], true);
      },
    ),
    runs,
  );
});

test("renames, picks and diagonals", () => {
  const [a, b, c] = [axis("a", 3), axis("b", 3), axis("c", 3)];
  checkIndex(1, [a, b], [{ axis: a, at: axisPosition(c) }], false);
  checkIndex(2, [a, b], [{ axis: a, at: constantPosition(2) }], false);
  checkIndex(3, [a, b], [{ axis: a, at: axisPosition(b) }], false);
  checkIndex(
    4,
    [a, b],
    [
      { axis: a, at: axisPosition(c) },
      { axis: b, at: axisPosition(c) },
    ],
    false,
  );
  // The axes change places.
  checkIndex(
    5,
    [a, b],
    [
      { axis: a, at: axisPosition(b) },
      { axis: b, at: axisPosition(a) },
    ],
    false,
  );
});

test("splits, merges, and what upsamples or repeats", () => {
  fc.assert(
    fc.property(small, small, small, seeds, (high, middle, low, seed) => {
      const [a, b, c] = [axis("a", high), axis("b", middle), axis("c", low)];
      const whole = axis("whole", high * middle * low);
      const row = axis("row", 2);
      const digits = addPositions([scaled(a, middle * low), scaled(b, low), axisPosition(c)]);
      checkIndex(seed, [row, whole], [{ axis: whole, at: digits }], false);
      const at = axisPosition(whole);
      const merged = [
        { axis: a, at: { kind: "quotient", of: at, by: literalSize(middle * low) } as const },
        {
          axis: b,
          at: {
            kind: "remainder",
            of: { kind: "quotient", of: at, by: literalSize(low) },
            by: literalSize(middle),
          } as const,
        },
        { axis: c, at: { kind: "remainder", of: at, by: literalSize(low) } as const },
      ];
      checkIndex(seed, [a, b, c, row], merged, false);
      // Only one of them: each of its positions is read several times.
      for (const each of merged) checkIndex(seed, [each.axis, row], [each], false);
      // A shifted quotient, partly outside.
      checkIndex(
        seed,
        [a, row],
        [{ axis: a, at: { kind: "quotient", of: shifted(1, at), by: literalSize(2) } }],
        true,
      );
    }),
    { numRuns: 12 },
  );
});

test("two positions that read one axis", () => {
  const [a, b, long] = [axis("a", 3), axis("b", 5), axis("long", 5)];
  const half: Position<never> = { kind: "quotient", of: shifted(1, axisPosition(long)), by: literalSize(2) };
  const replaced = [
    { axis: a, at: half },
    { axis: b, at: axisPosition(long) },
  ];
  checkIndex(1, [a, b], replaced, true);
  checkIndex(2, [a, b], [...replaced].reverse(), true);
});

test("gathers by data, with and without common axes", () => {
  fc.assert(
    fc.property(small, small, small, seeds, (batches, length, count, seed) => {
      const [batch, seq, vocab, embed] = [
        axis("batch", batches),
        axis("seq", length),
        axis("vocab", count),
        axis("embed", 2),
      ];
      const make = (
        axes: readonly Axis[],
        ats: (work: ReturnType<typeof workbench>) => readonly { axis: Axis; at: Position<SourceNode> }[],
      ) => {
        const work = workbench(seed);
        const x = work.parameter("x", axes);
        const y = work.builder.index(x, ats(work));
        checkGradients(work, weighed(work.builder, y), [x]);
      };
      const tokens = (work: ReturnType<typeof workbench>): Position<SourceNode> => ({
        kind: "value",
        node: work.integers("tokens", [batch, seq], count),
      });
      // An embedding; a label's logit; an embedding whose other axis is renamed; a gather along the axis itself.
      make([embed, vocab], (work) => [{ axis: vocab, at: tokens(work) }]);
      make([batch, seq, vocab], (work) => [{ axis: vocab, at: tokens(work) }]);
      make([embed, vocab], (work) => [
        { axis: vocab, at: tokens(work) },
        { axis: embed, at: axisPosition(axis("key", 2)) },
      ]);
      make([batch, vocab], (work) => [
        { axis: vocab, at: { kind: "value", node: work.integers("own", [vocab], count) } },
      ]);
    }),
    { numRuns: 15 },
  );
});

// What data moves along one axis decides, by the position that both have, where the second one is read, and that the third.
test("gathers by data whose positions hang together", () => {
  for (const seed of [1, 2, 3]) {
    const work = workbench(seed);
    const b = work.builder;
    const [i, j, k] = [axis("i", 5), axis("j", 4), axis("k", 4)];
    const [p, q, r, s] = [axis("p", 2), axis("q", 3), axis("r", 2), axis("s", 2)];
    const x = work.parameter("x", [i, j, k]);
    const moved: Position<SourceNode> = { kind: "value", node: work.integers("moved", [p], 4) };
    const sum = (...terms: readonly Position<SourceNode>[]): Position<SourceNode> => addPositions(terms);
    const places = [
      { axis: k, at: sum(axisPosition(r), axisPosition(s)) },
      { axis: j, at: sum(axisPosition(q), axisPosition(r)) },
      { axis: i, at: sum(moved, axisPosition(q)) },
    ];
    checkGradients(work, weighed(b, b.index(x, places, b.constant(0.5))), [x]);
  }
});

test("scatters", () => {
  const work = workbench(3);
  const b = work.builder;
  const [row, seq, vocab] = [axis("row", 2), axis("seq", 4), axis("vocab", 3)];
  const values = work.parameter("x", [row, seq]);
  const at = b.map("subtract", [work.integers("tokens", [seq], 5), b.constant(1, "int")]);
  checkGradients(work, weighed(b, b.scatter("sum", values, [{ axis: vocab, at }], [seq])), [values]);
});

test("sort and top-k", () => {
  const work = workbench(4);
  const b = work.builder;
  const [row, seq] = [axis("row", 2), axis("seq", 4)];
  const x = work.parameter("x", [row, seq]);
  checkGradients(work, weighed(b, b.row("sort", x, seq, axis("sorted", 4), "values")), [x]);
  checkGradients(work, weighed(b, b.row("top_k", x, seq, axis("best", 2), "values")), [x]);
});

/** tanh(W h + x + bias * seen), as a recurrent layer has it; both results are read. */
function recurrence(
  work: ReturnType<typeof workbench>,
  reversed: boolean,
): { value: SourceNode; variables: readonly SourceNode[] } {
  const b = work.builder;
  const [batch, time, cell, from] = [axis("batch", 2), axis("time", 3), axis("cell", 2), axis("from", 2)];
  const weight = work.parameter("weight", [cell, from]);
  const bias = work.parameter("bias", [cell]);
  const x = work.parameter("x", [batch, cell, time]);
  const start = work.parameter("start", [cell]);
  const carried = b.leaf({ kind: "carried", scan: "s", index: 0 }, [batch, cell], "real");
  const seen = b.leaf({ kind: "seen", scan: "s", index: 0 }, [batch, cell], "real");
  const product = b.map("multiply", [weight, b.rename(carried, cell, from)]);
  const sum = b.map("add", [b.reduce("sum", [from], product), b.map("multiply", [seen, bias])]);
  const next = b.map("tanh", [sum]);
  const parts = {
    scan: "s",
    axis: time,
    reversed,
    initial: [start],
    seen: [x],
    next: [next],
    yielded: [b.map("multiply", [next, seen])],
  };
  const stacked = b.scan(parts, { kind: "yielded", index: 0 });
  const last = b.scan(parts, { kind: "last", index: 0 });
  const value = b.map("add", [
    b.reduce("sum", stacked.axes, weighed(b, stacked)),
    b.reduce("sum", last.axes, weighed(b, last)),
  ]);
  return { value, variables: [weight, bias, x, start] };
}

for (const reversed of [false, true]) {
  test(`a scan${reversed ? " in reverse" : ""}`, () => {
    const work = workbench(5);
    const { value, variables } = recurrence(work, reversed);
    checkGradients(work, value, variables);
  });
}

test("a scan twice", () => {
  const work = workbench(6);
  const b = work.builder;
  const { value, variables } = recurrence(work, false);
  const weight = variables[0];
  assert.ok(weight);
  const gradient = b.gradient(value, weight);
  checkGradients(work, b.map("multiply", [gradient, gradient]), variables);
});

test("a scan in a scan", () => {
  const work = workbench(7);
  const b = work.builder;
  const [row, col] = [axis("row", 3), axis("col", 2)];
  const x = work.parameter("x", [col, row]);
  const weight = work.parameter("weight", []);
  const leaf = (kind: "carried" | "seen", scan: string, axes: readonly Axis[]): SourceNode =>
    b.leaf({ kind, scan, index: 0 }, axes, "real");
  const step = b.map("add", [
    b.map("multiply", [leaf("carried", "inner", []), weight]),
    b.map("multiply", [leaf("seen", "inner", []), leaf("carried", "outer", [])]),
  ]);
  const inner = b.scan(
    {
      scan: "inner",
      axis: col,
      reversed: false,
      initial: [leaf("carried", "outer", [])],
      seen: [leaf("seen", "outer", [col])],
      next: [step],
      yielded: [],
    },
    { kind: "last", index: 0 },
  );
  const outer = b.scan(
    {
      scan: "outer",
      axis: row,
      reversed: false,
      initial: [b.constant(1)],
      seen: [x],
      next: [b.map("tanh", [inner])],
      yielded: [],
    },
    { kind: "last", index: 0 },
  );
  checkGradients(work, outer, [x, weight]);
});

test("stop lets nothing through, and is the identity else", () => {
  const work = workbench(8);
  const b = work.builder;
  const x = work.parameter("x", [axis("a", 3)]);
  const [value, gradient] = differentiateNodes([b.stop(x), b.gradient(b.map("multiply", [x, b.stop(x)]), x)]);
  assert.ok(value);
  assert.ok(gradient);
  const [same, slope] = evaluateNodes([value, gradient], work.environment);
  assert.equal([...(same?.data ?? [])], [...(work.parameters.get("x")?.data ?? [])]);
  assert.equal(slope?.data, same?.data);
});

test("gradients of a value that keeps an axis are those of each of its positions", () => {
  const work = workbench(9);
  const b = work.builder;
  const [batch, key] = [axis("batch", 3), axis("key", 2)];
  const x = work.parameter("x", [batch, key]);
  const weight = work.parameter("weight", [key]);
  const loss = b.reduce("sum", [key], b.map("tanh", [b.map("multiply", [x, weight])]));
  checkGradients(work, loss, [x, weight]);
});

test("second derivatives through a norm, a softmax and a window", () => {
  const work = workbench(10);
  const b = work.builder;
  const [row, col, tap] = [axis("row", 3), axis("col", 4), axis("tap", 2)];
  const x = work.parameter("x", [col, row]);
  const kernel = work.parameter("kernel", [tap]);
  const window = b.index(
    x,
    [{ axis: col, at: addPositions([axisPosition(col), axisPosition(tap), constantPosition(-1)]) }],
    b.constant(0),
  );
  const y = b.reduce("sum", [tap], b.map("multiply", [window, kernel]));
  const exponential = b.map("exp", [b.map("subtract", [y, b.reduce("max", [col], y)])]);
  const soft = b.map("divide", [exponential, b.reduce("sum", [col], exponential)]);
  const loss = b.reduce("sum", soft.axes, weighed(b, soft));
  const gradient = b.gradient(loss, x);
  const norm = b.map("sqrt", [b.reduce("sum", gradient.axes, b.map("multiply", [gradient, gradient]))]);
  checkGradients(work, norm, [x, kernel], 1e-5);
});

test("a product twice, where one factor is 0", () => {
  const work = workbench(11);
  const b = work.builder;
  const a = axis("a", 3);
  const x = work.parameter("x", [a], (value) => (value > 0 ? value : 0));
  const gradient = b.gradient(b.reduce("product", [a], x), x);
  checkGradients(work, b.map("multiply", [gradient, b.map("add", [gradient, b.position(a)])]), [x]);
});

test("causal attention, whose first position sees itself alone, and whose last condition is empty", () => {
  const work = workbench(12);
  const b = work.builder;
  const [key, seq, src] = [axis("key", 2), axis("seq", 4), axis("src", 4)];
  const [q, k, v] = ["q", "k", "v"].map((path) => work.parameter(path, [key, path === "q" ? seq : src]));
  assert.ok(q && k && v);
  const seen = b.map("less", [b.position(src), b.position(seq)]);
  const scores = b.reduce("sum", [key], b.map("multiply", [q, k]));
  const peak = b.stop(b.reduce("max", [src], b.map("select", [seen, scores, b.constant(-3.4e38)])));
  // Outside of the condition exponentials and quotients read harmless numbers, as lower makes them.
  const shifted = b.map("select", [seen, b.map("subtract", [scores, peak]), b.constant(0)]);
  const weights = b.map("select", [seen, b.map("exp", [shifted]), b.constant(0)]);
  const total = b.map("select", [seen, b.reduce("sum", [src], weights), b.constant(1)]);
  const soft = b.map("select", [seen, b.map("divide", [weights, total]), b.constant(0)]);
  const read = b.reduce("sum", [src], b.map("multiply", [soft, v]));
  checkGradients(work, weighed(b, read), [q, k, v]);
});
