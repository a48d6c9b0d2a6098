/**
 * Random generators: a model of random formulas over a text, most of which read the past in one of the ways in which a past can be kept, and
 * some of which read ahead, so that the text has to be evaluated afresh.
 */
import { pick, type Choose } from "./writing.ts";

interface Text {
  readonly choose: Choose;
  readonly lines: string[];
  readonly parameters: string[];
  /** Names of values with the axes `[seq, embed]`. */
  readonly values: string[];
}

/** What the generator is asked for beside its formulas. */
export interface GrowingOptions {
  readonly formulas: number;
  /** Whether a formula may read later positions. */
  readonly ahead: boolean;
  /** What stands after the beginning: `window 4`, `beam 2`. */
  readonly clause?: string;
  /** The next label of `logits`, whose axes are `[vocab]`. */
  readonly next?: string;
}

export const labels: readonly string[] = ["a", "b", "c", "d", "e"];

function any({ choose, values }: Text): string {
  // Late values are deep ones.
  return choose(2) === 0 ? (values.at(-1) ?? "") : pick(choose, values);
}

function map(text: Text, type: string): string {
  const name = `W${text.parameters.length}`;
  text.parameters.push(`  param ${name}: ${type} ~ normal(0, 0.6)`);
  return name;
}

/** Which positions `src` a position `seq` sees: the past, in part or as a whole. */
function past({ choose }: Text): string {
  const whole = pick(choose, ["src <= seq", "src < seq", "seq >= src", "not (src > seq)", "src - seq < 1"]);
  const rest = pick(choose, [
    "",
    "",
    "",
    " and seq - src < 3",
    " and abs(seq - src) <= 2",
    " and src div 3 == seq div 3",
    " and (seq - src) % 2 == 0",
    ' and text[seq as src] != "b"',
    " and spread[seq](text[seq as src]) == text",
    " and (src == 0 or seq - src < 2)",
    " and src >= 1",
  ]);
  return whole + rest;
}

type Form = (text: Text) => string;

const attention: Form = (text) => {
  const [q, k, v] = [any(text), any(text), any(text)];
  const key = map(text, "embed -> key");
  const bias = pick(text.choose, ["", " - 0.3 * (seq - src)", " + 0.1 * src", " * cos(seq - src)"]);
  return `softmax[src where ${past(text)}](${key}(${q}) @[key] ${map(text, "embed -> key")}(${k})[seq as src]${bias}) @[src] ${v}[seq as src]`;
};

/** Sums over the past: of terms as they are, and of terms that fade or are weighed by what is known of the last position. */
const fold: Form = (text) => {
  const v = any(text);
  const inside = past(text);
  const term = `${v}[seq as src]`;
  return pick(text.choose, [
    `sum[src where ${inside}](${term}) / 3`,
    `mean[src where ${inside}](${term})`,
    `max[src where ${inside} else 0.5](${term})`,
    `min[src where ${inside} else 0](${term})`,
    `prod[src where ${inside}](1 + 0.1 * ${term})`,
    `sum[src where ${inside}](0.8^(seq - src) * ${term})`,
    `sum[src where ${inside}](exp(-0.4 * (seq - src)) * tanh(${term}))`,
    `sum[src where ${inside}](${any(text)} * ${term}) / 4`,
    `logsumexp[src where ${inside} else 0](${term})`,
    `${any(text)} * sum[src where ${inside}](where(text[seq as src] == "c", ${term}, 0))`,
  ]);
};

/** Attention without softmax: a matrix that is summed up. */
const linear: Form = (text) => {
  const v = any(text);
  const [q, k] = [map(text, "embed -> key"), map(text, "embed -> key")];
  const decay = pick(text.choose, ["", "0.9^(seq - src) * "]);
  const feature = `exp(0.3 * ${k}(${any(text)}))`;
  return pick(text.choose, [
    `${q}(${v}) @[key] sum[src where src <= seq](${decay}(${feature} * ${v})[seq as src])`,
    `${q}(${v}) @[key] cumsum[seq](${feature} * ${v})`,
    `(${q}(${v}) @[key] ${feature}[seq as src] * (src <= seq)) @[src] ${v}[seq as src]`,
  ]);
};

const scanned: Form = (text) => {
  const [v, w] = [any(text), any(text)];
  const next = pick(text.choose, [
    `0.7 * m + ${v}`,
    `tanh(${map(text, "embed -> embed")}(m) + ${v})`,
    `where(text == "b", m, 0.5 * m + ${v})`,
    `sigmoid(${w}) * m + (1 - sigmoid(${w})) * ${v}`,
  ]);
  const shown = pick(text.choose, ["m'", "m", "tanh(m' - m)"]);
  return `scan[seq](m: [embed] = ${pick(text.choose, ["0", "0.3"])}) {\n    m' = ${next}\n    yield ${shown}\n  }`;
};

const earlier: Form = (text) => {
  const v = any(text);
  return pick(text.choose, [
    `${v}[seq = seq - 1 else 0]`,
    `${v}[seq = seq - 3 else 0.2]`,
    `${map(text, "tap, embed -> embed")}(${v}[seq = seq - 2 * tap else 0])`,
    `${map(text, "tap, embed -> embed")}(${v}[seq = seq + tap - 1 else 0])`,
    `${v}[seq = 0] + ${any(text)}`,
    `${v}[seq = seq div 2 else 0]`,
    `${v}[seq = seq - seq % 3 else 0]`,
    `${v}[seq = index[seq](minimum(seq, seq * 0.5))]`,
    `cumsum[seq](${v}) / (seq + 1)`,
  ]);
};

const pointwise: Form = (text) => {
  const [v, w] = [any(text), any(text)];
  return pick(text.choose, [
    `tanh(${map(text, "embed -> embed")}(${v}))`,
    `${v} * sigmoid(${w})`,
    `where(text == "a", ${v}, ${w} + 0.1)`,
    `${v} * cos(0.5 * seq)`,
    `softmax[embed](${v} + ${w})`,
    `sort[embed](${v})`,
    `gelu(${v} - mean[embed](${w}))`,
  ]);
};

const ahead: Form = (text) => {
  const v = any(text);
  return pick(text.choose, [
    `${any(text)} - mean[seq](${v})`,
    `${v}[seq = |seq| - 1 - seq]`,
    `${v} / |seq|`,
    `${v} * ${any(text)}[seq = last]`,
    `${v}[seq = seq + 1 else 0]`,
    `softmax[src where src >= seq](${v} @[embed] ${any(text)}[seq as src]) @[src] ${v}[seq as src]`,
  ]);
};

/** The same for the same choices. */
export function growingSpec(choose: Choose, options: GrowingOptions): string {
  const text: Text = {
    choose,
    lines: [],
    parameters: ["  param W: vocab -> embed ~ normal(0, 0.8)"],
    values: [],
  };
  const bind = (formula: string): void => {
    const name = `v${text.values.length}`;
    text.lines.push(`  ${name} = ${formula}`);
    text.values.push(name);
  };
  const place = pick(choose, ["", " + P", " + 0.1 * seq"]);
  if (place === " + P") text.parameters.push("  param P: [seq, embed] ~ normal(0, 0.5)");
  bind(`W(text)${place}`);
  const forms = [attention, fold, fold, linear, scanned, earlier, earlier, pointwise];
  for (let made = 0; made < options.formulas; made++) bind(pick(choose, forms)(text));
  if (options.ahead) bind(ahead(text));
  bind(pick(choose, [fold, pointwise, attention])(text));
  // All formulas take part.
  const all = text.values.slice(1).join(" + ");
  return `weft 1
axis vocab = { ${labels.join(", ")} }
axis seq   <= 12
axis src   like seq
axis embed = 3
axis key   = 2
axis tap   = 2
model M(text: [seq] in vocab) -> [seq, vocab] {
${text.parameters.join("\n")}
  param O: embed -> vocab ~ normal(0, 1.5)
${text.lines.join("\n")}
  return O(${all})
}
generate write(prompt: [seq] in vocab, length: int = 14) {
  grow text: [seq] in vocab from prompt ${options.clause ?? ""}{
    logits = M(text)[seq = last]
    yield ${options.next ?? "argmax[vocab](logits)"}
  }
}
`;
}
