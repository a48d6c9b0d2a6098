/** Texts that the runtime grows, against a second reading of the language that runs the model on all of a text for each position. */
import { spawnSync } from "node:child_process";
import process from "node:process";
import { assert, skip, suite } from "../harness.ts";
import { differencesGrown, grownCase } from "./meaning/growing.ts";

const test = suite("texts grow as a second reading of the language has them");
const python = process.env["PYTHON"] ?? "python3";

/** The last two found a count of positions that were none, and a text that read its memory behind its end. */
const seeds = [...Array.from({ length: 8 }, (_, at) => 56_000_000 + at), 56_000_056, 56_000_065];

test("with windows, beams, ends, sources and drawn labels, by themselves and among others", async () => {
  if (spawnSync(python, ["-c", "import numpy"]).status !== 0) skip(`${python} has no NumPy`);
  const cases = [];
  for (const seed of seeds) cases.push(await grownCase(seed));
  const made = cases.filter((one) => one !== undefined);
  assert.ok(made.some(({ isByRows }) => isByRows) && made.some(({ isByRows }) => !isByRows));
  const { lines, labels } = differencesGrown(made, python);
  const found = lines.flatMap((own, at) => own.map((line) => `${made[at]?.name}: ${line}`));
  assert.is(found.join("\n"), "");
  assert.ok(made.length === seeds.length && labels > 200, `${labels} labels of ${made.length} specs`);
});
