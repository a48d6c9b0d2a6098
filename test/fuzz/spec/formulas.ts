/** Formulas without parameters of their own: pointwise ones, reductions, rows, contractions, conditions, noise and slopes. */
import { bound, condition, declare, most, parameter, pick, some, union, without } from "./writing.ts";
import type { Form, Value, Writing } from "./writing.ts";

const pointwise: Form = ({ choose, smooth }, { text, axes }) => {
  const kinked = ["relu", "abs", "√abs"];
  const names = [
    "tanh",
    "sigmoid",
    "gelu",
    "sin",
    "cos",
    "silu",
    "softplus",
    "erf",
    ...(smooth ? [] : kinked),
  ];
  const name = pick(choose, names);
  return { text: name === "√abs" ? `√(abs(${text}) + 1)` : `${name}(${text})`, axes };
};

const guarded: Form = ({ choose, smooth }, { text, axes }) => {
  // What jumps is made of what the caller gives, which no rounding changes.
  const jumps = [
    "floor(3 * x)",
    "round(2 * x)",
    "sign(x)",
    "(3 * x) % 2",
    "x * training",
    "floor(2 * x) div 2",
  ];
  if (!smooth && choose(4) === 0) return { text: pick(choose, jumps), axes: ["t", "a"] };
  const form = pick(choose, [
    `log1p(${text}^2)`,
    `exp(-${text}^2)`,
    `1 / (${text}^2 + 1)`,
    `rsqrt(${text}^2 + 0.5)`,
    `log(${text}^2 + 1.5)`,
    `2^tanh(${text})`,
    `-(${text})`,
    `${text} * pi / width`,
    ...(smooth ? [] : [`clamp(${text}, -0.4, 0.6)`]),
  ]);
  return { text: form, axes };
};

function fits(left: Value, right: Value): boolean {
  const overlap = left.axes.some((axis) => right.axes.includes(axis));
  return (
    (overlap || left.axes.length === 0 || right.axes.length === 0) &&
    union(left.axes, right.axes).length <= most
  );
}

const binary: Form = ({ choose, values, smooth }, left) => {
  const right = pick(choose, values);
  if (!fits(left, right)) return undefined;
  const axes = union(left.axes, right.axes);
  const operators = ["+", "-", "*"];
  const text = pick(choose, [
    ...operators.map((operator) => `(${left.text} ${operator} ${right.text})`),
    ...(smooth
      ? []
      : [`minimum(${left.text}, ${right.text})`, `maximum(${left.text}, ${right.text} + 0.01)`]),
  ]);
  return { text, axes };
};

const positions: Form = ({ choose }, { text, axes }) => {
  const own = axes.filter((axis) => axis !== "g");
  if (own.length === 0) return undefined;
  const axis = pick(choose, own);
  const form = pick(choose, [
    `(${text} + ${axis} / |${axis}|)`,
    `(${text} * cos(${axis} * 10^(-${axis} / |${axis}|)))`,
    `(${text} - 0.1 * ${axis})`,
  ]);
  return { text: form, axes };
};

const conditional: Form = (writing, { text, axes }) => {
  const chosen = condition(writing, axes);
  if (chosen === undefined) return undefined;
  const form = pick(writing.choose, [
    `where(${chosen.text}, ${text}, 0.3)`,
    `where(${chosen.text}, tanh(${text}), ${text})`,
    `(${text} * (${chosen.text}))`,
  ]);
  return { text: form, axes };
};

/** What stands in the bracket: perhaps with a condition. */
function restricted(
  writing: Writing,
  axis: string,
  axes: readonly string[],
  otherwise: string | undefined,
): string {
  if (writing.choose(2) === 0) return axis;
  // Without the axis it would say nothing of it.
  const chosen = condition(
    writing,
    axes.filter((each) => each === axis || each === "t" || each === "u"),
  );
  if (chosen?.axes.includes(axis) !== true) return axis;
  const last = otherwise !== undefined && writing.choose(3) === 0 ? ` else ${otherwise}` : "";
  return `${axis} where ${chosen.text}${last}`;
}

const reduction: Form = (writing, { text, axes }) => {
  const { choose, smooth } = writing;
  if (axes.length === 0) return undefined;
  const kinked = ["max", "min"];
  const name = pick(choose, ["sum", "mean", "logsumexp", "var", "prod", ...(smooth ? [] : kinked)]);
  const several = some(choose, axes);
  if (several.length > 1 && choose(2) === 0)
    return { text: `${name}[${several.join(", ")}](${text})`, axes: without(axes, ...several) };
  const axis = pick(choose, axes);
  // Over no position these are the largest and smallest numbers, of which formulas would overflow.
  const guard = ["max", "min", "logsumexp"].includes(name) ? "0" : "0.5";
  const inside = restricted(writing, axis, axes, guard);
  if (guard === "0" && inside.includes("where") && !inside.includes("else")) {
    return { text: `${name}[${inside} else 0](${text})`, axes: without(axes, axis) };
  }
  return { text: `${name}[${inside}](${text})`, axes: without(axes, axis) };
};

/** Truth values and positions of what the caller gives: no rounding changes them. */
const counted: Form = ({ choose, smooth }, { text, axes }) => {
  const forms: Value[] = [
    { text: "any[t](keep)", axes: [] },
    { text: "all[a](x > -0.5)", axes: ["t"] },
    { text: "argmax[a](x)", axes: ["t"] },
    { text: "argmin[t](x)", axes: ["a"] },
    { text: "one_hot[b](k)", axes: ["t", "b"] },
    { text: "sum[g](one_hot[g](n) * g)", axes: [] },
  ].filter((form) => form.axes.every((axis) => axes.includes(axis)));
  if (smooth || forms.length === 0) return undefined;
  return { text: `(${text} + 0.1 * ${pick(choose, forms).text})`, axes };
};

const row: Form = (writing, { text, axes }) => {
  const { choose, smooth } = writing;
  if (axes.length === 0) return undefined;
  const axis = pick(choose, axes);
  if (axis === "u" && axes.includes("t")) return { text: `softmax[u where u <= t](${text})`, axes };
  if (axis === "t" && choose(2) === 0) return { text: `cumsum[t](${text})`, axes };
  const names = ["softmax", "log_softmax", ...(smooth ? [] : ["sort"])];
  const name = pick(choose, names);
  const inside = name === "softmax" ? restricted(writing, axis, axes, "-0.5") : axis;
  return { text: `${name}[${inside}](${text})`, axes };
};

/** The largest values and where they stand, at which another value is read. */
const best: Form = (writing, { text, axes }) => {
  const { choose, smooth, values } = writing;
  const along = axes.filter((each) => ["a", "b", "c"].includes(each));
  if (smooth || along.length === 0 || axes.includes("d")) return undefined;
  const axis = pick(choose, along);
  const name = `v${writing.lines.length}`;
  writing.lines.push(`  ${name}, at${name} = top_k[${axis} as d](${text})`);
  const rest = without(axes, axis);
  const table = values.find(
    (value) => value.axes.includes(axis) && value.axes.every((each) => each === axis || rest.includes(each)),
  );
  const chosen = table === undefined ? ` + 0.1 * at${name}` : ` * ${table.text}[${axis} = at${name}]`;
  return { text: `(${name}${chosen})`, axes: [...rest, "d"] };
};

const contraction: Form = ({ choose, values }, left) => {
  const right = pick(choose, values);
  const both = left.axes.filter((axis) => right.axes.includes(axis));
  if (both.length === 0) return undefined;
  const over = choose(3) === 0 ? some(choose, both) : [pick(choose, both)];
  const axes = without(union(left.axes, right.axes), ...over);
  if (axes.length > most) return undefined;
  return { text: `(${left.text} @[${over.join(", ")}] ${right.text})`, axes };
};

const entropy: Form = ({ choose }, { text, axes }) => {
  if (axes.includes("b") && axes.includes("t"))
    return {
      text: `cross_entropy[b](${text}, k${pick(choose, ["", ", smoothing = 0.1"])})`,
      axes: without(axes, "b"),
    };
  if (axes.includes("g")) return { text: `cross_entropy[g](${text}, n)`, axes: without(axes, "g") };
  return undefined;
};

const noise: Form = ({ choose }, { text, axes }) => {
  const further = ["a", "c", "d"].find((axis) => !axes.includes(axis));
  if (further !== undefined && axes.length > 0 && axes.length < most && choose(4) === 0)
    return { text: `normal[${further}](${text}, 0.1)`, axes: [...axes, further] };
  const drawn =
    axes.length === 0
      ? []
      : [`(${text} + normal[${axes.join(", ")}](0, 0.1))`, `(${text} * uniform[${axes.join(", ")}](0.5, 1))`];
  return { text: pick(choose, [`dropout(${text}, 0.3)`, ...drawn]), axes };
};

const stopped: Form = ({ choose, smooth }, { text, axes }) => {
  if (smooth) return undefined;
  return { text: pick(choose, [`stop(${text})`, `(${text} - 0.5 * stop(${text}))`]), axes };
};

/** The slope of a formula by an argument or a name. */
const slope: Form = (writing, { text, axes }) => {
  const { choose } = writing;
  const smoothed = `tanh(${text})`;
  if (axes.length === 0) return undefined;
  const whole = axes.join(", ");
  if (choose(2) === 0) {
    const name = bound(writing, `${text} * 0.5`);
    return { text: `grad(sum[${whole}](sin(${name}) * ${smoothed}), ${name})`, axes };
  }
  return { text: `grad(sum[${whole}](${smoothed}) + sum[t, a](x^3), x)`, axes: ["t", "a"] };
};

const scanned: Form = (writing, { text, axes }) => {
  const { choose } = writing;
  const along = without(axes, "g");
  if (along.length === 0) return undefined;
  const axis = pick(choose, along);
  const rest = without(axes, axis);
  const squares = rest.filter((each) => ["a", "b", "c", "d"].includes(each));
  const on = squares.length > 0 && choose(3) > 0 ? pick(choose, squares) : undefined;
  const before = on === undefined ? "m" : `${parameter(writing, `${on} -> ${on}`)}(m)`;
  const kept = condition(writing, [axis])?.text ?? "true";
  const next = pick(choose, [
    `tanh(${text} + ${before})`,
    `0.5 * ${before} + ${text}`,
    `where(${kept}, sigmoid(${before} + ${text}), m)`,
    `sin(${before} * ${text})`,
    `${text} - 0.1 * ${axis} * ${before}`,
  ]);
  const shown = pick(choose, ["m'", "m", "m' * m", `m' - ${text}`, "m' / (1 + m^2)"]);
  const first = choose(2) === 0 && !rest.includes("g") ? parameter(writing, `[${rest.join(", ")}]`) : "0.1";
  const carries = `m: [${rest.join(", ")}] = ${first}`;
  if (choose(3) === 0) {
    const body = `    m' = ${next}\n    l' = 0.5 * l + m'\n    yield ${shown} + l`;
    return { text: `scan[${axis}](${carries}, l: [${rest.join(", ")}] = 0) {\n${body}\n  }`, axes };
  }
  return { text: `scan[${axis}](${carries}) {\n    m' = ${next}\n    yield ${shown}\n  }`, axes };
};

const called: Form = (writing, { text, axes }) => {
  const { choose } = writing;
  if (axes.length === 0) return undefined;
  const axis = pick(choose, axes);
  if (choose(3) === 0) return { text: `Steep(${text})`, axes };
  if (choose(3) === 0) {
    const name = declare(writing, "Squash", "fn Squash(v, by = 2) = v / (1 + abs(v)^by)");
    return { text: pick(choose, [`${name}(${text})`, `${name}(${text}, by = 4)`]), axes };
  }
  if (choose(2) === 0) {
    const name = declare(
      writing,
      "Unit",
      "fn Unit[over](v: [over]) {\n  size = sum[over](v^2) + 0.5\n  return v * rsqrt(size)\n}",
    );
    return { text: `${name}[${axis}](${text})`, axes };
  }
  const name = declare(
    writing,
    "Both",
    "fn Both[over](v: [over]) {\n  axis way = { up, down }\n  both = stack[way](up: sin(v), down: cos(v))\n  return sum[way](both[way = down] * both)\n}",
  );
  return { text: `${name}[${axis}](${text})`, axes };
};

export const formulas: readonly Form[] = [
  scanned,
  pointwise,
  guarded,
  binary,
  positions,
  conditional,
  counted,
  reduction,
  row,
  best,
  best,
  contraction,
  entropy,
  noise,
  stopped,
  slope,
  called,
];
