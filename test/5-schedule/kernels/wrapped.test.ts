/** Positions that wrap around: one that is at most a turn away from its axis needs no division. */
import type { Graph, Position } from "../../../compiler/3-graph/graph.ts";
import {
  addPositions,
  axisPosition,
  constantPosition,
  scalePosition,
} from "../../../compiler/3-graph/positions.ts";
import { printKernel } from "../../../compiler/5-schedule/print.ts";
import { literalSize } from "../../../compiler/sizes/size.ts";
import { assert, suite } from "../../harness.ts";
import { axis, compare, graphOf, realInput } from "../compare.ts";

const test = suite("positions that wrap around");

/** What is read, and what three of them are in sum, at `step * col + sign * dx + shift`, wrapped. */
function wrapped(size: number, channels: number, step: number, sign: number, shift: number): Graph {
  const [col, dx, channel] = [axis("col", size), axis("dx", 3), axis("c", channels)];
  const terms = [
    scalePosition(axisPosition(col), literalSize(step)),
    scalePosition(axisPosition(dx), literalSize(sign)),
    constantPosition(shift),
  ];
  const at: Position<never> = { kind: "remainder", of: addPositions(terms), by: col.size };
  return graphOf({
    inputs: [realInput("x", [col, channel])],
    results: (g, leaf) => {
      const near = g.index(leaf("x"), [{ axis: col, at }]);
      return { near, sum: g.reduce("sum", [dx], near) };
    },
  });
}

for (const size of [2, 5, 8]) {
  for (const sign of [1, -1]) {
    test(`${size} positions, windows in direction ${sign}`, () => {
      for (const channels of [1, 4])
        for (const step of [1, 2])
          for (const shift of [0, 1, -1, size - 1, -size, 2 * size + 1, -3 * size - 2])
            compare(wrapped(size, channels, step, sign, shift));
    });
  }
}

test("a window over its neighbours divides nothing", () => {
  const textOf = (step: number): string =>
    compare(wrapped(24, 4, step, 1, 23))
      .kernels.map(printKernel)
      .join();
  const divides = /rest\w* = \(.*% 24\)/;
  assert.ok(!divides.test(textOf(1)), textOf(1));
  assert.ok(divides.test(textOf(3)), textOf(3));
});
