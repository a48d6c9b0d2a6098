/** `weft init NAME`: a first spec that trains within a minute, with a text of its own. */
import { existsSync, rmSync } from "node:fs";
import { format } from "../../1-parse/format/format.ts";
import { parse } from "../../1-parse/parse.ts";
import { CommandError } from "../command-error.ts";
import { ownCommand } from "../own-command.ts";
import { writeWhole } from "../write-whole.ts";

/** Writes NAME.weft and NAME.txt into the current folder. Throws where one of them is there, or the name is none for a file. */
export function initCommand(name: string): void {
  const plain = name.replace(/\.weft$/, "");
  const files = firstFiles(plain);
  const present = Object.keys(files).find((path) => existsSync(path));
  if (present !== undefined) throw new CommandError(2, `${present} is there already: choose another name`);
  try {
    for (const [path, text] of Object.entries(files)) writeWhole(path, text);
  } catch (error) {
    // Of the two none is left: there is no other way to try again under this name.
    for (const path of Object.keys(files)) rmSync(path, { force: true });
    throw error;
  }
  const next = [
    ["check", "", "tells what is wrong with it"],
    ["train", "", "trains it, in about a minute on a CPU"],
    ["run", ' "One day the "', "lets it write"],
    ["serve", "", "shows its page, where it trains and writes in a browser"],
  ] as const;
  const commands = next.map(([name, given]) => `${ownCommand()} ${name} ${plain}.weft${given}`);
  const width = Math.max(...commands.map(({ length }) => length));
  const lines = next.map(([, , does], at) => `  ${commands[at]?.padEnd(width)}    ${does}\n`);
  process.stdout.write(
    `wrote ${plain}.weft, a small language model, and ${plain}.txt, what it learns from\n\n${lines.join("")}`,
  );
}

/** NAME.weft and what it learns from, by their names. Throws where the name is none for a file. */
export function firstFiles(name: string): Readonly<Record<string, string>> {
  if (!/^[\p{L}\p{N}_-]+$/u.test(name)) {
    throw new CommandError(2, `\`${name}\` is no name for a spec: letters, digits, - and _ make one`);
  }
  const data = `${name}.txt`;
  return { [data]: writeTales(20_000), [`${name}.weft`]: formatted(firstSpec(data)) };
}

/** The columns of its comments depend on the name of its data. */
function formatted(text: string): string {
  return format(parse({ name: "", text }, []), text);
}

function firstSpec(data: string): string {
  return `weft 1

/// A small GPT: it reads a text character by character and learns which one comes next.

// Axes: every tensor is a set of named axes, and every formula says which of them it works on.
axis vocab  = characters("${data}")  // one number a character of the text
axis seq    <= 64  // positions of a window, at most so many
axis src    like seq  // the same positions, as those that are looked at
axis embed  = 64
axis head   = 4
axis key    = |embed| / |head|
axis hidden = 4 * |embed|

layer Attention(x: [seq, embed]) -> [seq, embed] {
  param W_q, W_k, W_v: embed -> head, key ~ xavier
  param W_o:           head, key -> embed ~ xavier
  q = W_q(x)
  k = W_k(x)[seq as src]
  v = W_v(x)[seq as src]
  A = softmax[src where src <= seq](q @[key] k / sqrt(|key|))  // none looks ahead
  return W_o(A @[src] v)
}

layer Block(x: [seq, embed]) -> [seq, embed] {
  use norm1 = LayerNorm[embed]
  use attn  = Attention
  use norm2 = LayerNorm[embed]
  use up    = Linear[embed, hidden]
  use down  = Linear[hidden, embed]
  x = x + attn(norm1(x))
  return x + down(gelu(up(norm2(x))))
}

model Writer(tokens: [seq] in vocab) -> [seq, vocab] causal in seq {
  param W_e: vocab -> embed ~ normal(0, 0.1)
  param W_p: seq -> embed   ~ normal(0, 0.1)
  param W_o: embed -> vocab ~ xavier
  use blocks = Block * 2
  use norm   = LayerNorm[embed]
  return W_o(norm(blocks(W_e(tokens) + W_p(seq))))
}

data tales = text("${data}") {
  tokens: [seq] in vocab
  next:   [seq] in vocab = tokens shifted 1
}

train on tales {
  loss = mean[batch, seq](cross_entropy[vocab](Writer(tokens), next))
  minimize loss
  optimizer = adamw(rate = warmup_cosine(peak = 3e-3, warmup = 20, total = steps), decay = 0.01)
  batch     = 8
  steps     = 900
  clip      = 1.0
  evaluate every 150
}

generate write(prompt: [seq] in vocab, temperature: real = 0.5, length: int = 200) {
  grow text: [seq] in vocab from prompt window 32 {
    yield sample[vocab](Writer(text)[seq = last], temperature = temperature)
  }
}
`;
}

const who = ["fox", "hare", "owl", "bear", "wolf", "crow", "mouse", "goat", "otter", "badger"];
const how = ["old", "young", "hungry", "clever", "quiet", "tired", "proud", "small", "brave", "lazy"];
const place = ["river", "hill", "barn", "forest", "field", "bridge", "well", "village", "mill", "cave"];
const thing = ["an apple", "a fish", "a nut", "some bread", "a pear", "a root", "some corn", "a berry"];
const when = ["In the morning", "At night", "One day", "In winter", "After the rain", "Before dawn"];
const said = ["I am not afraid", "This is mine", "The winter is long", "We go home", "You are my friend"];

/** Short tales by a few rules, the same for everyone: enough order to be learnt in a minute, enough choice to be read. */
function writeTales(length: number): string {
  let state = 7;
  const pick = (list: readonly string[]): string => {
    // Park and Miller's congruence: its period is that of all its states.
    state = (state * 48271) % 2147483647;
    return list[state % list.length] ?? "";
  };
  const tales: string[] = [];
  for (let written = 0; written < length;) {
    const first = pick(who);
    const second = pick(who.filter((animal) => animal !== first));
    const there = pick(place);
    const food = pick(thing);
    const tale = [
      `${pick(when)} the ${pick(how)} ${first} went to the ${there}.`,
      pick([`There it met a ${pick(how)} ${second}.`, `By the ${there} sat a ${pick(how)} ${second}.`]),
      pick([`The ${second} had ${food}.`, `The ${second} was looking for ${food}.`]),
      `"${pick(said)}," said the ${pick([first, second])}.`,
      pick([
        "They shared it and were happy.",
        `The ${first} laughed and went home.`,
        `So the ${second} gave ${food} to the ${first}.`,
        `The ${first} ran back to the ${pick(place)}.`,
      ]),
    ];
    const text = tale.join(" ").replaceAll(" a old ", " an old ");
    tales.push(text);
    written += text.length + 1;
  }
  return `${tales.join("\n")}\n`;
}
