/** Rows along two axes beside each other on the CPU, and loops that are parted where windows lie inside: every size of image, window, stride and tail. */
import type { Axis, Node } from "../../../../compiler/3-graph/graph.ts";
import { addPositions, axisPosition, scalePosition } from "../../../../compiler/3-graph/positions.ts";
import type { Plan } from "../../../../compiler/5-schedule/plan.ts";
import { literalSize } from "../../../../compiler/sizes/size.ts";
import { assert, suite } from "../../../harness.ts";
import { axis, compare, graphOf, realInput, type G } from "../../compare.ts";

const test = suite("tiles of rows");

interface Sizes {
  readonly image: readonly [number, number];
  readonly window: readonly [number, number];
  readonly channels: number;
  readonly stride?: number;
  /** How far apart the positions of a window are, and whether it goes back. */
  readonly step?: number;
}

function axesOf({ image, window, channels, stride = 1 }: Sizes) {
  return {
    batch: axis("batch", 2),
    high: axis("high", image[0]),
    wide: axis("wide", image[1]),
    row: axis("row", Math.ceil(image[0] / stride)),
    col: axis("col", Math.ceil(image[1] / stride)),
    dy: axis("dy", window[0]),
    dx: axis("dx", window[1]),
    channel: axis("channel", channels),
  };
}

function windowsOf(g: G, x: Node, sizes: Sizes, axes: ReturnType<typeof axesOf>, otherwise = 0): Node {
  const { stride = 1, step = 1, window } = sizes;
  const at = (place: Axis, by: Axis, size: number) =>
    addPositions([
      scalePosition(axisPosition(place), literalSize(stride)),
      scalePosition(axisPosition(by), literalSize(step)),
      { kind: "constant", value: literalSize(-step * Math.floor(size / 2)) },
    ]);
  const replaced = [
    { axis: axes.high, at: at(axes.row, axes.dy, window[0]) },
    { axis: axes.wide, at: at(axes.col, axes.dx, window[1]) },
  ];
  return g.index(x, replaced, g.constant(otherwise));
}

function schedulesOf({ kernels }: Plan): readonly string[] {
  return kernels.flatMap(({ cpu }) => (cpu === undefined ? [] : [cpu.schedule]));
}

const shapes: readonly (Sizes & { readonly tiles: boolean })[] = [
  { image: [9, 13], window: [7, 7], channels: 8, tiles: true },
  { image: [8, 12], window: [3, 3], channels: 16, tiles: true },
  { image: [7, 7], window: [7, 7], channels: 12, tiles: true },
  { image: [3, 5], window: [5, 7], channels: 4, tiles: true },
  { image: [9, 13], window: [3, 3], channels: 8, stride: 2, tiles: true },
  { image: [10, 15], window: [5, 5], channels: 4, stride: 3, tiles: true },
  { image: [11, 14], window: [3, 5], channels: 8, step: 2, tiles: true },
  { image: [11, 14], window: [3, 5], channels: 8, step: -1, tiles: true },
  { image: [9, 13], window: [7, 7], channels: 6, tiles: false },
];

for (const { tiles, ...sizes } of shapes) {
  const axes = axesOf(sizes);
  const { batch, high, wide, row, col, dy, dx, channel } = axes;
  const x = realInput("x", [batch, high, wide, channel]);
  test(`each channel by its own window: ${JSON.stringify(sizes)}`, () => {
    const plan = compare(
      graphOf({
        inputs: [x, realInput("K", [dy, dx, channel])],
        results: (g, leaf) => ({
          y: g.reduce("sum", [dy, dx], g.apply("multiply", leaf("K"), windowsOf(g, leaf("x"), sizes, axes))),
        }),
      }),
    );
    assert.equal(
      schedulesOf(plan).some((one) => / x \d+ rows/.test(one)),
      tiles,
    );
  });

  test(`what a window's weights are moved by: ${JSON.stringify(sizes)}`, () => {
    compare(
      graphOf({
        inputs: [x, realInput("d", [batch, row, col, channel])],
        results: (g, leaf) => {
          const product = g.apply("multiply", windowsOf(g, leaf("x"), sizes, axes), leaf("d"));
          return { K: g.reduce("sum", [batch, row, col], product) };
        },
      }),
    );
  });
}

test("a table that lies along its windows doesn't turn the rows of what is read through them", () => {
  const sizes = { image: [9, 13], window: [5, 5], channels: 8 } as const;
  const axes = axesOf(sizes);
  const { batch, high, wide, dy, dx, channel } = axes;
  const plan = compare(
    graphOf({
      inputs: [realInput("x", [batch, high, wide, channel]), realInput("K", [channel, dy, dx])],
      results: (g, leaf) => ({
        y: g.reduce("sum", [dy, dx], g.apply("multiply", leaf("K"), windowsOf(g, leaf("x"), sizes, axes))),
      }),
    }),
  );
  assert.ok(schedulesOf(plan).some((one) => / x \d+ rows/.test(one)));
});

test("what is read outside counts where it isn't what a sum leaves out", () => {
  const sizes = { image: [6, 9], window: [3, 3], channels: 8 } as const;
  const axes = axesOf(sizes);
  const { batch, high, wide, dy, dx, channel } = axes;
  compare(
    graphOf({
      inputs: [realInput("x", [batch, high, wide, channel]), realInput("K", [dy, dx, channel])],
      results: (g, leaf) => {
        const near = windowsOf(g, leaf("x"), sizes, axes, 0.5);
        return {
          sum: g.reduce("sum", [dy, dx], g.apply("multiply", leaf("K"), near)),
          most: g.reduce("max", [dy, dx], g.apply("add", leaf("K"), near)),
          both: g.reduce("sum", [dy, dx], g.apply("add", leaf("K"), windowsOf(g, leaf("x"), sizes, axes))),
        };
      },
    }),
  );
});

test("a filter as long as what it goes back over, whose end and windows part its loop", () => {
  const [batch, time, back, channel] = [
    axis("batch", 2),
    axis("time", 23),
    axis("back", 23),
    axis("channel", 8),
  ];
  compare(
    graphOf({
      inputs: [realInput("v", [batch, time, channel]), realInput("H", [back, channel])],
      results: (g, leaf) => {
        const before = addPositions([axisPosition(time), scalePosition(axisPosition(back), literalSize(-1))]);
        const there = g.index(leaf("v"), [{ axis: time, at: before }], g.constant(0));
        return { y: g.reduce("sum", [back], g.apply("multiply", leaf("H"), there)) };
      },
    }),
  );
});

test("the weights of windows of each channel are summed over the images of a batch in parts", () => {
  const sizes = { image: [28, 32], window: [3, 3], channels: 4 } as const;
  const axes = { ...axesOf(sizes), batch: axis("batch", 5) };
  const { batch, high, wide, row, col, channel } = axes;
  const plan = compare(
    graphOf({
      inputs: [realInput("x", [batch, high, wide, channel]), realInput("d", [batch, row, col, channel])],
      results: (g, leaf) => {
        const product = g.apply("multiply", windowsOf(g, leaf("x"), sizes, axes), leaf("d"));
        return { K: g.reduce("sum", [batch, row, col], product) };
      },
    }),
  );
  assert.equal(plan.kernels.length, 2);
});
