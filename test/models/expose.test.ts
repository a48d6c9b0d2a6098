/** What a page's worker asks of a model when a text has grown: of a built package, in Node. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { buildCommand } from "../../compiler/cli/commands/build.ts";
import type { LoadOptions, Model } from "../../runtime/mod.ts";
import type { Reading } from "../../runtime/called.ts";
import type { ModelPlan } from "../../runtime/plan.ts";
import { exposeResults, exposeText } from "../../runtime/page/expose.ts";
import type { ExposedText } from "../../runtime/page/messages.ts";
import { assert, suite } from "../harness.ts";

const test = suite("what models expose over a text");

const spec = `weft 1
axis english = words("english.txt", 20)
axis chinese = characters("chinese.txt", special = "[START]")
axis from  <= 6
axis from2 like from
axis to    <= 4
axis embed = 8
model Encode(source: [from] in english) -> [from, embed] {
  param W: english -> embed ~ normal(0, 1)
  x = W(source)
  own = softmax[from2](x @[embed] x[from as from2])
  near = max[from2](own)
  expose own
  expose near
  return x
}
model Decode(target: [to] in chinese, memory: [from, embed], keep: [from] bool) -> [to, chinese] causal in to {
  param W_q: chinese -> embed ~ normal(0, 1)
  param W_o: embed -> chinese ~ normal(0, 1)
  seen = softmax[from where keep](W_q(target) @[embed] memory)
  expose seen
  return W_o(seen @[from] memory)
}
generate look(source: [from] in english) {
  return mean[from](Encode(source))
}
generate write(source: [from] in english) {
  memory = Encode(source)
  grow text: [to] in chinese from "[START]" window 2 {
    yield sample[chinese](Decode(text, memory, source.present)[to = last])
  }
}
`;

const readings: readonly Reading[] = [
  { model: "Encode", inputs: { source: { kind: "given", name: "source" } } },
  {
    model: "Decode",
    inputs: {
      target: { kind: "given", name: "text" },
      memory: { kind: "result", model: "Encode", name: "result" },
      keep: { kind: "present", name: "source" },
    },
  },
];

interface Package {
  readonly loadModel: (options: LoadOptions) => Promise<Model>;
}

const folder = mkdtempSync(join(tmpdir(), "weft-expose-"));
writeFileSync(join(folder, "english.txt"), "I like green tea\n");
writeFileSync(join(folder, "chinese.txt"), "我喜欢绿茶\n");
writeFileSync(join(folder, "write.weft"), spec);
await buildCommand(join(folder, "write.weft"), { out: join(folder, "out"), set: [] });
const urlOf = (path: string): string => pathToFileURL(join(folder, "out", path)).href;
const { loadModel } = (await import(urlOf("mod.js"))) as Package;
const { model: plan } = (await import(urlOf("model.js"))) as { readonly model: ModelPlan };
const model = await loadModel({ backend: "cpu", threads: 1, seed: 3 });
rmSync(folder, { recursive: true });

async function expose(source: string, grown: readonly number[]): Promise<ExposedText | undefined> {
  return exposeText(model, { plan, readings: { write: readings } }, "write", { source }, grown);
}

/** `name [axis size labels, …]` */
function shapesOf(text: ExposedText | undefined): readonly string[] {
  return (text?.values ?? []).map(({ name, axes }) => {
    const shape = axes.map((axis) => `${axis.name} ${axis.size} ${(axis.labels ?? []).join(" ")}`);
    return `${name} [${shape.join(", ")}]`;
  });
}

test("a text and its source: the tokens of both, of twins, too", async () => {
  const labels = model.vocabularies.get("chinese")?.labels ?? [];
  const text = await expose("green tea I", [labels.indexOf("绿"), labels.indexOf("茶")]);
  assert.equal(shapesOf(text), [
    "own [from 3 green tea I, from2 3 green tea I]",
    "near [from 3 green tea I]",
    "seen [from 3 green tea I, to 3 [START] 绿 茶]",
  ]);
  assert.ok(text?.values.every(({ axes }) => axes.every(({ isText }) => isText)));
  const seen = text?.values[2]?.data ?? [];
  for (const column of [0, 1, 2]) {
    const sum = [0, 1, 2].reduce((total, row) => total + (seen[row * 3 + column] ?? NaN), 0);
    assert.ok(Math.abs(sum - 1) < 1e-6, `position ${column} sees ${sum} of its source`);
  }
});

test("the end of a text that is longer than the model reads", async () => {
  const text = await expose("tea", [1, 2, 3, 4, 5, 1]);
  assert.is(text?.shown, 4);
  assert.is(text?.length, 7);
  const labels = model.vocabularies.get("chinese")?.labels ?? [];
  assert.equal(
    text?.values[2]?.axes[1]?.labels,
    [3, 4, 5, 1].map((number) => labels[number]),
  );
});

test("what a generator that grows nothing returns and exposes", async () => {
  const given = { source: "I like" };
  const results = await model.run("look", given);
  const text = exposeResults(model, { plan, readings: { look: [] } }, "look", given, results);
  const exposed = ["own [from 2 I like, from2 2 I like]", "near [from 2 I like]"];
  assert.equal(shapesOf(text), ["result [embed 8 ]", ...exposed]);
});

test("nothing of a generator that isn't read, and the numbers of a text as it grows", async () => {
  assert.is(await exposeText(model, { plan, readings: {} }, "write", { source: "tea" }, []), undefined);
  const numbers: number[] = [];
  let written = "";
  const grown = (number: number): void => void numbers.push(number);
  for await (const piece of model.generate("write", { source: "tea" }, { seed: 1, grown })) {
    written += piece;
    if (numbers.length === 6) break;
  }
  // A model that nobody trained begins anew in the middle of a text.
  const { special } = model.vocabularies.get("chinese") ?? {};
  const seen = numbers.filter((number) => special?.has(number) !== true);
  assert.ok(seen.length < numbers.length, "a special label is made");
  assert.is(written, model.decode("chinese", seen));
});
