/** Which formula of the spec a kernel is shown with: what its reader finds in front of it, in the spec's words. */
import { printWgsl } from "../../../compiler/6-emit/wgsl/wgsl.ts";
import { compileSpec, readSpec } from "../../agree/compile-spec.ts";
import { assert, suite } from "../../harness.ts";

const test = suite("formulas of kernels");

const spec = `weft 1
axis t = 6
axis e = 4
axis hidden = 8

fn shrink[over](x: [over]) {
  size = sqrt(mean[over](x * x) + 1)
  return x / size
}

layer Inner(x: [e]) -> [e] {
  param W_up:   e -> hidden ~ xavier
  param W_down: hidden -> e ~ xavier
  h = gelu(W_up(shrink[e](x)))
  return W_down(h)
}

model M(x: [t, e]) -> [t, e] {
  use inner = Inner
  y = where(
    t > 0, // not the first
    inner(x),
    x
  )
  return softmax[e](y)
}

data points = csv("points.csv") {
  x: [t, e] real
}

train on points {
  loss = mean[batch, t, e]((M(x) -
    x)^2)
  minimize loss
  optimizer = sgd(rate = 0.1)
  batch = 2
  steps = 1
}
`;

/** Of each kernel of the training step `KERNEL: FORMULA  PLACE`. */
function shownIn(name: string, text: string): readonly string[] {
  const { plan } = compileSpec(name, text, { vocabularies: { vocab: 9 } });
  const at = plan.model.entries.findIndex(({ kind }) => kind === "train");
  const { dispatches } = plan.model.entries[at] ?? { dispatches: [] };
  const lines = plan.entries[at]?.dispatches.map(
    ({ formula }, index) => `${dispatches[index]?.kernel}: ${formula}  ${dispatches[index]?.source}`,
  );
  return [...new Set(lines)];
}

test("statements, what a function of the library computes for one, functions of the spec, gradients", () => {
  const shown = shownIn("inner.weft", spec);
  for (const line of [
    "inner_h_shrink: x / size  inner.weft:8",
    "inner_h_gelu: h = gelu(W_up(shrink[e](x)))  inner.weft:14",
    "M_y: y = where(t > 0, inner(x), x)  inner.weft:20",
    "inner_h_gelu_gradient: gradient of h = gelu(W_up(shrink[e](x)))  inner.weft:14",
    "inner_W_down_gradient: gradient of W_down(h)  inner.weft:15",
  ])
    assert.ok(shown.includes(line), `no \`${line}\` among\n${shown.join("\n")}`);
  assert.equal(
    shown.filter((line) => / std\/(activations|reductions)/.test(line)),
    [],
  );
});

test("of specs/gpt.weft all forward and backward kernels are shown with a line of the spec or of a layer", () => {
  const shown = shownIn("specs/gpt.weft", readSpec("specs/gpt.weft"));
  const elsewhere = shown.filter((line) => !/ (specs\/gpt|std\/(layers|optimizers))\.weft:\d+$/.test(line));
  assert.equal(
    elsewhere.map((line) => line.slice(0, line.indexOf(":"))),
    ["parameters_clip", "parameters_clip_total", "clip_factor"],
  );
  for (const line of [
    "attn_A: A = softmax[src where src <= seq](q @[key] k / sqrt(|key|))  specs/gpt.weft:21",
    "mlp_h_gelu: h = gelu(W_up(x))  specs/gpt.weft:29",
    "GPT_gradient: gradient of loss = mean[batch, seq](cross_entropy[vocab](GPT(tokens), next))  specs/gpt.weft:58",
  ])
    assert.ok(shown.includes(line), `no \`${line}\` among\n${shown.join("\n")}`);
});

test("a shader says all formulas that it is the kernel of, and of more than four how many are left", () => {
  const { plan } = compileSpec("specs/gpt.weft", readSpec("specs/gpt.weft"), { vocabularies: { vocab: 9 } });
  const headOf = (name: string): string => {
    const kernel = plan.kernels.find((one) => one.name === name);
    return (kernel === undefined ? "" : printWgsl(kernel, plan.model.day)).split("\n\n")[0] ?? "";
  };
  assert.match(
    headOf("attn_q"),
    /^\/\/ q = W_q\(x\) {42}specs\/gpt.weft:18\n\/\/ W_k\(x\) {46}specs\/gpt.weft:19\n\/\/ W_v\(x\) {46}specs\/gpt.weft:20\n/,
  );
});

test("a kernel of many formulas shows three, and how many are left", () => {
  const names = ["a", "b", "c", "d", "f"];
  const text = [
    "weft 1\naxis t = 6\naxis e = 32\naxis o = 32\nmodel M(x: [t, e]) -> [t, o] {",
    ...names.map((name) => `  param W_${name}: e -> o ~ xavier`),
    ...names.map((name) => `  ${name} = W_${name}(x)\n  expose ${name}`),
    "  return W_a(x)\n}\n",
  ].join("\n");
  const { plan } = compileSpec("many.weft", text);
  const heads = plan.kernels.map((kernel) => printWgsl(kernel, plan.model.day).split("\n\n")[0] ?? "");
  const [head = ""] = heads.filter((one) => one.includes("a = W_a(x)"));
  assert.match(head, /^\/\/ a = W_a\(x\) +many.weft:11\n/);
  assert.match(head, /\n\/\/ c = W_c\(x\) +many.weft:15\n\/\/ and 2 formulas more\n/);
  assert.not.match(head, "d = W_d");
});
