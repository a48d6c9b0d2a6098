/** Random formulas of integers, truth values and reals, nested as nobody writes them: no type is asked for where the language asks for none. */
import { choices } from "../../fuzz/spec/seeded.ts";
import { pick } from "../../fuzz/spec/writing.ts";
import type { Choose } from "../../fuzz/spec/writing.ts";

/** Of `m, n: [t, a] int`, `k: [t] in b`, `x, y: [t, a]`, `keep: [t] bool` and positions, spread over `t` and `a`. */
const plain: readonly string[] = [
  "m",
  "n",
  "x",
  "y",
  "keep1",
  "k1",
  "t1",
  "a1",
  "2",
  "0.5",
  "true",
  "(x > 0)",
];
const wholes: readonly string[] = ["m", "n", "k1", "t1", "a1", "|t|", "3", "65536", "(-2147483647 - 1)"];
const truths: readonly string[] = [
  "keep1",
  "(x > 0)",
  "(m > 0)",
  "(k1 == 2)",
  "(a1 < 2)",
  "(n != m)",
  "false",
];
const divisors: readonly string[] = ["2", "3", "-3", "7", "65536", "-1", "(-2147483647 - 1)", "(1 + abs(m))"];
const comparisons: readonly string[] = ["<", "<=", ">", ">=", "==", "!="];

type Write = (choose: Choose, depth: number) => string;

function written(choose: Choose, depth: number, leaves: readonly string[], forms: readonly Write[]): string {
  return depth <= 0 || choose(7) === 0 ? pick(choose, leaves) : pick(choose, forms)(choose, depth - 1);
}

const infix =
  (operators: readonly string[], of: Write): Write =>
  (choose, depth) =>
    `(${of(choose, depth)} ${pick(choose, operators)} ${of(choose, depth)})`;

const whole: Write = (choose, depth) => written(choose, depth, wholes, wholeForms);
const truth: Write = (choose, depth) => written(choose, depth, truths, truthForms);
const value: Write = (choose, depth) => written(choose, depth, plain, valueForms);

const divided =
  (of: Write): Write =>
  (choose, depth) =>
    `(${of(choose, depth)} ${pick(choose, ["div", "%"])} ${pick(choose, divisors)})`;
const chosen =
  (of: Write): Write =>
  (choose, depth) =>
    `where(${truth(choose, depth)}, ${of(choose, depth)}, ${of(choose, depth)})`;
const ordered =
  (of: Write): Write =>
  (choose, depth) =>
    `${pick(choose, ["minimum", "maximum"])}(${of(choose, depth)}, ${of(choose, depth)})`;
const changed =
  (names: readonly string[], of: Write): Write =>
  (choose, depth) =>
    `${pick(choose, names)}(${of(choose, depth)})`;

const wholeForms: readonly Write[] = [
  infix(["+", "-", "*"], whole),
  infix(["*"], whole),
  divided(whole),
  chosen(whole),
  ordered(whole),
  changed(["abs", "sign", "-", "cumsum[t]"], whole),
];

const truthForms: readonly Write[] = [
  infix(comparisons, whole),
  infix(comparisons, value),
  infix(["and", "or"], truth),
  (choose, depth) => `(not ${truth(choose, depth)})`,
];

/** Nothing, or what is seen of the axis, and at times what stands where nothing is. */
const restriction: Write = (choose, depth) =>
  choose(2) === 0 ? "" : ` where ${truth(choose, depth)}${choose(3) === 0 ? " else 0.5" : ""}`;

const reductions = ["sum", "mean", "max", "min", "prod", "var", "logsumexp", "argmax"];

const reduced: Write = (choose, depth) => {
  const axis = pick(choose, ["t", "a"]);
  const bracket = `[${axis}${restriction(choose, depth)}]`;
  return `spread[${axis}](${pick(choose, reductions)}${bracket}(${value(choose, depth)}))`;
};

const valueForms: readonly Write[] = [
  infix(["+", "-", "*"], value),
  infix(["*"], value),
  (choose, depth) => `(${value(choose, depth)} / (1 + (1.0 * ${value(choose, depth)})^2))`,
  (choose, depth) => `where(${pick(choose, ["m > 0", "n > x and m != 0"])}, x / m, ${value(choose, depth)})`,
  divided(value),
  chosen(value),
  chosen(value),
  ordered(value),
  changed(["abs", "sign", "floor", "round", "-", "cumsum[t]", "sort[a]", "sort[t]"], value),
  (choose) => `2^(${pick(choose, ["1.0 * k1", "a1", "-a1", "t1"])})`,
  reduced,
  reduced,
  (choose, depth) => `softmax[a${restriction(choose, depth)}](${value(choose, depth)})`,
  (choose, depth) => `spread[t, a](any[t${restriction(choose, depth)}](${truth(choose, depth)}))`,
  (choose, depth) =>
    `(${value(choose, depth)})[t = ${pick(choose, ["t - 1", "t + 1", "t - k", "2 * t - 1"])} else 0.5]`,
  (choose, depth) => `(${value(choose, depth)})[a = index[a](${value(choose, depth)})]`,
  whole,
];

const fields: readonly string[] = [
  "m: [t, a] int",
  "n: [t, a] int",
  "k: [t] in b",
  "x: [t, a]",
  "y: [t, a]",
  "keep: [t] bool",
];

function model(name: string, lines: readonly string[], result: string): string {
  const over = ["k1 = spread[a](k)", "t1 = spread[a](t)", "a1 = spread[t](a)", "keep1 = spread[a](keep)"];
  const body = [...lines, ...over, `return spread[t, a](0) + ${result}`]
    .map((line) => `  ${line}\n`)
    .join("");
  return `model ${name}(${fields.join(", ")}) -> [t, a] {\n${body}}\n`;
}

/** A model of one formula, a training of another, and whole numbers by themselves. */
export function mixedSpec(seed: number): string {
  const choose = choices(seed);
  const trained = ["param w: [a] = 1", "x = x + w", "y = y * w"];
  return `weft 1
axis t <= 6
axis a = 3
axis b = 4

${model("M", [], value(choose, 3))}
${model("N", [], `(${whole(choose, 3)}) % 1000003`)}
${model("G", trained, value(choose, 3))}
data records = jsonl("records.jsonl") {
${fields.map((field) => `  ${field}\n`).join("")}}

train on records {
  minimize mean[batch](sum[t, a](tanh(G(${fields.map((field) => field.replace(/:.*/, "")).join(", ")})) * y))
  optimizer = sgd(rate = 1)
  batch = 3
  steps = 2
}
`;
}
