import { notesOfArgument } from "./foreign.ts";
import type { Messages } from "./message.ts";
import { either } from "./message.ts";

/** Where an index runs outside of an axis, and what it is there. */
export interface FirstOutside {
  /** Sizes of the day, where they matter. */
  readonly sizes: readonly (readonly [axis: string, size: number])[];
  /** Of the positions that the index follows from. */
  readonly places: readonly (readonly [axis: string, position: number])[];
  readonly value: number;
  /** How many positions the indexed axis has. */
  readonly count: number;
}

export interface TypeFacts {
  W0401: { what: string; wanted: string; found: string };
  W0402: { wanted: string; found: string };
  /** `isNegative` where it is a number below 0. */
  W0403: { axis: string; hasElse: boolean; isNegative?: boolean; first?: FirstOutside };
  W0404: {
    label: string;
    axis: string;
    /** `undefined` where it has none. */
    labels: readonly string[] | undefined;
    /** By a tokenizer, whose labels are those of a text and those that the axis adds. */
    isTokenized: boolean;
    near: readonly string[];
  };
  W0405: Record<string, never>;
  W0406: { callee: string; wanted: number; found: number };
  W0407: { callee: string; names: readonly string[] };
  /** `others` take what is meant, `argument`, where this one doesn't. */
  W0408: {
    callee: string;
    name: string;
    near: readonly string[];
    all: readonly string[];
    argument: string;
    others: readonly string[];
  };
  W0409: { wanted: number; found: number };
  W0410: Record<string, never>;
  W0411: Record<string, never>;
  W0412: { labels: readonly string[] };
  W0413: { axis: string; isGroup: boolean };
  W0414: { text: string };
  W0415: { operator: string };
  W0416: { symbol: string; values: readonly number[]; isInteger: boolean };
}

const count = (number: number, word: string) =>
  `${number === 0 ? "no" : number} ${word}${number === 1 ? "" : "s"}`;

/** "at `seq` = 7 it is 8 where `seq` has 8 positions". */
function placeOutside(axis: string, { sizes, places, value, count: positions }: FirstOutside): string {
  const at = places.map(([name, position]) => `\`${name}\` = ${position}`).join(", ");
  const is = `${at === "" ? "" : `at ${at} `}it is ${value}`;
  if (value < 0 && sizes.length === 0) return is;
  const others = sizes.filter(([name]) => name !== axis);
  const all = [[axis, positions] as const, ...others];
  const sized = all.map(([name, size]) => `\`${name}\` has ${count(size, "position")}`).join(" and ");
  return `${is}${sizes.length === 0 ? ", and" : " where"} ${sized}`;
}

export const typeMessages: Messages<TypeFacts> = {
  W0401: {
    severity: "error",
    title: "a value of another kind",
    message: ({ what, wanted, found }) => `${what} is ${found}, but ${wanted} is wanted`,
    notes: ({ what, wanted, found }) => {
      if (what.startsWith("an index of") && found === "real" && wanted === "int")
        return ["`div` divides whole numbers; the positions of a half axis have a name, `axis r = row/2`"];
      return what === "an operand of `not`"
        ? ["`not` is tighter than a comparison: `not (a > b)`, where that is meant"]
        : [];
    },
    explain: {
      meaning:
        "Conditions are bool, indices are int. Booleans count as 0 and 1 and integers as reals, but not the other way.",
      wrong: "axis a = 4\nmodel Keep(x: [a]) -> [a] {\n  return where(x, x, 0)\n}",
      right: "axis a = 4\nmodel Keep(x: [a]) -> [a] {\n  return where(x > 0, x, 0)\n}",
    },
  },
  W0402: {
    severity: "error",
    title: "an index of another axis",
    message: ({ wanted, found }) => `this is an index of \`${found}\`, but \`${wanted}\` is indexed here`,
    explain: {
      meaning: "An index `in axis` looks up along that axis or its twins only.",
      wrong:
        "axis a = 4\naxis b = 5\naxis c = 6\nmodel Row(x: in b) -> [c] {\n  param W: a -> c ~ xavier\n  return W(x)\n}",
      right:
        "axis a = 4\naxis c = 6\nmodel Row(x: in a) -> [c] {\n  param W: a -> c ~ xavier\n  return W(x)\n}",
    },
  },
  W0403: {
    severity: "error",
    title: "an index that can run outside",
    message: ({ axis }) => `this index is not proven to stay inside of \`${axis}\``,
    notes: ({ axis, hasElse, isNegative, first }) => [
      ...(first === undefined || isNegative === true ? [] : [placeOutside(axis, first)]),
      isNegative === true
        ? `positions count from 0, and the last one is \`last\`: \`[${axis} = last]\``
        : hasElse
          ? `give the value outside, \`[${axis} = … else 0]\`, or keep it inside with \`% |${axis}|\``
          : `keep it inside, \`index[${axis}](…)\``,
    ],
    explain: {
      meaning:
        "An index must lie inside of its axis at every position and for every size of the day; or `else` says what is outside.",
      wrong: "axis seq <= 8\nmodel Shift(x: [seq]) -> [seq] {\n  return x[seq = seq - 1]\n}",
      right: "axis seq <= 8\nmodel Shift(x: [seq]) -> [seq] {\n  return x[seq = seq - 1 else 0]\n}",
    },
  },
  W0404: {
    severity: "error",
    title: "a label that the axis lacks",
    message: ({ label, axis, labels, near }) =>
      labels !== undefined
        ? `\`${axis}\` has no label \`${label}\`${near.length === 0 ? "" : `; did you mean ${either(near)}?`}`
        : `\`${axis}\` has no labels, so \`${label}\` is none of them`,
    notes: ({ label, axis, labels, isTokenized, near }) => {
      if (near.length > 0) return [];
      if (labels === undefined)
        return [`an axis may name what stands along it: \`axis ${axis} = { ${label}, … }\``];
      if (isTokenized)
        return [
          `a label that no text has is added where the axis is declared: \`special = ${JSON.stringify(label)}\``,
        ];
      return labels.length === 0 || labels.length > 12 ? [] : [`its labels are ${either(labels, "and")}`];
    },
    explain: {
      meaning:
        "Labels are those of the axis's declaration: `axis part = { re, im }`. A tokenizer's are what its text is made of, and those that `special = \"[START]\"` adds.",
      wrong: "axis part = { re, im }\nmodel Real(z: [part]) -> real {\n  return z[part = real_part]\n}",
      right: "axis part = { re, im }\nmodel Real(z: [part]) -> real {\n  return z[part = re]\n}",
    },
  },
  W0405: {
    severity: "error",
    title: "a text that labels nothing",
    message: () => "a text stands for a label, and no axis tells which",
    explain: {
      meaning:
        'A text means something where an index of a labelled axis is: in a comparison with one, after `axis =`, as what a map of that axis looks up, where a `where` there chooses between labels, as its `else`; elsewhere `index[part]("re")` says of which axis it is.',
      wrong: 'axis a = 4\nmodel Text(x: [a]) -> [a] {\n  return x + "one"\n}',
      right: "axis a = 4\nmodel Text(x: [a]) -> [a] {\n  return x + 1\n}",
    },
  },
  W0406: {
    severity: "error",
    title: "another number of arguments",
    message: ({ callee, wanted, found }) =>
      `\`${callee}\` takes ${count(wanted, "argument")}, but has ${found}`,
    explain: {
      meaning: "A function takes the arguments that its declaration names.",
      wrong: "axis a = 4\nmodel Least(x: [a]) -> [a] {\n  return minimum(x)\n}",
      right: "axis a = 4\nmodel Least(x: [a]) -> [a] {\n  return minimum(x, 1)\n}",
    },
  },
  W0407: {
    severity: "error",
    title: "an argument that is missing",
    message: ({ callee, names }) => `\`${callee}\` is not given ${either(names, "and")}`,
    explain: {
      meaning: "An argument without a default must be given.",
      wrong: "axis a = 4\nmodel Clip(x: [a]) -> [a] {\n  return clamp(x, 0)\n}",
      right: "axis a = 4\nmodel Clip(x: [a]) -> [a] {\n  return clamp(x, 0, 1)\n}",
    },
  },
  W0408: {
    severity: "error",
    title: "an argument of an unknown name",
    message: ({ callee, name, near }) =>
      `\`${callee}\` has no argument \`${name}\`${near.length === 0 ? "" : `; did you mean ${either(near)}?`}`,
    notes: ({ callee, name, near, all, argument, others }) => {
      const foreign = notesOfArgument(callee, name);
      if (foreign.length > 0) return foreign;
      if (near.length > 0) return [];
      return [
        ...(all.length === 0 ? [] : [`it takes ${either(all, "and")}`]),
        ...(others.length === 0
          ? []
          : [`${either(others, "and")} ${others.length === 1 ? "has" : "have"} \`${argument}\``]),
      ];
    },
    explain: {
      meaning: "A named argument has one of the names of the declaration.",
      wrong: "axis a = 4\nmodel Clip(x: [a]) -> [a] {\n  return clamp(x, low = 0, hihg = 1)\n}",
      right: "axis a = 4\nmodel Clip(x: [a]) -> [a] {\n  return clamp(x, low = 0, high = 1)\n}",
    },
  },
  W0409: {
    severity: "error",
    title: "another number of results",
    message: ({ wanted, found }) =>
      `there ${found === 1 ? "is" : "are"} ${count(found, "value")} for ${count(wanted, "name")}`,
    explain: {
      meaning: "`a, b = f(x)` takes two results, and a formula uses one value.",
      wrong: "axis a = 4\nmodel Two(x: [a]) -> [a] {\n  y, z = 2 * x\n  return y + z\n}",
      right: "axis a = 4\nmodel Two(x: [a]) -> [a] {\n  y, z = 2 * x, 3 * x\n  return y + z\n}",
    },
  },
  W0410: {
    severity: "error",
    title: "a number that is not known before a run",
    message: () => "this must be known before a run: a number, a constant, or made of these",
    explain: {
      meaning: "Constants, counts and settings are evaluated when the spec is compiled.",
      wrong: "axis rows\nconst half = |rows| / 2",
      right: "axis rows = 8\nconst half = |rows| / 2",
    },
  },
  W0411: {
    severity: "error",
    title: "a gradient by something that has no name",
    message: () => "`grad(y, x)` takes a name bound here, or an argument, as `x`",
    explain: {
      meaning: "Only uses of that name count, so it must be a name: bind the value first.",
      wrong: "axis a = 4\nmodel Slope(x: [a]) -> [a] {\n  return grad(sum[a](x^2), 2 * x)\n}",
      right: "axis a = 4\nmodel Slope(x: [a]) -> [a] {\n  y = 2 * x\n  return grad(sum[a](y^2), y)\n}",
    },
  },
  W0412: {
    severity: "error",
    title: "a part without its label",
    message: ({ labels }) =>
      labels.length === 0
        ? "`stack` needs an axis with labels"
        : `each part is given by its label, one of ${either(labels)}`,
    explain: {
      meaning:
        "`stack[part](re: a, im: b)` puts values side by side along a labelled axis, one for each label.",
      wrong:
        "axis part = { re, im }\nmodel Turn(z: [part]) -> [part] {\n  return stack[part](z[part = im], z[part = re])\n}",
      right:
        "axis part = { re, im }\nmodel Turn(z: [part]) -> [part] {\n  return stack[part](re: z[part = im], im: z[part = re])\n}",
    },
  },
  W0413: {
    severity: "error",
    title: "an axis that is no sum",
    message: ({ axis, isGroup }) =>
      isGroup ? `\`${axis}\` is a group of axes, not a sum` : `\`${axis}\` is no sum of axes`,
    notes: ({ axis, isGroup }) => [
      isGroup
        ? "a group has a position for each combination; a sum, `axis joined = first ++ second`, has those of its parts end to end"
        : `\`axis ${axis} = first ++ second\` declares one`,
    ],
    explain: {
      meaning: "`concat` joins the parts of an axis that is declared as their sum.",
      wrong:
        "axis a = 4\naxis b = 5\naxis c = 9\nmodel Join(x: [a], y: [b]) -> [c] {\n  return concat[c](x, y)\n}",
      right:
        "axis a = 4\naxis b = 5\naxis c = a ++ b\nmodel Join(x: [a], y: [b]) -> [c] {\n  return concat[c](x, y)\n}",
    },
  },
  W0414: {
    severity: "error",
    title: "a number that is too large",
    message: ({ text }) => `${text} is larger than any number here`,
    notes: () => ["the largest is 3.4028235e38, which is written `inf`"],
    explain: {
      meaning: "Numbers are those of 32 bits, of which 3.4028235e38 is the largest. `inf` stands for it.",
      wrong: "axis a = 4\nmodel Least(x: [a]) -> [] {\n  return min[a where x > 0 else 1e39](x)\n}",
      right: "axis a = 4\nmodel Least(x: [a]) -> [] {\n  return min[a where x > 0 else inf](x)\n}",
    },
  },
  W0415: {
    severity: "error",
    title: "a division by 0",
    message: ({ operator }) => `\`${operator}\` by 0 has no value`,
    explain: {
      meaning: "`div` and `%` divide by numbers other than 0, and so does `/` in the size of an axis.",
      wrong: "axis a = 4\nmodel Half(x: [a]) -> [a] {\n  return x * (a % 0)\n}",
      right: "axis a = 4\nmodel Half(x: [a]) -> [a] {\n  return x * (a % 2)\n}",
    },
  },
  W0416: {
    severity: "error",
    title: "constants that make no number",
    message: ({ symbol, values, isInteger }) =>
      `\`${symbol}\` of ${values.join(" and ")} is ${isInteger ? "no integer of 32 bits" : "no number"}`,
    explain: {
      meaning:
        "What is computed from numbers and sizes alone is known before a run, and must be a number: `0 / 0` and `sqrt(-1)` are none. Where a size comes from data, building tells so.",
      wrong: "axis a = 4\naxis b = 4\nmodel Scale(x: [a]) -> [a] {\n  return x * ((|a| - 4) / (|b| - 4))\n}",
      right: "axis a = 4\naxis b = 5\nmodel Scale(x: [a]) -> [a] {\n  return x * ((|a| - 4) / (|b| - 4))\n}",
    },
  },
};
