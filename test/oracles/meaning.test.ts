/** What the compiler's evaluator has, against a second reading of the language, which was written in Python from the reference alone. */
import { spawnSync } from "node:child_process";
import process from "node:process";
import { assert, skip, suite } from "../harness.ts";
import { differences } from "./meaning/cases.ts";
import type { Case } from "./meaning/cases.ts";
import { combinedCase, mixedCase, programCases, randomCase, snippetCases } from "./meaning/specs.ts";

const test = suite("every entry has the numbers that a second reading of the language has");
const python = process.env["PYTHON"] ?? "python3";

function agree(cases: () => readonly Case[], least: number): void {
  if (spawnSync(python, ["-c", "import numpy"]).status !== 0) skip(`${python} has no NumPy`);
  const chosen = cases();
  assert.ok(chosen.length >= least, `${chosen.length} specs`);
  const found = differences(chosen, python).flatMap((lines, at) =>
    lines.map((line) => `${chosen[at]?.name}: ${line}`),
  );
  assert.is(found.join("\n"), "");
}

test("random specs", () => agree(() => Array.from({ length: 40 }, (_, at) => randomCase(at + 1)), 40));
test("formulas of integers, truth values and reals", () =>
  agree(() => Array.from({ length: 150 }, (_, at) => mixedCase(at + 1) ?? []).flat(), 75));
test("functions, groups, twins, scans and layers in one another", () =>
  agree(() => Array.from({ length: 25 }, (_, at) => combinedCase(at + 1) ?? []).flat(), 22));
test("the small programs", () => agree(programCases, 20));
test("the blocks of the language's reference", () => agree(snippetCases, 15));
