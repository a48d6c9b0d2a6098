/** A convolution's gradient by its input is a contraction, too, of what is read at moved positions. */
import fc from "fast-check";
import type { Axis, Graph } from "../../../compiler/3-graph/graph.ts";
import {
  addPositions,
  axisPosition,
  constantPosition,
  scalePosition,
} from "../../../compiler/3-graph/positions.ts";
import type { Plan } from "../../../compiler/5-schedule/plan.ts";
import { literalSize } from "../../../compiler/sizes/size.ts";
import { assert, suite } from "../../harness.ts";
import { axis, compare, graphOf, realInput } from "../compare.ts";

const test = suite("sums of products at moved positions");

interface Sizes {
  readonly column: number;
  readonly window: number;
  readonly into: number;
  readonly out: number;
}

/** dx[column, in] = sum[dx] of what sum[out] d[column, out] * W[dx, in, out] is at column - dx + 1, and `outside` elsewhere. */
function gradient({ column, window, into, out }: Sizes, outside = 0, isKept = false): Graph {
  const [columns, moved] = [axis("column", column), axis("column'", column)];
  const [dx, ins, outs] = [axis("dx", window), axis("in", into), axis("out", out)];
  const renamed = (from: Axis, to: Axis) => [{ axis: from, at: axisPosition(to) }];
  return graphOf({
    inputs: [realInput("d", [columns, outs]), realInput("W", [dx, ins, outs])],
    results: (g, leaf) => {
      const through = g.reduce("sum", [outs], g.apply("multiply", leaf("d"), leaf("W")));
      const at = addPositions([
        axisPosition(columns),
        scalePosition(axisPosition(dx), literalSize(-1)),
        constantPosition(1),
      ]);
      const there = g.index(
        g.index(through, renamed(columns, moved)),
        [{ axis: moved, at }],
        g.constant(outside),
      );
      return { y: g.reduce("sum", [dx], there), ...(isKept ? { through } : {}) };
    },
  });
}

test("random sizes against the evaluator", () => {
  const sizes = fc.record({
    column: fc.constantFrom(1, 2, 5, 16, 33),
    window: fc.constantFrom(1, 2, 3, 5),
    into: fc.constantFrom(1, 4, 8, 13, 32),
    out: fc.constantFrom(1, 3, 8, 40),
  });
  fc.assert(
    fc.property(sizes, fc.constantFrom(0, 0.5), (of, outside) => {
      compare(gradient(of, outside));
    }),
    { numRuns: 30 },
  );
});

test("a window of one position that lies outside is not read", () => {
  compare(gradient({ column: 16, window: 1, into: 8, out: 40 }));
});

const usual: Sizes = { column: 40, window: 3, into: 16, out: 12 };

function shapesOf(plan: Plan): readonly string[] {
  return plan.entries[0]?.dispatches.map(({ shape }) => shape) ?? [];
}

test("the products that are left out aren't made", () => {
  assert.equal(shapesOf(compare(gradient(usual))), ["[column 40, dx 3, out 12]", "[column 40, in 16]"]);
});

/** Whether a kernel makes the products of all windows. */
function makesProducts(graph: Graph): boolean {
  return shapesOf(compare(graph)).some((shape) => shape.includes("dx") && shape.includes("in "));
}

test("products that are read elsewhere, too, or aren't 0 outside, are made", () => {
  assert.is(makesProducts(gradient(usual)), false);
  assert.ok(makesProducts(gradient(usual, 0, true)));
  assert.ok(makesProducts(gradient(usual, 0.5)));
});

test("nor is much laid out for few results", () => {
  assert.ok(makesProducts(gradient({ ...usual, out: 40 })));
  assert.ok(makesProducts(gradient({ ...usual, into: 4, out: 4 })));
});
