import { createTokenizer } from "../../runtime/tokenizers/tokenizer.ts";
import { createVocabularies, decoderOf, writerOf } from "../../runtime/vocabularies.ts";
import { compileSpec } from "../agree/compile-spec.ts";
import { assert, suite } from "../harness.ts";

const test = suite("tokenizers");

function decodeAll(tokenizer: ReturnType<typeof createTokenizer>, numbers: Iterable<number>): string {
  const decode = tokenizer.createDecoder();
  return Array.from(numbers, decode).join("");
}

test("characters are code points", () => {
  const tokenizer = createTokenizer({ kind: "characters", labels: ["我", "a", "😀"], special: [] });
  assert.equal([...tokenizer.encode("a😀我")], [1, 2, 0]);
  assert.is(decodeAll(tokenizer, [1, 2, 0]), "a😀我");
});

test("an unknown character is an error with its place, or [UNK]", () => {
  const strict = createTokenizer({ kind: "characters", labels: ["a"], special: [] });
  assert.throws(() => strict.encode("aaé"), /character 3 of the text, "é"/);
  const special = ["[PAD]", "[UNK]"];
  const lenient = createTokenizer({ kind: "characters", labels: [...special, "a"], special });
  assert.equal([...lenient.encode("ab")], [2, 1]);
});

test("no text produces a special label", () => {
  const tokenizer = createTokenizer({ kind: "characters", labels: ["x", "[UNK]"], special: ["x", "[UNK]"] });
  assert.equal([...tokenizer.encode("x")], [1]);
});

test("a text that is written shows no special label, but an unknown piece", () => {
  const special = ["[PAD]", "[UNK]", "[END]"];
  const labels = [...special, "a", "b"];
  const { plan } = compileSpec("small.weft", "weft 1\naxis a = 2\nmodel M(x: [a]) -> [a] { return x }\n");
  const vocabularies = createVocabularies(
    { ...plan.model, vocabularies: { letter: { kind: "tokenizer", tokenizer: "letter" } } },
    { letter: { kind: "characters", labels, special } },
  );
  const numbers = [3, 1, 4, 0, 2];
  const letter = vocabularies.get("letter");
  assert.equal(numbers.map(writerOf(letter)), ["a", "[UNK]", "b", "", ""]);
  assert.equal(numbers.map(decoderOf(letter)), ["a", "[UNK]", "b", "[PAD]", "[END]"]);
});

test("bytes are those of UTF-8, and characters come when they are complete", () => {
  const tokenizer = createTokenizer({ kind: "bytes", special: ["[END]"] });
  const encoded = tokenizer.encode("é我");
  assert.equal([...encoded], [0xc3, 0xa9, 0xe6, 0x88, 0x91]);
  const decode = tokenizer.createDecoder();
  assert.equal(Array.from(encoded, decode), ["", "é", "", "", "我"]);
  assert.is(decode(256), "[END]");
  assert.is(tokenizer.labels[256], "[END]");
});

test("no byte is lost: a mark of byte order is written, and what a label cuts off stands before it", () => {
  const bytes = createTokenizer({ kind: "bytes", special: ["[END]"] });
  const pairs = createTokenizer({
    kind: "bpe",
    labels: ["[END]", ...Array.from({ length: 256 }, (_, byte) => `${byte}`)],
    special: ["[END]"],
    merges: [],
  });
  assert.is(decodeAll(bytes, [...bytes.encode("\uFEFFa"), 0xe6, 256, 97]), "\uFEFFa\uFFFD[END]a");
  assert.is(decodeAll(pairs, [...pairs.encode("\uFEFFa"), 0xe7, 0, 98]), "\uFEFFa\uFFFD[END]a");
});

test("words are runs of letters, and single signs", () => {
  const labels = ["[UNK]", "free", "money", "!", "naïve"];
  const tokenizer = createTokenizer({ kind: "words", labels, special: ["[UNK]"], lowercase: true });
  assert.equal([...tokenizer.encode("Free  MONEY!! naïve dogs")], [1, 2, 3, 3, 4, 0]);
  assert.is(decodeAll(tokenizer, [1, 2, 3]), "free money !");
});

test("a tokenizer of a file that lacks its model, or has one of another kind, is refused", () => {
  const made = (file: Readonly<Record<string, unknown>>) => () =>
    createTokenizer({ kind: "file", labels: ["a"], special: [], file });
  assert.throws(made({}), "tokenizer.json has no model");
  assert.throws(made({ model: { type: "Unigram" } }), "Unigram");
  assert.throws(
    made({ model: { type: "BPE", merges: [], end_of_word_suffix: "</w>" } }),
    "BPE with a prefix or a suffix of words",
  );
});
