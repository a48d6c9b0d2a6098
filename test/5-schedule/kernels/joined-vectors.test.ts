/** Parts that are put side by side along memory, and shifts by vectors: four positions in a row lie in one part, or in none. */
import fc from "fast-check";
import type { Axis, Graph, Node } from "../../../compiler/3-graph/graph.ts";
import { addPositions, axisPosition, constantPosition } from "../../../compiler/3-graph/positions.ts";
import { printKernel } from "../../../compiler/5-schedule/print.ts";
import { assert, suite } from "../../harness.ts";
import { axis, compare, graphOf, realInput } from "../compare.ts";

const test = suite("vectors of positions that lie inside or outside as a whole");

/** z[row, all] = a ++ b, and x[row, all - shift], 0 outside. */
function joined(row: number, first: number, second: number, shift: number): Graph {
  const [rows, a, b, all] = [
    axis("row", row),
    axis("a", first),
    axis("b", second),
    axis("all", first + second),
  ];
  return graphOf({
    inputs: [realInput("p", [rows, a]), realInput("q", [rows, b]), realInput("x", [rows, all])],
    results: (g, leaf) => {
      const from = (of: Node, own: Axis, back: number): Node => {
        const at = addPositions([axisPosition(all), constantPosition(-back)]);
        return g.index(of, [{ axis: own, at }], g.constant(0));
      };
      const isFirst = g.apply("less", g.position(all), g.constant(first, "int"));
      const z = g.apply("select", isFirst, from(leaf("p"), a, 0), from(leaf("q"), b, first));
      return { z: g.apply("multiply", z, from(leaf("x"), all, shift)) };
    },
  });
}

test("random sizes against the evaluator", () => {
  const sizes = fc.constantFrom(1, 3, 4, 8, 12, 20);
  fc.assert(
    fc.property(
      fc.constantFrom(1, 5),
      sizes,
      sizes,
      fc.constantFrom(-16, -8, -5, -4, -1, 0, 1, 3, 4, 12, 40),
      (row, first, second, shift) => {
        compare(joined(row, first, second, shift));
      },
    ),
    { numRuns: 60 },
  );
});

/** How many loads of one number the kernel has. */
function singleLoads(graph: Graph): number {
  const text = compare(graph).kernels.map(printKernel).join("\n");
  const lines = text.split("\n").filter((line) => !line.startsWith("//"));
  return lines.join("\n").match(/work\.[pqx]\[(?:[^[\]]*)\](?!4)/g)?.length ?? 0;
}

test("parts of fours are read in vectors, and others number by number", () => {
  assert.is(singleLoads(joined(40, 8, 12, 4)), 0);
  assert.ok(singleLoads(joined(40, 6, 10, 4)) > 0);
  assert.ok(singleLoads(joined(40, 8, 12, 3)) > 0);
});
