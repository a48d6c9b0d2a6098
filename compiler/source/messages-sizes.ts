import type { Messages } from "./message.ts";
import { either } from "./message.ts";
import { twinInside } from "./phrases.ts";

export interface SizeFacts {
  /** `layer` where both are axis parameters of one. */
  W0501: {
    left: string;
    leftSize: string;
    right: string;
    rightSize: string;
    difference: string;
    layer?: string;
  };
  W0502: { dividend: number; divisor: number; nearest: readonly number[] };
  W0503: Record<string, never>;
  /** Whether a truth value is wanted, and not a number. */
  W0504: { name: string; value: string; isTruth: boolean };
  W0505: { size: string; divisor: string };
  W0506: { low: number; high: number; step: number };
  W0507: { value: number };
  W0508: { layer: string; size: string; value: number };
  W0509: { name: string; near: readonly string[] };
  W0510: { axis: string };
  W0511: { axis: string; into: string };
  W0512: { what: string; axis: string };
  W0513: { name: string; of: string };
  W0514: { axis: string };
}

export const sizeMessages: Messages<SizeFacts> = {
  W0501: {
    severity: "error",
    title: "sizes that differ",
    message: ({ left, leftSize, right, rightSize }) =>
      `\`${left}\` has ${leftSize} positions and \`${right}\` has ${rightSize}`,
    notes: ({ left, right, difference, layer }) =>
      layer === undefined ? [`the difference is ${difference}`] : [twinInside(layer, left, right)],
    explain: {
      meaning: "A rename, a split and a merge keep the number of positions.",
      wrong:
        "axis a = 12\naxis b = 3\naxis c = 5\nmodel Split(x: [a]) -> [b, c] {\n  return x[a as (b, c)]\n}",
      right:
        "axis a = 12\naxis b = 3\naxis c = 4\nmodel Split(x: [a]) -> [b, c] {\n  return x[a as (b, c)]\n}",
    },
  },
  W0502: {
    severity: "error",
    title: "a size that doesn't divide",
    message: ({ dividend, divisor }) => `${dividend} / ${divisor} is no whole number`,
    notes: ({ dividend, nearest }) =>
      nearest.length === 0
        ? []
        : nearest.length === 1
          ? [`the nearest divisor of ${dividend} is ${nearest[0]}`]
          : [`the nearest divisors of ${dividend} are ${nearest.join(" and ")}`],
    explain: {
      meaning: "A size made by division must come out whole.",
      wrong: "axis embed = 100\naxis head = 8\naxis key = |embed| / |head|",
      right: "axis embed = 96\naxis head = 8\naxis key = |embed| / |head|",
    },
  },
  W0503: {
    severity: "error",
    title: "something that is no size",
    message: () => "a size is made of numbers, constants and `|axis|`, with + - * / and div",
    explain: {
      meaning: "The size of an axis follows from the spec alone.",
      wrong: "axis embed = 8\naxis hidden = 4 * embed",
      right: "axis embed = 8\naxis hidden = 4 * |embed|",
    },
  },
  W0504: {
    severity: "error",
    title: "a setting that is no number",
    message: ({ name, value, isTruth }) =>
      `\`--set ${name}=${value}\` gives no ${isTruth ? "truth value: true or false" : "number"}`,
    explain: {
      meaning:
        "`--set` overrides a constant or the size of an axis with a number, and a constant that is a truth value with `true` or `false`.",
      wrong: "// weft train demo.weft --set embed=eight\naxis embed = 8",
      right: "// weft train demo.weft --set embed=16\naxis embed = 8",
    },
  },
  W0505: {
    severity: "error",
    title: "a size of the day that may not divide",
    message: ({ size, divisor }) => `${size} is not always a multiple of ${divisor}`,
    notes: ({ divisor }) =>
      /^\d+$/.test(divisor)
        ? ["a bounded axis takes `step`, which its size of the day is a multiple of: `axis seq <= 64 step 2`"]
        : [],
    explain: {
      meaning: "The size of a bounded axis changes from day to day; only its step is known to divide it.",
      wrong: "axis seq <= 64\naxis half = |seq| / 2",
      right: "axis seq <= 64 step 2\naxis half = |seq| / 2",
    },
  },
  W0506: {
    severity: "error",
    title: "bounds that leave no size",
    message: ({ low, high, step }) =>
      high % step === 0
        ? `no size lies between ${low} and ${high}`
        : `the bound ${high} is no multiple of the step ${step}`,
    explain: {
      meaning:
        "The bound of an axis is one of its sizes: at least the lower end, and a multiple of the step.",
      wrong: "axis seq <= 100 step 8",
      right: "axis seq <= 96 step 8",
    },
  },
  W0507: {
    severity: "error",
    title: "a size that is no whole number above 0",
    message: ({ value }) =>
      value > 2 ** 31 - 1
        ? `${value} is no size: at most ${2 ** 31 - 1} positions are possible`
        : `${value} is no size: a whole number above 0 is wanted`,
    explain: {
      meaning: "An axis has at least one position, and a stack at least one block.",
      wrong: "axis embed = 0",
      right: "axis embed = 1",
    },
  },
  W0508: {
    severity: "error",
    title: "a size inside of a layer that doesn't divide",
    message: ({ layer, size, value }) =>
      `for these axes ${size} inside of \`${layer}\` is ${value}, no whole number`,
    explain: {
      meaning: "A layer may divide the axes that it is given, `row/2`; then they must divide.",
      wrong:
        "axis a = 5\nlayer Half[row](x: [row]) -> [row/2] {\n  axis r = row/2\n  return x[row = 2*r]\n}\nmodel Use(x: [a]) -> real {\n  use half = Half[a]\n  return sum[a](x)\n}",
      right:
        "axis a = 6\nlayer Half[row](x: [row]) -> [row/2] {\n  axis r = row/2\n  return x[row = 2*r]\n}\nmodel Use(x: [a]) -> [a/2] {\n  use half = Half[a]\n  return half(x)\n}",
    },
  },
  W0509: {
    severity: "error",
    title: "a setting of an unknown name",
    message: ({ name, near }) =>
      `\`--set\` finds no constant and no axis \`${name}\`${near.length === 0 ? "" : `; did you mean ${either(near)}?`}`,
    explain: {
      meaning: "`--set name=value` overrides a `const` or an `axis` of the file.",
      wrong: "// weft train demo.weft --set embd=16\naxis embed = 8",
      right: "// weft train demo.weft --set embed=16\naxis embed = 8",
    },
  },
  W0510: {
    severity: "error",
    title: "a stack without a fixed count",
    message: ({ axis }) => `the size of \`${axis}\` is of the day, and a stack has a fixed number of blocks`,
    explain: {
      meaning: "Each block of a stack has parameters of its own, so their number is known before a run.",
      wrong:
        "axis a = 4\naxis depth <= 3\nlayer Half(x: [a]) -> [a] {\n  return x / 2\n}\nmodel M(x: [a]) -> [a] {\n  use blocks = Half * depth\n  return blocks(x)\n}",
      right:
        "axis a = 4\naxis depth = 3\nlayer Half(x: [a]) -> [a] {\n  return x / 2\n}\nmodel M(x: [a]) -> [a] {\n  use blocks = Half * depth\n  return blocks(x)\n}",
    },
  },
  W0511: {
    severity: "error",
    title: "more choices than there are positions",
    message: ({ axis, into }) =>
      `\`${into}\` may have more positions than \`${axis}\`, from which it chooses`,
    explain: {
      meaning:
        "`top_k[a as k](x)` chooses as many values along `a` as `k` has positions, and there must be so many.",
      wrong:
        "axis a = 4\naxis k = 5\nmodel Best(x: [a]) -> [k] {\n  best, which = top_k[a as k](x)\n  return best\n}",
      right:
        "axis a = 5\naxis k = 4\nmodel Best(x: [a]) -> [k] {\n  best, which = top_k[a as k](x)\n  return best\n}",
    },
  },
  W0512: {
    severity: "error",
    title: "something stored along an axis that the caller gives",
    message: ({ what, axis }) =>
      `the size of \`${axis}\` is given by the caller, and ${what} has a fixed size`,
    notes: ({ axis }) =>
      axis === "batch"
        ? ["what is stored is the same for every example"]
        : [`an axis with a bound is stored for its bound: \`axis ${axis} <= 64\``],
    explain: {
      meaning:
        "Parameters and states are stored in checkpoints, and records in columns, so their sizes are known before a run. A free axis has a size that each caller gives.",
      wrong: "axis rows\nmodel Scale(x: [rows]) -> [rows] {\n  param gain: [rows] = 1\n  return gain * x\n}",
      right:
        "axis rows <= 64\nmodel Scale(x: [rows]) -> [rows] {\n  param gain: [rows] = 1\n  return gain * x\n}",
    },
  },
  W0513: {
    severity: "error",
    title: "a size that `--set` can't change",
    message: ({ name, of }) => `\`${name}\` has the size of ${of}, so \`--set\` can't give it one`,
    explain: {
      meaning:
        "`--set name=value` gives another size to an axis that is declared with one, a bound to one with a bound, and a size to a free one. The size of other axes follows from their declaration.",
      wrong: "// weft plan spec.weft --set label=3\naxis label = { ham, spam }",
      right: "// weft plan spec.weft --set word=3\naxis word = 2",
    },
  },
  W0514: {
    severity: "error",
    title: "an axis whose size nothing gives",
    message: ({ axis }) => `nothing that is given here says how large \`${axis}\` is`,
    notes: ({ axis }) => [`it may have a size, \`axis ${axis} = 64\`, or a bound, \`axis ${axis} <= 64\``],
    explain: {
      meaning:
        "A free axis has the size of what the caller gives along it. A training gives only what its records have, and a generator or a model what its arguments have.",
      wrong:
        "axis rows\naxis a = 2\nmodel Sum(x: [a]) -> real {\n  return sum[a](x) * sum[rows](normal[rows](0, 1))\n}",
      right:
        "axis rows = 8\naxis a = 2\nmodel Sum(x: [a]) -> real {\n  return sum[a](x) * sum[rows](normal[rows](0, 1))\n}",
    },
  },
};
