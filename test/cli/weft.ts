/** Runs the command `weft` as a user of a checkout does: in Deno. That of the npm package, in Node, is test/cli/pack.test.ts. */
import { spawn, type ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";
import { denoExecutable } from "../../compiler/cli/deno.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
export const sourceCommand = [denoExecutable(), "run", "-A", `${root}compiler/cli.ts`];

export interface Ended {
  readonly code: number | null;
  readonly output: string;
  readonly errors: string;
}

/** A small language model on `tales.txt`, which `tales` writes: it trains in seconds. */
export const smallSpec = `weft 1
/// Guesses the next character.
axis vocab = characters("tales.txt")
axis seq   <= 8
axis src   like seq
axis embed = 8

model Small(tokens: [seq] in vocab) -> [seq, vocab] causal in seq {
  param W_e: vocab -> embed ~ normal(0, 0.1)
  param W_o: embed -> vocab ~ xavier
  x = W_e(tokens)
  A = softmax[src where src <= seq](x @[embed] x[seq as src])
  return W_o(x + A @[src] x[seq as src])
}

data tales = text("tales.txt") {
  tokens: [seq] in vocab
  next:   [seq] in vocab = tokens shifted 1
}

train on tales {
  loss = mean[batch, seq](cross_entropy[vocab](Small(tokens), next))
  minimize loss
  report perplexity = exp(loss)
  optimizer = adam(rate = 1e-2)
  batch = 4
  steps = 30
}

generate write(prompt: [seq] in vocab, temperature: real = 1, length: int = 5) {
  grow text: [seq] in vocab from prompt window 8 {
    yield sample[vocab](Small(text)[seq = last], temperature = temperature)
  }
}
`;

export const tales = "the fox met the hare by the river and they went home\n".repeat(40);

/** Starts it in `folder`; `command` is the program and its first words, where it isn't the sources'. */
export function startWeft(
  words: readonly string[],
  folder: string,
  command: readonly string[] = sourceCommand,
): { readonly child: ChildProcess; readonly ended: Promise<Ended> } {
  const [program = "", ...first] = command;
  const env = { ...process.env, NO_COLOR: "1" };
  const child = spawn(program, [...first, ...words], { cwd: folder, env, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  let errors = "";
  child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (errors += chunk.toString()));
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, output, errors }));
  });
  return { child, ended };
}

export function runWeft(
  words: readonly string[],
  folder: string,
  command: readonly string[] = sourceCommand,
): Promise<Ended> {
  return startWeft(words, folder, command).ended;
}
