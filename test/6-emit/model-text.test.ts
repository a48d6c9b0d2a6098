import { join } from "node:path";
import { fileURLToPath } from "node:url";
import typescript from "typescript";
import { printModelText } from "../../compiler/6-emit/module/model-text.ts";
import type { ModelPlan, PlanAxis } from "../../runtime/plan.ts";
import { compileSpec, readSpec } from "../agree/compile-spec.ts";
import { assert, suite } from "../harness.ts";

const test = suite("model.ts says what the plan says");
const root = fileURLToPath(new URL("../..", import.meta.url));
const vocabularies = { vocab: 7 };

for (const path of ["specs/gpt.weft", "specs/llama.weft", "test/bench/specs/lstm.weft"])
  test(path, async () => {
    const { plan } = compileSpec(path, readSpec(join(root, path)), { vocabularies });
    const { outputText } = typescript.transpileModule(printModelText(plan), {
      compilerOptions: { target: typescript.ScriptTarget.ES2023, module: typescript.ModuleKind.ESNext },
    });
    const written: { readonly model: ModelPlan } = await import(
      `data:text/javascript,${encodeURIComponent(outputText)}`
    );
    assert.equal(JSON.parse(JSON.stringify(written.model)), JSON.parse(JSON.stringify(plan.model)));
  });

test("names that every object knows are properties as others are", () => {
  const { plan } = compileSpec(
    "names.weft",
    `weft 1
axis toString = { a, b }
axis __proto__ = { u, v }
model Sums(x: [toString, __proto__]) -> [__proto__] {
  return sum[toString](x)
}`,
  );
  const text = printModelText(plan);
  for (const name of ["toString", "__proto__"]) assert.match(text, `["${name}" as string]: { kind: "labels"`);
});

test("the samples a second of a sound are those of the data", () => {
  const { plan } = compileSpec(
    "sound.weft",
    `weft 1
axis time <= 8
data sounds = audio("*.wav", rate = 4000) { wave: [time] }
model Level(sound: [time]) -> real {
  param gain: [] = 1
  return gain * sum[time](sound)
}
train on sounds {
  minimize mean[batch](Level(wave)^2)
  optimizer = sgd(rate = 0.1)
  batch = 1
  steps = 1
}`,
  );
  assert.match(printModelText(plan), "rates: [4000]");
});

test("a twin's positions are called as those of its axis", () => {
  const { plan } = compileSpec(
    "twins.weft",
    `weft 1
axis tag = { noun, verb }
axis to like tag
model Best(x: [tag]) -> (all: [to], first: in to) {
  y = 2 * x[tag as to]
  return y, argmax[to](y)
}`,
  );
  const vocabularyOf = (axis: PlanAxis | undefined): unknown =>
    plan.model.vocabularies[axis?.vocabulary ?? ""];
  const labels = { kind: "labels", labels: ["noun", "verb"] };
  const [all, first] = plan.model.entries[0]?.outputs ?? [];
  assert.equal(vocabularyOf(all?.axes[1]), labels);
  assert.equal(vocabularyOf(first?.indexes), labels);
});
