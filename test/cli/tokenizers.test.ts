import type { Tokenizer } from "../../compiler/2-check/model.ts";
import { makeTokenizers } from "../../compiler/cli/data/tokenizers.ts";
import type { ValueLabels } from "../../compiler/facts.ts";
import type { PlanTokenizer } from "../../runtime/plan.ts";
import { assert, suite } from "../harness.ts";
import { checkText } from "../2-check/checked.ts";
import { axis, dataOf, failureOf, field, modelOf, withFiles } from "./files.ts";

const test = suite("vocabularies made from data");

/** The tokenizer of the axis `vocab`, whose text fills the field of a data set of this kind. */
function make(
  text: string,
  tokenizer: Partial<Tokenizer>,
  data: { readonly kind: "text" | "lines"; readonly path: string } = { kind: "text", path: "a.txt" },
  file = "a.txt",
  others: Readonly<Record<string, string>> = {},
): Promise<PlanTokenizer | ValueLabels | undefined> {
  const whole: Tokenizer = { kind: "characters", source: file, special: [], ...tokenizer };
  const indexing = { axes: ["seq"], element: "int", indexes: "vocab" } as const;
  const model = modelOf(
    [
      axis("vocab", { kind: "tokenizer", tokenizer: whole }),
      axis("seq", { kind: "bounded", low: 1, high: 4, step: 1 }),
    ],
    [dataOf(data.kind, data.path, [field("tokens", indexing)])],
  );
  return withFiles({ [file]: text, ...others }, async (folder) =>
    (await makeTokenizers(model, { folder, log: () => undefined })).get("vocab"),
  );
}

test("characters are exactly the kinds of the file, by code point", async () => {
  assert.equal(await make("ba𝄞b\na好", {}), {
    kind: "characters",
    labels: ["\n", "a", "b", "好", "𝄞"],
    special: [],
  });
});

test("a count gives exactly so many labels, the rest reserved", async () => {
  assert.equal(await make("cab", { count: 6 }), {
    kind: "characters",
    labels: ["[UNK]", "a", "b", "c", "[RESERVED 1]", "[RESERVED 2]"],
    special: ["[UNK]", "[RESERVED 1]", "[RESERVED 2]"],
  });
});

test("where the count is too small the rare ones are unknown", async () => {
  assert.equal(await make("aabbbc", { count: 3 }), {
    kind: "characters",
    labels: ["[UNK]", "a", "b"],
    special: ["[UNK]"],
  });
  assert.match(await failureOf(() => make("a", { count: 1 })), "leave none of them for the data");
  assert.match(
    await failureOf(() => make("a", { count: 1e9 })),
    "has 1000000000 labels, but Unicode has 1114112 characters",
  );
});

test("records are padded with number 0, and a file that others fill may hold what is unknown", async () => {
  const made = await make("ab", { special: ["[START]"] }, { kind: "lines", path: "other.txt" }, "a.txt", {
    "other.txt": "c",
  });
  assert.equal(made, {
    kind: "characters",
    labels: ["[PAD]", "[UNK]", "[START]", "a", "b"],
    special: ["[PAD]", "[UNK]", "[START]"],
  });
});

test("nothing is unknown where the vocabulary is made from all files of the data, however they are named", async () => {
  const all = { kind: "text", path: "*.txt" } as const;
  const others = { "b.txt": "c" };
  assert.equal(await make("ab", { source: "?.txt" }, all, "a.txt", others), {
    kind: "characters",
    labels: ["a", "b", "c"],
    special: [],
  });
  assert.equal(await make("ab", {}, all, "a.txt", others), {
    kind: "characters",
    labels: ["[UNK]", "a", "b"],
    special: ["[UNK]"],
  });
});

test("words come by frequency, at most so many", async () => {
  assert.equal(await make("the sea, the Sea the", { kind: "words", count: 4 }), {
    kind: "words",
    labels: ["[UNK]", "the", ",", "Sea"],
    special: ["[UNK]"],
    lowercase: false,
  });
});

test("a field of records", async () => {
  const text = '{"t": "ba", "n": 1}\n\n{"t": "c", "n": 2}\n';
  const made = await make(text, { fields: ["t"] }, { kind: "text", path: "a.jsonl" }, "a.jsonl");
  assert.equal(made?.kind === "characters" ? made.labels : [], ["a", "b", "c"]);
  const nested = await make(
    '{"u": {"t": "d"}}',
    { fields: ["u.t"] },
    { kind: "text", path: "a.jsonl" },
    "a.jsonl",
  );
  assert.equal(nested?.kind === "characters" ? nested.labels : [], ["d"]);
  const listed = await make(
    '{"turns": [{"t": "e"}, {"t": "fe"}]}',
    { fields: ["turns[].t"] },
    { kind: "text", path: "a.jsonl" },
    "a.jsonl",
  );
  assert.equal(listed?.kind === "characters" ? listed.labels : [], ["e", "f"]);
  assert.is(
    await failureOf(() => make(text, { fields: ["n"] }, { kind: "text", path: "a.jsonl" }, "a.jsonl")),
    'a.jsonl:1: its field `n` holds no text: of numbers each is a label by `axis vocab = labels("a.jsonl:n")`',
  );
  assert.is(
    await failureOf(() => make(text, { fields: ["x"] }, { kind: "text", path: "a.jsonl" }, "a.jsonl")),
    "a.jsonl:1: there is no `x`; the record has `t`, `n`",
  );
});

test("several fields of records are one vocabulary", async () => {
  const text = '{"from": "b", "to": "c"}\n{"from": "a", "to": "b"}\n';
  const made = await make(
    text,
    { kind: "words", fields: ["from", "to"] },
    { kind: "text", path: "a.jsonl" },
    "a.jsonl",
  );
  assert.equal(made?.kind === "words" ? made.labels : [], ["b", "a", "c"]);
  const { model } = checkText('axis node = words("edges.csv:from,to")\n');
  assert.equal(
    model.axes.flatMap(({ origin }) => (origin.kind === "tokenizer" ? [origin.tokenizer] : [])),
    [{ kind: "words", special: [], source: "edges.csv", fields: ["from", "to"] }],
  );
});

test("bytes need no data, others do", async () => {
  assert.equal(await make("", { kind: "bytes", special: ["[END]"] }), { kind: "bytes", special: ["[END]"] });
  assert.match(await failureOf(() => make("", {})), "there is no text in a.txt");
});
