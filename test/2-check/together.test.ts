/** Two mistakes that have nothing to do with each other are both told in one run, and no third: every pair of a list. */
import { assert, suite } from "../harness.ts";
import { checkText, told } from "./checked.ts";

const test = suite("mistakes beside others");

const good = `weft 1
axis vocab = { a, b, c, d }
axis seq <= 8
axis src like seq
axis embed = 8
axis latent = 4
axis head = 2
axis key = |embed| / |head|
axis hidden = 16

layer Attention(x: [seq, embed]) -> [seq, embed] {
  param W_q, W_k, W_v: embed -> head, key ~ xavier
  param W_p: head, key -> embed ~ xavier
  q = W_q(x)
  k = W_k(x)[seq as src]
  v = W_v(x)[seq as src]
  A = softmax[src where src <= seq](q @[key] k / sqrt(|key|))
  return W_p(A @[src] v)
}

layer Feed(x: [embed]) -> [embed] {
  use up = Linear[embed, hidden]
  use down = Linear[hidden, embed]
  h = relu(up(x))
  return down(h)
}

layer Gauss(x: [embed]) -> (mu: [latent], logvar: [latent]) {
  use a = Linear[embed, latent]
  use b = Linear[embed, latent]
  return a(x), b(x)
}

model LM(tokens: [seq] in vocab) -> [seq, vocab] causal in seq {
  param W: vocab -> embed ~ normal(0, 0.02)
  use attention = Attention
  use feed = Feed
  use gauss = Gauss
  x = W(tokens)
  mu, logvar = gauss(x)
  y = x + attention(x)
  z = y + feed(y)
  s = sum[latent](mu + logvar)
  return W.transposed(z) + s
}

data corpus = text("corpus.txt") {
  tokens: [seq] in vocab
  next: [seq] in vocab = tokens shifted 1
}

train on corpus {
  logits = LM(tokens)
  loss = mean[batch, seq](cross_entropy[vocab](logits, next))
  minimize loss
  report perplexity = exp(loss)
  optimizer = adam(rate = 1e-3)
  batch = 4
  steps = 10
}

generate write(prompt: [seq] in vocab, temperature: real = 0.8) {
  grow text: [seq] in vocab from prompt {
    logits = LM(text)
    yield sample[vocab](logits[seq = last], temperature = temperature)
  } until text[seq = last] == "d"
}
`;

/** What is written in the place of what, and the one code that is told of it. */
const mistakes: readonly (readonly [string, string, string])[] = [
  ["layer Feed(x: [embed])", "layer Feed(x: [embd])", "W0201"],
  ["axis key = |embed|", "axis key = |embedd|", "W0201"],
  ["|embed| / |head|", "|embed| / 3", "W0502"],
  ["k = W_k(x)[seq as src]", "k = W_k(x)", "W0202"],
  ["v = W_v(x)[", "v = W_w(x)[", "W0301"],
  ["src where src <= seq", "src where src >= seq", "W0605"],
  ["W_p: head, key -> embed ~ xavier", "W_p: head, key -> embed ~ xavir", "W0609"],
  ["sqrt(|key|)", "sqrt(|key|, 2)", "W0406"],
  ["h = relu(up(x))", "h = relu(up(x)", "W0104"],
  ["return a(x), b(x)", "return a(x), x", "W0220"],
  ["use feed = Feed", "use feed = Fead", "W0301"],
  ["x = W(tokens)", "x == W(tokens)", "W0110"],
  ["mu, logvar = gauss(x)", "mu, logvar, more = gauss(x)", "W0409"],
  ["  mu, logvar = gauss(x)", "  mu = gauss(x)", "W0409"],
  ["s = sum[latent](mu", "s = sum[hidden](mu", "W0202"],
  ['text("corpus.txt")', 'txt("corpus.txt")', "W0706"],
  ["train on corpus", "train on corpse", "W0301"],
  ["logits = LM(tokens)\n  loss", "logits = LM(token)\n  loss", "W0301"],
  ["loss = mean[batch, seq](", "loss = mean[batch](", "W0701"],
  ["cross_entropy[vocab](logits,", "cross_entropy[vocab](softmax[vocab](logits),", "W0906"],
  ["optimizer = adam(", "optimizer = adan(", "W0709"],
  ["  batch = 4", "  batch_size = 4", "W0703"],
  ['== "d"', '== "e"', "W0404"],
];

/** What breaks a promise is not told of a layer whose axes are wrong, since that may be the reason. */
const isOneLayer = (a: string, b: string): boolean => a === "W0202" && b === "W0605";

function toldOf(text: string): readonly string[] {
  return told(text, checkText(text)).map((line) => line.replace(/ \d+:\d+ /, " "));
}

function withEdit(text: string, [from, to]: readonly [string, string, string]): string {
  assert.ok(text.includes(from), from);
  return text.replace(from, to);
}

const alone = mistakes.map((mistake) => toldOf(withEdit(good, mistake)));

test("the program is right, and each mistake alone is told once", () => {
  assert.equal(toldOf(good), []);
  assert.equal(
    alone.map((lines) => lines.map((line) => line.slice(0, 5)).join()),
    mistakes.map(([, , code]) => code),
  );
});

for (const [at, first] of mistakes.entries()) {
  test(`${first[1].trim()}, beside each of the others`, () => {
    for (const [place, second] of mistakes.entries()) {
      if (place <= at || isOneLayer(first[2], second[2])) continue;
      const once = withEdit(good, first);
      if (!once.includes(second[0])) continue;
      const both = toldOf(once.replace(second[0], second[1]));
      const wanted = [...(alone[at] ?? []), ...(alone[place] ?? [])];
      assert.equal([...both].sort(), wanted.sort(), `beside ${second[1]}`);
    }
  });
}
