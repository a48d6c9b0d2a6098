/** Random generators: of the random models that grow texts, with windows, beams, ends, sources, and labels that are drawn. */
import { growingSpec, labels } from "../../fuzz/spec/growing.ts";
import { choices } from "../../fuzz/spec/seeded.ts";
import { pick, type Choose } from "../../fuzz/spec/writing.ts";

/** Layers of the library that read the past. */
const library: readonly (readonly [string, string])[] = [
  ["LSTM[seq, embed, embed]", ""],
  ["GRU[seq, embed, embed]", ""],
  ["CausalSelfAttention[seq, embed, head, key]", "axis head = 2"],
  ["GroupedQueryAttention[seq, embed, group, share, key]", "axis group = 2\naxis share = 2"],
];

const ends: readonly string[] = [
  'text[seq = last] == "e"',
  '(text[seq = last] == "e" or text[seq = last] == "d")',
  '(text[seq = last] == "c" and text[seq = last - 1 else 0] == text[seq = 0])',
  '(sum[seq](text == "a") > 3)',
  "|seq| % 5 == 0",
  "any[seq where seq > 1](text == text[seq = last] and seq < |seq| - 3)",
];

function nextOf(choose: Choose): string {
  const logits = pick(choose, ["logits", "logits", "logits + 0.3 * one_hot[vocab](text[seq = 0])"]);
  const options = [
    "temperature = temperature",
    "temperature",
    `temperature = temperature, top_k = ${1 + choose(5)}`,
    `top_p = 0.${1 + choose(9)}`,
    `temperature = ${pick(choose, ["0", "-1", "0.5", "2"])}, top_k = 3, top_p = 0.8`,
  ];
  const drawn = `sample[vocab](${logits}, ${pick(choose, options)})`;
  return pick(choose, [
    `argmax[vocab](${logits})`,
    `argmax[vocab](${logits})`,
    `sample[vocab](${logits})`,
    drawn,
    drawn,
    `where(text[seq = last] == "b", argmax[vocab](logits), ${drawn})`,
    `sample[vocab where vocab != text[seq = last]](${logits}, ${pick(choose, options)})`,
    `argmax[vocab where vocab != text[seq = last]](${logits})`,
  ]);
}

/** What is known of another input, as logits. */
const looks: readonly string[] = [
  "mean[from where source.present](E(source))",
  "E(source)[from = last]",
  "softmax[from](E(source) @[embed] E(source)[from = 0]) @[from] E(source)",
  "max[from](E(source)) + min[from](E(source))",
  "scan[from](h: [embed] = 0) {\n    h' = tanh(0.5 * h + E(source))\n    yield h'\n  }[from = last]",
];

/** Where noise is drawn: for all positions alike, for each of its own, and beside the model. */
const noises: readonly (readonly [string, string])[] = [
  ["v0 = W(text)", "v0 = W(text) + normal[embed](0, 0.5)"],
  ["v0 = W(text)", "v0 = W(text) + normal[seq, embed](0, 0.5)"],
  ["v0 = W(text)", "v0 = W(text) * uniform(0.5, 1.5)"],
  ["v0 = W(text)", "v0 = dropout(W(text), 0.5)"],
  ["M(text)[seq = last]", "normal[vocab](M(text)[seq = last], 0.5)"],
  ["M(text)[seq = last]", "M(text)[seq = last] + 0.5 * uniform[vocab]()"],
];

export interface GrowingSpec {
  readonly text: string;
  readonly beam: number;
  readonly window: number;
  readonly takesSource: boolean;
  readonly beginsWithLabel: boolean;
}

/** The same for the same seed. */
export function growingCaseSpec(seed: number): GrowingSpec {
  const choose = choices(seed);
  const beam = choose(4) === 0 ? 2 + choose(2) : 0;
  const window = choose(3) === 0 ? 1 + choose(14) : 0;
  const clause = `${window > 0 ? `window ${window} ` : ""}${beam > 0 ? `beam ${beam} ` : ""}`;
  const next =
    beam > 0 ? pick(choose, ["logits", "2 * logits", "log_softmax[vocab](logits)"]) : nextOf(choose);
  let text = growingSpec(choose, { formulas: 1 + choose(4), ahead: choose(4) === 0, clause, next });
  if (choose(2) === 0) text = text.replace(/\n {2}\}\n\}\n$/, `\n  } until ${pick(choose, ends)}\n}\n`);
  const takesSource = choose(3) === 0;
  const beginsWithLabel = choose(4) === 0;
  const options = "temperature: real = 0.8, length: int = 14";
  const prompt = beginsWithLabel ? "" : "prompt: [seq] in vocab, ";
  const source = takesSource ? "source: [from] in vocab, " : "";
  text = text.replace(/generate write\(.*\) \{/, `generate write(${prompt}${source}${options}) {`);
  if (beginsWithLabel) text = text.replace("from prompt", `from "${pick(choose, labels)}"`);
  if (takesSource) {
    const look = `  param E: vocab -> embed ~ normal(0, 1)\n  param O: embed -> vocab ~ normal(0, 1)\n  return O(${pick(choose, looks)})`;
    text = text
      .replace("axis embed", "axis from <= 6\naxis embed")
      .replace(
        "\ngenerate write",
        `\nmodel Look(source: [from] in vocab) -> [vocab] {\n${look}\n}\ngenerate write`,
      );
    text =
      choose(2) === 0
        ? text.replace("M(text)[seq = last]", "M(text)[seq = last] + Look(source)")
        : text
            .replace(/\n {2}grow/, "\n  seen = Look(source)\n  grow")
            .replace("M(text)[seq = last]", "M(text)[seq = last] + seen");
  }
  if (choose(3) === 0) {
    const [layer, axes] = pick(choose, library);
    text = text
      .replace("axis embed", `${axes}\naxis embed`)
      .replace(
        "  param O: embed -> vocab ~ normal(0, 1.5)",
        `  param O: embed -> vocab ~ normal(0, 1.5)\n  use past = ${layer}`,
      )
      .replace(/ {2}return O\((.*)\)\n\}\ngen|  return O\((.*)\)\n\}\nmodel/, (whole) =>
        whole.replace("return O(", "return O(past(v0) + "),
      );
  }
  if (choose(4) === 0) {
    const [at, noisy] = pick(choose, noises);
    text = text.replace(at, noisy);
  }
  return { text, beam, window, takesSource, beginsWithLabel };
}
