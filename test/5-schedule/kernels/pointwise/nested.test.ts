/** Windows on the CPU: a loop for each axis, so that no element asks in which window it is. */
import fc from "fast-check";
import type { Graph } from "../../../../compiler/3-graph/graph.ts";
import { addPositions, axisPosition, constantPosition } from "../../../../compiler/3-graph/positions.ts";
import { printKernel } from "../../../../compiler/5-schedule/print.ts";
import { assert, suite } from "../../../harness.ts";
import { axis, compare, graphOf, realInput } from "../../compare.ts";

const test = suite("loops for axes that don't run as one");

/** z[row, col, dx, c] = x[row, col + dx - 1, c], and 0 outside. */
function windows(row: number, col: number, channel: number): Graph {
  const [rows, cols, dx, channels] = [axis("row", row), axis("col", col), axis("dx", 3), axis("tc", channel)];
  return graphOf({
    inputs: [realInput("x", [rows, cols, channels])],
    results: (g, leaf) => {
      const at = addPositions([axisPosition(cols), axisPosition(dx), constantPosition(-1)]);
      return { z: g.index(leaf("x"), [{ axis: cols, at }], g.constant(0)) };
    },
  });
}

test("random sizes against the evaluator", () => {
  const sizes = fc.constantFrom(1, 2, 3, 5, 8, 17);
  fc.assert(
    fc.property(sizes, sizes, fc.constantFrom(1, 3, 4, 8, 64, 68, 300), (row, col, channel) => {
      compare(windows(row, col, channel));
    }),
    { numRuns: 25 },
  );
});

test("where a window begins is asked once for all of its channels", () => {
  const { kernels } = compare(windows(9, 5, 8));
  const lines = kernels.flatMap(
    (kernel) => printKernel(kernel).split("on the CPU").at(-1)?.split("\n") ?? [],
  );
  const asks = lines.findIndex((line) => line.includes("is_in_col ="));
  const loop = lines.findIndex((line) => line.includes("for tc4 < 2"));
  assert.ok(asks >= 0 && asks < loop, lines.join("\n"));
  assert.equal(lines.filter((line) => / div | % /.test(line)).length, 0);
});
