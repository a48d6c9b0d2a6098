/** The pure part of what a page shows of exposed values. */
import { layOut, numbersOfMap, rangeOf, shadeOf } from "../../runtime/page/map-layout.ts";
import type { Exposed } from "../../runtime/page/messages.ts";
import { assert, suite } from "../harness.ts";

const test = suite("a map of an exposed value");

/** Axes as `name size`, those of texts with a star. */
function valueOf(axes: string, data: (at: number) => number = (at) => at): Exposed {
  const made = axes.split(", ").map((axis) => {
    const [name = "", size = "1"] = axis.split(" ");
    return { name: name.replace("*", ""), size: Number(size), isText: name.endsWith("*") };
  });
  const count = made.reduce((product, { size }) => product * size, 1);
  return { name: "A", axes: made, data: Float32Array.from({ length: count }, (_, at) => data(at)) };
}

/** `rows columns | choices` */
function layoutText(value: Exposed): string {
  const { rows, columns, choices } = layOut(value);
  const nameOf = (at: number | undefined): string => (at === undefined ? "-" : (value.axes[at]?.name ?? "?"));
  return `${nameOf(rows)} ${nameOf(columns)} | ${choices.map(nameOf).join(" ")}`.trim();
}

for (const [axes, expected] of [
  ["blocks 4, head 2, seq* 3, src* 3", "seq src | blocks head"],
  ["seq* 3, head 2, src* 3", "seq src | head"],
  ["seq* 3, src* 3, head 2", "seq src | head"],
  ["seq* 3, head 2, key 5", "seq key | head"],
  ["head 2, seq* 3, key 5", "seq key | head"],
  ["from* 3, to* 4, past* 4", "to past | from"],
  ["row 3, column 4, channel 2", "column channel | row"],
  ["seq* 3", "- seq |"],
  ["label 3", "- label |"],
] as const)
  test(axes, () => assert.is(layoutText(valueOf(axes)), expected));

test("a row has the weights of a mean, in whatever order the axes are", () => {
  // Each column sums to 1, and not each row.
  const shares = [0.5, 0.25, 0.25, 0.25, 0.75, 0, 1, 0, 0];
  const turned = valueOf("src* 3, seq* 3", (at) => shares[(at % 3) * 3 + Math.floor(at / 3)] ?? 0);
  assert.is(layoutText(turned), "seq src |");
  assert.equal(numbersOfMap(turned, layOut(turned), []), shares);
  assert.is(layoutText(valueOf("src* 3, seq* 3", () => 1)), "src seq |");
});

test("the numbers of a map are those at the positions that are chosen", () => {
  const value = valueOf("seq* 2, head 3, src* 2");
  const layout = layOut(value);
  // Element (seq, head, src) is 6 seq + 2 head + src.
  assert.equal(numbersOfMap(value, layout, [0]), [0, 1, 6, 7]);
  assert.equal(numbersOfMap(value, layout, [2]), [4, 5, 10, 11]);
  const row = valueOf("seq* 3");
  assert.equal(numbersOfMap(row, layOut(row), []), [0, 1, 2]);
});

test("the scale goes from 0, or less, to the largest finite number", () => {
  assert.equal(rangeOf([0.25, 0.5]), { low: 0, high: 0.5 });
  assert.equal(rangeOf([-2, 3, NaN, -3.4e38, 3.4e38]), { low: -2, high: 3 });
  assert.equal(rangeOf([0, 0]), { low: 0, high: 1 });
  assert.equal(rangeOf([-1, -1]), { low: -1, high: 0 });
});

test("what is excluded is the lightest, the largest number the darkest, and all others between", () => {
  const range = { low: 0, high: 4 };
  assert.equal(
    [0, 1, 4].map((number) => shadeOf(number, range)),
    [0, 0.5, 1],
  );
  assert.equal(
    [NaN, -3.4e38, 3.4e38].map((number) => shadeOf(number, range)),
    [0, 0, 1],
  );
});

test("numbers below 0 have shades in proportion", () => {
  const range = { low: -1, high: 3 };
  assert.equal(
    [-1, 0, 3].map((number) => shadeOf(number, range)),
    [0, 0.25, 1],
  );
});
