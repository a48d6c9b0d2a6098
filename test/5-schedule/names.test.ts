import { identifier } from "../../compiler/6-emit/names.ts";
import { printWgsl } from "../../compiler/6-emit/wgsl/wgsl.ts";
import { assert, suite } from "../harness.ts";
import { compileSpec, readSpec } from "../agree/compile-spec.ts";

const test = suite("names of kernels");

/** What a value is, and nothing of where it stands. */
const generic =
  /^(value|kernel|sum|total|product|ratio|difference|largest|smallest|chosen|real|whole)(_\d+)?$/;

function kernelsOf(name: string, set: Readonly<Record<string, string>>): readonly string[] {
  const { plan } = compileSpec(name, readSpec(`specs/${name}`), { set, vocabularies: { vocab: 9 } });
  return plan.kernels.map((kernel) => kernel.name);
}

test("values that no formula names are called after the formula they are made for", () => {
  const names = kernelsOf("gpt.weft", { embed: "8", seq: "6", depth: "2" });
  for (const name of [
    "attn_q_k",
    "attn_A_v",
    "mlp_h_gelu",
    "attn_A_gradient",
    "mlp_h_gelu_gradient",
    "loss_mean",
  ])
    assert.ok(names.includes(name), `no kernel ${name} among ${names.join(" ")}`);
});

test("what an entry has in another form ends with the entry's kind", () => {
  const names = kernelsOf("gpt.weft", { embed: "8", seq: "6", depth: "2" });
  for (const kind of ["evaluate", "infer", "extend"])
    assert.ok(names.includes(`attn_q_k_${kind}`), `no kernel attn_q_k_${kind} among ${names.join(" ")}`);
});

for (const name of ["minimal.weft", "llama.weft", "wavenet.weft", "recall.weft"])
  test(`${name}: no kernel is called after what a value is alone, and none like another`, () => {
    const names = kernelsOf(name, {});
    assert.is(names.filter((each) => generic.test(each)).join(" "), "");
    assert.is(new Set(names).size, names.length);
  });

test("an instance with the name of a function of WGSL, in entries that differ", () => {
  const text = `weft 1
axis t <= 4
axis e = 3
model M(x: [t, e]) -> [t, e] {
  use cross = Linear[e, e]
  return cross(cross(x))
}
data d = jsonl("d.jsonl") {
  x: [t, e]
}
train on d {
  minimize mean[batch, t, e where x.present](M(x)^2)
  optimizer = sgd(rate = 0.1)
  batch = 4
  steps = 2
}
`;
  const { plan } = compileSpec("cross.weft", text);
  const names = plan.kernels.map(({ name }) => name);
  assert.ok(
    names.some((name) => /^cross_(\w+)$/.test(name)),
    names.join(" "),
  );
  assert.equal(
    names.filter((name) => identifier(name) !== name),
    [],
  );
});

test("values with the names of what each kernel declares", () => {
  const text = `weft 1
axis t <= 4
axis e = 3
model M(x: [t, e]) -> [e] {
  param W: e -> e ~ xavier
  return mean[t](W(x))
}
data d = jsonl("d.jsonl") {
  x: [t, e]
}
train on d {
  lane  = sum[e](exp(M(x)))
  day   = mean[batch](lane^2)
  at    = sum[batch](lane)
  group = max[batch](lane)
  main  = min[batch](lane)
  minimize day
  report at
  report group
  report main
  optimizer = sgd(rate = 0.1)
  batch = 4
  steps = 2
}
`;
  const { plan } = compileSpec("kept.weft", text);
  const printed = plan.kernels.map((kernel) => [kernel.name, printWgsl(kernel, plan.model.day)] as const);
  const kept = printed.filter(([name]) => /^(lane|day|at|group|main)_?$/.test(name));
  assert.ok(kept.length > 1, printed.map(([name]) => name).join(" "));
  for (const [name, wgsl] of kept) {
    assert.match(name, /_$/);
    assert.match(wgsl, `fn ${name}(`);
  }
});
