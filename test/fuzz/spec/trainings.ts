/** What is done with a model of random formulas: copies of it, data, optimizers, trainings, generators. */
import { declare, pick, some } from "./writing.ts";
import type { Writing } from "./writing.ts";

export interface Written {
  /** Axes of M's result in the order of its type. */
  readonly order: readonly string[];
  /** It has a second result, a number. */
  readonly isPair: boolean;
}

/** Trainings whose loss can be computed in parts know of no other example. */
type Way = "plain" | "accumulated" | "private" | "coupled" | "against";

/** Moves maps, by their sides. */
function sided(writing: Writing): string {
  const { choose } = writing;
  const name = "sided";
  if (choose(2) === 0)
    declare(
      writing,
      name,
      "optimizer sided[into, out](rate, beta = 0.5) {\n  axis other like into\n  state row: [into] = 0\n  state column: [out] = 1\n  state pairs: [other, into] = 0\n  state m = 0\n  row' = beta * row + mean[out](gradient^2)\n  column' = maximum(column, max[into](abs(gradient)))\n  pairs' = beta * pairs + gradient @[out] gradient[into as other]\n  m' = beta * m + gradient / column'\n  move = where(|into| < |out|, m' + 0.1 * pairs' @[other] gradient[into as other], gradient)\n  parameter' = parameter - rate * move / (1 + sum[into](row'))\n}",
    );
  return `${pick(choose, ["muon", "adafactor", ...(writing.declarations.has(name) ? [name, name, name] : [])])}(rate = 0.01)`;
}

/** Of all by the training's optimizer, or of some of M's maps by one that sees their sides, and of the rest. */
function minimizations(writing: Writing): readonly string[] {
  const { choose, smooth, parameters } = writing;
  const maps = parameters.flatMap((line) => {
    const [, name] = /^ {2}param (\w+)\S*: [^~=]*->/.exec(line) ?? [];
    return name === undefined ? [] : [`M.${name}`];
  });
  if (smooth || maps.length === 0 || choose(3) > 0) return ["  minimize loss"];
  const chosen = some(choose, maps);
  // Something is left for the other.
  if (chosen.length === parameters.length) return ["  minimize loss"];
  const moved = chosen.join(", ");
  return [`  minimize loss over ${moved} with ${sided(writing)}`, `  minimize loss except ${moved}`];
}

/** Of a parameter, as a tensor: what may be added to a loss that no part of a batch is made of. */
function penalties({ choose, smooth, parameters }: Writing): readonly string[] {
  if (choose(3) > 0) return [];
  return parameters.flatMap((line) => {
    const [, name = "", type = ""] =
      /^ {2}param (\w+)(?:, \w+)?: (\[[^\]]*\]|[^~=]*->[^~=]*) [~=]/.exec(line) ?? [];
    const axes = type
      .replace(/[[\]]/g, "")
      .split(/->|,/)
      .map((axis) => axis.trim());
    if (name === "" || type === "[]" || new Set(axes).size < axes.length || choose(2) === 0) return [];
    const form = pick(choose, [`M.${name}^2`, `sin(M.${name})`, ...(smooth ? [] : [`abs(M.${name})`])]);
    return [`0.01 * sum[${axes.join(", ")}](${form})`];
  });
}

/** A parameter as it is before the step. */
function watched({ choose, parameters }: Writing): readonly string[] {
  const names = parameters.flatMap((line) => /^ {2}param (\w+)(?:, \w+)?: \[/.exec(line)?.[1] ?? []);
  return names.length > 0 && choose(3) === 0 ? [`  watch M.${pick(choose, names)}`] : [];
}

const inputs = "x, z, k, keep, q, n, r, m, edge";
export const argumentTypes: readonly string[] = [
  "x: [t, a]",
  "z: [b, c]",
  "k: [t] in b",
  "keep: [t] bool",
  "q: [s, a]",
  "n: in g",
  "r: real",
  "m: [t] int",
  "edge: [t, u] bool",
];

const coupled = `/// Knows the whole batch.
model Coupled(v: [batch, t, a]) -> [batch, t, a] {
  use norm = BatchNorm[(batch, t), a](momentum = 0.2)
  param w: t, a -> a ~ normal(0, 0.3)
  return norm(v) + spread[batch, t](w(mean[batch](v)))
}
`;

/** Schedules that watch the evaluation loss, which is asked for once; and one whose state is its own. */
function watching(writing: Writing): string {
  const { choose } = writing;
  const text =
    "schedule watching(peak) {\n  state best = 1\n  state count = 0\n  best' = minimum(best, evaluation_loss)\n  count' = where(evaluation_loss < best, 0, count + 1)\n  return peak / (1 + count) * minimum(1, 0.5 + best)\n}";
  const rate = pick(choose, [
    "on_plateau(0.01, patience = 1)",
    `${declare(writing, "watching", text)}(0.01)`,
  ]);
  return `${pick(choose, ["sgd", "adam", "adamw"])}(rate = ${rate})`;
}

function optimizerOf(writing: Writing): string {
  const { choose } = writing;
  const name = "kicked";
  if (choose(5) === 0)
    declare(
      writing,
      name,
      "optimizer kicked(rate, beta = 0.5) {\n  state m = 0\n  state far: real = 1\n  state moves: int = 0\n  state seen: [element] bool = false\n  m' = beta * m + gradient\n  moves' = moves + 1\n  seen' = seen or gradient > 0\n  far' = maximum(far, max[element](abs(m')) + mean[element](gradient^2) / |element|)\n  parameter' = parameter * (1 - rate * 0.1 * matrix) - rate * m' / (far' * (1 - beta^step)) * where(seen', 1, 0.5) / (2 + moves' % 3)\n}",
    );
  const running = "running";
  if (choose(6) === 0)
    declare(
      writing,
      running,
      "optimizer running(rate, turns: int = 1) {\n  moved, turned = scan[element](h: real = 0, was = false, k: int = turns) {\n    h' = 0.5 * h + gradient * where(was, 1, 0.5)\n    was' = not was\n    k' = k + 1\n    yield h'\n    yield k'\n  }\n  parameter' = parameter - rate * moved / (1 + turned % 3) + 0.01 * rate * normal[element](0, 1)\n}",
    );
  const own = [name, name, running, running].filter((each) => writing.declarations.has(each));
  const falling = "schedule falling(peak, over = 10) = peak / (1 + step / over)";
  const rate = pick(choose, [
    "1e-2",
    "cosine(peak = 0.01, total = steps)",
    `${declare(writing, "falling", falling)}(0.01)`,
    "warmup_cosine(peak = 1e-2, warmup = 2, total = steps)",
  ]);
  return `${pick(choose, ["sgd", "adam", "adamw", "rmsprop", "adagrad", "lamb", ...own])}(rate = ${rate})`;
}

/** The totals of an evaluation are any numbers here, so no formula may need them to be of a sign. */
const reports: readonly string[] = [
  "  report scale = exp(mean[batch](r))",
  '  report label = mean[batch](n == "the last")',
  "  report far = max[batch](r)",
  "  report onward = mean[batch, t where following.present](following == k)",
  "  watch y",
];

/** All that comes after the model M. */
export function trainings(writing: Writing, { order, isPair }: Written): string {
  const { choose, smooth } = writing;
  const way = pick<Way>(
    choose,
    smooth ? ["plain", "accumulated"] : ["plain", "plain", "accumulated", "private", "coupled", "against"],
  );
  const called = (model: string): string => `${model}(${inputs})`;
  const all = ["batch", ...order].join(", ");
  const total = (text: string): string => (order.length === 0 ? text : `mean[${order.join(", ")}](${text})`);
  const first = isPair ? `  y, side = ${called("M")}` : `  y = ${called("M")}`;
  const side = isPair ? " + 0.1 * side^2" : "";
  const sum = pick(choose, ["mean", "sum"]);
  const lines: string[] = [first];
  const copies: string[] = [];
  switch (way) {
    case "plain": {
      lines.push(
        pick(choose, [
          `  loss = ${[`mean[${all}](y^2)${isPair ? " + mean[batch](side^2)" : ""}`, ...penalties(writing)].join(" + ")}`,
          `  loss = ${sum}[batch](${total("y^2")}${side})`,
        ]),
      );
      lines.push(...minimizations(writing));
      break;
    }
    case "accumulated":
      lines.push(
        `  loss = ${sum}[batch](${total("tanh(y)^2")}${side})`,
        ...minimizations(writing),
        pick(choose, ["  accumulate = 2", "  accumulate = 4"]),
      );
      break;
    case "private":
      lines.push(
        `  loss = ${sum}[batch](${total("tanh(y)^2")}${side})`,
        "  minimize loss",
        "  private = gaussian(clip = 1.0, noise = 0.5)",
        ...(choose(3) === 0 ? ["  accumulate = 2"] : []),
      );
      break;
    case "coupled":
      lines.push(
        `  loss = mean[${all}](y^2)`,
        "  other = mean[batch, t, a](Coupled(x)^2)",
        "  minimize loss + other except Coupled.norm.bias",
        "  report other",
      );
      break;
    case "against": {
      copies.push("model Teacher = copy of M\n", "model Mean = average of M decay 0.75\n");
      const teacher = isPair ? "  goal, aside = Teacher" : "  goal = Teacher";
      const mean = isPair ? "  kept, beside = Mean" : "  kept = Mean";
      lines.push(
        `${teacher}(${inputs})`,
        `  loss = mean[${all}]((y - stop(goal))^2)${isPair ? " + mean[batch](side^2 + aside^2)" : ""}`,
        `  minimize loss over M with ${optimizerOf(writing)}`,
        `${mean}(${inputs})`,
        `  again${isPair ? ", more" : ""} = ${called("Teacher")}`,
        `  gap = mean[${all}]((again - stop(kept))^2)${isPair ? " + mean[batch](0.1 * more^2 * stop(beside))" : ""}`,
        "  minimize gap over Teacher",
        "  report gap",
      );
      break;
    }
  }
  lines.push(...reports.filter(() => choose(2) === 0), ...watched(writing));
  const watches = way !== "against" && choose(5) === 0;
  const isHalf = !smooth && way !== "private" && choose(8) === 0;
  const settings = [
    `  optimizer = ${watches ? watching(writing) : optimizerOf(writing)}`,
    "  batch = 4",
    pick(choose, ["  steps = 4", "  epochs = 2"]),
    ...(isHalf ? ["  precision = f16"] : []),
    ...(watches ? ["  evaluate every 2"] : []),
    ...["  clip = 0.5", "  evaluate every 2", "  save every 3", "  seed = 11"].filter(
      (line) =>
        choose(2) === 0 &&
        !(way === "private" && line.includes("clip")) &&
        !(watches && line.includes("evaluate")),
    ),
  ];
  const later =
    choose(3) === 0
      ? `train later on records {\n${first}\n  minimize mean[${all}](y^2)${isPair ? " + mean[batch](side^2)" : ""}\n  optimizer = sgd(rate = 0.01)\n  batch = 3\n  epochs = 1\n  start = first\n}\n`
      : "";
  return [
    ...(way === "coupled" ? [coupled] : []),
    ...copies,
    'data records = module("./records.ts") {',
    ...argumentTypes.map((type) => `  ${type}${type.startsWith("r:") ? ' = field("r")' : ""}`),
    "  following: [t] in b = k shifted 1",
    "}",
    "",
    `train ${later === "" ? "" : "first "}on records {`,
    ...lines,
    ...settings,
    "}",
    "",
    later,
  ].join("\n");
}

/** A text that grows, of a model whose promise is proven. */
export function generators({ choose }: Writing): string {
  const seen = pick(choose, [
    "cumsum[t](W(text))",
    "W(text)[t = t - 1 else 0] + W(text)",
    "softmax[u where u <= t](W(text) @[a] W(text)[t as u]) @[u] W(text)[t as u]",
    "scan[t](m: [a] = 0) {\n    m' = 0.5 * m + W(text)\n    yield tanh(m')\n  }",
  ]);
  const next = pick(choose, [
    "argmax[word](Speak(text)[t = last])",
    "sample[word](Speak(text)[t = last], temperature = heat, top_k = 3)",
    "sample[word](Speak(text)[t = last], top_p = 0.9)",
  ]);
  const heat = next.includes("heat") ? ", heat: real = 0.8" : "";
  const from = pick(choose, ["prompt", "prompt window 3", '"[START]"']);
  const prompt = from.startsWith("prompt") ? "prompt: [t] in word" : "length: int = 4";
  const until = pick(choose, ["", ' until text[t = last] == "[END]"']);
  return [
    "model Speak(text: [t] in word) -> [t, word] causal in t, independent of batch {",
    "  param W: word -> a ~ normal(0, 0.5)",
    "  param O: a -> word ~ he",
    `  seen = ${seen}`,
    "  expose seen",
    "  return O(seen)",
    "}",
    "",
    `generate write(${prompt}${heat}) {`,
    `  grow text: [t] in word from ${from} {`,
    `    yield ${next}`,
    `  }${until}`,
    "}",
    "",
    "generate dream(scale: real = 2) {",
    "  return scale * normal[a](0, 1) + uniform[a](0, 1) + mean[t](uniform[t](0, 1) * t)",
    "}",
    "",
  ].join("\n");
}
