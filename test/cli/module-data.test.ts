import { assert, suite } from "../harness.ts";
import { columnsOf, label } from "./data-columns.ts";
import { dataOf, failureOf, field } from "./files.ts";

const test = suite("data of a module");

test("a module's generator yields records, typed arrays too", async () => {
  const data = dataOf("module", "./data.ts", [
    field("s", label),
    field("grid", { axes: ["row", "column"], element: "real" }),
  ]);
  const module = `export default async function* records(): AsyncGenerator<object> {
    yield { s: "spam", grid: [new Float32Array([1, 2, 3]), [4, 5, 6]] };
  }`;
  const { columns } = await columnsOf(data, { "data.ts": module });
  assert.equal(columns["data/d.grid.bin"]?.["values"]?.data, [1, 2, 3, 4, 5, 6]);
  assert.match(
    await failureOf(() =>
      columnsOf(data, { "data.ts": "export default function* () { throw new Error('no file'); }" }),
    ),
    /^data\.ts failed: .*no file/,
  );
});

test("what a module prints is no record, and is told beside the reason why it failed", async () => {
  const data = dataOf("module", "./data.ts", [field("s", label)]);
  const printing = (end: string): string => `export default function* records(): Generator<object> {
    console.log("making records");
    console.info({ s: "ham" });
    yield { s: "spam" };
    ${end}
  }`;
  const { write } = process.stderr;
  let told = "";
  process.stderr.write = (text) => {
    told += String(text);
    return true;
  };
  try {
    const { columns } = await columnsOf(data, { "data.ts": printing("") });
    assert.equal(columns["data/d.s.bin"]?.["values"]?.data, [1]);
    assert.match(told, 'making records\n{ s: "ham" }\n');
    told = "";
    assert.match(
      await failureOf(() => columnsOf(data, { "data.ts": printing("throw new Error('no file');") })),
      /^data\.ts failed: error: .*no file/,
    );
    assert.match(told, "making records\n");
  } finally {
    process.stderr.write = write;
  }
});
