/** What cells of a CSV hold. */
import { makeColumns } from "../../compiler/cli/data/columns.ts";
import { dataPlans } from "../../compiler/facts.ts";
import { decodeSafetensors } from "../../runtime/checkpoint/safetensors.ts";
import { assert, suite } from "../harness.ts";
import { axis, dataOf, failureOf, field, modelOf, withFiles } from "./files.ts";

const test = suite("cells of a table");

const axes = [
  axis("city", { kind: "fixed", labels: ["New York", "Oslo", "Oslo, Norway"] }, 3),
  axis("step", { kind: "bounded", low: 1, high: 4, step: 1 }),
];

/** The numbers of its only field. */
async function read(of: ReturnType<typeof field>, table: string): Promise<readonly number[]> {
  const data = dataOf("csv", "a.csv", [of]);
  const model = modelOf(axes, [data]);
  return withFiles({ "a.csv": table }, async (folder) => {
    const context = { folder, log: () => undefined };
    const columns = await makeColumns(model, dataPlans(model, new Map()), new Map(), context);
    const [[name, bytes] = ["", new Uint8Array()]] = columns;
    return [...(decodeSafetensors(bytes, name).tensors.get("values")?.data ?? [])];
  });
}

test("a list of labels that have spaces is cut at marks alone, and not where it is one label", async () => {
  const cities = field("city", { axes: ["step"], element: "int", indexes: "city" });
  assert.equal(await read(cities, "city\nNew York\n"), [0]);
  assert.equal(await read(cities, "city\nOslo; New York; Oslo\n"), [1, 0, 1]);
  assert.equal(await read(cities, 'city\n"Oslo, Norway"\n'), [2]);
  assert.match(
    await failureOf(() => read(cities, "city\nOslo New York\n")),
    /a\.csv:2: `city` is "Oslo New York", which is no label/,
  );
});

test("numbers are decimal", async () => {
  for (const element of ["real", "int"] as const) {
    const x = field("x", { axes: [], element });
    for (const cell of ["16", "+16", "16.", "1.6e1", " 16 "])
      assert.equal(await read(x, `x\n${cell}\n`), [16]);
    for (const cell of ["0x10", "0b10", "0o20", "1_6", "Infinity", "."])
      assert.is(await failureOf(() => read(x, `x\n${cell}\n`)), `a.csv:2: \`x\` is a number, not "${cell}"`);
  }
  const step = field("step", { axes: [], element: "int", indexes: "step" });
  assert.equal(await read(step, "step\n3\n"), [3]);
  assert.match(await failureOf(() => read(step, "step\n0x1\n")), /`step` is "0x1", but `step` has positions/);
});

test("quotes that stand wrongly are told with their line", async () => {
  const x = field("x", { axes: [], element: "real" });
  for (const [table, told] of [
    ['x\n1\n5"1"\n', 'a.csv:3: a quote `"` stands within a cell: the whole cell goes in quotes then'],
    ['x\n1\n"5"1\n', 'a.csv:3: something stands after the `"` that closes a cell'],
    ['x\n1\n"5\n1\n', 'a.csv:3: from this line on, a quote `"` is never closed'],
    ["x,y\n1,2\n3\n", "a.csv:3: 1 cell, but the first line names 2"],
  ] as const)
    assert.match(await failureOf(() => read(x, table)), told);
});

test("a column may be called as what each object has", async () => {
  for (const name of ["__proto__", "constructor"])
    assert.equal(await read(field(name, { axes: [], element: "real" }), `x,${name}\n1,2\n`), [2]);
});
