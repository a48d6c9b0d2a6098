/** Optimizers that see the sides of maps: sides of several axes, of one position, maps from labels, squares, families, states along twins. */
import { assert, suite } from "../harness.ts";
import { describe, disagreements } from "./agree.ts";
import { compileSpec } from "./compile-spec.ts";

const test = suite("updates by the sides of maps");

const specOf = (optimizer: string): string => `weft 1
axis label  = 7
axis seq    = 5
axis embed  = 6
axis head   = 2
axis key    = 3
axis wide   = 11
axis one    = 1
axis expert = 2

optimizer decorrelated[into, out](rate, beta = 0.5, strength = 0.1) {
  axis other like into
  state common: [other, into] = 0
  state count: real = 0
  common'    = beta * common + (1 - beta) * gradient @[out] gradient[into as other]
  count'     = count + sum[into, out](gradient^2)
  parameter' = parameter - rate * (gradient - strength * common' @[other] gradient[into as other]) / (1 + count')
}

layer Block(x: [seq, embed]) -> [seq, embed] {
  param W_h:         embed -> head, key ~ normal(0, 0.5)
  param W_o:         head, key -> embed ~ normal(0, 0.5)
  param W_s:         embed -> embed     ~ normal(0, 0.5)
  param W_x[expert]: embed -> wide      ~ normal(0, 0.5)
  param W_w:         wide -> embed      ~ normal(0, 0.5)
  return W_w(mean[expert](sin(W_x(x + W_s(tanh(W_o(W_h(x))))))))
}

model M(tokens: [seq] in label) -> [seq] {
  param W_e: label -> embed ~ normal(0, 0.5)
  param W_1: embed -> one   ~ normal(0, 0.5)
  param W_2: one -> wide    ~ normal(0, 0.5)
  param shift: [wide] = 0
  use blocks = Block * 2
  return sum[wide](sin(W_2(W_1(blocks(W_e(tokens)))) + shift))
}

data records = module("./records.ts") {
  tokens: [seq] in label
  y: [seq]
}

train on records {
  loss = mean[batch](mean[seq]((M(tokens) - y)^2))
  minimize loss except **.shift with ${optimizer}
  minimize loss over **.shift with adam(rate = 0.01)
  batch = 4
  steps = 4
SETTINGS}
`;

/** The software GPU takes minutes for the many kernels of muon, so that it has a small training of its own below. */
const on = ["cpu", "cpu, exact"] as const;

const optimizers = {
  muon: "muon(rate = 0.01, decay = 0.1)",
  adafactor: "adafactor(rate = 0.01)",
  "products over a side": "decorrelated(rate = 0.1)",
};

const settings = {
  plain: "  clip = 0.5\n",
  "in parts": "  accumulate = 2\n",
  private: "  private = gaussian(clip = 1.0, noise = 0.5)\n",
};

for (const [name, optimizer] of Object.entries(optimizers))
  for (const [way, lines] of Object.entries(settings))
    test(`${name}, ${way}`, async () => {
      const spec = compileSpec("sides.weft", specOf(optimizer).replace("SETTINGS", lines));
      const found = await disagreements(spec, 4, { on, entry: ({ kind }) => kind === "train" });
      assert.is(describe(found), "");
    });

test("a small training on the GPU", async () => {
  const spec = compileSpec(
    "small.weft",
    `weft 1
axis a = 3
axis b = 5
model M(x: [a]) -> [b] {
  param W: a -> b ~ xavier
  return sin(W(x))
}
data records = module("./records.ts") {
  x: [a]
}
train on records {
  loss = mean[batch, b](M(x)^4)
  minimize loss with muon(rate = 0.01)
  minimize loss with adafactor(rate = 0.01)
  batch = 4
  steps = 4
}`,
  );
  const found = await disagreements(spec, 4, { on: ["webgpu"], entry: ({ kind }) => kind === "train" });
  assert.is(describe(found), "");
});
