import type { Messages } from "./message.ts";
import { either } from "./message.ts";

export interface LayerFacts {
  W0601: { name: string };
  W0602: { chain: readonly string[] };
  W0603: { name: string };
  W0605: { model: string; axis: string; promise: string; reason: string };
  /** Whether it is carried around the scan in which this stands. */
  W0606: { name: string; around: boolean };
  W0607: { layer: string; returned: string; taken: string | undefined; argument: string | undefined };
  W0608: { keyword: string; place: string };
  W0609: { found: string; near: readonly string[] };
  W0610: { name: string };
  W0611: Record<string, never>;
  W0612: { name: string };
  W0613: { isMap: boolean };
  W0614: { name: string; asMap: string | undefined };
  W0615: { name: string };
  W0616: { state: string; callee: string; argument: string; axis: string };
  W0617: { name: string };
}

function stateful(head: string, seen: string): string {
  const model = head.includes("batch") ? "(x: [batch, a]) -> [batch]" : "(x: [a]) -> real";
  return `axis a = 4
${head} {
  state seen: [a] = 0
  seen' = 0.9 * seen + 0.1 * ${seen}
  return x - seen
}
model Guess${model} {
  param w: [a] ~ normal(0, 0.1)
  use centre = Centre
  return centre(x) @[a] w
}
data points = module("./points.ts") {
  x: [a]
  y: []
}
train on points {
  minimize mean[batch]((Guess(x) - y)^2)
  optimizer = sgd(rate = 0.1)
  batch = 8
  steps = 100
}`;
}

export const layerMessages: Messages<LayerFacts> = {
  W0601: {
    severity: "error",
    title: "a layer that is called without an instance",
    message: ({ name }) => `\`${name}\` is a layer, whose parameters are those of an instance`,
    explain: {
      meaning: "`use norm = LayerNorm[embed]` makes an instance with parameters of its own; that is called.",
      wrong: "axis a = 4\nmodel Norm(x: [a]) -> [a] {\n  return LayerNorm[a](x)\n}",
      right: "axis a = 4\nmodel Norm(x: [a]) -> [a] {\n  use norm = LayerNorm[a]\n  return norm(x)\n}",
    },
  },
  W0602: {
    severity: "error",
    title: "something that is made of itself",
    message: ({ chain }) => `this leads back to itself: ${chain.join(" → ")}`,
    explain: {
      meaning: "Functions and layers are put in the place of their uses, so none may use itself.",
      wrong: "axis a = 4\nlayer Loop(x: [a]) -> [a] {\n  use loop = Loop\n  return loop(x)\n}",
      right: "axis a = 4\nlayer Loop(x: [a]) -> [a] {\n  use norm = LayerNorm[a]\n  return norm(x)\n}",
    },
  },
  W0603: {
    severity: "error",
    title: "a square map used as a tensor",
    message: ({ name }) => `both sides of \`${name}\` have the same axis, so it is no tensor`,
    explain: {
      meaning: "A map is a tensor too where its sides are disjoint. A square map is only applied.",
      wrong: "axis a = 4\nmodel Square(x: [a]) -> [a] {\n  param U: a -> a ~ xavier\n  return U * x\n}",
      right: "axis a = 4\nmodel Square(x: [a]) -> [a] {\n  param U: a -> a ~ xavier\n  return U(x)\n}",
    },
  },
  W0605: {
    severity: "error",
    title: "a promise that does not hold",
    message: ({ model, axis, promise, reason }) => `\`${model}\` cannot be ${promise} \`${axis}\`: ${reason}`,
    explain: {
      meaning:
        "`causal in seq` says that a position depends on itself and earlier ones. The formula that breaks it is shown.",
      wrong:
        "axis seq <= 8\nmodel Ahead(x: [seq]) -> [seq] causal in seq {\n  return x[seq = seq + 1 else 0]\n}",
      right:
        "axis seq <= 8\nmodel Behind(x: [seq]) -> [seq] causal in seq {\n  return x[seq = seq - 1 else 0]\n}",
    },
  },
  W0606: {
    severity: "error",
    title: "a next value of something that is not carried",
    message: ({ name, around }) =>
      around
        ? `the next value of \`${name}\` isn't set in this scan, but around it`
        : `\`${name}\` is no state and no carried value, so it has no next one`,
    notes: ({ around }) =>
      around ? ["`yield` what it is made of, and pick the `last` of that after the scan"] : [],
    explain: {
      meaning:
        "`h' = …` sets the next value of a `state`, of a value that a scan carries, or in an optimizer of `parameter`. A scan sets what it carries itself.",
      wrong: "axis a = 4\nmodel Next(x: [a]) -> [a] {\n  x' = 2 * x\n  return x\n}",
      right:
        "axis a = 4\nmodel Next(x: [a]) -> [a] {\n  state seen: [a] = 0\n  seen' = seen + 1\n  return x + seen\n}",
    },
  },
  W0607: {
    severity: "error",
    title: "a stack of layers that don't fit each other",
    message: ({ layer, returned, taken }) =>
      taken === undefined
        ? `\`${layer}\` returns more values than it takes, so it can't be stacked`
        : `\`${layer}\` takes ${taken} and returns ${returned}, so it can't be stacked`,
    notes: ({ argument }) =>
      argument === undefined
        ? []
        : [
            `in a stack \`${argument}\` is given what the block before returns in its place: what isn't threaded stands behind what is`,
          ],
    explain: {
      meaning:
        "A stack runs its blocks in turn: the results of one are the first arguments of the next, of the same types.",
      wrong:
        "axis a = 4\naxis b = 5\nlayer Up(x: [a]) -> [b] {\n  param W: a -> b ~ xavier\n  return W(x)\n}\nmodel Stack(x: [a]) -> [b] {\n  use ups = Up * 2\n  return ups(x)\n}",
      right:
        "axis a = 4\nlayer Up(x: [a]) -> [a] {\n  param W: a -> a ~ xavier\n  return W(x)\n}\nmodel Stack(x: [a]) -> [a] {\n  use ups = Up * 2\n  return ups(x)\n}",
    },
  },
  W0608: {
    severity: "error",
    title: "a statement that has no meaning in this block",
    message: ({ keyword, place }) => `\`${keyword}\` has no meaning in ${place}`,
    notes: ({ keyword, place }) => {
      if (["minimize", "report", "evaluate", "save"].includes(keyword)) return ["a `train` block has it"];
      if (keyword === "grow") return ["a `generate` block has it"];
      if (keyword === "return" && place === "a training")
        return ["a training gives no result; `report name = …` tells a value in its log"];
      if (keyword === "expose" && place !== "a training") return ["a `layer` or a `model` has it"];
      if (!["param", "use", "state"].includes(keyword)) return [];
      if (place === "a scan") return ["it stands before the scan, whose body sees it"];
      if (place === "a function") return ["a `layer` has it"];
      return ["a `model` has it, and is one instance wherever it is named"];
    },
    explain: {
      meaning:
        "Parameters and instances belong to layers and models, `minimize` and settings to trainings, `grow` to generators.",
      wrong:
        "fn scaled(x) {\n  param s: real = 1\n  return s * x\n}\naxis a = 4\nmodel Scale(x: [a]) -> [a] {\n  return scaled(x)\n}",
      right: "axis a = 4\nmodel Scale(x: [a]) -> [a] {\n  param s: real = 1\n  return s * x\n}",
    },
  },
  W0609: {
    severity: "error",
    title: "an unknown way to begin",
    message: ({ near }) =>
      `parameters begin as xavier, he, normal(μ, σ), uniform(a, b), orthogonal or identity${near.length === 0 ? "" : `; did you mean ${either(near)}?`}`,
    explain: {
      meaning: "`~` draws the first values of a parameter from a distribution; `=` gives one value.",
      wrong:
        "axis a = 4\naxis b = 5\nmodel Map(x: [a]) -> [b] {\n  param W: a -> b ~ xaver\n  return W(x)\n}",
      right:
        "axis a = 4\naxis b = 5\nmodel Map(x: [a]) -> [b] {\n  param W: a -> b ~ xavier\n  return W(x)\n}",
    },
  },
  W0610: {
    severity: "error",
    title: "a block that returns nothing",
    message: ({ name }) => `\`${name}\` returns nothing`,
    explain: {
      meaning: "A function, a layer and a model end with `return`; a scan yields.",
      wrong: "axis a = 4\nmodel Double(x: [a]) -> [a] {\n  y = 2 * x\n}",
      right: "axis a = 4\nmodel Double(x: [a]) -> [a] {\n  y = 2 * x\n  return y\n}",
    },
  },
  W0611: {
    severity: "error",
    title: "a value that doesn't know which of its positions are real",
    message: () => "only a field, an argument of a model or a grown text over one bounded axis has `present`",
    notes: () => ["a layer takes it as an argument: `keep: [seq] bool`"],
    explain: {
      meaning:
        "Padding belongs to what comes from outside. Renaming and indexing carry it along; formulas do not.",
      wrong:
        "axis seq <= 8\nmodel Total(x: [seq]) -> real {\n  y = 2 * x\n  return sum[seq where y.present](y)\n}",
      right:
        "axis seq <= 8\nmodel Total(x: [seq]) -> real {\n  y = 2 * x\n  return sum[seq where x.present](y)\n}",
    },
  },
  W0612: {
    severity: "error",
    title: "an index of a map",
    message: ({ name }) => `\`${name}\` is a map, which is applied and not indexed`,
    explain: {
      meaning: "Applied to an index, a map looks up: `W_e(tokens)`.",
      wrong:
        "axis a = 4\naxis b = 5\nmodel Row(i: in a) -> [b] {\n  param W: a -> b ~ xavier\n  return W[a = i]\n}",
      right:
        "axis a = 4\naxis b = 5\nmodel Row(i: in a) -> [b] {\n  param W: a -> b ~ xavier\n  return W(i)\n}",
    },
  },
  W0613: {
    severity: "error",
    title: "a parameter without a beginning",
    message: ({ isMap }) =>
      `a parameter says how it begins, ${isMap ? "a map mostly as `~ xavier`" : "mostly as `= 0` or `= 1`"}`,
    explain: {
      meaning: "A parameter says how it begins: drawn from a distribution, or with one value.",
      wrong: "axis a = 4\nmodel Shift(x: [a]) -> [a] {\n  param b: [a]\n  return x + b\n}",
      right: "axis a = 4\nmodel Shift(x: [a]) -> [a] {\n  param b: [a] = 0\n  return x + b\n}",
    },
  },
  W0614: {
    severity: "error",
    title: "a distribution that needs the sides of a map",
    message: ({ name }) => `\`${name}\` takes its scale from the sides of a map, and this is no map`,
    notes: ({ asMap }) => (asMap === undefined ? [] : [`\`${asMap}\` is one, and a tensor as well`]),
    explain: {
      meaning:
        "Xavier, He, orthogonal and identity look at the in side and the out side. A tensor takes normal or uniform.",
      wrong: "axis a = 4\nmodel Shift(x: [a]) -> [a] {\n  param b: [a] ~ xavier\n  return x + b\n}",
      right: "axis a = 4\nmodel Shift(x: [a]) -> [a] {\n  param b: [a] ~ normal(0, 0.1)\n  return x + b\n}",
    },
  },
  W0615: {
    severity: "error",
    title: "a model in a `use`",
    message: ({ name }) =>
      `\`${name}\` is a model, one instance wherever it is named: call it without \`use\``,
    explain: {
      meaning:
        "A layer is instantiated as often as it is used; a model is one instance, which shares its parameters.",
      wrong:
        "axis a = 4\nmodel Inner(x: [a]) -> [a] {\n  param b: [a] = 0\n  return x + b\n}\nmodel Outer(x: [a]) -> [a] {\n  use inner = Inner\n  return inner(x)\n}",
      right:
        "axis a = 4\nmodel Inner(x: [a]) -> [a] {\n  param b: [a] = 0\n  return x + b\n}\nmodel Outer(x: [a]) -> [a] {\n  return Inner(x)\n}",
    },
  },
  W0616: {
    severity: "error",
    title: "a state with a value for each example",
    message: ({ state, callee, argument, axis }) =>
      `\`${state}\` of \`${callee}\` follows from \`${argument}\`, which brings \`${axis}\` along: it would have a value for each \`${axis}\``,
    notes: ({ axis }) => [
      `take \`${axis}\` into the signatures between the state and here, and say what its value is: \`mean[${axis}](…)\`, for instance`,
    ],
    explain: {
      meaning:
        "Axes that a layer doesn't declare pass through it untouched. A `state` has one value, of the axes that it declares, so nothing that passes through can go into it: what couples examples says so in its signature.",
      wrong: stateful("layer Centre(x: [a]) -> [a]", "x"),
      right: stateful("layer Centre(x: [batch, a]) -> [batch, a]", "mean[batch](x)"),
    },
  },
  W0617: {
    severity: "error",
    title: "a next value that is set twice",
    message: ({ name }) => `the next value of \`${name}\` is set already`,
    notes: ({ name }) => [
      `what is only a step on the way has a name of its own, and \`${name}'\` is set once`,
    ],
    explain: {
      meaning:
        "A name may be bound again, which hides the first value. The next value of a state, or of what a scan carries, is one: it is set once, and formulas below read it as `h'`.",
      wrong:
        "axis seq <= 8\nmodel Sum(x: [seq]) -> [seq] {\n  return scan[seq](h: [] = 0) {\n    h' = h + x\n    h' = 0.5 * h'\n    yield h'\n  }\n}",
      right:
        "axis seq <= 8\nmodel Sum(x: [seq]) -> [seq] {\n  return scan[seq](h: [] = 0) {\n    added = h + x\n    h' = 0.5 * added\n    yield h'\n  }\n}",
    },
  },
};
