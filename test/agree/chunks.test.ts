/** Arenas that are split: every kernel then binds the chunks that its values lie in, or parts of them. */
import { verifyPlan } from "../../compiler/5-schedule/verify.ts";
import type { ModelPlan, PlanDispatch } from "../../runtime/plan.ts";
import { assert, suite } from "../harness.ts";
import { disagreements } from "./agree.ts";
import { compileSpec, readSpec } from "./compile-spec.ts";

const test = suite("arenas in chunks");

const small = { vocab: "30", seq: "12", embed: "16", head: "2", hidden: "96" };

const chunk = 4608;

function bindsPartsOf(model: ModelPlan, { kernel: name, offsets }: PlanDispatch): boolean {
  const views = model.kernels.find((kernel) => kernel.name === name)?.views ?? [];
  const bound = views.map(
    ({ arena, binding }, at) => `${arena} ${Math.floor((offsets[at] ?? 0) / model.chunk)}: ${binding}`,
  );
  const chunks = [...new Set(bound)].map((text) => text.split(":")[0]);
  return new Set(chunks).size < chunks.length;
}

test(`minimal in chunks of ${chunk} elements`, async () => {
  const path = "specs/minimal.weft";
  const spec = compileSpec(path, readSpec(path), { set: small, vocabularies: { vocab: 30 }, chunk });
  verifyPlan(spec.plan);
  const { model } = spec.plan;
  assert.is(model.chunk, chunk);
  assert.ok(model.arenas.parameters > chunk, "the parameters are in two chunks");
  const bindings = model.kernels.flatMap(({ views }) => views.map(({ binding }) => binding));
  assert.ok(Math.max(...bindings) >= 4, "a kernel binds two chunks of one arena");
  assert.ok(Math.max(...bindings) < 8, "no kernel binds more than eight");
  assert.ok(
    model.entries.some(({ dispatches }) => dispatches.some((dispatch) => bindsPartsOf(model, dispatch))),
    "a dispatch binds two parts of one chunk",
  );
  assert.equal(await disagreements(spec, 5), []);
});

/** Each layer reads more values than a device binds, and they lie in other chunks in each. */
test("a kernel that its dispatches bind in several ways", async () => {
  const text = `weft 1
axis embed = 64
layer Mix(x: [embed]) -> [embed] {
  param W: embed -> embed ~ xavier
  param a, b, c, d, e, f, g, h, i: [embed] ~ normal(0, 1)
  return tanh(W(x) * a + b * c + d * sin(e) - f * g + h * i)
}
model M(x: [embed]) -> [embed] {
  use mix = Mix * 5
  return mix(x)
}
`;
  const spec = compileSpec("mix.weft", text, { chunk: 4224 });
  const names = spec.plan.kernels.map(({ name }) => name);
  assert.ok(names.includes("M_mix_2_2") && names.includes("M_mix_2_3"), names.join(" "));
  assert.equal(await disagreements(spec, 5, { on: ["cpu", "webgpu"], runs: 4 }), []);
});

test("a value larger than a chunk has the chunks grow", () => {
  const path = "specs/minimal.weft";
  const spec = compileSpec(path, readSpec(path), { set: small, vocabularies: { vocab: 30 }, chunk: 64 });
  const largest = Math.max(...spec.plan.model.parameters.map(({ count }) => count));
  assert.ok(spec.plan.model.chunk >= largest);
  verifyPlan(spec.plan);
});
