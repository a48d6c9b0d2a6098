/** What the command reads in the files of a data set, against a second reading of the language. */
import { spawnSync } from "node:child_process";
import process from "node:process";
import { assert, skip, suite } from "../harness.ts";
import { dataCase, differencesOfData, type DataCase } from "./meaning/data.ts";

const test = suite("data are read as a second reading of the language has them");
const python = process.env["PYTHON"] ?? "python3";

const seeds = Array.from({ length: 40 }, (_, at) => 58_000_000 + at);

test("windows of texts, tables and objects, cut and shifted, with what is held out", async () => {
  if (spawnSync(python, ["-c", "import numpy"]).status !== 0) skip(`${python} has no NumPy`);
  const cases: DataCase[] = [];
  for (const seed of seeds) {
    const made = await dataCase(seed);
    if (made !== undefined) cases.push(made);
  }
  const found = differencesOfData(cases, python).flatMap((lines, at) =>
    lines.map((line) => `${cases[at]?.name}: ${line}`),
  );
  assert.is(found.join("\n"), "");
  assert.ok(cases.length > 35, `${cases.length} data sets`);
});
