import { addPositions, axisPosition, scalePosition } from "../../../../compiler/3-graph/positions.ts";
import { printKernel } from "../../../../compiler/5-schedule/print.ts";
import { literalSize } from "../../../../compiler/sizes/size.ts";
import { assert, suite } from "../../../harness.ts";
import { axis, compare, graphOf, indexInput, realInput } from "../../compare.ts";

const test = suite("the order in which rows are visited");

test("rows shorter than a vector go on across memory on the CPU, whatever small table runs along them", () => {
  const [batch, tap, channel] = [axis("batch", 6), axis("tap", 3), axis("channel", 8)];
  const plan = compare(
    graphOf({
      inputs: [realInput("x", [batch, channel]), realInput("table", [batch, tap])],
      results: (g, leaf) => ({ y: g.reduce("max", [tap], g.apply("add", leaf("x"), leaf("table"))) }),
    }),
  );
  for (const { cpu } of plan.kernels) assert.not(cpu?.schedule.startsWith("a row at a time") === true);
});

test("rows over two axes, of which memory has another between", () => {
  const [row, a, b] = [axis("row", 3), axis("a", 5), axis("b", 7)];
  compare(
    graphOf({
      inputs: [realInput("x", [a, row, b])],
      results: (g, leaf) => {
        const e = g.apply("exp", g.apply("subtract", leaf("x"), g.reduce("max", [a, b], leaf("x"))));
        return { A: g.apply("divide", e, g.reduce("sum", [a, b], e)) };
      },
    }),
  );
});

test("dear values that are read beside each other, too", () => {
  const [row, column] = [axis("row", 3), axis("column", 20)];
  compare(
    graphOf({
      inputs: [realInput("x", [row, column])],
      results: (g, leaf) => {
        const e = g.apply("exp", leaf("x"));
        const before = {
          kind: "add",
          terms: [
            { kind: "axis", axis: column },
            { kind: "constant", value: literalSize(-1) },
          ],
        } as const;
        const moved = g.index(e, [{ axis: column, at: before }], g.constant(0));
        const total = g.reduce("sum", [column], e);
        return { A: g.apply("divide", g.apply("add", e, moved), total) };
      },
    }),
  );
});

/** What has most of the axes of rows and sums has no height but by where it is read; what lies as the result does has it. */
test("rows are visited as what moves along the most of them lies", () => {
  const [batch, height, channel] = [axis("batch", 6), axis("height", 20), axis("channel", 16)];
  const [place, tap] = [axis("place", 9), axis("tap", 3)];
  const { kernels } = compare(
    graphOf({
      inputs: [
        realInput("x", [batch, place, tap, channel]),
        realInput("scale", [batch, height, channel]),
        indexInput("at", [height], place),
      ],
      results: (g, leaf) => {
        const there = g.index(leaf("x"), [{ axis: place, at: { kind: "value", node: leaf("at") } }]);
        const sum = g.reduce("sum", [tap], g.apply("exp", there));
        return { y: g.apply("multiply", sum, leaf("scale")) };
      },
    }),
  );
  const loops = kernels.flatMap((kernel) => {
    const [, cpu = ""] = printKernel(kernel).split("on the CPU");
    return [...cpu.matchAll(/for (\w+) < .* on workgroup\.[yz]/g)].map(([, name]) => name);
  });
  assert.equal(loops, ["batch", "height"]);
});

test("rows lie beside each other along what is read evenly, where the last axis moves through a window", () => {
  const [batch, part, row, tap] = [axis("batch", 2), axis("part", 16), axis("row", 12), axis("tap", 8)];
  const graph = graphOf({
    inputs: [
      realInput("x", [batch, row, part]),
      realInput("d", [batch, row, part]),
      realInput("scale", [part, tap]),
    ],
    results: (g, leaf) => {
      const at = addPositions([axisPosition(row), scalePosition(axisPosition(tap), literalSize(-1))]);
      const before = g.index(leaf("x"), [{ axis: row, at }], g.constant(0));
      const slope = g.reduce("sum", [batch, row], g.apply("multiply", leaf("d"), before));
      return { y: g.apply("multiply", slope, leaf("scale")) };
    },
  });
  const [kernel] = compare(graph).kernels;
  const [, cpu = ""] = (kernel === undefined ? "" : printKernel(kernel)).split("on the CPU");
  assert.match(cpu, /work\.x\[.*\]4/);
});
