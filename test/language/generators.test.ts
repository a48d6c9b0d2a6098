/** What generators that grow no text give. */
import { suite } from "../harness.ts";
import { assertFigures } from "./formulas.ts";

const test = suite("generators give the figures that are known by hand");

test("several results have the names that are returned, or are counted where one has none", () =>
  assertFigures(
    `
axis e = 2
model Twice(x: [e]) -> [e] {
  return 2 * x
}
generate named(x: [e]) {
  double, half = Twice(x), x / 2
  return half, x, double
}
generate counted(x: [e]) {
  double = Twice(x)
  return double, x / 2
}
generate same(x: [e]) {
  double = Twice(x)
  return double, double
}
generate one(x: [e]) {
  double = Twice(x)
  return double
}`,
    [
      {
        entry: "generate named",
        inputs: { x: "[2, 4]" },
        expected: { half: "[1, 2]", x: "[2, 4]", double: "[4, 8]" },
      },
      {
        entry: "generate counted",
        inputs: { x: "[2, 4]" },
        expected: { result1: "[4, 8]", result2: "[1, 2]" },
      },
      {
        entry: "generate same",
        inputs: { x: "[2, 4]" },
        expected: { result1: "[4, 8]", result2: "[4, 8]" },
      },
      { entry: "generate one", inputs: { x: "[2, 4]" }, expected: { result: "[4, 8]" } },
    ],
  ));

test("options of each type", () =>
  assertFigures(
    `
axis e = 2
generate chosen(x: [e], strong: bool = true, times: int = 3, least: real = 1.5) {
  kept = where(strong and x > least, x * times, -x)
  return kept + where(not strong, least, 0)
}`,
    [
      {
        entry: "generate chosen",
        inputs: { x: "[1, 2]" },
        settings: { strong: 1, times: 3, least: 1.5 },
        expected: { result: "[-1, 6]" },
      },
      {
        entry: "generate chosen",
        inputs: { x: "[1, 2]" },
        settings: { strong: 0, times: 3, least: 1.5 },
        expected: { result: "[0.5, -0.5]" },
      },
    ],
  ));

test("options of one name and of other types, of several generators, are read as each declares them", () => {
  const generator = (name: string, type: string): string =>
    `generate ${name}(x: [e], times: ${type}) {\n  return where(times > 1, x * times, 0)\n}\n`;
  const program = `axis e = 2\n${generator("whole", "int = 3")}${generator("real", "real = 2.5")}`;
  const given = { inputs: { x: "[1, 2]" } };
  return assertFigures(program, [
    { entry: "generate real", ...given, settings: { times: 2.5 }, expected: { result: "[2.5, 5]" } },
    { entry: "generate whole", ...given, settings: { times: 7 }, expected: { result: "[7, 14]" } },
  ]);
});

test("a result's axes stand as the model that is called writes them, after others as they are declared", () =>
  assertFigures(
    `
axis row = 1
axis col = 2
axis copy = 2
axis base = 2
model Picture(v: [copy]) -> [row, col, copy] {
  return spread[row, col](10 * v) + col + row
}
generate made(v: [copy]) {
  x = Picture(v)
  return spread[base](x) * 2
}
generate alone() {
  return spread[col, base](row) + spread[row, base](10 * col) + 100 * base
}`,
    [
      {
        entry: "generate made",
        inputs: { v: "[1, 2]" },
        expected: { result: "[[[[20, 40], [22, 42]]], [[[20, 40], [22, 42]]]]" },
      },
      { entry: "generate alone", expected: { result: "[[[0, 100], [10, 110]]]" } },
    ],
  ));
