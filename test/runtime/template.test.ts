import { columnsOfGiven } from "../../runtime/data/given.ts";
import type { PlanPart, PlanTokenizer } from "../../runtime/plan.ts";
import { readEntries } from "../../runtime/command/values.ts";
import { readInput, type InputValue } from "../../runtime/inputs.ts";
import { encodeOpenEntries, entriesReader } from "../../runtime/tokenizers/template.ts";
import { createTokenizer } from "../../runtime/tokenizers/tokenizer.ts";
import { createVocabularies } from "../../runtime/vocabularies.ts";
import { compileSmall } from "../6-emit/small.ts";
import { assert, suite } from "../harness.ts";

const test = suite("texts that a template makes");

const template = { texts: ["<s>", ":", "</s>\n"], names: ["by", "said"] };
const bytes = createTokenizer({ kind: "bytes", special: ["<s>", "</s>"] });
const chat = [
  { by: "u", said: "a<s>" },
  { by: "b", said: "" },
  { by: "b", said: "cd" },
];

/** With what a part is, in brackets. */
function shown(numbers: readonly number[], flags: readonly number[], labels: readonly string[]): string {
  return numbers.map((number, at) => (flags[at] === 1 ? `[${labels[number]}]` : labels[number])).join("");
}

function read(bound: number, part: PlanPart, ends = {}): string {
  const reader = entriesReader({ template, ends, bound }, bytes);
  return shown(reader(chat), reader(chat, part), bytes.labels);
}

test("labels are those of the template alone, and a part has the label that ends it", () => {
  const said = (value: string): PlanPart => ({ name: "said", only: [{ name: "by", value }] });
  assert.is(read(99, said("b")), "<s>u:a<s></s>\n<s>b:[</s>]\n<s>b:[c][d][</s>]\n");
  assert.is(read(99, said("u")), "<s>u:[a][<][s][>][</s>]\n<s>b:</s>\n<s>b:cd</s>\n");
  assert.is(read(99, { name: "by", only: [] }), "<s>[u]:a<s></s>\n<s>[b]:</s>\n<s>[b]:cd</s>\n");
  // Its labels have two numbers that aren't bytes: what a user writes is no label.
  assert.equal(
    [...entriesReader({ template, bound: 9 }, bytes)(chat)],
    [256, 117, 58, 97, 60, 115, 62, 257, 10],
  );
});

test("what is cut and what ends it", () => {
  const part = { name: "said", only: [] };
  assert.is(
    read(99, part, { start: 33, end: 46 }),
    "!<s>u:[a][<][s][>][</s>]\n<s>b:[</s>]\n<s>b:[c][d][</s>]\n.",
  );
  assert.is(read(6, part, { start: 33, end: 46 }), "!<s>u:[a].");
  const open = entriesReader(
    { template: { texts: ["", ">", ""], names: ["by", "said"] }, ends: { end: 46 }, bound: 9 },
    bytes,
  );
  assert.is(shown(open(chat[2]), open(chat[2], part), bytes.labels), "b>[c][d][.]");
});

test("a number belongs to a value of which it has a letter, and a file's own labels end a part, too", () => {
  const description: PlanTokenizer = {
    kind: "file",
    labels: ["a", "b", ":", ":b", "<e>", "\n"],
    special: [],
    file: {
      model: { type: "BPE", vocab: { a: 0, b: 1, ":": 2, ":b": 3, "\n": 5 }, merges: [": b"] },
      added_tokens: [{ id: 4, content: "<e>" }],
    },
  };
  const reader = entriesReader(
    { template: { texts: ["", ":", "<e>\n"], names: ["by", "said"] }, bound: 99 },
    createTokenizer(description),
  );
  const entries = [
    { by: "a", said: "b" },
    { by: "b", said: "a" },
  ];
  const flags = reader(entries, { name: "said", only: [] });
  assert.is(shown(reader(entries), flags, description.labels), "a[:b][<e>]\nb:[a][<e>]\n");
});

test("entries are one text, of which a tokenizer joins what it likes, and a number that ends before a value isn't its", () => {
  const vocab = { x: 0, y: 1, z: 2, w: 3, xy: 4, yz: 5, zw: 6, wx: 7, "<e>": 8 };
  const description: PlanTokenizer = {
    kind: "file",
    labels: Object.keys(vocab),
    special: [],
    file: {
      model: { type: "BPE", vocab, merges: ["z w", "y z", "x y", "w x"] },
      added_tokens: [{ id: 8, content: "<e>", special: true }],
    },
  };
  const tokenizer = createTokenizer(description);
  const flagged = (texts: readonly string[], ...said: readonly string[]): string => {
    const reader = entriesReader({ template: { texts, names: ["said"] }, bound: 99 }, tokenizer);
    const entries = said.map((one) => ({ said: one }));
    return shown(reader(entries), reader(entries, { name: "said", only: [] }), description.labels);
  };
  // By itself "xyz" is x and yz; before w it is xy and a part of zw.
  assert.is(flagged(["xyz", "<e>"], "w", "x"), "xy[zw][<e>]xyz[x][<e>]");
  assert.is(flagged(["", ""], "w", "x"), "[wx]");
  assert.is(flagged(["x", "w"], "z", ""), "x[zw]xw");
  assert.is(flagged(["", "w<e>"], "xz", "xx"), "[x][zw]<e>[x][x]w<e>");
  assert.is(flagged(["x", "y<e>"], "", "z"), "xy<e>x[z]y<e>");
});

test("a value has all numbers that begin in it, also where its beginning would have others", () => {
  const vocab = { " ": 0, "  ": 1, "   ": 2, ",": 3, ",\n": 4, "\n": 5 };
  const description: PlanTokenizer = {
    kind: "file",
    labels: Object.keys(vocab),
    special: [],
    file: {
      pre_tokenizer: { type: "Split", pattern: { Regex: "\\s+(?!\\S)|[,\n]+|\\s+" }, behavior: "Isolated" },
      model: {
        type: "BPE",
        vocab,
        merges: [
          [" ", " "],
          ["  ", " "],
          [",", "\n"],
        ],
      },
    },
  };
  const reader = entriesReader(
    { template: { texts: ["", "\n"], names: ["said"] }, bound: 9 },
    createTokenizer(description),
  );
  const entry = { said: "   ," };
  assert.is(
    shown(reader(entry), reader(entry, { name: "said", only: [] }), description.labels),
    "[  ][ ][,\n]",
  );
});

test("the last entry may end before what it lacks, where a model goes on, and nowhere else", () => {
  const begun = [...chat.slice(0, 1), { by: "b" }];
  const text = encodeOpenEntries(template, bytes, begun).map((number) => bytes.labels[number]);
  assert.is(text.join(""), "<s>u:a<s></s>\n<s>b:");
  const failure = (entries: unknown): string => {
    try {
      encodeOpenEntries(template, bytes, entries);
      return "";
    } catch (error) {
      return String(error);
    }
  };
  assert.match(failure([{ by: "b" }, { by: "u" }]), /entry 0 has no `said`, which its text names$/);
  assert.match(failure([{ said: "b" }]), /entry 0 has no `by`, which its text names before `said`$/);
  assert.match(failure([{ by: "b", said: null }]), /entry 0 has null as its `said`, which is no text$/);
  assert.match(failure([{ by: "b", said: "" }, "x"]), /entry 1 is "x", and no object$/);
  const whole = entriesReader({ template, bound: 99 }, bytes);
  assert.throws(() => whole([{ by: "b" }]), /entry 0 has no `said`/);
  assert.throws(
    () => whole([{ by: "b", said: "" }], { name: "said", only: [{ name: "kind", value: 1 }] }),
    /entry 0 has no `kind`, by which a part is chosen/,
  );
});

const tokenizers = new Map([["vocab", { kind: "bytes", special: ["<s>", "</s>"] } as const]]);

const spec = `weft 1
axis seq   <= 12
axis vocab = bytes(special = "<s> </s>")
model Next(tokens: [seq] in vocab) -> [seq, vocab] causal in seq {
  param W: vocab -> vocab ~ xavier
  return W(tokens)
}
data chats = jsonl("chats.jsonl") {
  text:    [seq] in vocab = field("turns[]", each = "<s>{by}:{said}</s>")
  next:    [seq] in vocab = text shifted 1
  said:    [seq] bool     = part(text, "said", by = "b")
  learned: [seq] bool     = said shifted 1
}
data lines = text("lines.txt") {
  text: [seq] in vocab
  next: [seq] in vocab = text shifted 1
}
train on lines {
  minimize mean[batch, seq](cross_entropy[vocab](Next(text), next))
  optimizer = sgd(rate = 0.1)
  batch = 1
  steps = 1
}
train tune on chats {
  minimize mean[batch, seq where learned and not said](cross_entropy[vocab](Next(text), next))
  optimizer = sgd(rate = 0.1)
  batch = 1
  steps = 1
}
generate reply(chat: [seq] in vocab) {
  grow text: [seq] in vocab from chat {
    yield argmax[vocab](Next(text)[seq = last])
  } until text[seq = last] == "</s>"
}
`;

test("a program gives entries: its parts follow, each as far as the others where one is shifted", () => {
  const { plan } = compileSmall(spec, tokenizers);
  const [chats] = plan.model.data;
  const entry = plan.model.entries.find(({ kind, name }) => kind === "train" && name === "tune");
  if (chats === undefined || entry === undefined) throw new Error("there is no training");
  const vocabularies = createVocabularies(plan.model, Object.fromEntries(tokenizers));
  const columns = (record: Readonly<Record<string, InputValue>>) => {
    const made = columnsOfGiven(chats, entry, [record], vocabularies).columns;
    return ["text", "next", "said", "learned"].map((name) => [...(made.get(`chats.${name}`)?.values ?? [])]);
  };
  const turns = [
    { by: "u", said: "a" },
    { by: "b", said: "cdefgh" },
  ];
  assert.equal(columns({ text: turns }), [
    [256, 117, 58, 97, 257, 256, 98, 58, 99, 100, 101, 102],
    [117, 58, 97, 257, 256, 98, 58, 99, 100, 101, 102, 103],
    [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1],
    [0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1],
  ]);
  assert.equal(columns({ text: [1, 2, 3], said: [false, true, false] }), [
    [1, 2],
    [2, 3],
    [0, 1],
    [1, 0],
  ]);
  assert.throws(() => columns({ text: [{ by: "u" }] }), /record 0: `text`: entry 0 has no `said`/);
});

test("what generates takes entries as its trainings' data have them, where these have them", () => {
  const { plan } = compileSmall(spec, tokenizers);
  const vocabularies = createVocabularies(plan.model, Object.fromEntries(tokenizers));
  const input = plan.model.entries.find(({ kind }) => kind === "generate")?.inputs[0];
  if (input === undefined) throw new Error("there is no generator");
  assert.equal(input.template, { texts: ["<s>", ":", "</s>"], names: ["by", "said"] });
  const given: InputValue = [{ by: "u", said: "a" }, { by: "b" }];
  assert.equal([...readInput(input, given, vocabularies).data], [256, 117, 58, 97, 257, 256, 98, 58]);
  const more = `
data more = jsonl("more.jsonl") {
  text: [seq] in vocab = field("turns[]", each = "{by}: {said}</s>")
}
train last on more {
  minimize mean[batch, seq where text.present](cross_entropy[vocab](Next(text), text))
  optimizer = sgd(rate = 0.1)
  batch = 1
  steps = 1
}
`;
  const other = compileSmall(spec + more, tokenizers);
  const unsaid = other.plan.model.entries.find(({ kind }) => kind === "generate")?.inputs[0];
  assert.is(unsaid?.template, undefined);
});

test("on a command line entries are JSON, and all else is a text", () => {
  const written = '[{"by": "u", "said": "a"}, {"by": "b"}]';
  assert.equal(readEntries({ template }, written), [{ by: "u", said: "a" }, { by: "b" }]);
  assert.equal(readEntries({ template }, ' {"by": "b"}'), { by: "b" });
  for (const text of ["[1, 2]", "[", "{by}", "One day", '["a"]', "[]"])
    assert.is(readEntries({ template }, text), undefined, text);
  assert.is(readEntries({}, written), undefined);
});
