import typescript from "typescript";
import { printModuleText } from "../../compiler/6-emit/module/module-text.ts";
import { nameResults } from "../../runtime/infer/infer.ts";
import { createTensor } from "../../runtime/tensor.ts";
import { compileSpec } from "../agree/compile-spec.ts";
import { openMachine } from "../agree/device.ts";
import { assert, suite } from "../harness.ts";

const test = suite("names in mod.ts");

const spec = `weft 1

/// What ends a comment elsewhere, */, doesn't here.
axis __proto__ = { u, v }
axis seq <= 4
axis vocab = bytes
model NAME(x: [__proto__]) -> (__proto__: real, rest: [__proto__]) {
  param w: [__proto__] = 1
  return sum[__proto__](w * x), x
}
model __proto__(x: [seq] in vocab) -> [seq, vocab] causal in seq {
  param E: vocab -> vocab ~ xavier
  return E(x)
}
data rows = jsonl("rows.jsonl") {
  x: [__proto__]
}
train __proto__ on rows {
  y, rest = NAME(x)
  minimize mean[batch](y^2)
  optimizer = sgd(rate = 0.1)
  batch = 2
  steps = 1
}
generate write(prompt: [seq] in vocab) {
  grow text: [seq] in vocab from prompt {
    yield argmax[vocab](__proto__(text)[seq = last])
  }
}
`;
const { compiled, plan } = compileSpec("names.weft", spec, { vocabularies: { vocab: 7 } });

/** The text of mod.ts of the spec under this name. */
function moduleText(name: string): string {
  const { tree, model } = compiled;
  if (model === undefined) throw new Error("it doesn't check");
  const called = { ...plan, model: { ...plan.model, name } };
  return printModuleText({
    spec: { name: `${name}.weft`, text: spec },
    tree,
    model,
    plan: called,
    runtime: {},
  });
}

test("models and trainings may be called anything", () => {
  const text = moduleText("names");
  const { diagnostics = [] } = typescript.transpileModule(text, { reportDiagnostics: true });
  assert.equal(
    diagnostics.map(({ messageText }) => messageText),
    [],
  );
  assert.match(text, `made.infer("NAME", inputs)`);
  for (const call of [`made.infer("__proto__", inputs)`, `made.train("__proto__", options)`])
    assert.ok(text.split("\n").some((line) => line.includes(`["__proto__"]: (`) && line.includes(call)));
});

test("no interface is called as a type that mod.ts uses", () => {
  const file = typescript.createSourceFile(
    "mod.ts",
    moduleText("names"),
    typescript.ScriptTarget.ES2023,
    true,
  );
  const types = new Set<string>();
  const visit = (node: typescript.Node): void => {
    if (typescript.isIdentifier(node) && /^[A-Z]/.test(node.text)) types.add(node.text);
    node.forEachChild(visit);
  };
  visit(file);
  // The spec's own, and those that stand for others in one type alone.
  for (const own of ["Names", "NAME", "Event", "Reports", "Data", "Axes", "Position", "Results", "Inputs"])
    types.delete(own);
  assert.ok(types.size > 20);
  for (const name of types) assert.match(moduleText(name), `export interface Typed${name} extends`);
});

test("a result may be called anything", async () => {
  const entry = plan.model.entries.find(({ name }) => name === "NAME");
  const machine = await openMachine(plan, "cpu");
  const one = createTensor([], [], "real", Float32Array.of(3), new Map());
  const rest = createTensor(["__proto__"], [2], "real", Float32Array.of(1, 2), new Map());
  const results = nameResults(machine, entry?.outputs ?? [], [one, rest]);
  assert.equal(Object.entries(results), [
    ["__proto__", 3],
    ["rest", rest],
  ]);
});
