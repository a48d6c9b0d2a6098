/** Which files `weft import` reads of a model in several, and what it tells of a vocabulary that a checkpoint has otherwise. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { decodeSafetensors } from "../../runtime/checkpoint/safetensors.ts";
import { assert, suite } from "../harness.ts";
import { withFiles } from "./files.ts";
import { foreignFile, type Foreign } from "./foreign-file.ts";
import { runWeft, type Ended } from "./weft.ts";

const test = suite("weft import of several files");

const spec = `weft 1
axis embed = 2

model Net(x: [embed]) -> [embed] {
  param W: embed -> embed ~ xavier
  param b: [embed] = 0
  param c: [embed] = 0
  return W(x) + b + c
}
`;

const reals = (...values: readonly number[]): Foreign => ({
  type: "F32",
  shape: values.length === 4 ? [2, 2] : [values.length],
  data: Float32Array.from(values),
});
const names = "Net.W = W [embed', embed]\nNet.b = b\nNet.c = c\n";
const parts = [{ W: reals(1, 2, 3, 4) }, { b: reals(5, 6) }, { c: reals(7, 8) }] as const;
const part = (at: number): string => `model-0000${at + 1}-of-00003.safetensors`;
const shards = Object.fromEntries(parts.map((tensors, at) => [`big/${part(at)}`, foreignFile(tensors)]));
const indexOf = (map: Readonly<Record<string, unknown>>): string =>
  JSON.stringify({ metadata: { total_size: 32 }, weight_map: map });
const index = { "big/model.safetensors.index.json": indexOf({ W: part(0), b: part(1), c: part(2) }) };
const own = { "net.weft": spec, "net.names": names };

const weft = (folder: string, ...files: readonly string[]): Promise<Ended> =>
  runWeft(["import", "net.weft", ...files, "--names", "net.names"], folder);

function imported(folder: string): readonly number[] {
  const path = join(folder, "runs/net/imported.safetensors");
  const { tensors } = decodeSafetensors(readFileSync(path), path);
  return ["Net.W", "Net.b", "Net.c"].flatMap((name) => [...(tensors.get(name)?.data ?? [])]);
}

test("an index stands for its files, and so does their folder", async () => {
  // As Mistral's models have it, the same once more in one file: the index says which is meant.
  const twice = { "big/consolidated.safetensors": foreignFile({ W: reals(0, 0, 0, 0) }) };
  await withFiles({ ...own, ...shards, ...index, ...twice }, async (folder) => {
    const ways: readonly (readonly [files: readonly string[], told: RegExp])[] = [
      [["big/model.safetensors.index.json"], /^$/],
      [
        ["big/"],
        /^left aside: big\/consolidated\.safetensors, which big\/model\.safetensors\.index\.json doesn't name\n$/,
      ],
      [["big/model-*.safetensors"], /^$/],
      [["big/model.safetensors.index.json", `big/${part(1)}`], /^$/],
    ];
    for (const [files, told] of ways) {
      const { code, output, errors } = await weft(folder, ...files);
      assert.is(code, 0, errors);
      assert.match(errors, told);
      assert.match(output, /: 3 tensors, /);
      assert.equal(imported(folder), [1, 3, 2, 4, 5, 6, 7, 8]);
    }
  });
});

test("what lacks of several files is told", async () => {
  const two = Object.fromEntries(Object.entries(shards).slice(0, 2));
  await withFiles({ ...own, ...two, ...index }, async (folder) => {
    const one = await weft(folder, `big/${part(0)}`);
    assert.is(one.code, 1);
    assert.match(
      one.errors,
      `big/${part(0)} is one of 3 files of a model; not read: ${part(1)}, ${part(2)}; not beside it: ${part(2)}\n`,
    );
    assert.match(one.errors, "there is no tensor `b`");
    const whole = await weft(folder, "big");
    assert.is(
      whole.errors,
      `error: big/model.safetensors.index.json names files that aren't beside it: ${part(2)}\n`,
    );
  });
  await withFiles({ ...own, ...shards, ...index }, async (folder) => {
    const { code, errors } = await weft(folder, `big/${part(0)}`, `big/${part(1)}`);
    assert.is(code, 1);
    assert.match(
      errors,
      `big/${part(0)} is one of 3 files of a model; not read: ${part(2)}; "big/model-*-of-00003.safetensors" stands for all\n`,
    );
  });
  const wrong: readonly (readonly [content: string, told: string])[] = [
    [
      indexOf({ W: part(0), d: part(1), c: part(2) }),
      `\`d\` is to be in big/${part(1)}, which has no such tensor`,
    ],
    [indexOf({ W: 1 }), "it names no file for `W`"],
    ["{}", "no index of safetensors files: it has no `weight_map`"],
    ["{", "Expected"],
  ];
  for (const [content, told] of wrong)
    await withFiles({ ...own, ...shards, "big/model.safetensors.index.json": content }, async (folder) => {
      const { code, errors } = await weft(folder, "big/");
      assert.is(code, 1);
      assert.match(errors, `error: big/model.safetensors.index.json: ${told}`);
    });
});

test("labels that a checkpoint has no place for are told by name", async () => {
  const tokenizer = {
    added_tokens: [{ id: 3, content: "<image>", special: true }],
    pre_tokenizer: { type: "BertPreTokenizer" },
    model: {
      type: "WordPiece",
      unk_token: "[UNK]",
      continuing_subword_prefix: "##",
      max_input_chars_per_word: 100,
      vocab: { a: 0, b: 1, "[UNK]": 2 },
    },
  };
  const words = `weft 1
axis vocab = tokenizer("tokenizer.json", special = "[PAD]")
axis embed = 2
model Net(x: in vocab) -> [embed] {
  param W: vocab -> embed ~ xavier
  return W(x)
}
`;
  const cases: readonly (readonly [rows: number, told: string])[] = [
    [3, ": of `vocab` it has no place for `<image>`, `[PAD]`; the spec itself adds `[PAD]`\n"],
    [4, ": of `vocab` it has no place for `[PAD]`; the spec itself adds `[PAD]`\n"],
    [8, ": it has 3 more than `vocab` has labels; `vocab from 0` in the bracket takes the first 5\n"],
  ];
  for (const [rows, told] of cases) {
    const files = {
      "net.weft": words,
      "tokenizer.json": JSON.stringify(tokenizer),
      "net.names": "Net.W = W\n",
      "net.safetensors": foreignFile({
        W: { type: "F32", shape: [rows, 2], data: new Float32Array(2 * rows) },
      }),
    };
    await withFiles(files, async (folder) => {
      const { code, errors } = await weft(folder, "net.safetensors");
      assert.is(code, 1, errors);
      assert.match(
        errors,
        `\`W\` is [${rows}, 2] in net.safetensors, and \`Net.W\` is [vocab 5, embed 2]${told}`,
      );
    });
  }
});
