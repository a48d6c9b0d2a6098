import { printWasm } from "../../compiler/6-emit/wasm/wasm.ts";
import { verifyPlan } from "../../compiler/5-schedule/verify.ts";
import type { Plan } from "../../compiler/5-schedule/plan.ts";
import { compileSpec } from "../agree/compile-spec.ts";
import { assert, suite } from "../harness.ts";

const test = suite("blocks that come again");

const text = `weft 1
axis vocab  = characters("texts.txt")
axis seq    <= 16
axis embed  = 8
axis hidden = 64
const depth = 3

layer Block(x: [embed]) -> [embed] {
  param W_up:   embed -> hidden ~ xavier
  param W_down: hidden -> embed ~ xavier
  h = gelu(W_up(x))
  return x + W_down(h)
}

model Deep(tokens: [seq] in vocab) -> [seq, vocab] {
  param W_e: vocab -> embed ~ normal(0, 0.1)
  param W_o: embed -> vocab ~ xavier
  use blocks = Block * depth
  return W_o(blocks(W_e(tokens)))
}

data texts = text("texts.txt") {
  tokens: [seq] in vocab
  next:   [seq] in vocab = tokens shifted 1
}

train on texts {
  loss = mean[batch, seq](cross_entropy[vocab](Deep(tokens), next))
  minimize loss
  optimizer = adam(rate = 1e-2)
  batch = 16
  steps = 60
}
`;

/** With norms, biases, a norm for clipping, and dropout of what is added, so that no product reads the gradient of the sum itself. */
const noisy = text
  .replace(
    "h = gelu(W_up(x))",
    "param b: [hidden] = 0\n  use norm = LayerNorm[embed]\n  h = gelu(W_up(norm(x)) + b)",
  )
  .replace("embed  = 8", "embed  = 64")
  .replace("x + W_down(h)", "x + dropout(W_down(h), 0.1)")
  .replace("batch = 16", "clip  = 1.0\n  batch = 16");

function planOf(depth: number, chunk?: number, spec = text): Plan {
  const options = {
    vocabularies: { vocab: 12 },
    set: { depth: String(depth) },
    ...(chunk === undefined ? {} : { chunk }),
  };
  return compileSpec("deep.weft", spec, options).plan;
}

/** Names alone: a kernel's numbers of elements, such as those of all parameters together, follow the depth. */
const namesOf = ({ kernels }: Plan): readonly string[] => kernels.map(({ name }) => name).sort();

function moduleOf({ kernels, model }: Plan): Uint8Array<ArrayBuffer> {
  return printWasm(kernels, model.day, { relaxed: false, shared: false });
}

const whole = planOf(6);

test("add dispatches, and neither kernels nor code", () => {
  const [few, many] = [planOf(3), whole];
  assert.equal(namesOf(many), namesOf(few));
  // Sizes that follow the depth may take more bytes as numbers: one or two each time.
  assert.ok(moduleOf(many).length - moduleOf(few).length < 64);
  const dispatches = ({ model }: Plan): number =>
    model.entries.find(({ kind }) => kind === "train")?.dispatches.length ?? 0;
  const added = dispatches(many) - dispatches(few);
  assert.ok(added >= 3 * 5 && added % 3 === 0, `${added} dispatches for 3 blocks`);
});

test("also with dropout, each layer's with numbers of its own, and a norm of all gradients", () => {
  const [few, many] = [planOf(4, undefined, noisy), planOf(12, undefined, noisy)];
  assert.equal(namesOf(many), namesOf(few));
  assert.ok(moduleOf(many).length - moduleOf(few).length < 64);
  const step = many.model.entries.find(({ kind }) => kind === "train");
  const sites = new Set(step?.dispatches.flatMap((dispatch) => dispatch.sites ?? []));
  assert.is(sites.size, 12);
});

test("and kernels whose values lie in other chunks of memory each time are one, that binds each value", () => {
  const parted = planOf(6, 2 ** 14);
  verifyPlan(parted);
  assert.equal(namesOf(parted), namesOf(whole));
  const works = parted.model.entries.map(({ arenas }) => arenas.work);
  assert.ok(Math.max(...works) > parted.model.chunk, "values are in several chunks");
  const further = parted.kernels.filter(({ views }) => views.some(({ binding }) => binding >= 4));
  assert.ok(further.length > 0, "the chunks are small enough for kernels that need several");
});

test("what binds in several ways is one function of the module, under all its names", () => {
  const [first, ...others] = whole.kernels;
  if (first === undefined) throw new Error("no kernels");
  const twice = { ...whole, kernels: [first, { ...first, name: "again" }, ...others] };
  const bytes = moduleOf(twice);
  const names = WebAssembly.Module.exports(new WebAssembly.Module(bytes)).map(({ name }) => name);
  assert.equal(names.sort(), namesOf(twice));
  // An export is its name, the name's length, a kind, and a number.
  assert.ok(bytes.length - moduleOf(whole).length <= "again".length + 4);
});
