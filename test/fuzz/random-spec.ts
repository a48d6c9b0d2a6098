/** Random specs that are well typed: a model of random formulas over named axes, trained on random records. */

/** Whole numbers in [0, below). */
export type Choose = (below: number) => number;

interface Value {
  readonly text: string;
  readonly axes: readonly string[];
}

const sizes: Readonly<Record<string, string>> = {
  a: "= 3",
  b: "= 4",
  c: "= 5",
  d: "= 2",
  t: "<= 6",
  u: "like t",
  pair: "= |b| / 2",
  half: "= 2",
};

interface Writing {
  readonly choose: Choose;
  readonly lines: string[];
  readonly parameters: string[];
  readonly values: Value[];
}

function pick<T>(choose: Choose, from: readonly T[]): T {
  const found = from[choose(from.length)];
  if (found === undefined) throw new Error("nothing to pick from");
  return found;
}

function without(axes: readonly string[], ...gone: readonly string[]): readonly string[] {
  return axes.filter((axis) => !gone.includes(axis));
}

function union(a: readonly string[], b: readonly string[]): readonly string[] {
  return [...new Set([...a, ...b])];
}

function parameter(writing: Writing, type: string): string {
  const name = `w${writing.parameters.length}`;
  writing.parameters.push(`  param ${name}: ${type} ~ normal(0, 0.5)`);
  return name;
}

/** Each gives a formula of a value, or nothing where it doesn't fit. */
type Form = (writing: Writing, value: Value) => Value | undefined;

const pointwise: Form = ({ choose }, { text, axes }) => {
  const name = pick(choose, ["tanh", "sigmoid", "gelu", "sin", "cos", "silu", "softplus", "erf"]);
  return { text: `${name}(${text})`, axes };
};

const guarded: Form = ({ choose }, { text, axes }) => {
  const form = pick(choose, [
    `sqrt(abs(${text}) + 1)`,
    `log1p(abs(${text}))`,
    `exp(-${text}^2)`,
    `1 / (${text}^2 + 1)`,
    `rsqrt(${text}^2 + 0.5)`,
    `clamp(${text}, -0.4, 0.6)`,
  ]);
  return { text: form, axes };
};

const binary: Form = ({ choose, values }, left) => {
  const right = pick(choose, values);
  const common = left.axes.some((axis) => right.axes.includes(axis)) || left.axes.length === 0;
  if (!common && right.axes.length > 0) return undefined;
  const axes = union(left.axes, right.axes);
  if (axes.length > 4) return undefined;
  const form = pick(choose, ["+", "-", "*", "where"]);
  if (form === "where") return { text: `where(${left.text} > ${right.text}, ${left.text}, 0.3)`, axes };
  return { text: `(${left.text} ${form} ${right.text})`, axes };
};

const addParameter: Form = (writing, { text, axes }) => {
  if (axes.length === 0) return undefined;
  const chosen = axes.filter(() => writing.choose(2) === 0);
  const own = chosen.length > 0 ? chosen : [pick(writing.choose, axes)];
  return { text: `(${text} + ${parameter(writing, `[${own.join(", ")}]`)})`, axes };
};

const map: Form = (writing, { text, axes }) => {
  const from = axes.filter((axis) => ["a", "b", "c", "d"].includes(axis));
  const to = without(["a", "b", "c", "d"], ...axes);
  if (from.length === 0 || to.length === 0) return undefined;
  const inside = pick(writing.choose, from);
  const outside = pick(writing.choose, to);
  const name = parameter(writing, `${inside} -> ${outside}`);
  return { text: `${name}(${text})`, axes: [...without(axes, inside), outside] };
};

const reduction: Form = ({ choose }, { text, axes }) => {
  if (axes.length === 0) return undefined;
  const axis = pick(choose, axes);
  const name = pick(choose, ["sum", "mean", "max", "min", "logsumexp", "var"]);
  return { text: `${name}[${axis}](${text})`, axes: without(axes, axis) };
};

const row: Form = ({ choose }, { text, axes }) => {
  if (axes.length === 0) return undefined;
  const axis = pick(choose, axes);
  if (axis === "u" && axes.includes("t")) return { text: `softmax[u where u <= t](${text})`, axes };
  if (axis === "t" && choose(2) === 0) return { text: `cumsum[t](${text})`, axes };
  return { text: `${pick(choose, ["softmax", "log_softmax"])}[${axis}](${text})`, axes };
};

const contraction: Form = ({ choose, values }, left) => {
  const right = pick(choose, values);
  const both = left.axes.filter((axis) => right.axes.includes(axis));
  if (both.length === 0) return undefined;
  const axis = pick(choose, both);
  const axes = without(union(left.axes, right.axes), axis);
  if (axes.length > 4) return undefined;
  return { text: `(${left.text} @[${axis}] ${right.text})`, axes };
};

const index: Form = ({ choose }, { text, axes }) => {
  const forms: Value[] = [];
  if (axes.includes("t") && !axes.includes("u"))
    forms.push({ text: `${text}[t as u]`, axes: [...without(axes, "t"), "u"] });
  if (axes.includes("t")) {
    forms.push({ text: `${text}[t = t - 1 else 0]`, axes });
    forms.push({ text: `${text}[t = |t| - 1 - t]`, axes });
    forms.push({ text: `${text}[t = last]`, axes: without(axes, "t") });
    if (!axes.includes("d")) forms.push({ text: `${text}[t = t + d - 1 else 0]`, axes: [...axes, "d"] });
  }
  if (axes.includes("a")) forms.push({ text: `${text}[a = 1]`, axes: without(axes, "a") });
  if (axes.includes("c") && !axes.includes("d"))
    forms.push({ text: `${text}[c = 2 * d + 1]`, axes: [...without(axes, "c"), "d"] });
  if (axes.includes("b") && !axes.includes("t"))
    forms.push({ text: `${text}[b = k]`, axes: [...without(axes, "b"), "t"] });
  if (axes.includes("b") && !axes.includes("half") && !axes.includes("pair"))
    forms.push({ text: `${text}[b as (half, pair)]`, axes: [...without(axes, "b"), "half", "pair"] });
  if (axes.includes("half") && axes.includes("pair") && !axes.includes("b"))
    forms.push({ text: `${text}[(half, pair) as b]`, axes: [...without(axes, "half", "pair"), "b"] });
  return forms.length === 0 ? undefined : pick(choose, forms);
};

const scanned: Form = (writing, { text, axes }) => {
  if (axes.length === 0) return undefined;
  const { choose } = writing;
  const axis = pick(choose, axes);
  const rest = without(axes, axis);
  const squares = rest.filter((each) => ["a", "b", "c", "d"].includes(each));
  const on = squares.length > 0 && choose(3) > 0 ? pick(choose, squares) : undefined;
  const before = on === undefined ? "h" : `${parameter(writing, `${on} -> ${on}`)}(h)`;
  const next = pick(choose, [
    `tanh(${text} + ${before})`,
    `0.5 * ${before} + ${text}`,
    `where(${text} > 0, sigmoid(${before}), h)`,
    `sin(${before} * ${text})`,
    `${text} - 0.1 * ${axis} * ${before}`,
  ]);
  const shown = pick(choose, ["h'", "h", "h' * h", `h' - ${text}`, "h' / (1 + h^2)"]);
  const body = `h' = ${next}\n    yield ${shown}`;
  return { text: `scan[${axis}](h: [${rest.join(", ")}] = 0.1) {\n    ${body}\n  }`, axes };
};

const forms: readonly Form[] = [
  scanned,
  pointwise,
  guarded,
  binary,
  addParameter,
  map,
  reduction,
  row,
  contraction,
  index,
];

/** A spec with `count` formulas; the same for the same choices. */
export function randomSpec(choose: Choose, count: number): string {
  const writing: Writing = {
    choose,
    lines: [],
    parameters: [],
    values: [
      { text: "x", axes: ["t", "a"] },
      { text: "z", axes: ["b", "c"] },
    ],
  };
  const table = parameter(writing, "b -> a");
  writing.values.push({ text: `${table}(k)`, axes: ["t", "a"] });
  for (let made = 0; made < count;) {
    const value = pick(choose, writing.values.slice(-4));
    const formula = pick(choose, forms)(writing, value);
    if (formula === undefined || formula.axes.length > 4) continue;
    const name = `y${made}`;
    writing.lines.push(`  ${name} = ${formula.text}`);
    writing.values.push({ text: name, axes: formula.axes });
    made++;
  }
  const result = writing.values.at(-1) ?? { text: "x", axes: ["t", "a"] };
  const order = [...result.axes].sort();
  const used = new Set(["a", "b", "c", "t", "u", "d", "pair", "half"]);
  return [
    "weft 1",
    ...[...used]
      .sort((left, right) => (left === "u" ? 1 : right === "u" ? -1 : 0))
      .map((name) => `axis ${name} ${sizes[name]}`),
    "",
    `model M(x: [t, a], z: [b, c], k: [t] in b) -> [${order.join(", ")}] {`,
    ...writing.parameters,
    ...writing.lines,
    `  return ${result.text}`,
    "}",
    "",
    'data records = module("./records.ts") {',
    "  x: [t, a]",
    "  z: [b, c]",
    "  k: [t] in b",
    "}",
    "",
    "train on records {",
    `  loss = mean[${["batch", ...order].join(", ")}](M(x, z, k)^2)`,
    "  minimize loss",
    "  optimizer = adam(rate = 1e-2)",
    "  batch = 2",
    "  steps = 1",
    "}",
    "",
  ].join("\n");
}
