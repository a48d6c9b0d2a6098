import type { CheckOptions } from "../../compiler/2-check/context.ts";
import { assert, suite } from "../harness.ts";
import { checkText } from "./checked.ts";

const test = suite("positions whose labels are numbers");

/** Where it is warned of, by what stands there. */
function warned(formula: string): readonly string[] {
  const text = `axis level = { 0.1, 0.5, 0.9 }
axis month = { 1, 2, 3, 4 }
axis digit = { 0, 1, 2 }
axis n     = 2
axis other like level
layer L(x: [n, level], y: [n, month], z: [n, digit], which: in level) -> [n] {
  a = ${formula}
  return sum[level](x) + sum[month](y) + sum[digit](z) + where(which == 0.5, 1, 0)
}
`;
  const { diagnostics } = checkText(text);
  assert.equal(
    diagnostics.filter(({ code }) => code !== "W0921" && code !== "W0902").map(({ code }) => code),
    [],
  );
  const told = diagnostics.filter(({ code }) => code === "W0921");
  return told.map(({ span: { start, end } }) => `weft 1\n${text}`.slice(start, end));
}

test("they are told where they are reckoned with, or compared with a number", () => {
  assert.equal(warned("level * x"), ["level"]);
  assert.equal(warned("0.5 - level"), ["level"]);
  assert.equal(warned("where(level > 0.3, x, 0)"), ["level"]);
  assert.equal(warned("sum[level where level == 0.5](x)"), ["level"]);
  assert.equal(warned("sum[month where month == 3](y)"), ["month"]);
  assert.equal(warned("where(which >= 0.5, 1, 0)"), ["which"]);
  assert.equal(warned("where(argmax[month](y) < 3, 1, 0)"), ["argmax[month](y)"]);
});

test("not where a label is named, where positions are meant, or where the labels are the positions", () => {
  const fine = [
    'sum[level where level == "0.5"](x)',
    "x[level = 0.5]",
    "x[level = |level| - 1 - level]",
    "where(other <= level, x[level as other], 0)",
    'stack[level]("0.1": 0.1, "0.5": 0.5, "0.9": 0.9) * x',
    "sin(2 * pi * month / 12) * y",
    "digit * z",
    "where(digit > 1, z, 0)",
    "argmax[level](x) == which",
    "where(which != 0.1, 1, 0)",
    "where(argmax[digit](z) < 1, 1, 0)",
  ];
  for (const formula of fine) assert.equal(warned(formula), [], formula);
});

test("numbers of a column are told where they have been read", () => {
  const text = `axis item = labels("a.csv:item")
layer L(x: [item]) -> real {
  return sum[item where item > 6](x)
}
`;
  const codes = (options?: CheckOptions) => checkText(text, options).diagnostics.map(({ code }) => code);
  assert.equal(codes(), []);
  assert.equal(codes({ set: {}, labels: { item: ["7", "5", "3", "9"] } }), ["W0921"]);
  assert.equal(codes({ set: {}, labels: { item: ["0", "1", "2", "3"] } }), []);
});
