/** What Hugging Face's tokenizers 0.23.3 makes of small files: the numbers and texts here are its own. */
import { createTokenizer } from "../../runtime/tokenizers/tokenizer.ts";
import { assert, suite } from "../harness.ts";

const test = suite("the parts of a tokenizer.json");

type Parts = Readonly<Record<string, unknown>>;

function words(...list: readonly string[]): { readonly model: Parts } {
  return { model: { type: "WordLevel", unk_token: "?", vocab: numbered(["?", ...list]) } };
}

function pairs(
  labels: readonly string[],
  merges: readonly string[],
  more: Parts = {},
): { readonly model: Parts } {
  return { model: { type: "BPE", unk_token: "?", vocab: numbered(["?", ...labels]), merges, ...more } };
}

function numbered(list: readonly string[]): Readonly<Record<string, number>> {
  return Object.fromEntries(list.map((label, number) => [label, number]));
}

function split(regex: string): Parts {
  return { pre_tokenizer: { type: "Split", pattern: { Regex: regex }, behavior: "Isolated", invert: false } };
}

function read(file: Parts & { readonly model: Parts }) {
  const labels: string[] = [];
  for (const [label, number] of Object.entries(Object(file.model["vocab"]))) labels[Number(number)] = label;
  const added: unknown = file["added_tokens"];
  for (const one of Array.isArray(added) ? added : []) labels[Number(one.id)] = String(one.content);
  const tokenizer = createTokenizer({ kind: "file", labels, special: [], file });
  return {
    encode: (text: string) => [...tokenizer.encode(text)],
    decode: (numbers: readonly number[]) => numbers.map(tokenizer.createDecoder()).join(""),
  };
}

test("added labels take white space beside them, stand as whole words, or are found in what is normalized", () => {
  const label = (id: number, content: string, more: Parts): Parts => ({
    id,
    content,
    normalized: false,
    ...more,
  });
  const { encode } = read({
    ...words("a", " ", "cats", "cat", ",", "s"),
    ...split(" "),
    normalizer: { type: "Lowercase" },
    added_tokens: [
      label(7, "<b>", { lstrip: true }),
      label(8, "<c>", { rstrip: true }),
      label(9, "Cat", { single_word: true }),
      label(10, "Dog", { normalized: true }),
    ],
  });
  assert.equal(
    encode("a <b> A <c> \n a Cats Cat, DOG dogs<b>a"),
    [1, 7, 2, 1, 2, 8, 1, 2, 3, 2, 9, 5, 2, 10, 2, 10, 6, 7, 1],
  );
});

test("unknown letters side by side are one label where the file says so, and no letter is bytes in part", () => {
  const fused = read(pairs(["a"], [], { fuse_unk: true }));
  assert.equal(fused.encode("axxya"), [1, 0, 1]);
  const bytes = read(pairs(["a", "<0xC3>"], [], { byte_fallback: true }));
  assert.equal(bytes.encode("aéa"), [1, 0, 1]);
});

test("a pair of an earlier rule that a join makes comes before the other pairs of the rule", () => {
  const { encode } = read(pairs(["a", "b", "ab", "aba"], ["ab a", "a b"]));
  assert.equal(encode("ababab"), [4, 2, 3]);
});

test("letters are normalized each by itself", () => {
  assert.equal(read({ ...words("οδοσ"), normalizer: { type: "Lowercase" } }).encode("ΟΔΟΣ"), [1]);
  assert.equal(read({ ...words("n"), normalizer: { type: "StripAccents" } }).encode("n\u20DD"), [1]);
  const cleans = { type: "BertNormalizer", clean_text: true, handle_chinese_chars: true, lowercase: true };
  const bert = read({
    ...words("\u{1DF3F}a", "a\u{2B820}", "\u{2B740}", "οσ"),
    normalizer: cleans,
    pre_tokenizer: { type: "BertPreTokenizer" },
  });
  assert.equal(bert.encode("\u{1DF3F}\u{E000}\u200Ba a\u{2B820}\u{2B740}ΟΣ"), [1, 2, 3, 4]);
});

test("white space is Unicode's", () => {
  const spaces = read({ ...words("a\uFEFFb", "c"), pre_tokenizer: { type: "WhitespaceSplit" } });
  assert.equal(spaces.encode("a\uFEFFb\u0085c"), [1, 2]);
  const strip = { type: "Strip", strip_left: true, strip_right: true };
  assert.equal(read({ ...words("\uFEFFa"), normalizer: strip }).encode("\uFEFFa\u0085"), [1]);
  const pattern = read({ ...words("a\uFEFF", " \u0085", "b"), ...split(String.raw`\s+`) });
  assert.equal(pattern.encode("a\uFEFF \u0085b"), [1, 2, 3]);
  const letters = read({
    ...words("Ġ", "ĉ", "a", "Ġï»¿", "b"),
    pre_tokenizer: { type: "ByteLevel", add_prefix_space: true },
  });
  assert.equal(letters.encode("\ta \uFEFFb"), [1, 2, 3, 4, 5]);
});

test("patterns are Oniguruma's", () => {
  const found = (regex: string, text: string, ...list: readonly string[]): void =>
    assert.equal(
      read({ ...words(...new Set(list)), ...split(regex) }).encode(text),
      list.map((word) => [...new Set(list)].indexOf(word) + 1),
      regex,
    );
  found("(?i:'s|'k)", "a'Sb'ſc'\u212Ad", "a", "'S", "b", "'ſ", "c", "'\u212A", "d");
  found(".", "a\r\u2028\nb", "a", "\r", "\u2028", "\n", "b");
  found("^a|b$", "ab\nxa\na\nb\n", "a", "b", "\nxa\n", "a", "\n", "b", "\n");
  found(String.raw`\bé|\w+`, "éa \u0301 ⓐ_½-\u200D", "é", "a", " ", "\u0301", " ", "ⓐ_½", "-\u200D");
  found(String.raw`\d`, "1٣²a", "1", "٣", "²a");
  found(String.raw`[!\"\-]\'`, `a"'b-'`, "a", `"'`, "b", "-'");
  for (const regex of [String.raw`[a[bc]]`, "[a-z&&b]", "(?i:[a])", "a++", String.raw`\R`])
    assert.throws(() => read({ ...words("a"), ...split(regex) }), `its pattern is \`${regex}\``);
});

test("each decoder gives the texts of its kind", () => {
  const decoded = (decoder: Parts | null, list: readonly string[], numbers: readonly number[]): string =>
    read({ ...words(...list), decoder }).decode(numbers);
  const wordPiece = { type: "WordPiece", prefix: "##", cleanup: true };
  assert.is(
    decoded(wordPiece, ["##a", "##b", ":", ".", "'", "'s", "n't"], [1, 2, 3, 4, 5, 6, 7, 2]),
    "##ab :. ''sn'tb",
  );
  assert.is(decoded({ ...wordPiece, cleanup: false }, ["##a", "."], [1, 2, 2]), "##a . .");
  const metaspace = { type: "Metaspace", replacement: "▁", prepend_scheme: "always" };
  assert.is(decoded(metaspace, ["▁▁a", "▁▁"], [1, 1, 2]), "a  a  ");
  assert.is(decoded({ ...metaspace, prepend_scheme: "never" }, ["▁▁a"], [1, 1]), "  a  a");
  const replace = { type: "Replace", pattern: { String: "▁" }, content: " " };
  const sequence = (...decoders: readonly Parts[]): Parts => ({ type: "Sequence", decoders });
  const bytes = sequence(replace, { type: "ByteFallback" }, { type: "Fuse" });
  assert.is(decoded(bytes, ["▁▁a", "<0xC3>", "<0xa9>"], [1, 2, 1, 2, 3]), "  a\uFFFD  aé");
  const strip = { type: "Strip", content: " ", start: 3, stop: 0 };
  assert.is(decoded(sequence(replace, { type: "Fuse" }, strip), ["▁", "▁▁▁a"], [1, 2, 1]), " a ");
  const byteLevel = { type: "ByteLevel" };
  assert.is(
    decoded(byteLevel, ["a", "ï", "»", "¿", "｜x▁"], [1, 2, 3, 4, 2, 3, 4, 2, 5]),
    "a\uFEFF\uFEFF\uFFFD｜x▁",
  );
  assert.is(decoded({ type: "Fuse" }, ["a"], [1, 1]), "aa");
  assert.is(decoded(null, ["a"], [1, 1]), "a a");
});

test("what isn't read is refused by its name, before any text is", () => {
  const refused = (file: Parts, reason: string): void =>
    assert.throws(() => read({ ...words("a"), ...file }), `its ${reason}, which weft can't read`);
  for (const type of ["Nmt", "Precompiled", "ByteLevel"])
    refused({ normalizer: { type } }, `normalizer is \`${type}\``);
  for (const type of ["CharDelimiterSplit", "UnicodeScripts", "FixedLength"])
    refused({ pre_tokenizer: { type } }, `pre_tokenizer is \`${type}\``);
  for (const type of ["BPEDecoder", "CTC"]) refused({ decoder: { type } }, `decoder is \`${type}\``);
  const decoders = [{ type: "Fuse" }, { type: "Metaspace" }];
  refused({ decoder: { type: "Sequence", decoders } }, "decoder is `Metaspace behind Fuse`");
  const stripped = [{ type: "Fuse" }, { type: "Strip", content: " ", start: 0, stop: 1 }];
  refused({ decoder: { type: "Sequence", decoders: stripped } }, "decoder is `Strip at the end of a text`");
  refused(pairs(["a"], [], { dropout: 0.1 }), "model is `BPE with dropout`");
});
