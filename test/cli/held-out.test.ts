/** Data whose held-out part has files of its own. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Data } from "../../compiler/2-check/model.ts";
import { makeColumns } from "../../compiler/cli/data/columns.ts";
import { makeTokenizers } from "../../compiler/cli/data/tokenizers.ts";
import { dataPlans } from "../../compiler/facts.ts";
import { decodeColumn } from "../../runtime/data/columns.ts";
import { encodeNumpy } from "../../runtime/data/npy.ts";
import { assert, suite } from "../harness.ts";
import { axis, dataOf, failureOf, field, modelOf, span, withFiles } from "./files.ts";
import { runWeft } from "./weft.ts";

const test = suite("held-out data of its own");

const x = field("x", { axes: [], element: "real" });
const kind = field("kind", { axes: [], element: "int", indexes: "kind" });
const tokens = field("tokens", { axes: ["seq"], element: "int", indexes: "vocab" });

interface Case {
  readonly path: string;
  readonly test: string;
  readonly files: Readonly<Record<string, string | Uint8Array>>;
  readonly fields?: Data["fields"];
  readonly options?: Data["source"]["options"];
}

/** What each part has in its first column, in the order of the numbers unless it is a text. */
async function parts(
  of: Data["source"]["kind"],
  { path, test: held, files, fields = [x], options = [] }: Case,
): Promise<{
  readonly training: readonly number[];
  readonly heldOut: readonly number[];
  readonly log: string;
}> {
  const { source, ...data } = dataOf(of, path, fields);
  const option = { name: "test", value: held, span };
  const model = modelOf(
    [
      axis("seq", { kind: "bounded", low: 1, high: 4, step: 1 }),
      axis("vocab", { kind: "tokenizer", tokenizer: { kind: "characters", source: "a.txt", special: [] } }),
      axis("kind", {
        kind: "tokenizer",
        tokenizer: { kind: "labels", source: "a.csv", special: [], fields: ["kind"] },
      }),
    ].filter(({ id }) => fields.some(({ type, order }) => type.indexes === id || order.includes(id))),
    [{ ...data, source: { ...source, options: [option, ...options] } }],
  );
  let log = "";
  return withFiles(files, async (folder) => {
    const context = { folder, log: (line: string) => (log += line) };
    const made = await makeTokenizers(model, context);
    const [[name = "", bytes = new Uint8Array()] = []] = await makeColumns(
      model,
      dataPlans(model, made),
      made,
      context,
    );
    const { values, heldOutFrom, starts } = decodeColumn(name, bytes);
    const boundary = starts === undefined ? heldOutFrom : starts[heldOutFrom ?? -1];
    const numbers = (from?: number, to?: number): readonly number[] => {
      const all = Array.from(values.slice(from, to));
      return of === "text" ? all : all.sort((a, b) => a - b);
    };
    return { training: numbers(0, boundary), heldOut: numbers(boundary), log };
  });
}

const table = (...rows: readonly (string | number)[]): string => ["x", ...rows, ""].join("\n");

test("each part is what its files hold, and a record of both is held out alone", async () => {
  const files = { "a.csv": table(1, 2, 3, 3, 4, 5), "b.csv": table(4, 2, 7, 7) };
  const { log, ...both } = await parts("csv", { path: "a.csv", test: "b.csv", files });
  assert.equal(both, { training: [1, 3, 5], heldOut: [2, 4, 7] });
  assert.is(
    log,
    "d: 3 records to train on, 3 held out, 2 exact duplicates dropped, 2 records left out of training that are held out, too",
  );
});

test("records that are observations of their own are kept in both parts", async () => {
  const files = { "a.csv": table(1, 2, 2), "b.csv": table(2, 2) };
  const options = [{ name: "duplicates", value: "keep", span }];
  const { log, ...both } = await parts("csv", { path: "a.csv", test: "b.csv", files, options });
  assert.equal(both, { training: [1, 2, 2], heldOut: [2, 2] });
  assert.is(log, "d: 3 records to train on, 2 held out");
});

test("what is held out may lie among the files of the source", async () => {
  const files = { "p_1.csv": table(1), "p_2.csv": table(2), "p_10.csv": table(3) };
  const { log, ...both } = await parts("csv", { path: "*.csv", test: "p_1?.csv", files });
  assert.equal(both, { training: [1, 2], heldOut: [3] });
  assert.is(log, "d: 2 records to train on, 1 held out");
  for (const [path, held, reason] of [
    ["*.csv", "p_*.csv", "these are all 3 files of the source, so nothing is left to train on"],
    ["p_1.csv", "./p_1.csv", "p_1.csv is the only file of the source, so nothing is left to train on"],
  ] as const)
    assert.is(await failureOf(() => parts("csv", { path, test: held, files })), reason);
});

test("every kind of source takes it", async () => {
  const both = async (of: Data["source"]["kind"], one: Case) => {
    const { training, heldOut } = await parts(of, one);
    return [training, heldOut];
  };
  const jsonl = { "a.jsonl": '{"x": 1}\n{"x": 2}\n', "b.jsonl": '[{"x": 3}]' };
  assert.equal(await both("jsonl", { path: "a.jsonl", test: "b.jsonl", files: jsonl }), [[1, 2], [3]]);
  const module = (n: number): string => `export default function* () { yield { x: ${n} }; }`;
  const modules = { "a.ts": module(1), "b.ts": module(2) };
  assert.equal(await both("module", { path: "./a.ts", test: "./b.ts", files: modules }), [[1], [2]]);
  const array = (...numbers: readonly number[]): Uint8Array => encodeNumpy([numbers.length], numbers);
  const arrays = { "train/x.npy": array(1, 2), "test/x.npy": array(3, 2) };
  assert.equal(await both("npy", { path: "train/", test: "test/", files: arrays }), [[1], [2, 3]]);
  const texts = { "a.txt": "abcab", "b_1.txt": "bb?", "b_2.txt": "aac" };
  const text = { path: "a.txt", test: "b_*.txt", fields: [tokens], files: texts };
  // [UNK], a, b, c: the vocabulary is made from the file that it names.
  assert.equal(await both("text", text), [
    [1, 2, 3, 1, 2],
    [2, 2, 0, 1, 1, 3],
  ]);
  // [PAD], [UNK], a, b, c
  assert.equal(await both("lines", text), [
    [2, 2, 3, 4],
    [1, 2, 2, 3, 3, 4],
  ]);
});

test("what can't be held out is told", async () => {
  const files = { "a.csv": "x,kind\n1,ham\n", "a.txt": "abc", "head.csv": "x,kind\n" };
  const failure = (content: string, fields?: Data["fields"]): Promise<string> =>
    failureOf(() =>
      parts("csv", {
        path: "a.csv",
        test: "b.csv",
        files: { ...files, "b.csv": content },
        ...(fields && { fields }),
      }),
    );
  assert.is(await failure("x\n"), "`d` holds out no records: b.csv holds none");
  assert.is(await failure("x\n1\n2\n"), "`d` has no records to train on: all that a.csv holds are held out");
  assert.is(await failure("y\n1\n"), "b.csv:2: there is no `x`; the record has `y`");
  assert.is(
    await failure("x,kind\n1,ham\n2,eggs\n", [x, kind]),
    'b.csv:3: `kind` is "eggs", which is no label of `kind`: ham',
  );
  assert.is(
    await failureOf(() => parts("csv", { path: "a.csv", test: "haed.csv", files })),
    "there is no file `haed.csv` relative to the spec's folder; did you mean `head.csv`?",
  );
  const short = { path: "a.txt", test: "b.txt", fields: [tokens] };
  assert.is(
    await failureOf(() => parts("text", { ...short, files: { "a.txt": "abcab", "b.txt": "abc" } })),
    "b.txt, which is held out of `d`, has 3 labels, but a window needs 4",
  );
});

const spec = `weft 1
model Line(x: real) -> real {
  param w: real = 0
  return w * x
}
data points = csv("a.csv", test = "b.csv") {
  x: real
  y: real
}
train on points {
  minimize mean[batch]((Line(x) - y)^2)
  report rows = sum[batch](spread[batch](1))
  optimizer = sgd(rate = 0.1)
  batch = 2
  steps = 20
  evaluate every 5
  patience = 9
}
`;

test("a training is measured on it, a package, too; a change of its file is one of the data", async () => {
  const rows = (...numbers: readonly number[]): string =>
    ["x,y", ...numbers.map((n) => `${n},${2 * n}`), ""].join("\n");
  const files = { "line.weft": spec, "a.csv": rows(1, 2, 0.5), "b.csv": rows(3, -1, 0.25, 0.75, 1.5) };
  await withFiles(files, async (folder) => {
    const run = (...words: readonly string[]) => runWeft(words, folder);
    const trained = await run("train", "line.weft", "--backend", "cpu");
    assert.match(trained.output, /step 20: held out loss .* rows 5/, trained.errors);
    const checkpoint = join("runs", "line", "1", "step-20.safetensors");
    const verified = await run("verify", checkpoint);
    assert.match(verified.output, /bit for bit/, verified.errors);
    const built = await run("build", "line.weft", "--out", "line");
    assert.is(built.code, 0, built.errors);
    const { heldOutFrom } = decodeColumn(
      "points.x",
      readFileSync(join(folder, "line", "data", "points.x.bin")),
    );
    assert.is(heldOutFrom, 3);
    const evaluated = await run("evaluate", "line.weft");
    assert.match(evaluated.output, /held out, 5 examples/);

    writeFileSync(join(folder, "b.csv"), rows(3, -1));
    assert.match((await run("evaluate", "line.weft")).output, /held out, 2 examples/);
    assert.match((await run("verify", checkpoint)).errors, /the data has changed since: points.x, points.y/);
  });
});
