/** Random trainings for the second reading: what is minimized, by which optimizers, and what the settings ask for. */
import { choices } from "../../fuzz/spec/seeded.ts";
import { pick, type Choose } from "../../fuzz/spec/writing.ts";

export interface WholeTrainingSpec {
  readonly text: string;
  /** How many records there are, and how many of the last ones are given as those that are held out; else the spec's share is. */
  readonly count: number;
  readonly apart: number;
}

/** Texts are cut to the bound. */
export const bound = 5;
export const longest = 7;
export const words = 5;
export const features = 3;
export const labels = 3;

const declarations = `
optimizer kicked(rate, beta = 0.5, decay = 0.1) {
  state m = 0
  state far: real = 1
  state moves: int = 0
  m' = beta * m + gradient
  moves' = moves + 1
  far' = maximum(0.5 * far, max[element](abs(m')))
  parameter' = parameter * (1 - rate * decay * matrix) - rate * m' / (0.1 + far') / (1 + moves' % 3)
}
optimizer sided[into, out](rate, beta = 0.5) {
  state row: [into] = 0
  state m = 0
  row' = beta * row + (1 - beta) * mean[out](gradient^2)
  m' = beta * m + gradient / sqrt(row' + 0.01)
  parameter' = parameter - rate * m'
}
schedule falling(peak) = peak / (epoch + step / steps)
schedule follow_best(peak) {
  state best = 100
  state count = 0
  best' = minimum(best, evaluation_loss)
  count' = where(evaluation_loss < best, 0, count + 1)
  return peak * (0.5 + 0.1 * minimum(best, 5)) / (1 + count)
}
schedule follow_last(peak) {
  state last = 1
  state told = 0
  last' = minimum(evaluation_loss, 3)
  told' = told + 0.01 * step
  return peak * (last + told)
}
`;

interface Settings {
  readonly isWatching: boolean;
  readonly peak: number;
}

function rateOf(choose: Choose, { isWatching, peak }: Settings): string {
  const watching = [
    `follow_best(${peak})`,
    `follow_last(${peak})`,
    `on_plateau(${peak}, factor = 0.5, patience = 0)`,
    `on_plateau(${peak}, factor = 0.3, patience = 1, cooldown = 1, floor = ${0.2 * peak})`,
    `on_plateau(${peak}, factor = 0.5, patience = 1, threshold = 0.2)`,
  ];
  const own = [
    `${peak}`,
    `falling(${peak})`,
    `cosine(peak = ${peak}, total = steps, floor = ${0.1 * peak})`,
    `warmup(${peak}, warmup = 4)`,
    `linear(${peak}, total = 9)`,
    `step_decay(${peak}, every = 3, factor = 0.5)`,
    `warmup_cosine(peak = ${peak}, warmup = 3, total = steps)`,
    `noam(16, warmup = 4, factor = ${peak})`,
  ];
  return pick(choose, isWatching ? watching : own);
}

function optimizerOf(choose: Choose, isWatching: boolean, isOfMaps = false): string {
  const rate = (peak: number): string => `rate = ${rateOf(choose, { isWatching, peak })}`;
  const ofMaps = [`muon(${rate(0.02)})`, `adafactor(${rate(0.05)})`, `sided(${rate(0.02)})`];
  const ofAll = [
    `sgd(${rate(0.2)})`,
    `sgd(${rate(0.1)}, momentum = 0.8)`,
    `sgd(${rate(0.1)}, momentum = 0.7, nesterov = true)`,
    `adam(${rate(0.03)}, eps = 1e-3)`,
    `adamw(${rate(0.03)}, eps = 1e-3, decay = 0.2)`,
    `adagrad(${rate(0.1)}, eps = 1e-2)`,
    `rmsprop(${rate(0.02)}, eps = 1e-2)`,
    `lamb(${rate(0.03)}, eps = 1e-2)`,
    `kicked(${rate(0.1)})`,
  ];
  return pick(choose, isOfMaps ? ofMaps : ofAll);
}

/** None in an evaluation, whose batches draw their own. */
const noises: readonly (readonly string[])[] = [
  [],
  [],
  [],
  ["  h = dropout(h, 0.3)"],
  ["  h = where(training, normal[hidden](h, 0.2), h)"],
  ["  h = h * where(training, uniform(0.8, 1.2), 1)"],
];

function model(choose: Choose, isCoupled: boolean): string {
  const batch = isCoupled ? "batch, " : "";
  const counts = choose(4) === 0;
  const seen = pick(choose, [
    "mean[seq where text.present](E(text))",
    "E(text)[seq = last]",
    "sum[seq where text.present](E(text) / (1 + seq))",
    "max[seq where text.present](E(text))",
  ]);
  const inside = pick(choose, ["tanh(h)", "sin(h)", "h * sigmoid(h)"]);
  return [
    `model M(text: [${batch}seq] in word, x: [${batch}feature]) -> [${batch}label] {`,
    "  param E: word -> hidden ~ normal(0, 0.7)",
    "  param W: feature -> hidden ~ normal(0, 0.7)",
    "  param O: hidden -> label ~ normal(0, 0.7)",
    "  param b: [label] = 0",
    ...(isCoupled ? ["  use norm = BatchNorm[batch, hidden](momentum = 0.3)"] : []),
    ...(counts ? ["  state turns: int = 0", "  turns' = turns + 1"] : []),
    `  h = ${seen} + W(x)`,
    ...(isCoupled ? ["  h = norm(h)"] : []),
    ...pick(choose, noises),
    `  return O(${inside})${counts ? " * (1 + 0.01 * turns)" : ""} + b`,
    "}",
  ].join("\n");
}

/** Of `each`, what an example misses. */
const losses: readonly string[] = [
  "mean[batch](each)",
  "sum[batch](weight * each) / sum[batch](weight)",
  "mean[batch](each) + 0.02 * sum[hidden, label](M.O^2)",
  "sqrt(mean[batch](each^2))",
  "mean[batch](each) * warmup(1, warmup = 5)",
  "mean[batch](each) + 0.1 * max[batch](each)",
  "log(mean[batch](exp(each)))",
];

const reports: readonly string[] = [
  "  report right = mean[batch](argmax[label](y) == kind)",
  "  report rms = sqrt(mean[batch](each^2))",
  "  report worst = max[batch](each)",
  "  report least = min[batch](weight)",
  "  report ratio = sum[batch](weight * each) / sum[batch](weight)",
  "  report all_of = prod[batch](0.5 + weight)",
  "  report certain = mean[batch where weight > 0.5](each)",
  "  report own_spread = var[batch](each)",
  "  report own_noise = mean[batch](each * uniform[batch](0.5, 1.5))",
  "  report perplexity = exp(loss)",
  '  report begins = mean[batch](text[seq = 0] == "a")',
  "  report after = mean[batch](cross_entropy[label](M(text, x), kind))",
  "  report onward = mean[batch, seq where following.present](where(following == text, 1, 0))",
  "  report ends = mean[batch](text[seq = last] == following[seq = last])",
  "  report scheduled = warmup(2, warmup = 6) * mean[batch](weight)",
];

/** Statements, without reports and settings. */
function minimizations(choose: Choose, isWatching: boolean): readonly string[] {
  const loss = `  loss = ${pick(choose, losses)}`;
  // One schedule alone asks for the evaluation's loss.
  const optimizer = (): string => optimizerOf(choose, false);
  const ways: readonly (readonly string[])[] = [
    [loss, "  minimize loss"],
    [loss, "  minimize loss"],
    [loss, "  minimize loss except **.b"],
    [loss, `  minimize loss over M.O, M.b with ${optimizer()}`, "  minimize loss"],
    [
      loss,
      `  minimize loss over M.W, M.O with ${optimizerOf(choose, false, true)}`,
      "  minimize loss except M.W, M.O",
    ],
    [
      loss,
      "  minimize loss over M",
      "  d = mean[batch](Critic(x, y) - 0.5 * Critic(x, stop(-y))^2)",
      `  minimize -d over Critic with ${optimizer()}`,
      "  report d",
    ],
    [
      "  d = mean[batch](softplus(-Critic(x, spread[label](weight))) + softplus(Critic(x, stop(M(text, x)))))",
      "  minimize d over Critic",
      "  y2 = M(text, x)",
      "  loss = mean[batch](softplus(-Critic(x, y2)) + cross_entropy[label](y2, kind))",
      `  minimize loss over M with ${optimizer()}`,
      "  again = mean[batch](cross_entropy[label](M(text, x), kind))",
      `  minimize again over M.O with ${optimizer()}`,
      "  report again",
    ],
    [
      "  goal = Teacher(text, x)",
      "  loss = mean[batch](each + 0.3 * sum[label]((y - stop(goal))^2))",
      "  minimize loss over M",
      "  gap = mean[batch](sum[label]((Teacher(text, x) - stop(Mean(text, x)))^2))",
      `  minimize gap over Teacher with ${optimizer()}`,
      "  report drift = mean[batch](sum[label]((Mean(text, x) - Slow(text, x))^2))",
    ],
    [
      "  kept = Frozen(text, x)",
      "  loss = mean[batch](each + 0.3 * sum[label]((y - kept)^2))",
      "  minimize loss",
      "  report drift = mean[batch](sum[label]((Mean(text, x) - M(text, x))^2))",
    ],
  ];
  return [
    "  y = M(text, x)",
    "  each = cross_entropy[label](y, kind)",
    ...pick(choose, ways),
    `  optimizer = ${optimizerOf(choose, isWatching)}`,
  ];
}

/** Of examples one by one. */
function inParts(choose: Choose, isWatching: boolean): readonly string[] {
  return [
    "  y = M(text, x)",
    "  each = cross_entropy[label](y, kind)",
    `  loss = ${pick(choose, ["mean[batch](each)", "sum[batch](weight * each)", "mean[batch](0.5 * weight * each)"])}`,
    "  minimize loss",
    `  optimizer = ${optimizerOf(choose, isWatching)}`,
    pick(choose, [
      "  accumulate = 2",
      "  private = gaussian(clip = 0.3, noise = 0)",
      "  private = gaussian(clip = 0.3, noise = 0.2)",
    ]),
  ];
}

/** The same for the same seed. */
export function wholeTrainingSpec(seed: number): WholeTrainingSpec {
  const choose = choices(seed);
  const isWatching = choose(3) === 0;
  const isInParts = choose(6) === 0;
  const isCoupled = !isInParts && choose(5) === 0;
  // Of two examples a batch's norm says nothing.
  const batch = isInParts ? 2 + 2 * choose(2) : 2 + Number(isCoupled) + choose(4);
  // More are left to train on than a batch has.
  const count = 14 + choose(9);
  const statements = isInParts ? inParts(choose, isWatching) : minimizations(choose, isWatching);
  const body = statements.join("\n");
  const used = (name: string): boolean => body.includes(`${name}(`);
  const evaluates = isWatching || choose(2) === 0;
  const isPatient = evaluates && choose(3) === 0;
  const settings = [
    `  batch = ${batch}`,
    pick(choose, ["  epochs = 3", "  epochs = 2", `  steps = ${5 + choose(10)}`]),
    ...(evaluates ? [`  evaluate every ${1 + choose(4)}`] : []),
    ...(isPatient ? [`  patience = ${1 + choose(3)}`] : []),
    ...(choose(4) === 0 && !body.includes("private =") ? ["  clip = 0.3"] : []),
  ];
  const apart = choose(2) === 0 ? 0 : 3 + choose(5);
  // In which order records are held out of a list isn't told.
  const offered = reports.filter((report) => apart > 0 || !report.includes(" own_"));
  const told = offered.filter(() => choose(3) === 0);
  const onward = told.filter((report) => report.includes("following"));
  const text = [
    "weft 1",
    "axis word = { a, b, c, d, e }",
    `axis seq <= ${bound}`,
    `axis feature = ${features}`,
    "axis hidden = 4",
    "axis label = { no, yes, maybe }",
    declarations,
    model(choose, isCoupled),
    ...(used("Critic")
      ? [
          "model Critic(x: [feature], y: [label]) -> real {",
          "  param U: feature -> hidden ~ normal(0, 0.7)",
          "  param V: label -> hidden ~ normal(0, 0.7)",
          "  param c: [hidden] = 0.1",
          "  return sum[hidden](c * tanh(U(x) + V(y)))",
          "}",
        ]
      : []),
    ...(used("Teacher") ? ["model Teacher = copy of M"] : []),
    ...(used("Frozen") ? ["model Frozen = copy of M"] : []),
    ...(used("Slow") ? ["model Slow = average of Teacher decay 0.5"] : []),
    ...(used("Mean") ? ["model Mean = average of M decay 0.7"] : []),
    `data records = module("./records.ts", test = ${pick(choose, ["0.2", "0.34", "0.5"])}) {`,
    "  bit: real",
    "  text: [seq] in word",
    ...(onward.length > 0 ? ["  following: [seq] in word = text shifted 1"] : []),
    "  x: [feature]",
    "  kind: in label",
    "  weight: real",
    "}",
    "train on records {",
    body,
    "  report mask = sum[batch](bit)",
    // In which order they stand, on which noise depends.
    ...Array.from({ length: batch }, (_, at) => `  report row_${at} = sum[batch where batch == ${at}](bit)`),
    ...told,
    ...settings,
    "}",
    "",
  ].join("\n");
  return { text, count, apart };
}
