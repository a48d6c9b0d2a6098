/** What a package's README and page offer: what the spec has, and no more. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { denoExecutable } from "../../compiler/cli/deno.ts";
import { readTexts } from "../../compiler/cli/package-root.ts";
import { compile } from "../../compiler/compile.ts";
import { emitPackage } from "../../compiler/6-emit/emit.ts";
import type { EmitOptions } from "../../compiler/6-emit/options.ts";
import type { PlanTokenizer } from "../../runtime/plan.ts";
import { compileSpec, libraryFiles } from "../agree/compile-spec.ts";
import { assert, suite } from "../harness.ts";
import { writeFiles } from "./small.ts";

const test = suite("a package offers what there is");

async function filesOf(
  body: string,
  more: Partial<EmitOptions> = {},
): Promise<(path: string) => string | undefined> {
  const spec = { name: "walk.weft", text: `weft 1\n${body}` };
  const { compiled, plan } = compileSpec(spec.name, spec.text);
  const { model, tree } = compiled;
  if (model === undefined) throw new Error("no model");
  const files = await emitPackage(model, plan, { tree, spec, runtime: {}, scripts: false, ...more });
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

test("models alone: how they run, by the command and in a page, and no training", async () => {
  const textOf = await filesOf(`axis a = 5
model Double(x: [a], by: real = 2) -> [a] {
  return by * x
}
`);
  const readme = textOf("README.md") ?? "";
  assert.match(readme, /^deno run -A generate\.ts Double X +# Double$/m);
  assert.match(readme, "it is `node generate.js` and so on");
  assert.match(readme, /^deno run -A serve\.ts +# runs models in a browser$/m);
  assert.not.match(readme, /train|## Parameters/);
  assert.match(textOf("index.html") ?? "", "<option>Double</option>");
  assert.is(textOf("train.ts"), undefined);
});

test("models alone with weights: what they begin with, and nothing of trainings", async () => {
  const body = `axis a = 5
model Scale(x: [a]) -> [a] {
  param w: [a] = 1
  return w * x
}
`;
  const weights = { file: Uint8Array.of(7), trained: "trained elsewhere" };
  const textOf = await filesOf(body, { weights });
  const readme = textOf("README.md") ?? "";
  assert.match(readme, "\nIt begins with `weights.safetensors`, trained elsewhere: `load()` takes it.\n");
  assert.match(readme, /^deno run -A generate\.ts Scale X +# Scale, from its weights$/m);
  assert.match(readme, "put `kernels/` and `weights.safetensors` beside the bundle");
  assert.match(textOf("mod.ts") ?? "", "with weights.safetensors, trained elsewhere, or with a checkpoint's");
  assert.is(textOf("weights.safetensors"), "7");
  const without = await filesOf(body);
  for (const path of ["README.md", "mod.ts", "files.ts", "model.ts"])
    assert.not.match(without(path) ?? "weights", /weights/i);
});

const letters: PlanTokenizer = { kind: "characters", labels: ["[PAD]", "x", "y"], special: ["[PAD]"] };

test("models alone: an example that runs, with what each kind of input takes", async () => {
  const text = `weft 1
axis a = 5
axis row <= 4
axis column <= 6
axis seq <= 8
axis mood = { calm, wild }
axis vocab = characters("letters.txt", special = "[PAD]")
model Mixed(
  x: [a], table: [row, column], text: [seq] in vocab, keep: [seq] bool, moods: [row] in mood, now: in mood, scale: real, by: real = 2
) -> [a] {
  param E: vocab -> a ~ xavier
  param M: mood -> a ~ xavier
  return by * scale * x + sum[row, column](table) + sum[seq where keep](E(text)) + sum[row](M(moods)) + M(now)
}
`;
  const spec = { name: "mixed.weft", text };
  const tokenizers = new Map([["vocab", letters]]);
  const compiled = compile(spec, libraryFiles(), { set: {}, tokenizers, hash: "test", after: "schedule" });
  const { model, plan, tree } = compiled;
  if (model === undefined || plan === undefined) throw new Error(JSON.stringify(compiled.diagnostics));
  const files = await emitPackage(model, plan, {
    ...{ tree, spec, scripts: false, runtime: readTexts("runtime", "", ".ts") },
    tokenizers: JSON.stringify(Object.fromEntries(tokenizers)),
  });
  const [, program = ""] = /```ts\n(.*?)```/s.exec(String(files["README.md"])) ?? [];
  assert.match(program, `text: "xyx"`);
  assert.match(program, `moods: ["calm", "wild", "calm"], now: "calm", scale: 1 }`);
  const folder = mkdtempSync(join(tmpdir(), "weft-readme-"));
  writeFiles(folder, { ...files, "of-readme.ts": program });
  const given = ["run", "-A", "--check", "of-readme.ts"];
  const result = spawnSync(denoExecutable(), given, { cwd: folder, encoding: "utf8" });
  rmSync(folder, { recursive: true });
  assert.is(result.status, 0, result.stderr);
  assert.match(result.stdout, /axes: \[ "a" \]/);
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

test("what a generator that grows nothing calls exposes its values among its results", async () => {
  const body = translator("expose seen").replace(
    /generate write[^]*/,
    `generate look(source: [from] in letter, target: [to] in letter) {
  return Decode(target, Encode(source), source.present, 1)
}
`,
  );
  const textOf = await filesOf(body);
  assert.match(textOf("index.html") ?? "", /<section id="exposed" hidden>/);
  assert.match(textOf("page-worker.ts") ?? "", /= { look: \[\] };/);
});

test("no part of a page for exposed values where there are none, or where they can't be read from a text", async () => {
  const unreadable = translator("expose seen").replace("Decode(text,", 'Decode(text[to = to - 1 else "a"],');
  for (const body of [translator(""), unreadable]) {
    const textOf = await filesOf(body);
    assert.not.match(textOf("index.html") ?? "exposed", /exposed/);
    assert.not.match(textOf("page.css") ?? "exposed", /exposed|\.map/);
    assert.match(textOf("page-worker.ts") ?? "", "= {};");
  }
});
