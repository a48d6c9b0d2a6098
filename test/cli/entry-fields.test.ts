import type { Data } from "../../compiler/2-check/model.ts";
import { assert, suite } from "../harness.ts";
import { columnsOf, text } from "./data-columns.ts";
import { dataOf, failureOf, field } from "./files.ts";

const test = suite("fields that a template makes");

const template = { texts: ["", "", "[END]"], names: ["by", "said"] };
const bool = { axes: ["seq"], element: "bool" } as const;

function chatData(path: string, conditions: readonly { name: string; value: string }[]): Data {
  return dataOf("jsonl", "a.jsonl", [
    field("t", text, { kind: "field", field: path, template }),
    field("next", text, { kind: "shifted", of: "t", by: 1 }),
    field("said", bool, { kind: "part", of: "t", part: { name: "said", only: conditions } }),
    field("learned", bool, { kind: "shifted", of: "said", by: 1 }),
  ]);
}

async function read(data: Data, records: readonly object[]) {
  const lines = records.map((record) => JSON.stringify(record)).join("\n");
  const { columns, log } = await columnsOf(data, { "a.jsonl": lines });
  const at = (name: string) => [...(columns[`data/d.${name}.bin`]?.["values"]?.data ?? [])];
  return { t: at("t"), next: at("next"), said: at("said"), learned: at("learned"), log };
}

test("a chat's turns are one text, cut to the bound, and what one says is known of each position", async () => {
  const data = chatData("turns[]", [{ name: "by", value: "b" }]);
  const turns = [
    { by: "a", said: "" },
    { by: "b", said: "ca" },
  ];
  // The bound is 4 positions, and what is shifted sees one more.
  assert.equal(await read(data, [{ turns }]), {
    t: [2, 1, 3, 4],
    next: [1, 3, 4, 2],
    said: [0, 0, 0, 1],
    learned: [0, 0, 1, 1],
    log: ["d: 1 record"],
  });
  assert.is(
    await failureOf(() => read(chatData("turns[]", [{ name: "by", value: "B" }]), [{ turns }])),
    "no record of `d` has a position that is of `said`",
  );
  assert.is(
    await failureOf(() => read(data, [{ turns }, { turns: [turns[0], { by: "b" }] }])),
    "a.jsonl:2: `turns[]`: entry 1 has no `said`, which its text names",
  );
  assert.is(
    await failureOf(() => read(data, [{ turns: [{ by: "a", said: "x" }] }])),
    'a.jsonl:1: `turns[]`: character 2 of the text, "x", isn\'t in the vocabulary, and it has no [UNK], which `special = "[UNK]"` of its axis adds',
  );
  assert.is(
    await failureOf(() => read(chatData("turns", []), [{ turns }])),
    'a.jsonl:1: `turns`: is a list, whose entries are `field("turns[]", …)`',
  );
  assert.is(
    await failureOf(() => read(data, [{ turns: "ab" }])),
    "a.jsonl:1: there is no `turns[]`; the record has `turns`; did you mean `turns`?",
  );
});

test("a record may be the entry itself, and is a duplicate where what is named is equal", async () => {
  const data = chatData("", []);
  const { log, ...columns } = await read(data, [
    { id: 1, by: "a", said: "b" },
    { id: 2, by: "a", said: "b" },
  ]);
  assert.equal(log, ["d: 1 record, 1 exact duplicate dropped"]);
  assert.equal(columns, { t: [2, 3], next: [3, 1], said: [0, 1], learned: [1, 1] });
});
