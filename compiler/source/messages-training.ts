import type { Messages } from "./message.ts";
import { either } from "./message.ts";

/** Why nothing is trained: the loss has only what is never or seldom trained, has no parameters, or has others than are named. */
export type Untrained =
  | { readonly kind: "copy" | "average"; readonly name: string; readonly of: string }
  | { readonly kind: "none" | "others" };

export interface TrainingFacts {
  W0701: { what: string; axes: readonly string[] };
  W0702: { name: string; wanted: string };
  /** `own` is a name that the training binds, of which the setting was meant; `lacksData` where it has no data. */
  W0703: { name: string; own?: string; lacksData?: boolean };
  W0704: { pattern: string; near: readonly string[]; of: string; names: readonly string[]; blocks?: number };
  W0708: Record<string, never>;
  W0709: { name?: string; near: readonly string[] };
  W0710: { name: string };
  W0716: { setting: string };
  W0717: { name: string; near: readonly string[] };
  W0718: Record<string, never>;
  W0719: { name: string };
  W0720: { name: string };
  W0722: { data: string };
  W0728: { why: Untrained };
  W0732: Record<string, never>;
  W0733: { name: string };
}

/** Of more, a list helps nobody. */
const mostNames = 8;

const begin = `axis a = 4
model Guess(x: [a]) -> real {
  param w: [a] ~ normal(0, 0.1)
  return x @[a] w
}
data points = module("./points.ts") {
  x: [a]
  y: []
}
`;

function training(lines: readonly string[]): string {
  return `${begin}train on points {\n${lines.map((line) => `  ${line}`).join("\n")}\n}`;
}

const right = training([
  "minimize mean[batch]((Guess(x) - y)^2)",
  "optimizer = sgd(rate = 0.1)",
  "batch = 8",
  "steps = 100",
]);

/** A training whose formulas make what it learns from, up to its length. */
const formulasOnly = `axis point = 16
model Line(x: real) -> real {
  param slope: real = 0
  return slope * x
}
train {
  x = uniform[point](-1, 1)
  minimize mean[point]((Line(x) - 3 * x)^2)
  optimizer = sgd(rate = 0.1)`;

/** A training called `pretrain`, and one that begins with what the training of a name saved. */
function beginningWith(name: string): string {
  const lines =
    "  minimize mean[batch]((Guess(x) - y)^2)\n  optimizer = sgd(rate = 0.1)\n  batch = 8\n  steps = 100";
  return `${begin}train pretrain on points {\n${lines}\n}\ntrain finetune on points {\n${lines}\n  start = ${name}\n}`;
}

export const trainingMessages: Messages<TrainingFacts> = {
  W0701: {
    severity: "error",
    title: "something that must be a single value",
    message: ({ what, axes }) => `${what} must be a single value, but it has the axes [${axes.join(", ")}]`,
    explain: {
      meaning: "A loss and a report are scalars: take the mean or the sum over the axes that are left.",
      wrong: training([
        "minimize (Guess(x) - y)^2",
        "optimizer = sgd(rate = 0.1)",
        "batch = 8",
        "steps = 100",
      ]),
      right,
    },
  },
  W0702: {
    severity: "error",
    title: "a setting of another kind",
    message: ({ name, wanted }) => `\`${name}\` must be ${wanted}`,
    explain: {
      meaning: "The settings of a training are numbers that are known before a run.",
      wrong: training([
        "minimize mean[batch]((Guess(x) - y)^2)",
        "optimizer = sgd(rate = 0.1)",
        "batch = 8.5",
        "steps = 100",
      ]),
      right,
    },
  },
  W0703: {
    severity: "error",
    title: "a setting that is missing",
    message: ({ name }) => `the training has no \`${name}\``,
    notes: ({ name, own, lacksData }) => [
      ...(own === undefined ? [] : [`\`${own}\` is a name like any other, and sets nothing`]),
      name === "steps"
        ? `how long it lasts: \`steps = 1000\`${lacksData === true ? "" : " or `epochs = 10`"}`
        : name === "batch"
          ? "how many examples a step sees: `batch = 32`"
          : "how it learns: `optimizer = adam(rate = 1e-3)`, or `minimize … with adam(…)`",
    ],
    explain: {
      meaning: "A training says its batch, its length and its optimizer.",
      wrong: training([
        "minimize mean[batch]((Guess(x) - y)^2)",
        "optimizer = sgd(rate = 0.1)",
        "steps = 100",
      ]),
      right,
    },
  },
  W0704: {
    severity: "error",
    title: "a pattern that matches no parameter",
    message: ({ pattern, near }) =>
      `no parameter is called \`${pattern}\`${near.length === 0 ? "" : `; did you mean ${either(near)}?`}`,
    notes: ({ near, of, names, blocks }) =>
      blocks !== undefined
        ? [`\`${of}\` has ${blocks} ${blocks === 1 ? "block" : "blocks"}, from 0 on`]
        : near.length > 0 || names.length === 0 || names.length > mostNames
          ? []
          : of === ""
            ? [`paths begin with a model: ${either(names)}`]
            : [`a path goes on to a parameter, or to what has some: \`${of}\` has ${either(names, "and")}`],
    explain: {
      meaning: "`over` and `except` name parameters by their paths: `GPT.blocks.3.attn`, `**.W_q`.",
      wrong: training([
        "minimize mean[batch]((Guess(x) - y)^2) over Gues",
        "optimizer = sgd(rate = 0.1)",
        "batch = 8",
        "steps = 100",
      ]),
      right: right.replace("- y)^2)", "- y)^2) over Guess"),
    },
  },
  W0708: {
    severity: "error",
    title: "a training that minimizes nothing",
    message: () => "the training minimizes nothing",
    explain: {
      meaning: "`minimize loss` says what the training is for.",
      wrong: training([
        "loss = mean[batch]((Guess(x) - y)^2)",
        "optimizer = sgd(rate = 0.1)",
        "batch = 8",
        "steps = 100",
      ]),
      right,
    },
  },
  W0709: {
    severity: "error",
    title: "something that is no optimizer",
    message: ({ name, near }) =>
      name === undefined || near.length === 0
        ? "an optimizer is wanted, such as `adam(rate = 1e-3)`"
        : `there is no optimizer \`${name}\`; did you mean ${either(near)}?`,
    explain: {
      meaning:
        "The library has sgd, adam, adamw, adagrad, rmsprop, lion and lamb, for maps muon and adafactor; others are declared with `optimizer`.",
      wrong: training([
        "minimize mean[batch]((Guess(x) - y)^2)",
        "optimizer = 0.1",
        "batch = 8",
        "steps = 100",
      ]),
      right,
    },
  },
  W0710: {
    severity: "error",
    title: "an optimizer that changes no parameter",
    message: ({ name }) => `\`${name}\` never sets \`parameter'\``,
    explain: {
      meaning: "An optimizer computes the next value of a parameter from its gradient.",
      wrong: `optimizer still(rate) {\n  step_size = rate * gradient\n}\n${training([
        "minimize mean[batch]((Guess(x) - y)^2)",
        "optimizer = still(rate = 0.1)",
        "batch = 8",
        "steps = 100",
      ])}`,
      right: `optimizer plain(rate) {\n  parameter' = parameter - rate * gradient\n}\n${right.replace("sgd", "plain")}`,
    },
  },
  W0722: {
    severity: "error",
    title: "a training on what is held out",
    message: ({ data }) => `\`${data}.test\` is held out, for evaluations; a training sees \`${data}.train\``,
    notes: () => ['the source says what is held out: `test = 0.2`, or `test = "test.csv"`'],
    explain: {
      meaning:
        "Data are split into a part to train on and one to evaluate with, the same for every run. A training on `data` has the first for its steps, and the second for its evaluations.",
      wrong: right.replace("train on points", "train on points.test"),
      right: right.replace("train on points", "train on points.train"),
    },
  },
  W0728: {
    severity: "error",
    title: "a minimization that trains nothing",
    message: ({ why }) => {
      switch (why.kind) {
        case "none":
          return "nothing is trained here: the loss has no parameters";
        case "others":
          return "nothing is trained here: the loss has other parameters than are named";
        case "copy":
          return `nothing is trained here: \`${why.name}\` is a copy of \`${why.of}\`, trained only where \`over\` names it`;
        case "average":
          return `nothing is trained here: \`${why.name}\` is an average, which follows \`${why.of}\``;
      }
    },
    explain: {
      meaning:
        "`over` and `except` say which parameters a minimization changes, of those that its loss is made of. Those of an average are never among them, those of a copy only where `over` names it.",
      wrong: training([
        "minimize mean[batch]((Guess(x) - y)^2) except Guess",
        "optimizer = sgd(rate = 0.1)",
        "batch = 8",
        "steps = 100",
      ]),
      right,
    },
  },
  W0732: {
    severity: "error",
    title: "a training without `on` before its data",
    message: () => "a training has its data after `on`",
    notes: () => ["a name before it is the training's own: `train first on points`"],
    explain: {
      meaning:
        "`train on points` trains on the data called `points`. A training without `on` has no data: its formulas make all that it learns from.",
      wrong: right.replace("train on points", "train points"),
      right,
    },
  },
  W0733: {
    severity: "error",
    title: "what needs data, in a training without",
    message: ({ name }) => `\`${name}\` needs data, and this training has none`,
    notes: ({ name }) => [
      name === "epochs"
        ? "how long it lasts: `steps = 1000`"
        : name === "private"
          ? "there are no examples to protect"
          : "nothing is held out to evaluate with; `report` tells more of each step",
    ],
    explain: {
      meaning:
        "A training without data has no examples, so it doesn't count epochs, protects nobody, and has none that are held out to evaluate with.",
      wrong: `${formulasOnly}\n  epochs = 2\n}`,
      right: `${formulasOnly}\n  steps = 200\n}`,
    },
  },
  W0716: {
    severity: "error",
    title: "a loss that is no sum over examples",
    message: ({ setting }) => `\`${setting}\` needs a loss that is a sum over examples`,
    notes: () => [
      "write it as `mean[batch](…)` or `sum[batch](…)` of a term that looks at one example at a time, with all else inside the brackets",
    ],
    explain: {
      meaning:
        "`accumulate` adds the gradients of parts of a batch, and `private` cuts each example's gradient by itself. Both are only the gradient of the loss where the loss is `mean[batch]` or `sum[batch]` of a term that is independent of the other examples.",
      wrong: training([
        "minimize log(mean[batch]((Guess(x) - y)^2))",
        "optimizer = sgd(rate = 0.1)",
        "batch = 8",
        "accumulate = 2",
        "steps = 100",
      ]),
      right: training([
        "minimize mean[batch](log1p((Guess(x) - y)^2))",
        "optimizer = sgd(rate = 0.1)",
        "batch = 8",
        "accumulate = 2",
        "steps = 100",
      ]),
    },
  },
  W0717: {
    severity: "error",
    title: "a beginning at no training",
    message: ({ name, near }) =>
      `no training is called \`${name}\`${near.length === 0 ? "" : `; did you mean ${either(near)}?`}`,
    notes: () => ['a file is named by a text: `start = "model.safetensors"`'],
    explain: {
      meaning:
        "`start = pretrain` begins with what the training of that name saved last, so the file has a training of that name. One without a name is called `train`.",
      wrong: beginningWith("pretrian"),
      right: beginningWith("pretrain"),
    },
  },
  W0718: {
    severity: "error",
    title: "the evaluation loss in a step",
    message: () => "`evaluation_loss` is known when an evaluation ends, and not in a step",
    notes: () => ["a schedule keeps what follows from it in a `state`, whose next value may read it"],
    explain: {
      meaning:
        "A training's steps run between its evaluations. A `schedule` with `state` sees the loss of each evaluation in the next values of its states, and the steps read the states.",
      wrong: training([
        "minimize mean[batch]((Guess(x) - y)^2)",
        "optimizer = sgd(rate = 0.1 * evaluation_loss)",
        "batch = 8",
        "steps = 100",
        "evaluate every 10",
      ]),
      right: `schedule follow(peak) {\n  state last = 1\n  last' = minimum(evaluation_loss, 1)\n  return peak * last\n}\n${training(
        [
          "minimize mean[batch]((Guess(x) - y)^2)",
          "optimizer = sgd(rate = follow(0.1))",
          "batch = 8",
          "steps = 100",
          "evaluate every 10",
        ],
      )}`,
    },
  },
  W0719: {
    severity: "error",
    title: "what waits for an evaluation, where there is none",
    message: ({ name }) => `\`${name}\` follows evaluations, and this training has none between its steps`,
    notes: () => ["say how often in the training: `evaluate every 100`"],
    explain: {
      meaning:
        "The states of a schedule change when an evaluation ends, and `patience` counts evaluations. Without `evaluate every` there is only the one after the last step.",
      wrong: training([
        "minimize mean[batch]((Guess(x) - y)^2)",
        "optimizer = sgd(rate = on_plateau(0.1))",
        "batch = 8",
        "steps = 100",
      ]),
      right: training([
        "minimize mean[batch]((Guess(x) - y)^2)",
        "optimizer = sgd(rate = on_plateau(0.1))",
        "batch = 8",
        "steps = 100",
        "evaluate every 10",
      ]),
    },
  },
  W0720: {
    severity: "error",
    title: "a schedule with state that depends on the batch",
    message: ({ name }) => `\`${name}\` has state, so what it is given must be known between the steps`,
    notes: () => [
      "numbers, constants, `step` and `steps` are; what is computed from a batch or from parameters isn't",
    ],
    explain: {
      meaning:
        "The states of a schedule change when an evaluation ends, and no batch is at hand then: its arguments must not follow from one.",
      wrong: training([
        "loss = mean[batch]((Guess(x) - y)^2)",
        "minimize loss with sgd(rate = on_plateau(0.1 * loss))",
        "batch = 8",
        "steps = 100",
        "evaluate every 10",
      ]),
      right: training([
        "loss = mean[batch]((Guess(x) - y)^2)",
        "minimize loss with sgd(rate = on_plateau(0.1))",
        "batch = 8",
        "steps = 100",
        "evaluate every 10",
      ]),
    },
  },
};
