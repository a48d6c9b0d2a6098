/** All that is said beside a mistake, for notes that need a whole program. */
import { assert, suite } from "../harness.ts";
import { checkText } from "./checked.ts";

const test = suite("notes beside the mistakes of whole programs");

const model = "model M(x: [e]) -> real {\n  param w: [e] = 1\n  return x @[e] w\n}\n";
const training = (lines: string): string =>
  `axis e = 4\n${model}data d = module("./d.ts") {\n  x: [e]\n}\ntrain on d {\n  optimizer = sgd(rate = 0.1)\n  batch = 2\n${lines}}\n`;
const growing = (axis: string): string =>
  `axis t ${axis}\naxis v = 3\nmodel M(x: [t] in v) -> [v] {\n  param W: v -> v ~ xavier\n  return mean[t](W(x))\n}\ngenerate g(p: [t] in v) {\n  grow out: [t] in v from p {\n    yield sample[v](M(out))\n  }\n}\n`;

/** Whole programs, with the code of what is wrong and all that is said beside it. */
const programs: readonly (readonly [program: string, code: string, ...notes: string[]])[] = [
  ["axis k = 100 / 8", "W0502", "the nearest divisors of 100 are 5 and 10"],
  ["axis k = 7 / 8", "W0502", "the nearest divisor of 7 is 7"],
  [
    "axis a = 12\naxis b = 15\nmodel M(x: [a]) -> [b] {\n  return x[a as b]\n}",
    "W0501",
    "the difference is 3",
  ],
  [
    "axis a = 4\naxis b = 5\nmodel M(x: [a, b]) -> [b] {\n  param W: a -> b ~ xavier\n  return W(x)\n}",
    "W0207",
    "rename it first, `x[b as other]`",
  ],
  [
    "axis a = 4\naxis b = 5\nmodel M(x: [a, b], y: [b]) -> [b] {\n  return x @[a] x @[b] y\n}",
    "W0221",
    "put one of them in parentheses",
  ],
  [
    "axis e = 4\nmodel M(x: [e]) -> real {\n  return sum[e where 0 < x <= 1](x)\n}",
    "W0109",
    "join two of them: `a < b and b <= c`",
  ],
  ["axis e = `4`", "W0101", "text stands in double quotes"],
  ["const a = 1 & 2", "W0101", "conditions are joined with `and`"],
  ["const a = !true", "W0101", "a condition is negated with `not`, and `!=` compares"],
  [
    "nothing = 3",
    "W0107",
    "a file holds import, axis, const, fn, layer, model, optimizer, schedule, data, train and generate",
  ],
  [
    "axis e = 4\nmodel M(x: [e]) -> [e] {\n  nothing much\n  return x\n}",
    "W0107",
    "a block holds bindings (`x = …`), axis, const, param, state, use, return, yield, expose, watch, minimize, report, evaluate, save and grow",
  ],
  [`const k = ${Array(502).fill("1").join(" + ")}`, "W0113", "give a part of it a name in a line of its own"],
  [
    "axis e = 4\nmodel M(x: [e]) -> [e] {\n  return x[e = none]\n}\naxis none = { a, b }\nmodel N(x: [none]) -> real {\n  return x[none = c]\n}",
    "W0404",
    "its labels are `a` and `b`",
  ],
  [
    "axis e = 4\nmodel M(x: [e], i: [e] int) -> [e] {\n  return x[e = i]\n}",
    "W0403",
    "give the value outside, `[e = … else 0]`, or keep it inside with `% |e|`",
  ],
  [
    "axis a = 4\nmodel M(x: [a]) -> [a] {\n  return concat[a](x, x)\n}",
    "W0413",
    "`axis a = first ++ second` declares one",
  ],
  ["const huge = 1e39", "W0414", "the largest is 3.4028235e38, which is written `inf`"],
  [
    "axis rows\nmodel M(x: [rows]) -> [rows] {\n  param w: [rows] = 1\n  return x * w\n}",
    "W0512",
    "an axis with a bound is stored for its bound: `axis rows <= 64`",
  ],
  [
    "axis e = 4\nfn f(x) {\n  expose x\n  return x\n}\nmodel M(x: [e]) -> [e] {\n  return f(x)\n}",
    "W0608",
    "a `layer` or a `model` has it",
  ],
  [
    "axis e = 4\nmodel M(x: [e]) -> [e] {\n  state s: real = 0\n  return scan[e](h: real = 0) {\n    h' = h + x\n    s' = h\n    yield h\n  }\n}",
    "W0606",
    "`yield` what it is made of, and pick the `last` of that after the scan",
  ],
  [
    "axis t <= 4\naxis s like t\nmodel M(x: [t]) -> [t] {\n  return mean[s](where(s <= t, x, 0))\n}",
    "W0913",
    "`[t as s]` renames it",
  ],
  [
    training("  minimize mean[batch](M(x)^2)\n"),
    "W0703",
    "how long it lasts: `steps = 1000` or `epochs = 10`",
  ],
  [
    training("  steps = 3\n  minimize mean[batch](M(x)^2) over Other\n"),
    "W0704",
    "paths begin with a model: `M`",
  ],
  [
    training("  steps = 3\n  minimize mean[batch](M(x)^2) over M.k\n"),
    "W0704",
    "a path goes on to a parameter, or to what has some: `M` has `w`",
  ],
  [
    `axis e = 4\n${model}train {\n  minimize M(spread[e](1))\n  optimizer = sgd(rate = 0.1)\n  epochs = 3\n}`,
    "W0733",
    "how long it lasts: `steps = 1000`",
  ],
  [
    `axis e = 4\n${model}train {\n  minimize M(spread[e](1))\n  optimizer = sgd(rate = 0.1)\n  steps = 3\n  private = gaussian(clip = 1, noise = 1)\n}`,
    "W0733",
    "there are no examples to protect",
  ],
  [growing("= 4 .. 8 step 2"), "W0724", "`axis t <= 8` has each size up to 8"],
  [growing("= 8"), "W0724", "an axis with a bound, as `axis text <= 256`, has each size up to it"],
  [growing(""), "W0724", "an axis with a bound, as `axis text <= 256`, has each size up to it"],
];

for (const [at, [program, code, ...notes]] of programs.entries())
  test(`${at + 1}, ${code}: ${notes.join()}`, () => {
    const found = checkText(program).diagnostics.find((diagnostic) => diagnostic.code === code);
    assert.equal(found?.notes, notes, program);
  });
