/** What a package's README and page offer: what the spec has, and no more. */
import { emitPackage } from "../../compiler/6-emit/emit.ts";
import { compileSpec } from "../agree/compile-spec.ts";
import { assert, suite } from "../harness.ts";

const test = suite("a package offers what there is");

async function filesOf(body: string): Promise<(path: string) => string | undefined> {
  const spec = { name: "walk.weft", text: `weft 1\n${body}` };
  const { compiled, plan } = compileSpec(spec.name, spec.text);
  const { model, tree } = compiled;
  if (model === undefined) throw new Error("no model");
  const files = await emitPackage(model, plan, { tree, spec, runtime: {}, scripts: false });
  return (path) => (path in files ? String(files[path]) : undefined);
}

for (const [axis, given] of [
  ["6", "[0]"],
  ["{ calm, wild }", '["calm"]'],
] as const)
  test(`a text begins as its axis has labels: ${axis}`, async () => {
    const textOf = await filesOf(`axis vocab = ${axis}
axis seq <= 4
model Next(tokens: [seq] in vocab) -> [seq, vocab] causal in seq {
  param W: vocab -> vocab ~ xavier
  return W(tokens)
}
generate write(prompt: [seq] in vocab) {
  grow text: [seq] in vocab from prompt {
    yield argmax[vocab](Next(text)[seq = last])
  }
}
`);
    const readme = textOf("README.md") ?? "";
    assert.match(readme, `model.run.write({ prompt: ${given} })`);
    assert.match(readme, `generate.ts '${given}'`);
  });

test("models alone: how they run, no training and no page", async () => {
  const textOf = await filesOf(`axis a = 5
model Double(x: [a], by: real = 2) -> [a] {
  return by * x
}
`);
  const readme = textOf("README.md") ?? "";
  assert.match(readme, /^deno run -A generate\.ts Double X +# Double$/m);
  assert.match(readme, "it is `node generate.js` and so on");
  assert.not.match(readme, /train|serve\.ts|## Parameters/);
  const names = ["index.html", "page.ts", "page-worker.ts", "serve.ts", "train.ts", "generate.ts"];
  assert.equal(
    names.filter((name) => textOf(name) !== undefined),
    ["generate.ts"],
  );
});

test("a generator alone: a page without training, a README without layers", async () => {
  const textOf = await filesOf(`axis a = 5
generate dream() {
  return normal[a](0, 1)
}
`);
  const page = textOf("index.html") ?? "";
  assert.match(page, /<button id="start" hidden>/);
  assert.match(page, /<label hidden>Open /);
  assert.match(page, /<button id="generate">/);
  assert.not.match(textOf("README.md") ?? "", /## (Layers|Parameters)/);
});
