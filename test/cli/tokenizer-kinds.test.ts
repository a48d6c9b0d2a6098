import { Tokenizer as ReferenceTokenizer } from "@huggingface/tokenizers";
import type { Tokenizer } from "../../compiler/2-check/model.ts";
import { makeTokenizers } from "../../compiler/cli/data/tokenizers.ts";
import { trainBpe } from "../../compiler/cli/data/train-bpe.ts";
import type { PlanTokenizer } from "../../runtime/plan.ts";
import { byteLetters } from "../../runtime/tokenizers/byte-letters.ts";
import { createTokenizer } from "../../runtime/tokenizers/tokenizer.ts";
import { createVocabularies, writerOf } from "../../runtime/vocabularies.ts";
import { compileSpec } from "../agree/compile-spec.ts";
import { assert, suite } from "../harness.ts";
import { axis, dataOf, failureOf, field, modelOf, withFiles } from "./files.ts";

const test = suite("byte pair encoding and tokenizer.json");

const fable = "the cat sat on the mat. the cat ate the rat. 猫は好き、猫。 naïve 🙂 🙂\n".repeat(3);

function make(
  tokenizer: Partial<Tokenizer>,
  files: Readonly<Record<string, string>>,
): Promise<PlanTokenizer> {
  const whole: Tokenizer = { kind: "bpe", source: "a.txt", special: [], ...tokenizer };
  const tokens = field("tokens", { axes: ["seq"], element: "int", indexes: "vocab" });
  const model = modelOf(
    [axis("vocab", { kind: "tokenizer", tokenizer: whole }), axis("seq", { kind: "fixed" }, 4)],
    [dataOf("text", "a.txt", [tokens])],
  );
  return withFiles(files, async (folder) => {
    const made = (await makeTokenizers(model, { folder, log: () => undefined })).get("vocab");
    if (made === undefined || made.kind === "labels") throw new Error("no tokenizer was made");
    return made;
  });
}

function roundTrip(description: PlanTokenizer, text: string): string {
  const { encode, createDecoder } = createTokenizer(description);
  const decode = createDecoder();
  return Array.from(encode(text), decode).join("");
}

test("the most frequent pair is joined first; of equal ones the pair of smaller labels", () => {
  // "ab" occurs three times; then " x", "xy", " ab" and "abc" twice each, of which " x" has the smallest labels.
  const { merges, labels } = trainBpe(["abc", " abc", " ab", " xy", " xy"], 259, []);
  assert.equal(labels.slice(256), ["ab", " x", " ab"]);
  const again = trainBpe(["abc", " abc", " ab", " xy", " xy"], 259, []);
  assert.equal(again.merges, merges, "the same texts give the same rules");
  assert.is(trainBpe(["abcd"], 400, []).labels.length, 256, "a pair that occurs once is no label");
});

/** The rule, read literally: all pairs of all words are counted anew before each. */
function rulesByCounting(text: string, size: number): readonly (readonly [number, number])[] {
  const words = text.match(/ ?\p{L}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+/gu) ?? [];
  let pieces = words.map((word) => [...new TextEncoder().encode(word)]);
  const expected: (readonly [number, number])[] = [];
  for (let next = 256; next < size; next++) {
    const counts = new Map<string, number>();
    for (const word of pieces) {
      for (let at = 1; at < word.length; at++) {
        const pair = `${word[at - 1]} ${word[at]}`;
        counts.set(pair, (counts.get(pair) ?? 0) + 1);
      }
    }
    const order = [...counts].map(([pair, count]) => ({ pair: pair.split(" ").map(Number), count }));
    order.sort(
      (a, b) =>
        b.count - a.count || (a.pair[0] ?? 0) - (b.pair[0] ?? 0) || (a.pair[1] ?? 0) - (b.pair[1] ?? 0),
    );
    const [left = 0, right = 0] = order[0]?.pair ?? [];
    if ((order[0]?.count ?? 0) < 2) break;
    expected.push([left, right]);
    pieces = pieces.map((word) => {
      const joined: number[] = [];
      for (let at = 0; at < word.length; at++) {
        if (word[at] === left && word[at + 1] === right) {
          joined.push(next);
          at++;
        } else joined.push(word[at] ?? 0);
      }
      return joined;
    });
  }
  return expected;
}

test("training by counting afresh gives the same rules", () => {
  // A piece may join its own kind, side by side several times; characters of three bytes; words that come again.
  const runs =
    "aaaa aaa aaaaaaa aaaaaaaaa abababa bababab aabb aabbaabb 我喜欢吃苹果，我们喜欢苹果。苹果果果果 苹苹苹苹";
  for (const text of [fable, runs])
    assert.equal(trainBpe([text], 300, []).merges, rulesByCounting(text, 300));
});

test("any text comes back from its numbers, of which there are fewer than bytes", async () => {
  const description = await make({ count: 320 }, { "a.txt": fable });
  assert.is(description.kind, "bpe");
  for (const text of [fable, "unseen Ω 漢字 🙃\t\t end", "", "  \n "])
    assert.is(roundTrip(description, text), text);
  assert.ok(createTokenizer(description).encode(fable).length < 0.6 * new TextEncoder().encode(fable).length);
});

test("bytes need their room", async () => {
  assert.match(
    await failureOf(() => make({ count: 100 }, { "a.txt": fable })),
    /`vocab` has 100 labels, but 256 bytes need 256/,
  );
});

const letters = byteLetters();
const letterOf = (byte: number): string => letters.get(byte) ?? "";

const gpt = {
  added_tokens: [{ id: 262, content: "<|end|>", special: true }],
  normalizer: null,
  post_processor: null,
  pre_tokenizer: { type: "ByteLevel", add_prefix_space: false, use_regex: true },
  decoder: { type: "ByteLevel" },
  model: {
    type: "BPE",
    vocab: Object.fromEntries(
      [
        ...Array.from({ length: 256 }, (_, byte) => letterOf(byte)),
        "th",
        "the",
        "Ġthe",
        "at",
        "Ġc",
        "Ġcat",
      ].map((label, number) => [label, number]),
    ),
    merges: ["t h", "th e", "Ġ the", "a t", "Ġ c", "Ġc at"],
  },
};

const bert = {
  post_processor: null,
  added_tokens: [
    { id: 0, content: "[UNK]", special: true },
    { id: 1, content: "[CLS]", special: true },
  ],
  normalizer: {
    type: "BertNormalizer",
    clean_text: true,
    handle_chinese_chars: true,
    strip_accents: null,
    lowercase: true,
  },
  pre_tokenizer: { type: "BertPreTokenizer" },
  decoder: { type: "WordPiece", prefix: "##", cleanup: true },
  model: {
    type: "WordPiece",
    unk_token: "[UNK]",
    continuing_subword_prefix: "##",
    max_input_chars_per_word: 100,
    vocab: Object.fromEntries(
      ["[UNK]", "[CLS]", "the", "cat", "##s", "na", "##ive", ".", "好", "sat", "##ting"].map(
        (label, number) => [label, number],
      ),
    ),
  },
};

const pieces = {
  post_processor: null,
  added_tokens: [{ id: 0, content: "<unk>", special: true }],
  normalizer: {
    type: "Sequence",
    normalizers: [
      { type: "Prepend", prepend: "▁" },
      { type: "Replace", pattern: { String: " " }, content: "▁" },
    ],
  },
  pre_tokenizer: null,
  decoder: {
    type: "Sequence",
    decoders: [
      { type: "Replace", pattern: { String: "▁" }, content: " " },
      { type: "ByteFallback" },
      { type: "Fuse" },
      { type: "Strip", content: " ", start: 1, stop: 0 },
    ],
  },
  model: {
    type: "BPE",
    unk_token: "<unk>",
    byte_fallback: true,
    vocab: Object.fromEntries(
      [
        "<unk>",
        ...Array.from(
          { length: 256 },
          (_, byte) => `<0x${byte.toString(16).toUpperCase().padStart(2, "0")}>`,
        ),
        ..."▁thecas.",
        "th",
        "▁th",
        "▁the",
        "at",
        "▁c",
        "▁cat",
      ].map((label, number) => [label, number]),
    ),
    merges: ["t h", "▁ th", "▁th e", "a t", "▁ c", "▁c at"],
  },
};

const wholeWords = {
  added_tokens: [{ id: 5, content: "<|end|>", special: true }],
  normalizer: { type: "Lowercase" },
  pre_tokenizer: { type: "Whitespace" },
  post_processor: null,
  decoder: null,
  model: { type: "WordLevel", unk_token: "[UNK]", vocab: { the: 0, cat: 1, "[UNK]": 2, sat: 3, "!": 4 } },
};

const kinds = { gpt, bert, pieces };

test("the three usual kinds give the numbers of the library, and their texts", async () => {
  const texts = [
    "the cat sat on the mat.",
    "The cats!",
    "naïve 好 🙂",
    "the  cat\n\nsat<|end|>the",
    "x".repeat(120),
    "[CLS] the cat",
  ];
  for (const [name, file] of Object.entries(kinds)) {
    const description = await make(
      { kind: "file", source: "t.json" },
      { "a.txt": "", "t.json": JSON.stringify(file) },
    );
    const own = createTokenizer(description);
    const reference = new ReferenceTokenizer(file, {});
    for (const text of texts) {
      const { ids } = reference.encode(text, { add_special_tokens: false });
      assert.equal([...own.encode(text)], ids, `${name}: ${text}`);
    }
  }
});

test("whole words are labels, and one that isn't among them is the unknown label, or refused where there is none", async () => {
  const read = async (file: object): Promise<(text: string) => readonly number[]> => {
    const files = { "a.txt": "", "t.json": JSON.stringify(file) };
    const { encode } = createTokenizer(await make({ kind: "file", source: "t.json" }, files));
    return (text) => [...encode(text)];
  };
  assert.equal(
    (await read(wholeWords))("The cat sat, the dog sat!<|end|>the"),
    [0, 1, 3, 2, 0, 2, 3, 4, 5, 0],
  );
  // As the original in Rust splits these: marks and joiners are letters of words, raised and round digits aren't.
  const texts = ["naïve x²≥½ e\u0301x a\u200Db ⓐx Ⅷ", "a_b \uFEFFq\u0085r ١٢"];
  const words = ["naïve", "x", "²≥½", "e\u0301x", "a\u200Db", "ⓐx", "ⅷ", "a_b", "\uFEFF", "q", "r", "١٢"];
  const vocab = Object.fromEntries(["[UNK]", ...words].map((word, number) => [word, number]));
  const split = await read({ ...wholeWords, added_tokens: [], model: { ...wholeWords.model, vocab } });
  assert.equal(
    split(texts.join(" ")),
    [...words.keys()].map((number) => number + 1),
  );
  const { the, cat } = wholeWords.model.vocab;
  const known = await read({ ...wholeWords, model: { ...wholeWords.model, vocab: { the, cat } } });
  assert.equal(known("the cat the"), [0, 1, 0]);
  assert.throws(() => known("the dog"), '"dog" isn\'t in the vocabulary, and it has no unknown label');
});

test("numbers become the texts that were meant", async () => {
  const texts = { gpt: "the cat 🙂<|end|>", bert: "the cats sat.", pieces: "the cat é" };
  for (const [name, text] of Object.entries(texts)) {
    const file = kinds[name as keyof typeof kinds];
    const description = await make(
      { kind: "file", source: "t.json" },
      { "a.txt": "", "t.json": JSON.stringify(file) },
    );
    assert.is(roundTrip(description, text), text, name);
  }
});

test("labels that the spec adds follow those of the file", async () => {
  const file = { "a.txt": "", "t.json": JSON.stringify(bert) };
  const { labels } = createTokenizer(
    await make({ kind: "file", source: "t.json", special: ["[CLS]", "[MASK]"] }, file),
  );
  assert.equal(labels.slice(-2), ["##ting", "[MASK]"]);
});

test("what the spec calls special isn't shown in what is written, where the file has it, too", async () => {
  const file = { "a.txt": "", "t.json": JSON.stringify(bert) };
  const shown = async (special: readonly string[]): Promise<readonly string[]> => {
    const made = await make({ kind: "file", source: "t.json", special: [...special] }, file);
    const { plan } = compileSpec("small.weft", "weft 1\naxis a = 2\nmodel M(x: [a]) -> [a] { return x }\n");
    const vocabularies = { vocab: { kind: "tokenizer", tokenizer: "vocab" } } as const;
    const vocab = createVocabularies({ ...plan.model, vocabularies }, { vocab: made }).get("vocab");
    return [1, vocab?.numbers.get("[MASK]") ?? 1].map(writerOf(vocab)).map((text) => text.trim());
  };
  assert.equal(await shown([]), ["[CLS]", "[CLS]"]);
  assert.equal(await shown(["[CLS]", "[MASK]"]), ["", ""]);
  assert.equal(await shown(["[MASK]"]), ["[CLS]", ""]);
});

test("what can't be read the same way is refused, with the part's name", async () => {
  const fails = (change: object): Promise<string> =>
    failureOf(() =>
      make(
        { kind: "file", source: "t.json" },
        { "a.txt": "", "t.json": JSON.stringify({ ...bert, ...change }) },
      ),
    );
  assert.is(
    await fails({ normalizer: { type: "Precompiled" } }),
    "t.json: its normalizer is `Precompiled`, which weft can't read",
  );
  assert.is(
    await fails({ model: { type: "Unigram", vocab: [["a", 0]] } }),
    "t.json: its model is `Unigram`, which weft can't read",
  );
  assert.match(
    await failureOf(() => make({ kind: "file", source: "t.json" }, { "t.json": "{" })),
    /^t\.json: .*JSON/,
  );
});
