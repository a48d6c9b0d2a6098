/** A small spec with a text and a package of it, made in this process, for the tests of what is written. */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { readTexts } from "../../compiler/cli/package-root.ts";
import { compile } from "../../compiler/compile.ts";
import { textTokenizers, type Tokenizers } from "../../compiler/facts.ts";
import { emitPackage } from "../../compiler/6-emit/emit.ts";
import type { EmitOptions } from "../../compiler/6-emit/options.ts";
import { encodeWeights, trainedText } from "../../runtime/checkpoint/checkpoint.ts";
import { initialParameters, initialStates } from "../../runtime/parameters.ts";
import { encodeSafetensors } from "../../runtime/checkpoint/safetensors.ts";

export const smallSpec = `weft 1

/// Which letter follows which: a small \`model\`, for tests.
axis vocab = bytes
axis seq <= 8
axis mood = { calm, wild }
axis embed = 8

model Next(tokens: [seq] in vocab) -> [seq, vocab] {
  param E: vocab -> embed ~ normal(0, 0.2)
  use out = Linear[embed, vocab]
  h = tanh(E(tokens))
  expose h
  return out(h)
}

model Mood(tokens: [seq] in vocab) -> in mood {
  param W: vocab -> mood ~ normal(0, 0.2)
  return argmax[mood](mean[seq](W(tokens)))
}

data letters = text("letters.txt") {
  tokens: [seq] in vocab
  next:   [seq] in vocab = tokens shifted 1
}

train on letters {
  loss = mean[batch, seq](cross_entropy[vocab](Next(tokens), next))
  minimize loss
  report perplexity = exp(loss)
  optimizer = adam(rate = 3e-2)
  batch = 4
  steps = 30
  evaluate every 10
}

generate write(prompt: [seq] in vocab, temperature: real = 0.5, length: int = 12) {
  grow text: [seq] in vocab from prompt window 8 {
    yield sample[vocab](Next(text)[seq = last], temperature = temperature, top_k = 4)
  }
}

generate ramble(length: int = 5) {
  grow text: [seq] in vocab from "a" window 8 {
    yield argmax[vocab](Next(text)[seq = last])
  }
}

generate feel(tokens: [seq] in vocab) {
  return Mood(tokens)
}
`;

const text = "abcabdabeabf".repeat(60);

/** What the command would pass to `emitPackage`, and the plan; of the small spec unless another is given. */
export function compileSmall(
  specText = smallSpec,
  tokenizers: Tokenizers = new Map([["vocab", { kind: "bytes", special: [] }]]),
) {
  const spec = { name: "specs/small.weft", text: specText };
  const files = readTexts("compiler/std", "std/", ".weft");
  const compiled = compile(spec, files, { set: {}, tokenizers, hash: "0123456789abcdef", after: "schedule" });
  const { model, plan, tree } = compiled;
  if (model === undefined || plan === undefined) throw new Error(JSON.stringify(compiled.diagnostics));
  const options: EmitOptions = {
    spec,
    tree,
    runtime: readTexts("runtime", "", ".ts"),
    tokenizers: `${JSON.stringify(textTokenizers(tokenizers))}\n`,
  };
  return { model, plan, options };
}

/** The same with weights: the spec's own parameters with another seed, as 30 steps may have left them. */
export function withWeights({ model, plan, options }: ReturnType<typeof compileSmall>) {
  const origin = { training: "train", step: 30 };
  const parameters = initialParameters(plan.model, 99);
  const checkpoint = { parameters, states: initialStates(plan.model), progress: { ...origin, seed: 99 } };
  const weights = { file: encodeWeights(plan.model, checkpoint, false), trained: trainedText(origin) };
  const shipped = { ...plan, model: { ...plan.model, weights: origin } };
  return { model, plan: shipped, options: { ...options, weights }, parameters };
}

/** The package's files, with its column. */
export async function smallPackage({
  model,
  plan,
  options,
}: ReturnType<typeof compileSmall>): Promise<Readonly<Record<string, string | Uint8Array>>> {
  const values = { shape: [text.length], data: Int32Array.from(new TextEncoder().encode(text)) };
  const column = encodeSafetensors({ tensors: new Map([["values", values]]), metadata: {} });
  return { ...(await emitPackage(model, plan, options)), "data/letters.tokens.bin": column };
}

export function writeFiles(folder: string, files: Readonly<Record<string, string | Uint8Array>>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
}
