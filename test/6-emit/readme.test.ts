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

/** A reader of a source and a writer that looks at it; `exposed` is a statement of the writer. */
const translator = (exposed: string): string => `axis letter = { a, b, c }
axis from <= 4
axis to   <= 4
axis embed = 8
model Encode(source: [from] in letter) -> [from, embed] {
  param W: letter -> embed ~ xavier
  return W(source)
}
model Decode(target: [to] in letter, memory: [from, embed], keep: [from] bool, scale: real) -> [to, letter] causal in to {
  param W_q: letter -> embed ~ xavier
  param W_o: embed -> letter ~ xavier
  seen = softmax[from where keep](W_q(target) @[embed] memory * scale)
  ${exposed}
  return W_o(seen @[from] memory)
}
generate write(source: [from] in letter, strength: real = 1) {
  memory = Encode(source)
  grow text: [to] in letter from "a" {
    yield sample[letter](Decode(text, memory, source.present, strength)[to = last])
  }
}
`;

test("what a generator's models expose is shown on the page: how they are called with its text", async () => {
  const textOf = await filesOf(translator("expose seen"));
  assert.match(textOf("index.html") ?? "", /<section id="exposed" hidden>/);
  const worker = (textOf("page-worker.ts") ?? "").replaceAll(/\s+/g, " ");
  assert.match(worker, `{ model: "Encode", inputs: { source: { kind: "given", name: "source" } } },`);
  const inputs = [
    `target: { kind: "given", name: "text" }`,
    `memory: { kind: "result", model: "Encode", name: "result" }`,
    `keep: { kind: "present", name: "source" }`,
    `scale: { kind: "given", name: "strength" }`,
  ];
  assert.match(worker, `{ model: "Decode", inputs: { ${inputs.join(", ")}, }, },`);
});

test("no part of a page for exposed values where there are none, or where they can't be read from a text", async () => {
  const unreadable = translator("expose seen").replace("Decode(text,", 'Decode(text[to = to - 1 else "a"],');
  for (const body of [translator(""), unreadable]) {
    const textOf = await filesOf(body);
    assert.not.match(textOf("index.html") ?? "exposed", /exposed|\.map/);
    assert.not.match(textOf("page-worker.ts") ?? "readings", /readings/);
  }
});
