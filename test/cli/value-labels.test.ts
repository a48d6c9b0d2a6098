import type { Tokenizer } from "../../compiler/2-check/model.ts";
import { makeColumns } from "../../compiler/cli/data/columns.ts";
import { makeTokenizers } from "../../compiler/cli/data/tokenizers.ts";
import { dataPlans, type ValueLabels } from "../../compiler/facts.ts";
import { decodeSafetensors } from "../../runtime/checkpoint/safetensors.ts";
import { assert, suite } from "../harness.ts";
import { axis, dataOf, failureOf, field, modelOf, withFiles } from "./files.ts";

const test = suite("labels that are the values of a column");

const one = { axes: [], element: "int", indexes: "city" } as const;
const several = { axes: ["step"], element: "int", indexes: "city" } as const;

interface Case {
  readonly files: Readonly<Record<string, string>>;
  readonly from: Partial<Tokenizer>;
  /** Its field, of `trips` in the first of the files. */
  readonly type?: typeof one | typeof several;
  readonly ends?: { readonly start: string; readonly end: string };
}

/** The labels of the axis `city`, and the numbers of the field `city`. */
async function read({
  files,
  from,
  type = one,
  ends,
}: Case): Promise<{ made: ValueLabels; numbers: number[] }> {
  const [path = ""] = Object.keys(files);
  const tokenizer: Tokenizer = { kind: "labels", source: path, special: [], ...from };
  const model = modelOf(
    [
      axis("city", { kind: "tokenizer", tokenizer }),
      axis("step", { kind: "bounded", low: 1, high: 4, step: 1 }),
    ],
    [
      dataOf(path.endsWith(".csv") ? "csv" : "jsonl", path, [
        field("city", type, { kind: "field", field: "city", ...ends }),
      ]),
    ],
  );
  return withFiles(files, async (folder) => {
    const context = { folder, log: () => undefined };
    const tokenizers = await makeTokenizers(model, context);
    const made = tokenizers.get("city");
    if (made?.kind !== "labels") throw new Error("no labels were made");
    const [[name, bytes] = ["", new Uint8Array()]] = await makeColumns(
      model,
      dataPlans(model, tokenizers),
      tokenizers,
      context,
    );
    const values = decodeSafetensors(bytes, name).tensors.get("values")?.data ?? [];
    return { made, numbers: [...values] };
  });
}

const table = 'city,n\nNew York,2\n"Oslo, Norway",1\nNew York,3\nÅrhus,1\n';

test("each value is a label as it is, the most frequent first and then by code point", async () => {
  const { made, numbers } = await read({ files: { "a.csv": table }, from: { fields: ["city"] } });
  assert.equal(made, { kind: "labels", labels: ["New York", "Oslo, Norway", "Århus"], special: [] });
  assert.equal(numbers.sort(), [0, 1, 2]);
});

test("numbers and truth values are labels as they are written, and never positions", async () => {
  const file = '{"city": 1}\n{"city": true}\n{"city": "1.0"}\n{"city": 1, "other": 1}\n';
  const { made, numbers } = await read({ files: { "a.jsonl": file }, from: { fields: ["city"] } });
  assert.equal(made.labels, ["1", "1.0", "true"]);
  assert.equal(numbers.sort(), [0, 1, 2]);
  const files = { "a.csv": "city\n0\n", "b.json": '[{"id": 7}, {"id": "Oslo"}]' };
  assert.is(
    await failureOf(() => read({ files, from: { source: "b.json", fields: ["id"] } })),
    'a.csv:2: `city` is "0", which is no label of `city`: 7, Oslo',
  );
});

test("in a column of lists with marks between the entries, spaces are within them; else they stand between them", async () => {
  const from = { fields: ["city"] };
  const table = "city\nNew York; Oslo\nNew York\nOslo\n";
  const marked = await read({ files: { "a.csv": table }, from, type: several });
  assert.equal(marked.made.labels, ["[PAD]", "New York", "Oslo"]);
  assert.equal(marked.numbers.sort(), [1, 1, 2, 2]);
  const spaced = await read({ files: { "a.csv": "city\nRome Oslo\nRome\n" }, from, type: several });
  assert.equal(spaced.made.labels, ["[PAD]", "Rome", "Oslo"]);
  assert.equal(spaced.numbers.sort(), [1, 1, 2]);
});

test("several fields, files and modules are one axis, and the lines of a text are labels", async () => {
  const files = {
    "a.csv": "city,to\nOslo,New York\n",
    "b_1.csv": "city,to\nRome,\n",
    "b_2.csv": "city,to\nOslo,New York\nOslo,Bonn\n",
    "c.ts": 'export default function* () {\n  yield { to: ["Oslo", "New York"] };\n}\n',
    "d.txt": "New York\r\n\nOslo\n",
    "e.jsonl": '{"user": {"city": ["Oslo", "New York"]}}\n',
  };
  const labelsFrom = async (source: string, fields?: readonly string[]): Promise<readonly string[]> =>
    (await read({ files, from: { source, ...(fields === undefined ? {} : { fields }) } })).made.labels;
  assert.equal(await labelsFrom("b_*.csv", ["city", "to"]), ["Oslo", "Bonn", "New York", "Rome"]);
  assert.equal(await labelsFrom("c.ts", ["to"]), ["New York", "Oslo"]);
  assert.equal(await labelsFrom("d.txt"), ["New York", "Oslo"]);
  assert.equal(await labelsFrom("e.jsonl", ["user.city"]), ["New York", "Oslo"]);
});

test("a list has several, and is padded", async () => {
  const lines = '{"city": ["New York", "Oslo"]}\n{"city": ["Oslo"]}\n';
  const list = await read({ files: { "a.jsonl": lines }, from: { fields: ["city"] }, type: several });
  assert.equal(list.made.labels, ["[PAD]", "Oslo", "New York"]);
  assert.equal(list.numbers.sort(), [1, 1, 2]);
  const cells = { "a.csv": "city\nNew York; Oslo\nOslo; Bonn; Oslo\n" };
  const cell = await read({ files: cells, from: { fields: ["city"] }, type: several });
  assert.equal(cell.made.labels, ["[PAD]", "Oslo", "Bonn", "New York"]);
  assert.equal(cell.numbers.sort(), [1, 1, 1, 2, 3]);
});

test("a list of labels has its start and its end, within the bound", async () => {
  const files = { "a.jsonl": '{"city": ["Oslo", "Bonn", "Oslo", "Bonn"]}\n{"city": []}\n' };
  const ends = { start: "[A]", end: "[Z]" };
  const from = { fields: ["city"], special: ["[A]", "[Z]"] };
  const { made, numbers } = await read({ files, from, type: several, ends });
  assert.equal(made.labels, ["[PAD]", "[A]", "[Z]", "Bonn", "Oslo"]);
  assert.equal(numbers.join(" ").split(/ ?1 ?/).sort(), ["", "2", "4 3 2"]);
  assert.match(
    await failureOf(() =>
      read({ files, from: { fields: ["city"], special: ["[UNK]"] }, type: several, ends }),
    ),
    "begins or ends with `[A]`, which is no label of its axis",
  );
});

test("what no label is is an error, or [UNK] where that is one", async () => {
  const files = { "a.csv": "city\nRome\nOslo\n2\n", "b.txt": "Oslo\nBonn\nOslo\n[UNK]\n" };
  assert.is(
    await failureOf(() => read({ files, from: { source: "b.txt" } })),
    'a.csv:2: `city` is "Rome", which is no label of `city`: Oslo, Bonn, [UNK]',
  );
  const said = await read({ files, from: { source: "b.txt", special: ["[UNK]"] } });
  assert.equal(said.made, { kind: "labels", labels: ["[UNK]", "Oslo", "Bonn"], special: ["[UNK]"] });
  assert.equal(said.numbers.sort(), [0, 0, 1]);
  const counted = await read({ files, from: { source: "b.txt", count: 2 } });
  assert.equal(counted.made.labels, ["[UNK]", "Oslo"]);
  assert.equal(counted.numbers.sort(), [0, 0, 1]);
});

test("what can't be labels is told with its place", async () => {
  const failure = (file: string, fields?: readonly string[]): Promise<string> =>
    failureOf(() => read({ files: { "a.jsonl": file }, from: fields === undefined ? {} : { fields } }));
  assert.is(
    await failure('{"city": {"a": 1}}\n', ["city"]),
    'a.jsonl:1: its field `city` holds {"a":1}, which can\'t be a label',
  );
  assert.is(
    await failure('{"city": 12345678901234567890}\n', ["city"]),
    "a.jsonl:1: its field `city` holds 12345678901234567000, of which JSON keeps no more than 16 digits: write it as a text",
  );
  assert.is(
    await failure('{"city": "a"}\n', ["town"]),
    "a.jsonl:1: there is no `town`; the record has `city`",
  );
  assert.is(
    await failure('{"city": null}\n{"city": ""}\n', ["city"]),
    "`city`: there is no value in a.jsonl",
  );
  assert.is(
    await failure('{"city": "a"}\n'),
    '`city`: a.jsonl holds records: name the field whose values are the labels, `labels("a.jsonl:city")`',
  );
});
