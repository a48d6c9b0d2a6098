/** Formulas of whole numbers: products that wrap around, `div` and `%` of either sign, sums, orders and choices by them. */
import { pick, without } from "./writing.ts";
import type { Form } from "./writing.ts";

/** Of `m: [t] int`, `k: [t] in b` and positions: exact, so that no rounding changes them. */
const wholes: readonly string[] = [
  "m",
  "(m * 1000000007)",
  "(m * m * 65537 + k)",
  "(m - 2147483647 - 2)",
  "(-m * 2147483647 - t)",
  "abs(m * 715827883)",
  "minimum(m, k * 3 - 4)",
  "maximum(-m, t)",
  "where(keep, m, -k - 1)",
  "(m * m * m * 1048573)",
  "cumsum[t](m * 536870912)",
  "sort[t](m * 1500000001)",
  "(sum[t](m * 2147483647) - t)",
  "(m * 4 + argmax[a](x))",
  "(t * t * m)",
  "(t - 3)",
  "(m - (-2147483647 - 1))",
  "(t * 1500000001)",
  "(t * 65536 * 65536 + t)",
];

const divisors: readonly string[] = ["3", "5", "-3", "(k + 1)", "|t|", "(-k - 2)", "7"];

const counting: Form = ({ choose }, { text, axes }) => {
  if (!axes.includes("t")) return undefined;
  const whole = pick(choose, wholes);
  const divisor = pick(choose, divisors);
  const form = pick(choose, [
    `(${text} + 0.1 * (${whole} % ${divisor}))`,
    `(${text} * (1 + 0.1 * ((${whole} div ${divisor}) % 4)))`,
    `where(${whole} % ${divisor} == 1, ${text}, 0.5)`,
    `where(${whole} > ${pick(choose, wholes)}, ${text}, -0.1)`,
    `(${text} - sign(${whole}) / 4)`,
    `where(any[t](${whole} < -2147483646 or m == k), ${text}, 0.2)`,
  ]);
  return { text: form, axes };
};

/** Indices that whole numbers make. */
const addressed: Form = ({ choose }, { text, axes }) => {
  const whole = pick(choose, wholes);
  if (axes.includes("b"))
    return {
      text: `${text}[b = ${whole} % |b| else 0.5]`,
      axes: [...without(axes, "b", "t"), "t"],
    };
  if (axes.includes("t"))
    return {
      text: `${text}[t = ${pick(choose, ["t + m", "m - t", "(t + m) % |t|", whole])} else 0.25]`,
      axes,
    };
  return undefined;
};

/** Positions that wrap around, and what is asked of them. */
const wrapping: Form = ({ choose }, { text, axes }) => {
  const own = axes.filter((axis) => ["t", "s", "a", "b", "c"].includes(axis));
  if (own.length === 0) return undefined;
  const axis = pick(choose, own);
  const whole = pick(choose, [
    `${axis} * 1000000007`,
    `(${axis} * 65536 * 65536 + ${axis})`,
    `(3 - ${axis} * 2147483647)`,
    `(${axis} * |${axis}| * 123456789)`,
    `${axis} * 1073741824`,
  ]);
  const form = pick(choose, [
    `${text}[${axis} = ${whole} % |${axis}|]`,
    `${text}[${axis} = ${whole} else 0.5]`,
    `${text}[${axis} = ${whole} div 1000000007 else -0.5]`,
    `where(${whole} > ${axis}, ${text}, 0.1)`,
    `where(${whole} div 65536 <= 1, ${text}, 0.1)`,
    `(${text} + 0.1 * (${whole} % 7))`,
    `sum[${axis} where ${whole} >= 0](${text}) * ${text}`,
  ]);
  return { text: form, axes };
};

export const integers: readonly Form[] = [counting, addressed, wrapping];
