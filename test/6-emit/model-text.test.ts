import { join } from "node:path";
import { fileURLToPath } from "node:url";
import typescript from "typescript";
import { printModelText } from "../../compiler/6-emit/model-text.ts";
import type { ModelPlan } from "../../runtime/plan.ts";
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
