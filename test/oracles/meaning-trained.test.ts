/** Trainings from the first step to the last, in the runtime, against a second reading of the language. */
import { spawnSync } from "node:child_process";
import process from "node:process";
import { assert, skip, suite } from "../harness.ts";
import { differencesOfTrainings, wholeTraining } from "./meaning/whole-trainings.ts";

const test = suite("trainings go as a second reading of the language has them");
const python = process.env["PYTHON"] ?? "python3";

const seeds = Array.from({ length: 12 }, (_, at) => 57_000_000 + at);

test("by epochs, with several minimizations, schedules that watch, patience, and resumed on the way", async () => {
  if (spawnSync(python, ["-c", "import numpy"]).status !== 0) skip(`${python} has no NumPy`);
  const cases = [];
  for (const seed of seeds) cases.push(await wholeTraining(seed));
  const made = cases.filter((one) => one !== undefined);
  const found = differencesOfTrainings(made, python).flatMap((own, at) =>
    own.map((line) => `${made[at]?.name}: ${line}`),
  );
  assert.is(found.join("\n"), "");
  assert.is(made.length, seeds.length);
});
