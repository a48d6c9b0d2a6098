/** Four channels in a row are in one group where groups are of fours: no lane has to look for its own. */
import fc from "fast-check";
import type { Graph, Position } from "../../../compiler/3-graph/graph.ts";
import { addPositions, axisPosition, scalePosition } from "../../../compiler/3-graph/positions.ts";
import { printKernel } from "../../../compiler/5-schedule/print.ts";
import { assert, suite } from "../../harness.ts";
import { axis, compare, graphOf, realInput } from "../compare.ts";

const test = suite("vectors of positions that are divided");

/** Sums of groups of channels, and a product, of what is scaled group by group and then channel by channel; and a product that is scaled so. */
function groups(rows: number, group: number, each: number): Graph {
  const [row, groupAxis, inGroup] = [axis("row", rows), axis("group", group), axis("in_group", each)];
  const [channel, out] = [axis("c", group * each), axis("out", 9)];
  return graphOf({
    inputs: [
      realInput("x", [row, channel]),
      realInput("scale", [row, groupAxis]),
      realInput("gain", [channel]),
      realInput("W", [channel, out]),
      realInput("z", [row, out]),
    ],
    results: (g, leaf) => {
      const own = axisPosition(channel);
      const divided = (kind: "quotient" | "remainder"): Position => ({ kind, of: own, by: inGroup.size });
      const at = addPositions([scalePosition(axisPosition(groupAxis), inGroup.size), axisPosition(inGroup)]);
      const split = g.index(leaf("x"), [{ axis: channel, at }]);
      const scaled = g.apply("multiply", split, g.apply("exp", leaf("scale")));
      const merged = g.index(scaled, [
        { axis: groupAxis, at: divided("quotient") },
        { axis: inGroup, at: divided("remainder") },
      ]);
      const y = g.apply("multiply", merged, leaf("gain"));
      return {
        sum: g.reduce("sum", [row, inGroup], g.index(y, [{ axis: channel, at }])),
        product: g.reduce("sum", [channel], g.apply("multiply", y, leaf("W"))),
        scaled: g.apply("multiply", y, g.reduce("sum", [out], g.apply("multiply", leaf("z"), leaf("W")))),
      };
    },
  });
}

test("random sizes against the evaluator", () => {
  const sizes = fc.constantFrom(1, 2, 3, 4, 6, 8, 12);
  fc.assert(
    fc.property(fc.constantFrom(1, 5, 16), sizes, sizes, (rows, group, each) => {
      compare(groups(rows, group, each));
    }),
    { numRuns: 30 },
  );
});

test("a group of twelve is read in vectors", () => {
  const { kernels } = compare(groups(40, 2, 12));
  const textOf = (schedule: string, makes: string): string => {
    const found = kernels.find(
      ({ cpu, explanation }) =>
        cpu?.schedule.startsWith(schedule) === true && explanation.meaning.includes(makes),
    );
    return found === undefined ? "" : (printKernel(found).split("on the CPU")[1] ?? "");
  };
  const sum = textOf("a row at a time", "sum[in_group, row]");
  assert.ok(sum.includes("in_group4"), sum);
  const scaled = textOf("blocks of", "sum[out]");
  assert.ok(scaled.includes("c4"), scaled);
  for (const text of [sum, scaled])
    assert.equal(text.split("\n").filter((line) => line.includes("%")).length, 0, text);
});
