import type { Data } from "../../compiler/2-check/model.ts";
import { assert, suite } from "../harness.ts";
import { columnsOf, label, text } from "./data-columns.ts";
import { dataOf, failureOf, field, span } from "./files.ts";

const test = suite("columns of data");

/** The records of a column in the order of their first value, with their other column beside. */
function sorted(values: readonly (readonly number[])[]): readonly (readonly number[])[] {
  return [...values].sort((a, b) => (a[0] ?? 0) - (b[0] ?? 0));
}

test("a text is one column of its files, and a shifted field has none", async () => {
  const data = dataOf("text", "part_*.txt", [
    field("tokens", text),
    field("next", text, { kind: "shifted", of: "tokens", by: 1 }),
  ]);
  const { columns } = await columnsOf(data, { "part_10.txt": "c", "part_9.txt": "ab" });
  assert.equal(columns, { "data/d.tokens.bin": { values: { shape: [3], data: [2, 3, 4] } } });
  assert.is(
    await failureOf(() => columnsOf(data, { "part_1.txt": "abx" })),
    'part_1.txt: character 3 of the text, "x", isn\'t in the vocabulary, and it has no [UNK], which `special = "[UNK]"` of its axis adds',
  );
});

test("texts of records are cut to the bound, with their end", async () => {
  const data = dataOf("lines", "a.txt", [field("t", text, { kind: "field", field: "t", end: "[END]" })]);
  const { columns, log } = await columnsOf(data, { "a.txt": "a\nbcabca\n\na\ncc\n" });
  const column = columns["data/d.t.bin"];
  const starts = column?.["starts"]?.data ?? [];
  const rows = starts.slice(1).map((end, at) => (column?.["values"]?.data ?? []).slice(starts[at], end));
  assert.equal(sorted(rows), [
    [2, 1],
    [3, 4, 2, 1],
    [4, 4, 1],
  ]);
  assert.equal(log, ["d: 3 records, 1 exact duplicate dropped"]);
});

test("equal records are kept where the source says so", async () => {
  const data = dataOf("lines", "a.txt", [field("t", text)]);
  const source = { ...data.source, options: [{ name: "duplicates", value: "keep", span }] };
  const { columns, log } = await columnsOf({ ...data, source }, { "a.txt": "a\nb\na\n" });
  assert.equal([...(columns["data/d.t.bin"]?.["values"]?.data ?? [])].sort(), [2, 2, 3]);
  assert.equal(log, ["d: 3 records"]);
});

test("a list of texts has each cut or padded to the bound", async () => {
  const texts = { axes: ["row", "seq"], element: "int", indexes: "vocab" } as const;
  const data = dataOf("jsonl", "a.jsonl", [
    field("t", texts, { kind: "field", field: "t", end: "[END]" }),
    field("x", { axes: [], element: "real" }),
  ]);
  const lines = [
    { t: ["a", "bcabca"], x: 1 },
    { t: ["", "cc"], x: 2 },
    { t: [[2, 3, 4, 1], "b"], x: 3 },
  ];
  const read = async (records: readonly object[]) =>
    columnsOf(data, { "a.jsonl": records.map((record) => JSON.stringify(record)).join("\n") });
  const { columns } = await read(lines);
  const values = columns["data/d.t.bin"]?.["values"];
  assert.equal(values?.shape, [3, 2, 4]);
  const rows = (columns["data/d.x.bin"]?.["values"]?.data ?? []).map((x, at) => [
    x,
    ...(values?.data ?? []).slice(8 * at, 8 * at + 8),
  ]);
  assert.equal(sorted(rows), [
    [1, 2, 1, 0, 0, 3, 4, 2, 1],
    [2, 1, 0, 0, 0, 4, 4, 1, 0],
    [3, 2, 3, 4, 1, 3, 1, 0, 0],
  ]);
  assert.is(
    await failureOf(() => read([{ t: "ab", x: 1 }])),
    'a.jsonl:1: `t` is "ab", but its axes want an array of 2 by 4',
  );
  assert.is(
    await failureOf(() => read([{ t: ["a"], x: 1 }])),
    "a.jsonl:1: `t` has 1 entries where its axis has the size 2",
  );
});

test("labels by name or number, numbers, booleans and arrays", async () => {
  const data = dataOf("jsonl", "a.jsonl", [
    field("s", label),
    field("x", { axes: [], element: "real" }),
    field("grid", { axes: ["row", "column"], element: "real" }),
    field("ok", { axes: [], element: "bool" }),
  ]);
  const grid = [
    [1, 2, 3],
    [4, 5, 6],
  ];
  const lines = [
    { s: "spam", x: 0.5, grid, ok: true },
    { s: 0, x: "-2", grid: grid.map((row) => row.map((value) => -value)), ok: false },
    { s: 5, x: 3, grid, ok: 1 },
  ];
  const { columns } = await columnsOf(data, {
    "a.jsonl": lines.map((line) => JSON.stringify(line)).join("\n"),
  });
  const at = (name: string): readonly number[] => columns[`data/d.${name}.bin`]?.["values"]?.data ?? [];
  const rows = [0, 1, 2].map((row) => [at("x")[row] ?? NaN, at("s")[row] ?? NaN, at("ok")[row] ?? NaN]);
  assert.equal(sorted(rows), [
    [-2, 0, 0],
    [0.5, 1, 1],
    [3, 2, 1],
  ]);
  assert.equal(columns["data/d.grid.bin"]?.["values"]?.shape, [3, 2, 3]);
  const negative = at("x").indexOf(-2);
  assert.equal(at("grid").slice(6 * negative, 6 * negative + 6), [-1, -2, -3, -4, -5, -6]);
});

test("of two bounded axes the inner one is padded to its bound", async () => {
  const data = dataOf("jsonl", "a.jsonl", [field("edge", { axes: ["seq", "from"], element: "bool" })]);
  const lines = ["[[1, 0], [1, 1]]", "[[0, 0, 0, 0, 1]]"].map((edge) => `{"edge": ${edge}}`);
  const { columns } = await columnsOf(data, { "a.jsonl": lines.join("\n") });
  const column = columns["data/d.edge.bin"];
  const values = column?.["values"]?.data ?? [];
  const [long, short] = [
    [1, 0, 0, 0, 1, 1, 0, 0],
    [0, 0, 0, 0],
  ];
  assert.ok(
    [
      [...long, ...short],
      [...short, ...long],
    ].some((all) => all.join() === values.join()),
    values.join(),
  );
});

test("CSV with several numbers in a cell", async () => {
  const data = dataOf("csv", "a.csv", [field("x", { axes: ["column"], element: "real" })]);
  const { columns } = await columnsOf(data, { "a.csv": 'x\n0.5 1 2\n3; 4;5\n"[6, 7, -8]"\n' });
  const rows = [...(columns["data/d.x.bin"]?.["values"]?.data ?? [])];
  assert.equal(
    rows.sort((a, b) => Number(a) - Number(b)),
    [-8, 0.5, 1, 2, 3, 4, 5, 6, 7],
  );
  assert.match(await failureOf(() => columnsOf(data, { "a.csv": "x\n1 2\n" })), "a.csv:2: `x` has 2 entries");
});

test("CSV with quotes, and its places", async () => {
  const data = dataOf("csv", "a.csv", [field("t", text), field("s", label)]);
  const { columns } = await columnsOf(data, { "a.csv": 't,s\n"a""b"'.replace('""', "") + ",ham\n" });
  assert.equal(columns["data/d.t.bin"]?.["values"]?.data, [2, 3]);
  assert.is(
    await failureOf(() => columnsOf(data, { "a.csv": "t,s\na,ham\nb,eggs\n" })),
    'a.csv:3: `s` is "eggs", which is no label of `label`: ham, spam, 5',
  );
});

test("between cells stand commas, tabs or semicolons, as the first line has them", async () => {
  const data = dataOf("csv", "a.csv", [field("x", { axes: [], element: "real" }), field("s", label)]);
  for (const table of ["x,s\r\n2,spam\r\n", "\ufeffx\ts\n2\tspam", "x; s\n2;spam\n", '"x",s\r2,spam\r']) {
    const { columns } = await columnsOf(data, { "a.csv": table });
    const read = ["x", "s"].map((name) => columns[`data/d.${name}.bin`]?.["values"]?.data);
    assert.equal(read, [[2], [1]], JSON.stringify(table));
  }
});

test("a table of several pieces is what it is in one, with its lines", async () => {
  const data = dataOf("csv", "a.csv", [field("x", { axes: [], element: "int" })]);
  const note = `"${"several, \n".repeat(50_000)}"`;
  const rows = Array.from({ length: 5 }, (_, at) => `${at * 70_000 - 7},${note}\r\n`);
  const table = `x,note\n${rows.join("")}`;
  const { columns } = await columnsOf(data, { "a.csv": table });
  const found = [...(columns["data/d.x.bin"]?.["values"]?.data ?? [])].sort((a, b) => a - b);
  assert.equal(found, [-7, 69_993, 139_993, 209_993, 279_993]);
  const failure = await failureOf(() => columnsOf(data, { "a.csv": `${table}1\n` }));
  assert.is(failure, "a.csv:250007: 1 cell, but the first line names 2");
});

test("a table that isn't one is told with its line", async () => {
  const data = dataOf("csv", "a.csv", [field("x", { axes: [], element: "real" }), field("s", label)]);
  const failure = (table: string): Promise<string> => failureOf(() => columnsOf(data, { "a.csv": table }));
  assert.is(await failure("x,s, x\n1,ham,2\n"), "a.csv:1: two columns are called `x`");
  assert.is(await failure("x,s\n1,ham\n2\n"), "a.csv:3: 1 cell, but the first line names 2");
  assert.is(await failure("x,s\n1,ham\n2,ham,3\n"), "a.csv:3: 3 cells, but the first line names 2");
  assert.match(await failure('x,s\n1,ham\n"2,ham\n3,ham\n'), /^a\.csv:3: .* never closed$/);
  assert.match(await failure('x,s\n1,ham\n2,h"am"\n'), /^a\.csv:3: a quote/);
  assert.match(await failure('x,s\n"1"1,ham\n'), /^a\.csv:2: something stands after/);
  assert.match(
    await failure("1,ham\n2,ham\n"),
    "the record has `1`, `ham`; are these the names of its columns",
  );
  assert.is(await failure("x,s\n"), "`d` has no records: a.csv holds none");
  assert.is(await failure(""), "`d` has no records: a.csv holds none");
});

test("where labels are numbers a number is a label, and no position", async () => {
  const stars = { axes: [], element: "int", indexes: "stars" } as const;
  const data = dataOf("csv", "a.csv", [field("s", stars)]);
  const { columns } = await columnsOf(data, { "a.csv": "s\n1\n3\n" });
  assert.equal([...(columns["data/d.s.bin"]?.["values"]?.data ?? [])].sort(), [0, 2]);
  const failure = await failureOf(() => columnsOf(data, { "a.csv": "s\n1\n0\n" }));
  assert.is(failure, 'a.csv:3: `s` is "0", which is no label of `stars`: 1, 2, 3');
});

test("an index of an axis without labels is below its size", async () => {
  const data = dataOf("jsonl", "a.jsonl", [field("at", { axes: [], element: "int", indexes: "column" })]);
  const failure = await failureOf(() => columnsOf(data, { "a.jsonl": '{"at": 2}\n{"at": 3}' }));
  assert.is(failure, "a.jsonl:2: `at` is 3, but `column` has the positions 0 to 2");
});

test("a text is no list of labels where no tokenizer cuts it", async () => {
  const kinds = { axes: ["seq"], element: "int", indexes: "label" } as const;
  const failure = await failureOf(() =>
    columnsOf(dataOf("jsonl", "a.jsonl", [field("kinds", kinds)]), { "a.jsonl": '{"kinds": "ham"}' }),
  );
  assert.match(failure, /^a\.jsonl:1: `kinds` is the text "ham", but only a tokenizer cuts texts/);
});

test("truth values as programs write them into tables; a long value that is none is told by its beginning", async () => {
  const table = (words: readonly string[]) =>
    columnsOf(
      dataOf("csv", "a.csv", [
        field("n", { axes: [], element: "int" }),
        field("on", { axes: [], element: "bool" }),
      ]),
      {
        "a.csv": ["n,on", ...words.map((word, n) => `${n},${word}`)].join("\n"),
      },
    );
  const { columns } = await table(["true", "True", "1", "FALSE", "false", "0"]);
  const at = (name: string): readonly number[] => columns[`data/d.${name}.bin`]?.["values"]?.data ?? [];
  const rows = at("n").map((n, row) => [n, at("on")[row] ?? NaN]);
  assert.equal(
    sorted(rows),
    [1, 1, 1, 0, 0, 0].map((on, n) => [n, on]),
  );
  const long = await failureOf(() => table(["true", "y".repeat(9999)]));
  assert.is(long, `a.csv:3: \`on\` is true or false, not "${"y".repeat(40)}…"`);
});

test("numbers that the device can't hold are refused", async () => {
  const real = dataOf("csv", "a.csv", [field("x", { axes: [], element: "real" })]);
  const whole = dataOf("csv", "a.csv", [field("x", { axes: [], element: "int" })]);
  const failure = (data: Data, cell: string): Promise<string> =>
    failureOf(() => columnsOf(data, { "a.csv": `x\n${cell}\n` }));
  assert.match(await failure(real, "1e39"), "a.csv:2: `x` is a number of f32, and 1e+39 is beyond it");
  assert.match(await failure(whole, "2147483648"), "is a whole number of 32 bits, not 2147483648");
  assert.match(await failure(real, "nan"), '`x` is a number, not "nan"');
  assert.match(await failure(real, '"0,5"'), '`x` is a number, not "0,5"; decimals stand after a point');
  const advice =
    "where some have none, `axis given <= 1` and `x: [given]` let it be empty, and `x.present` tells";
  assert.match(
    await failureOf(() => columnsOf(real, { "a.csv": "x,y\n,1\n" })),
    `\`x\` is a number, not ""; ${advice}`,
  );
  const listed = dataOf("jsonl", "a.jsonl", [field("x", { axes: ["row"], element: "real" })]);
  assert.match(
    await failureOf(() => columnsOf(listed, { "a.jsonl": '{"x": [1, null]}\n' })),
    "`x` is a number, not null; where some entries are missing, give 0 there, and a field beside it, `known: [row] bool`, tells where one is",
  );
  const { columns } = await columnsOf(whole, { "a.csv": "x\n-2147483648\n" });
  assert.equal(columns["data/d.x.bin"]?.["values"]?.data, [-2147483648]);
});

test("a bad record is told with file, line and reason", async () => {
  const data = dataOf("jsonl", "a.jsonl", [field("grid", { axes: ["row", "column"], element: "real" })]);
  const failure = (line: string): Promise<string> =>
    failureOf(() => columnsOf(data, { "a.jsonl": `\n${line}` }));
  assert.match(await failure("{"), /^a\.jsonl:2: .*JSON/);
  assert.is(await failure("[1]"), "a.jsonl, record 1: a record is an object with a value for each field");
  assert.is(await failure('{"grid": null}'), "a.jsonl:2: `grid` is null, which is no value");
  assert.match(
    await failure(`[{"grid":\n NaN}, ${"[1, 2], ".repeat(9)} 3]`),
    /^a\.jsonl:3: Unexpected token 'N'/,
  );
  assert.match(await failure('[{"grid":\n'), /^a\.jsonl:2: Unexpected end of JSON/);
  assert.is(
    await failure('{"gird": 1, "n": 2}'),
    "a.jsonl:2: there is no `grid`; the record has `gird`, `n`; did you mean `gird`?",
  );
  assert.is(await failure('{"g": 1}'), "a.jsonl:2: there is no `grid`; the record has `g`");
  assert.is(
    await failure('{"grid": [[1, 2], [3, 4]]}'),
    "a.jsonl:2: `grid` has 2 entries where its axis has the size 3",
  );
  assert.is(await failure('{"grid": [[1, 2, "x"], [3, 4, 5]]}'), 'a.jsonl:2: `grid` is a number, not "x"');
});

test("a name with dots is what lies in a record's objects, unless a value is called so", async () => {
  const data = dataOf("jsonl", "a.jsonl", [
    field("x", { axes: [], element: "real" }, { kind: "field", field: "user.at.x" }),
  ]);
  const lines = '{"user": {"at": {"x": 3}}}\n{"user": {"at": {"x": 3}}, "user.at.x": 5}\n';
  const { columns } = await columnsOf(data, { "a.jsonl": lines });
  assert.equal(columns["data/d.x.bin"]?.["values"]?.data.toSorted(), [3, 5]);
  const failure = (line: string): Promise<string> => failureOf(() => columnsOf(data, { "a.jsonl": line }));
  assert.is(
    await failure('{"user": {"at": {"y": 3}, "of": [{"x": 1}]}}'),
    "a.jsonl:1: there is no `user.at.x`; the record has `user.at.y`, `user.of[].x`; did you mean `user.at.y`?",
  );
  assert.is(
    await failure('{"user": {"at": {"x": null}}}'),
    "a.jsonl:1: `user.at.x` is null, which is no value",
  );
});

test("of a list of objects each has an entry of the field", async () => {
  const data = dataOf("jsonl", "a.jsonl", [
    field(
      "said",
      { axes: ["from", "seq"], element: "int", indexes: "vocab" },
      { kind: "field", field: "turns[].said" },
    ),
    field(
      "by",
      { axes: ["from"], element: "int", indexes: "label" },
      { kind: "field", field: "turns[].by.name" },
    ),
  ]);
  const turn = (said: string, name: string) => ({ said, by: { name } });
  const lines = [{ turns: [turn("ab", "ham"), turn("cab", "spam")] }, { turns: [turn("b", "spam")] }];
  // A build puts the second record first.
  const { columns } = await columnsOf(data, {
    "a.jsonl": lines.map((line) => JSON.stringify(line)).join("\n"),
  });
  const { values: said, starts } = columns["data/d.said.bin"] ?? {};
  assert.equal(said, { shape: [3, 4], data: [...[3, 0, 0, 0], ...[2, 3, 0, 0], ...[4, 2, 3, 0]] });
  assert.equal(starts?.data, [0, 1, 3]);
  assert.equal(columns["data/d.by.bin"]?.["values"]?.data, [1, 0, 1]);
  const failure = (turns: unknown): Promise<string> =>
    failureOf(() => columnsOf(data, { "a.jsonl": JSON.stringify({ turns }) }));
  assert.is(
    await failure([turn("a", "ham"), { sayd: "b", by: { name: "ham" } }]),
    "a.jsonl:1: entry 1 of `turns`: there is no `said`; the record has `sayd`, `by.name`; did you mean `sayd`?",
  );
  assert.is(await failure("ab"), "a.jsonl:1: there is no `turns[].said`; the record has `turns`");
});

test("one whose index points beyond the cut is skipped and counted", async () => {
  const data = dataOf("jsonl", "a.jsonl", [field("at", { axes: [], element: "int", indexes: "seq" })]);
  const { columns, log } = await columnsOf(data, { "a.jsonl": '{"at": 3}\n{"at": 4}' });
  assert.equal(columns["data/d.at.bin"]?.["values"]?.data, [3]);
  assert.equal(log, ["d: 1 record, 1 skipped, whose index lies beyond the cut"]);
});

test("a field in a twin has the labels of what it is a twin of", async () => {
  const data = dataOf("jsonl", "a.jsonl", [
    field("kind", { axes: [], element: "int", indexes: "other" }),
    field("t", { axes: ["seq"], element: "int", indexes: "word" }),
  ]);
  const { columns } = await columnsOf(data, { "a.jsonl": '{"kind": "spam", "t": "cab"}\n' });
  assert.equal(columns["data/d.kind.bin"]?.["values"]?.data, [1]);
  assert.equal(columns["data/d.t.bin"]?.["values"]?.data, [4, 2, 3]);
});
