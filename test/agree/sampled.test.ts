import { assert, suite } from "../harness.ts";
import { compileSpec, readSpec } from "./compile-spec.ts";
import { compareKernels } from "./sampled.ts";

const test = suite("every kernel at full size, at 200 sampled positions of what it makes");

const sampling = { samples: 200, on: "cpu", runs: 1, entry: () => true } as const;

function minimal(vocab: number, set: Readonly<Record<string, string>>) {
  return compileSpec("minimal.weft", readSpec("specs/minimal.weft"), { vocabularies: { vocab }, set });
}

test("minimal with its vocabulary of 10,000, on the CPU", async () => {
  const spec = minimal(10_000, {});
  const { wrong, compared, left } = await compareKernels(spec, 1, sampling);
  assert.is(wrong.join("\n"), "");
  // What runs in a loop, or adds a row to what is kept: test/5-schedule/strips, test/3-graph/grow and test/language/sampling compare these.
  assert.equal([...left].sort(), [
    "LanguageModel_W_k",
    "LanguageModel_W_k_extendAll",
    "next_found",
    "next_found_extendAll",
    "next_found_extendAll_2",
    "next_step",
    "next_step_extendAll",
  ]);
  assert.is(compared.size + left.size, spec.plan.kernels.length);
});

test("a kernel that reads a place beside is named", async () => {
  const spec = minimal(30, { embed: "16", hidden: "32" });
  const [entry, ...others] = spec.plan.model.entries;
  const [first, second, ...rest] = entry?.dispatches ?? [];
  if (entry === undefined || first === undefined || second === undefined) throw new Error("no dispatches");
  const beside = { ...second, offsets: second.offsets.map((offset, at) => (at === 0 ? offset + 4 : offset)) };
  const model = {
    ...spec.plan.model,
    entries: [{ ...entry, dispatches: [first, beside, ...rest] }, ...others],
  };
  const { wrong } = await compareKernels({ ...spec, plan: { ...spec.plan, model } }, 1, sampling);
  assert.ok(wrong.length > 0);
  assert.equal([...new Set(wrong.map((line) => line.split(":")[0]))], [second.kernel]);
});

test("products that are made from blocks in workgroup memory, and their gradients, on WebGPU", async () => {
  const text = `weft 1
axis row   = 1024
axis inner = 512
axis outer = 1024

layer Product(x: [row, inner]) -> [row, outer] {
  param W: inner -> outer ~ normal(0, 0.1)
  return W(x)
}

model Both(x: [row, inner]) -> [row, outer] {
  param V: inner -> inner ~ normal(0, 0.1)
  use product = Product
  return product(tanh(V(x)))
}

data pairs = module("./pairs.ts") {
  x: [row, inner]
  y: [row, outer]
}

train on pairs {
  minimize sum[batch, row, outer]((Both(x) - y)^2)
  optimizer = sgd(rate = 0.1)
  batch = 1
  steps = 1
}
`;
  const spec = compileSpec("product.weft", text);
  const isTraining = ({ kind }: { readonly kind: string }): boolean => kind === "train";
  const staged = spec.plan.kernels.filter(({ explanation }) => / a workgroup, /.test(explanation.schedule));
  const { wrong, compared } = await compareKernels(spec, 1, { ...sampling, on: "webgpu", entry: isTraining });
  assert.is(staged.filter(({ name }) => compared.has(name)).length, 4);
  assert.is(wrong.join("\n"), "");
});
