/** What is said of optimizers for maps, which see an in side and an out side. */
import type { Messages } from "./message.ts";
import { either } from "./message.ts";

export interface OptimizerFacts {
  W0729: { name: string; found: number };
  /** Parameters that are no maps, by their paths, and the patterns that name them and no map. */
  W0730: { optimizer: string; names: readonly string[]; patterns: readonly string[] };
  /** `own` are the optimizer's axes. */
  W0731: { what: string; axis: string; own: readonly string[] };
}

/** Of more, a list helps nobody. */
const mostNames = 3;

function shown(names: readonly string[]): string {
  const others = names.length - mostNames;
  if (others <= 1) return either(names, "and");
  return `${names
    .slice(0, mostNames)
    .map((name) => `\`${name}\``)
    .join(", ")} and ${others} others`;
}

function training(lines: readonly string[]): string {
  return `axis a = 4
axis b = 2
model Guess(x: [a]) -> [b] {
  param W: a -> b ~ xavier
  param shift: [b] = 0
  return W(x) + shift
}
data points = module("./points.ts") {
  x: [a]
  y: [b]
}
train on points {
  loss = mean[batch, b]((Guess(x) - y)^2)
${lines.map((line) => `  ${line}\n`).join("")}  batch = 8
  steps = 100
}`;
}

function withOptimizer(axes: string): string {
  const declared = `optimizer shortened[${axes}](rate) {\n  far = sqrt(sum[out](gradient^2))\n  parameter' = parameter - rate * gradient / maximum(far, 1)\n}`;
  return `${declared}\n${training(["minimize loss over **.W with shortened(rate = 0.1)"])}`;
}

function withState(type: string): string {
  const declared = `optimizer by_rows[into, out](rate) {\n  state far: ${type} = 0\n  far' = maximum(far, max[out](abs(gradient)))\n  parameter' = parameter - rate * gradient / (far' + 1e-8)\n}`;
  return `${declared}\n${training(["minimize loss over **.W with by_rows(rate = 0.1)"])}`;
}

export const optimizerMessages: Messages<OptimizerFacts> = {
  W0729: {
    severity: "error",
    title: "an optimizer with another number of axes than two",
    message: ({ name, found }) =>
      `\`${name}\` has ${found === 1 ? "one axis" : `${found} axes`}; an optimizer for maps has two, for the in side and the out side`,
    notes: () => ["one without axes moves any parameter, and calls all of its axes `element`"],
    explain: {
      meaning:
        "An optimizer whose header names two axes moves maps: the first stands for all axes of a map's in side, the second for those of its out side. One without axes moves any parameter, and calls all of its axes `element`.",
      wrong: withOptimizer("out"),
      right: withOptimizer("into, out"),
    },
  },
  W0730: {
    severity: "error",
    title: "an optimizer for maps that is to move something else",
    message: ({ optimizer, names }) =>
      `\`${optimizer}\` moves maps; ${shown(names)} ${names.length === 1 ? "is" : "are"} none`,
    notes: ({ optimizer, patterns }) => {
      const listed = patterns.join(", ");
      return [
        `let another optimizer move what is no map: \`minimize loss except ${listed} with ${optimizer}(…)\`, then \`minimize loss over ${listed} with adam(…)\``,
      ];
    },
    explain: {
      meaning:
        "An optimizer whose header names two axes sees the in side and the out side of a map. What is no map, such as a bias, has no sides: a second `minimize` of the same loss moves it.",
      wrong: training(["minimize loss with muon(rate = 0.02)"]),
      right: training([
        "minimize loss over **.W with muon(rate = 0.02)",
        "minimize loss except **.W with adam(rate = 1e-3)",
      ]),
    },
  },
  W0731: {
    severity: "error",
    title: "an optimizer along an axis of the file",
    message: ({ what, axis, own }) =>
      `${what} can't have \`${axis}\`: there ${own.length === 1 ? "is" : "are"} ${either(own, "and")} here, and the axes that the optimizer declares`,
    explain: {
      meaning:
        "An optimizer's formulas are run, and its states are kept, for each parameter. They have the axes that stand for the parameter's own, `element` or those that the optimizer's header names, or some of them, or none, `real`; and axes that the optimizer declares, such as `axis other like into`. An axis of the file may be one of the parameter's, and couldn't be told from it.",
      wrong: withState("[a]"),
      right: withState("[into]"),
    },
  },
};
