import type { Messages } from "./message.ts";
import { either } from "./message.ts";

export interface WarningFacts {
  W0901: { name: string };
  W0902: { what: string; name: string };
  W0903: { name: string };
  W0905: { name: string };
  W0906: Record<string, never>;
  W0907: { name: string; results: readonly string[] };
  W0908: { axis: string };
  W0909: { model: string; axis: string };
  W0910: { axis: string };
  W0911: { name: string };
  W0912: { summed: string; normalised: string };
  W0913: { axis: string; twin: string };
  W0914: { size: string; summed: string };
  W0915: { target: string; of: string; model: string; axis: string };
  W0916: { generator: string; value: string; reason: string };
  W0917: { divisor: string };
  W0919: { name: string };
  W0920: { reason: string };
  W0921: { axis: string; last: string; numbers: string };
  W0918: { name: string; whole: string; before: string; after: string };
}

const trained = (loss: string) => `  minimize ${loss}
  optimizer = sgd(rate = 0.1)
  batch = 8
  steps = 10
}`;

const quantiles = (loss: string) => `axis n = 4
axis level = { 0.1, 0.5, 0.9 }
layer Weigh(miss: [n, level]) -> [n, level] {
  return ${loss}
}`;

const classify = (scores: string) => `axis a = 4
axis label = { ham, spam }
model Scores(x: [a]) -> [label] {
  param W: a -> label ~ xavier
  return W(x)
}
data mails = module("./mails.ts") {
  x: [a]
  y: in label
}
train on mails {
${trained(`mean[batch](cross_entropy[label](${scores}, y))`)}`;

const noisy = (noise: string) => `axis vocab = { a, b, c, d }
axis seq <= 8
axis src like seq
axis embed = 5
model Next(tokens: [seq] in vocab) -> [seq, vocab] causal in seq {
  param W_e: vocab -> embed ~ xavier
  param W_o: embed -> vocab ~ xavier
  x = W_e(tokens)${noise}
  a = softmax[src where src <= seq](x @[embed] x[seq as src])
  return W_o(a @[src] x[seq as src])
}
generate write(prompt: [seq] in vocab) {
  grow text: [seq] in vocab from prompt {
    yield argmax[vocab](Next(text)[seq = last])
  }
}`;

const encode = (names: string) => `axis a = 4
model Encode(x: [a]) -> (mu: [a], logvar: [a]) {
  return x, 2 * x
}
model Sample(x: [a]) -> [a] {
  ${names} = Encode(x)
  return mu + exp(logvar / 2)
}`;

const grow = (promise: string) => `axis seq <= 8
axis vocab = bytes
model Next(tokens: [seq] in vocab) -> [seq, vocab]${promise} {
  param W: vocab -> vocab ~ xavier
  return W(tokens)
}
generate write(prompt: [seq] in vocab) {
  grow text: [seq] in vocab from prompt {
    yield argmax[vocab](Next(text)[seq = last])
  }
}`;

const padded = (loss: string) => `axis seq <= 8
model Square(x: [seq]) -> [seq] {
  param w: real = 1
  return (w * x)^2
}
data sounds = module("./sounds.ts") {
  x: [seq]
}
train on sounds {
${trained(loss)}`;

const copying = (target: string) => `axis seq <= 8
axis vocab = bytes
model Next(tokens: [seq] in vocab) -> [seq, vocab] {
  param W: vocab -> vocab ~ xavier
  return W(tokens)
}
data book = text("book.txt") {
  tokens: [seq] in vocab
  next:   [seq] in vocab = tokens shifted 1
}
train on book {
${trained(`mean[batch, seq](cross_entropy[vocab](Next(tokens), ${target}))`)}`;

const attend = (axis: string) => `axis seq <= 8
axis src like seq
axis key = 4
model Attend(x: [seq, key]) -> [${axis === "seq" ? "src" : "seq"}, key] {
  a = softmax[src](x @[key] x[seq as src])
  return a @[${axis}] x${axis === "seq" ? "" : "[seq as src]"}
}`;

const nextOf = (weights: string) => `axis seq <= 8
axis src like seq
axis vocab = bytes
model Next(tokens: [seq] in vocab) -> [seq, vocab] {
  param W: vocab -> vocab ~ xavier
  x = W(tokens)
  a = ${weights}(x @[vocab] x[seq as src])
  return a @[src] x[seq as src]
}
data book = text("book.txt") {
  tokens: [seq] in vocab
  next:   [seq] in vocab = tokens shifted 1
}
train on book {
${trained("mean[batch, seq](cross_entropy[vocab](Next(tokens), next))")}`;

const scanning = (body: string) => `axis time <= 8
model Smooth(x: [time]) -> [time] {
  return scan[time](h: real = 0) {
    ${body}
  }
}`;

const shifting = (tables: string, whole: string) => `axis source <= 8
axis target <= 8
axis whole = source ++ target
axis embed = 4
model Both(s: [source, embed], t: [target, embed]) -> [whole, embed] {
  ${tables}
  return ${whole}
}`;

export const warningMessages: Messages<WarningFacts> = {
  W0901: {
    severity: "warning",
    title: "a name that hides one of the library",
    message: ({ name }) => `\`${name}\` hides the library's`,
    explain: {
      meaning: "A file may have its own version of what the library has; then that is used in the file.",
      wrong: "fn relu(x) = maximum(x, 0.1 * x)",
      right: "fn leaky(x) = maximum(x, 0.1 * x)",
    },
  },
  W0902: {
    severity: "warning",
    title: "something that is never used",
    message: ({ what, name }) => `the ${what} \`${name}\` is never used`,
    explain: {
      meaning: "A parameter that no formula uses is never trained; often a name was mistyped.",
      wrong: "axis a = 4\nmodel Shift(x: [a]) -> [a] {\n  param b: [a] = 0\n  return x\n}",
      right: "axis a = 4\nmodel Shift(x: [a]) -> [a] {\n  param b: [a] = 0\n  return x + b\n}",
    },
  },
  W0903: {
    severity: "warning",
    title: "an axis that is never used",
    message: ({ name }) => `the axis \`${name}\` is never used`,
    explain: {
      meaning: "No type, size and formula names this axis.",
      wrong: "axis a = 4\naxis b = 5\nmodel Sum(x: [a]) -> real {\n  return sum[a](x)\n}",
      right: "axis a = 4\nmodel Sum(x: [a]) -> real {\n  return sum[a](x)\n}",
    },
  },
  W0905: {
    severity: "warning",
    title: "a parameter that gets no gradient",
    message: ({ name }) => `\`${name}\` is used, but no gradient gets to it, so it is never trained`,
    explain: {
      meaning: "Behind `stop`, in an index and in a condition nothing is learnt.",
      wrong: classify("stop(Scores(x))"),
      right: classify("Scores(x)"),
    },
  },
  W0906: {
    severity: "warning",
    title: "a softmax fed to `cross_entropy`",
    message: () => "`cross_entropy` takes logits and applies softmax itself; this has been through softmax",
    explain: {
      meaning: "Softmax twice makes gradients small and training slow.",
      wrong: classify("softmax[label](Scores(x))"),
      right: classify("Scores(x)"),
    },
  },
  W0907: {
    severity: "warning",
    title: "results that look swapped",
    message: ({ name, results }) =>
      `\`${name}\` is the name of another result; they come as ${either(results, "and")}`,
    explain: {
      meaning: "Several results are taken by their places, not by their names.",
      wrong: encode("logvar, mu"),
      right: encode("mu, logvar"),
    },
  },
  W0908: {
    severity: "warning",
    title: "a condition that says nothing about its axis",
    message: ({ axis }) => `this condition is the same at every position of \`${axis}\``,
    explain: {
      meaning: "`[axis where …]` lets some positions in; a condition without the axis lets in all or none.",
      wrong: "axis a = 4\naxis b = 5\nmodel Total(x: [a, b]) -> [b] {\n  return sum[a where b > 2](x)\n}",
      right: "axis a = 4\naxis b = 5\nmodel Total(x: [a, b]) -> [b] {\n  return sum[a where a > 2](x)\n}",
    },
  },
  W0909: {
    severity: "warning",
    title: "a growing model without its promise",
    message: ({ model, axis }) =>
      `\`${model}\` grows a text, but does not promise to be causal in \`${axis}\``,
    notes: ({ model, axis }) => [
      `\`model ${model}(…) -> … causal in ${axis}\` proves that earlier positions can be kept`,
    ],
    explain: {
      meaning:
        "A text grows by one position at a time. Of a model that is causal along it earlier positions can be kept: the promise is checked.",
      wrong: grow(""),
      right: grow(" causal in seq"),
    },
  },
  W0910: {
    severity: "warning",
    title: "a reduction that counts padding",
    message: ({ axis }) => `this counts the padding along \`${axis}\` too`,
    notes: ({ axis }) => [
      `\`[${axis} where x.present]\` leaves it out, \`[${axis} where true]\` says that it is meant`,
    ],
    explain: {
      meaning: "Records are padded to the bound of their axis. What is real is known as `x.present`.",
      wrong: padded("mean[batch, seq](Square(x))"),
      right: padded("mean[batch, seq where x.present](Square(x))"),
    },
  },
  W0911: {
    severity: "warning",
    title: "a prediction that sees its own target",
    message: ({ name }) => `the model is given what it is to predict, as \`${name}\``,
    explain: {
      meaning:
        "A model that reads its target learns to copy it. Mostly the next position is meant: `tokens shifted 1`.",
      wrong: copying("tokens"),
      right: copying("next"),
    },
  },
  W0912: {
    severity: "warning",
    title: "weights normalised over one axis and summed over another",
    message: ({ summed, normalised }) =>
      `the weights sum to 1 over \`${normalised}\`, but are summed over \`${summed}\``,
    explain: {
      meaning: "A weighted mean sums over the axis along which its weights were normalised.",
      wrong: attend("seq"),
      right: attend("src"),
    },
  },
  W0913: {
    severity: "warning",
    title: "an axis along which only positions vary",
    message: ({ axis, twin }) =>
      `along \`${axis}\` only positions vary here; what is reduced has \`${twin}\` in its place`,
    notes: ({ axis, twin }) => [`\`[${twin} as ${axis}]\` renames it`],
    explain: {
      meaning:
        "A condition such as `src <= seq` brings in an axis that the data doesn't have, so that the same is added again and again. Mostly a rename was forgotten.",
      wrong:
        "axis seq <= 8\naxis src like seq\nmodel Before(x: [seq]) -> [seq] causal in seq {\n  return sum[src](where(src <= seq, x, 0))\n}",
      right:
        "axis seq <= 8\naxis src like seq\nmodel Before(x: [seq]) -> [seq] causal in seq {\n  return sum[src](where(src <= seq, x[seq as src], 0))\n}",
    },
  },
  W0914: {
    severity: "warning",
    title: "a sum that is scaled by the size of another axis",
    message: ({ size, summed }) =>
      `this divides by the size of \`${size}\` what is summed over \`${summed}\``,
    explain: {
      meaning: "The scale of a sum of products follows from the axis that is summed over.",
      wrong:
        "axis a = 4\naxis b = 5\nmodel Score(x: [a, b], y: [a, b]) -> [b] {\n  return x @[a] y / sqrt(|b|)\n}",
      right:
        "axis a = 4\naxis b = 5\nmodel Score(x: [a, b], y: [a, b]) -> [b] {\n  return x @[a] y / sqrt(|a|)\n}",
    },
  },
  W0915: {
    severity: "warning",
    title: "a next position that the model may read",
    message: ({ target, of, model, axis }) =>
      `\`${model}\` is to predict \`${target}\`, which is \`${of}\` shifted, but may read \`${of}\` at later positions of \`${axis}\``,
    notes: ({ model, axis }) => [`\`${model}(…) -> … causal in ${axis}\` proves that it doesn't`],
    explain: {
      meaning:
        "What predicts the next position must not see it. A model that is causal along the axis can't.",
      wrong: nextOf("softmax[src]"),
      right: nextOf("softmax[src where src <= seq]"),
    },
  },
  W0916: {
    severity: "warning",
    title: "a text that is evaluated afresh for each position",
    message: ({ generator, value, reason }) =>
      `\`${generator}\` evaluates the whole text for each position: \`${value}\` ${reason}`,
    notes: () => ["what is said of an earlier position must not depend on later ones, to be kept"],
    explain: {
      meaning:
        "A text grows by one position at a time, and what later positions read of earlier ones is kept. Where a longer text would change it, all of it is evaluated again. Building tells so, since it takes the graph.",
      wrong: noisy(" + normal[seq, embed](0, 0.1)"),
      right: noisy(""),
    },
  },
  W0917: {
    severity: "warning",
    title: "a comment that reads as a division",
    message: ({ divisor }) => `\`//\` begins a comment, so nothing is divided by \`${divisor}\``,
    notes: () => ["a whole division is written `div`; a comment stands two blanks after the code"],
    explain: {
      meaning: "`//` divides in other languages. Here the rest of the line is a comment.",
      wrong:
        "axis embed = 8\nconst half = 7 // 2\nmodel Scale(x: [embed]) -> [embed] {\n  return half * x\n}",
      right:
        "axis embed = 8\nconst half = 7 div 2\nmodel Scale(x: [embed]) -> [embed] {\n  return half * x\n}",
    },
  },
  W0918: {
    severity: "warning",
    title: "a table along an axis whose parts shift",
    message: ({ name, whole, before, after }) =>
      `\`${name}\` is by position of \`${whole}\`, where \`${after}\` begins after \`${before}\`, however long that is`,
    notes: ({ before, whole }) => [
      `in training \`${before}\` is padded to its bound, at inference it is as long as it is: tables of the parts don't shift, \`concat[${whole}](x + a, y + b)\``,
    ],
    explain: {
      meaning:
        "A parameter along `whole = source ++ target` has a value for each position of the two together. Where `source` is bounded, the same position of `target` has now one value and now another.",
      wrong: shifting("param place: [whole, embed] = 0", "concat[whole](s, t) + place"),
      right: shifting(
        "param a: [source, embed] = 0\n  param b: [target, embed] = 0",
        "concat[whole](s + a, t + b)",
      ),
    },
  },
  W0919: {
    severity: "warning",
    title: "a carried value that never changes",
    message: ({ name }) => `\`${name}\` is carried along, but never gets a next value`,
    explain: {
      meaning:
        "A scan carries a value from position to position: `h' = …` says what it is at the next one. Without the prime the name is bound anew, and the next position begins with the old value.",
      wrong: scanning("h = 0.5 * h + x\n    yield h"),
      right: scanning("h' = 0.5 * h + x\n    yield h'"),
    },
  },
  W0920: {
    severity: "warning",
    title: "data that aren't here, or lack a field",
    message: ({ reason }) => reason,
    explain: {
      meaning:
        "`weft check` looks whether the files are there that a spec names, and whether their first record has the fields; what a package of npm has isn't fetched. A spec may be checked where its data isn't: training and building need it.",
      wrong:
        '// points.csv lies beside the spec\naxis a = 4\ndata points = csv("point.csv") {\n  x: [a]\n}\nlayer Same(x: [a]) -> [a] {\n  return x\n}',
      right:
        '// points.csv lies beside the spec\naxis a = 4\ndata points = csv("points.csv") {\n  x: [a]\n}\nlayer Same(x: [a]) -> [a] {\n  return x\n}',
    },
  },
  W0921: {
    severity: "warning",
    title: "positions in place of the numbers that are their labels",
    message: ({ axis, last }) =>
      `\`${axis}\` stands for the positions from 0 to ${last} here, not for the numbers that are their labels`,
    notes: ({ axis, numbers }) => [
      `the numbers are \`stack[${axis}](${numbers})\`; a label is named by a text, as in \`${axis} == "…"\``,
    ],
    explain: {
      meaning:
        "The name of an axis is its positions, from 0 on, whatever their labels are. Only an index of it is compared by label: `x[level = 0.5]`, `which == 0.5`.",
      wrong: quantiles("level * miss"),
      right: quantiles('stack[level]("0.1": 0.1, "0.5": 0.5, "0.9": 0.9) * miss'),
    },
  },
};
